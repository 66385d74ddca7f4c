// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "server/configuration.hpp"
#include "server/dispatcher.hpp"
#include "server/page_cache.hpp"
#include "server/services.hpp"
#include "tests/support/database.hpp"
#include "tests/support/text.hpp"

namespace zusage::tests {

using pairs = std::vector<std::pair<std::string, std::string>>;

/// What came back, with a streamed body put together.
struct seen {
  int status = 0;
  std::string body;
  pairs headers;
  std::string content_type;
  std::string header(const std::string& name) const;
  /// What stands in the first field of this name; "" where there is none.
  std::string value_of(const std::string& name) const;
};

/// Whether `text` stands in the body of the page.
inline bool has(const seen& page, std::string_view text) {
  return contains(page.body, text);
}

/// The organiser's side without sockets: the sample event `kick-off` of `sit` and `other-day` of
/// `kdn`, asked through the dispatcher, so that access checks and CSRF are what they are outside.
class admin_side {
 public:
  admin_side();

  /// Adds a person and signs them in; from now on requests are theirs.
  std::int64_t sign_in_as(const std::string& email, const std::string& organiser,
                          const std::string& role);
  void sign_out() { token_.clear(); }
  const std::string& token() const { return token_; }
  void use_token(std::string token) { token_ = std::move(token); }
  std::string csrf();

  seen get(const std::string& path, const pairs& query = {});
  seen head(const std::string& path);
  seen post(const std::string& path, const pairs& form);

  /// Asks for and confirms a consent to the organiser's newsletter; the person's public id.
  std::string add_consent(const std::string& organiser, const consent::evidence& by);

  /// A registration for the event; its reference.
  std::string add_attendee(const std::string& slug, const std::string& given_name,
                           const std::string& family_name, const std::string& status = "confirmed");

  /// A mail about a registration, sent long ago.
  void add_sent_message(const std::string& message_id, const std::string& reference);

  const consent::ledger& ledger() const { return ledger_; }

  test_database db;
  instant now = from_micros(1'800'000'000'000'000);
  std::string language = "de";

 private:
  seen answer(server::request of);

  server::configuration config_;
  secrets keys_;
  links links_;
  consent::ledger ledger_;
  mailer::outbox outbox_;
  events::registrar registrar_;
  events::catalogue catalogue_;
  server::page_cache pages_{db->announced()};
  server::services services_;
  server::dispatcher dispatcher_;
  std::string token_;
};

/// The value of `Set-Cookie` for the session, "" when it is taken away or not set.
std::string session_in(const seen& what);

}  // namespace zusage::tests
