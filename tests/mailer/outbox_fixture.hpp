// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "mailer/claim.hpp"
#include "mailer/outbox.hpp"
#include "tests/mailer/fixture.hpp"
#include "tests/support/database.hpp"

/// An outbox that is filled, claimed from and settled by hand.
namespace zusage::tests {

struct outbox_fixture {
  test_database db;
  std::int64_t organiser = db.add_organiser("sit");
  mailer::outbox mails;

  explicit outbox_fixture(std::int64_t per_address_and_hour = 3)
      : mails("example.org", {per_address_and_hour}) {}

  mailer::new_message make(const std::string& to = "anna@example.com") const {
    mailer::new_message m;
    m.organiser_id = organiser;
    m.template_name = "registration-confirmed";
    m.language = "de";
    m.recipient = to;
    return m;
  }
  std::optional<std::string> enqueue(const mailer::new_message& m, instant now = mail_start) {
    return db->write([&](schema::transaction& tx) { return mails.enqueue(tx, m, now); });
  }
  std::vector<mailer::message> claim(std::int64_t number, std::size_t most = 100,
                                     instant now = mail_start) {
    return db->write(
        [&](schema::transaction& tx) { return mailer::claim_due(tx, number, most, now); });
  }
  bool settle_as(std::int64_t claim_number, std::int64_t id, mailer::verdict becomes) {
    mailer::settled what;
    what.message = id;
    what.becomes = becomes;
    what.evidence = mailer::settled::attempt{mail_start, "sent", "end", "250 ok", 250};
    return db->write([&](schema::transaction& tx) {
      return mailer::settle(tx, claim_number, what, mail_start);
    });
  }
  std::string state_of(const std::string& message_id) {
    return db->read([&](const schema::reader& r) {
      return r.value<std::string>("SELECT state FROM message WHERE message_id = :1", message_id)
          .value_or("");
    });
  }
  template <class T = std::string>
  T value(const char* sql) {
    return db->read([&](const schema::reader& r) { return r.value<T>(sql).value_or(T{}); });
  }
  std::int64_t count(const char* sql) { return value<std::int64_t>(sql); }
};

}  // namespace zusage::tests
