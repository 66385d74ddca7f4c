// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <map>
#include <memory>
#include <string>

#include "base/link.hpp"
#include "server/configuration.hpp"
#include "server/dispatcher.hpp"
#include "server/page_cache.hpp"
#include "server/services.hpp"
#include "tests/support/database.hpp"
#include "tests/support/text.hpp"

namespace zusage::tests {

/// Everything that handlers work with, over a database of its own, without network: handlers are
/// called as the dispatcher calls them. The clock stands at 2030-01-10 10:00 UTC until it is set.
class test_services {
 public:
  test_services();

  server::services& get() { return services_; }
  server::services* operator->() { return &services_; }
  test_database& database() { return database_; }
  server::configuration& config() { return config_; }

  void set_time(const std::string& iso);  ///< `2030-05-15T07:30:00Z`
  instant time() const { return time_; }

  /// A request as it arrives: German unless said otherwise, from 192.0.2.1, at the clock's time.
  server::request request(std::string method, std::string path,
                          std::map<std::string, std::string, std::less<>> captured = {},
                          const std::string& language = "de") const;

  server::response run(server::read_handler handler, const server::request& of);
  server::response run(server::work_handler handler, const server::request& of);
  /// check at once, then the action on the writer.
  server::response run(server::write_handler handler, const server::request& of);

  /// A request on its whole way through the route table, kept pages included.
  server::response send(server::request of);
  server::response get(const std::string& path,
                       const std::vector<std::pair<std::string, std::string>>& query = {});

  /// The number that a query gives (`SELECT COUNT(*) …`).
  std::int64_t count(const char* sql);

  const links& link_maker() const { return links_; }

 private:
  test_database database_;
  server::configuration config_;
  secrets keys_;
  links links_;
  consent::ledger ledger_;
  mailer::outbox outbox_;
  events::registrar registrar_;
  events::catalogue catalogue_;
  server::page_cache pages_{database_->announced()};
  instant time_;
  server::services services_;
  server::dispatcher dispatcher_;
};

/// What a response carries, wherever its body is kept.
std::string body_of(const server::response& made);
/// Whether `text` stands in it.
inline bool has(const server::response& made, std::string_view text) {
  return contains(body_of(made), text);
}
/// A header's value, "" when there is none.
std::string header_of(const server::response& made, const std::string& name);
/// The token in `/r/<token>` or `https://…/r/<token>`.
std::string token_of(const std::string& url);

}  // namespace zusage::tests
