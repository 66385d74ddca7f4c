// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <variant>

#include "schema/writer.hpp"
#include "server/rate_limit.hpp"
#include "server/router.hpp"
#include "server/services.hpp"
#include "server/shared_rate_limit.hpp"

namespace zusage::server {

/// Everything between a parsed request and its answer that is not network: finding the route, who
/// may, how often, running the handler, and turning what went wrong into pages. No function here
/// throws.
class dispatcher {
 public:
  dispatcher(services& with, std::span<const route> routes);

  /// For the body limit, before the body is read.
  router::match find(std::string_view method, std::string_view path) const {
    return router_.find(method, path);
  }

  /// What needs no database: a refusal (too often, from another site), a kept page, a handler that
  /// runs `at_once`. Nothing: go on with `begin`, which counts where that takes time.
  std::optional<response> answer_at_once(const request& of, const route& to);

  using work = std::function<response()>;

  /// Runs the handler as far as it runs at once: an answer, or what the writer or the worker pool
  /// is to do. `work` does not throw.
  std::variant<response, action, work> begin(request& of, const route& to);

  /// The answer after the writer: what the action made, or why it could not.
  response finish(const request& of, const route& to, const schema::write_outcome& outcome,
                  response made);

  /// 404, or 405 with Allow.
  response not_found(const request& of, const router::match& match);

  /// Any other refusal; `reason` is a text's key.
  response refuse(int status, const request& of, std::string_view reason);

 private:
  struct kept_place {
    std::string key;
    std::uint64_t as_of;  // page_cache::moment
  };
  std::optional<response> find_kept(const request& of, const route& to) const;
  response run_at_once(const request& of, const route& to, const at_once& handler);
  response keep(const request& of, const kept_place& at, response made);
  std::optional<response> check_access(request& of, const route& to, const schema::reader& db);
  std::optional<response> check_token(request& of, const route& to);
  std::optional<response> check_rate(const request& of, const route& to);
  std::int64_t seconds_to_wait(const request& of, const route& to);
  response database_failed(const request& of, const route& to, const schema::error& e);
  response failed(const request& of, const route& to, const std::string& what);

  services& services_;
  router router_;
  rate_limit registrations_, posts_, of_tokens_;
  // where several processes count together
  shared_rate_limit shared_registrations_, shared_posts_, shared_of_tokens_;
};

/// Name of the cookie of signed-in staff: with the `__Host-` prefix where the site is https.
std::string session_cookie_name(const configuration& config);

}  // namespace zusage::server
