// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <tuple>

#include "mailer/outbox.hpp"
#include "tests/server/admin_fixture.hpp"
#include "tests/server/message_path.hpp"

/// Staff who read the log of messages, and a registration that they are about.
namespace zusage::tests {

inline const std::string area = "/admin/sit/messages";
inline const std::string of_event = "/admin/sit/events/kick-off/messages";

struct log_reader : admin_side {
  std::string reference = add_attendee("kick-off", "Ina", "Kurz");

  explicit log_reader(const std::string& role = "organiser") {
    sign_in_as("anna@example.org", "sit", role);
  }
  /// How the message with this Message-ID is named in paths.
  std::string token(const std::string& message_id) {
    const auto id = db->read([&](const schema::reader& r) {
      return r.value<std::int64_t>("SELECT id FROM message WHERE message_id = :1", message_id);
    });
    return server::message_token(message_key(), id.value());
  }
  void attempt(const std::string& message_id, const char* phase, int code, const char* said) {
    db->write([&](schema::transaction& tx) {
      tx.execute(
          "INSERT INTO delivery_attempt (message_id, at, outcome, phase, code, reply)"
          " SELECT id, :1, 'deferred', :2, :3, :4 FROM message WHERE message_id = :5",
          now, phase, code, said, message_id);
      tx.execute("UPDATE message SET attempts = attempts + 1 WHERE message_id = :1", message_id);
    });
  }
  /// About the registration, or about a consent; its Message-ID.
  std::string add(const std::string& kind, const std::string& state = "sent",
                  bool of_consent = false) {
    return db->write([&](schema::transaction& tx) {
      mailer::new_message m;
      const auto row = tx.one<std::int64_t, std::int64_t, std::int64_t, std::string>(
          "SELECT id, event_id, organiser_id, email FROM registration WHERE reference = :1",
          reference);
      std::tie(*(m.registration_id = 0), *(m.event_id = 0), m.organiser_id, m.recipient) =
          row.value();
      m.template_name = kind;
      m.language = "de";
      m.urgency = mailer::priority::service;
      if (of_consent) {
        m.purpose_id = tx.value<std::int64_t>(
            "SELECT id FROM purpose WHERE organiser_id = :1 ORDER BY id", m.organiser_id);
      }
      const auto id = mailer::outbox("example.org").enqueue(tx, m, now).value();
      tx.execute("UPDATE message SET state = :1 WHERE message_id = :2", state, id);
      return id;
    });
  }
  void returned(const std::string& id, int how) {
    db->write([&](schema::transaction& tx) {
      tx.execute("UPDATE message SET returned = :1 WHERE message_id = :2", how, id);
    });
  }
  std::string email() {
    return db->read([&](const schema::reader& r) {
      return r.value<std::string>("SELECT email FROM registration WHERE reference = :1", reference)
          .value();
    });
  }
  seen again(const std::string& path) { return post(path + "/again", {{"csrf", csrf()}}); }
  std::int64_t count(const char* sql) {
    return db->read(
        [&](const schema::reader& r) { return r.value<std::int64_t>(sql).value_or(0); });
  }
};

}  // namespace zusage::tests
