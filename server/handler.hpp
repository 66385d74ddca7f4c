// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/time.hpp"
#include "organisers/scope.hpp"
#include "schema/database.hpp"
#include "web/locale.hpp"

/// What a handler sees and returns. It knows neither sockets nor Beast and is tested by calling it.
namespace zusage::server {

struct services;  // services.hpp

/// Names with values, in order, names may repeat: a query or a form.
class fields {
 public:
  void add(std::string name, std::string value) {
    all_.emplace_back(std::move(name), std::move(value));
  }
  /// The first value, "" when there is none.
  const std::string& get(std::string_view name) const;
  bool has(std::string_view name) const;
  std::vector<std::string> values(std::string_view name) const;
  const std::vector<std::pair<std::string, std::string>>& all() const { return all_; }

 private:
  std::vector<std::pair<std::string, std::string>> all_;
};

struct request {
  std::string method;                                        ///< GET (also for HEAD), POST
  std::string path;                                          ///< decoded, without query
  std::map<std::string, std::string, std::less<>> captured;  ///< `{slug}` of the route
  fields query;
  fields form;       ///< of an application/x-www-form-urlencoded body
  std::string body;  ///< of any other type
  std::string content_type;
  std::string remote_address;  ///< of the client, behind trusted proxies the forwarded one
  std::string user_agent, idempotency_key, cookie, if_none_match, if_match;
  std::string authorization;  ///< as sent; never part of a log or an answer
  bool accepts_gzip = false;
  bool head_only = false;   ///< HEAD: nothing of the body reaches the client
  bool cross_site = false;  ///< by Sec-Fetch-Site or Origin, a page that is not ours sends this
  const web::locale* language = nullptr;
  instant at{};
  /// Set by the access check of the route: whose data the handler may touch.
  std::optional<organisers::scope> scope;
  std::int64_t staff_id = 0;
  std::string staff_email, csrf;  ///< of the signed-in person; the token that forms carry
  std::string failure_number;     ///< of an internal error, as it stands in the log

  const std::string& capture(std::string_view name) const;
};

/// Takes pieces of a body that is sent while it is made. False: the client has gone, stop.
using sink = std::function<bool(std::string_view)>;

/// What a page that every visitor gets alike depends on besides its address and language.
struct kept_while {
  std::vector<std::string> topics;  ///< as announced (schema/announcements.hpp); one that ends in
                                    ///< '/' stands for all that begin with it
  instant until{};                  ///< when time alone makes it another page
};

struct response {
  int status = 200;
  std::string content_type = "text/html; charset=utf-8";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  /// Set: sent in chunks as the function makes them (only `work` handlers); body is not used.
  std::function<void(const sink&)> stream;
  /// A body kept elsewhere (assets, kept pages); used when not null.
  std::shared_ptr<const std::string> shared_body;
  std::shared_ptr<const std::string> shared_gzip;  ///< the same compressed, for who accepts it
  std::string_view static_body;  ///< memory of the program itself; used when not empty
  bool personal = true;          ///< `Cache-Control: no-store`
  /// Set: the dispatcher keeps the body (GET routes with `kept`, status 200).
  std::optional<kept_while> keep;

  response& with(std::string name, std::string value) {
    headers.emplace_back(std::move(name), std::move(value));
    return *this;
  }
};

response html(int status, std::string body);
response json_response(int status, const nlohmann::json& body);
/// RFC 9457; `errors` is the list of the contract, `[]` for none.
response problem(int status, std::string_view title,
                 const nlohmann::json& errors = nlohmann::json::array());
/// 303 to one of our own paths. @throws std::logic_error for anything that does not begin with one
/// '/'.
response see_other(std::string path);

using read_handler = response (*)(const request&, const schema::reader&, services&);
using work_handler = response (*)(const request&, services&);

/// A handler that needs no database and takes no time: it runs at once on the network's thread, and
/// answers while the database is away. Its route is for anyone, since who may is asked in the
/// database.
struct at_once {
  response (*run)(const request&, services&);
};

/// What a `write` handler's check decides: an answer at once, or what is to be done in the
/// transaction (the reply leaves after the commit).
using action = std::function<response(schema::transaction&)>;
using decision = std::variant<response, action>;
using write_handler = decision (*)(const request&, const schema::reader&, services&);

/// Who may call a route.
struct access {
  enum class who {
    anyone,
    link_holder,  ///< the handler opens the token in the path and answers 404 for a wrong one
    staff,        ///< signed in, with `needs` at the organiser
    signed_in,    ///< any signed-in staff
    token         ///< a program with a token (RFC 6750) whose scopes hold `needs_of_token`
  } by = who::anyone;
  organisers::permission needs = organisers::permission::see_events;
  organisers::token_scope needs_of_token = organisers::token_scope::none;
};

inline constexpr access anyone{access::who::anyone, {}, {}};
inline constexpr access link_holder{access::who::link_holder, {}, {}};
inline constexpr access signed_in{access::who::signed_in, {}, {}};
constexpr access staff_with(organisers::permission p) {
  return {access::who::staff, p, {}};
}
/// Cookies never open such a route, nor tokens any other; it answers for the token's organiser.
/// `none`: any token that has not ended.
constexpr access token_with(organisers::token_scope s) {
  return {access::who::token, {}, s};
}

using any_handler = std::variant<read_handler, write_handler, work_handler, at_once>;

inline constexpr std::size_t default_body_limit = 64 * 1024;

struct route {
  std::string_view method;  ///< GET (answers HEAD too), POST, PUT or PATCH
  std::string_view path;    ///< literal parts and `{name}`, which takes one segment
  access by;
  any_handler handler;
  std::size_t body_limit = default_body_limit;  ///< bytes, see body_limit_of
  bool api = false;                             ///< faults are problem+json instead of pages
  bool from_anywhere = false;  ///< also for programs that say that they are another site
  bool registers = false;      ///< counts against `limits.registrations_per_minute`
  bool kept = false;           ///< the same for every visitor: answered from memory while it can be
  /// What a kept page depends on besides path and language: names of the query, each value a page
  /// of its own. Without any, a query that narrows the calendar is never answered from memory.
  std::span<const char* const> kept_by = {};
};

/// How many bytes of a body a route takes: `configured` (limits.body_bytes) lowers it, but not that
/// of routes which take more than the default, since those are for files.
constexpr std::size_t body_limit_of(const route& to, std::int64_t configured) {
  if (to.body_limit > default_body_limit) return to.body_limit;
  return std::min(to.body_limit, std::size_t(configured));
}

/// Whether the work of a route is on a file, which may take many seconds: it goes to threads of its
/// own, so that lists that are imported keep nobody from signing in.
constexpr bool takes_a_file(const route& to) {
  return to.body_limit > default_body_limit && std::holds_alternative<work_handler>(to.handler);
}

/// All routes; each file of handlers brings its own (routes.cpp puts them together).
std::span<const route> all_routes();

}  // namespace zusage::server
