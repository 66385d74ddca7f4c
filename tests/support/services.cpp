// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/services.hpp"

#include <chrono>
#include <thread>

#include "tests/support/dispatch.hpp"

namespace zusage::tests {
namespace {

key32 fixed_key() {
  key32 key{};
  key.fill(7);
  return key;
}

server::configuration test_configuration() {
  server::configuration config;
  config.base_url = "https://events.example.org";
  config.mail.from = "Zusage <info@events.example.org>";
  return config;
}

}  // namespace

test_services::test_services()
    : config_(test_configuration()),
      keys_(fixed_key()),
      links_(keys_.links, config_.base_url),
      ledger_(keys_.lookup, keys_.people),
      outbox_("events.example.org"),
      registrar_(ledger_, outbox_),
      time_(from_iso("2030-01-10T10:00:00Z").value()),
      services_{config_, database_.get(), keys_,      links_, ledger_,
                outbox_, registrar_,      catalogue_, pages_, [this] { return time_; },
                [] {}},
      dispatcher_(services_, server::all_routes()) {
  // Over PostgreSQL nothing is kept before the connection that listens for changes is there.
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!database_->announced().is_complete() && std::chrono::steady_clock::now() < until) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

void test_services::set_time(const std::string& iso) {
  time_ = from_iso(iso).value();
}

server::request test_services::request(std::string method, std::string path,
                                       std::map<std::string, std::string, std::less<>> captured,
                                       const std::string& language) const {
  server::request of;
  of.method = std::move(method);
  of.path = std::move(path);
  of.captured = std::move(captured);
  of.remote_address = "192.0.2.1";
  of.user_agent = "test";
  of.language = &web::find_locale(language);
  of.at = time_;
  return of;
}

server::response test_services::run(server::read_handler handler, const server::request& of) {
  return database_->read([&](const schema::reader& db) { return handler(of, db, services_); });
}

server::response test_services::run(server::work_handler handler, const server::request& of) {
  return handler(of, services_);
}

server::response test_services::run(server::write_handler handler, const server::request& of) {
  auto decided =
      database_->read([&](const schema::reader& db) { return handler(of, db, services_); });
  if (auto* answer = std::get_if<server::response>(&decided)) return std::move(*answer);
  const auto act = std::get<server::action>(std::move(decided));
  return database_->write([&](schema::transaction& tx) { return act(tx); });
}

server::response test_services::send(server::request of) {
  return dispatch(dispatcher_, database_.get(), std::move(of));
}

server::response test_services::get(const std::string& path,
                                    const std::vector<std::pair<std::string, std::string>>& query) {
  auto of = request("GET", path);
  for (const auto& [name, value] : query) of.query.add(name, value);
  of.language = &web::negotiate(of.query.get("lang"), "de");
  return send(std::move(of));
}

std::int64_t test_services::count(const char* sql) {
  return database_->read(
      [&](const schema::reader& db) { return db.value<std::int64_t>(sql).value(); });
}

std::string body_of(const server::response& made) {
  if (made.shared_body) return *made.shared_body;
  return made.static_body.empty() ? made.body : std::string(made.static_body);
}

std::string header_of(const server::response& made, const std::string& name) {
  for (const auto& [key, value] : made.headers) {
    if (key == name) return value;
  }
  return {};
}

std::string token_of(const std::string& url) {
  const auto end = url.find('?');
  const auto path = url.substr(0, end);
  return path.substr(path.rfind('/') + 1);
}

}  // namespace zusage::tests
