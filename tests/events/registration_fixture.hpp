// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/time_zone.hpp"
#include "events/registration.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/database.hpp"
#include "tests/support/events.hpp"

namespace zusage::tests {

using namespace std::chrono_literals;

/// Some day well before the sample's event.
inline const instant signing_up = local_to_instant("2030-04-01T10:00", "Europe/Berlin").value();

/// The least that the sample's event takes.
inline events::typed_fields least_form(const std::string& email = "ada@stadt.example.org") {
  return {
      {"given_name", "Ada"}, {"family_name", "Muster"}, {"email", email}, {"session", "forum-1"}};
}

inline events::typed_fields with(events::typed_fields form, const std::string& name,
                                 const std::string& value) {
  form.emplace_back(name, value);
  return form;
}

inline events::typed_fields without(const events::typed_fields& form, const std::string& name) {
  events::typed_fields rest;
  for (const auto& one : form) {
    if (one.first != name) rest.push_back(one);
  }
  return rest;
}

inline events::typed_fields replaced(const events::typed_fields& form, const std::string& name,
                                     const std::string& value) {
  return with(without(form, name), name, value);
}

/// The faults as `field: code`, in order.
inline std::vector<std::string> faults_of(const events::event& to,
                                          const events::typed_fields& form) {
  const auto checked = events::check_sign_up(to, form);
  std::vector<std::string> lines;
  if (checked.has_error()) {
    for (const auto& one : checked.error()) lines.push_back(one.field + ": " + one.code);
  }
  return lines;
}

using texts = std::vector<std::string>;

inline key32 some_key(unsigned char byte) {
  key32 key;
  key.fill(byte);
  return key;
}

/// A database with one event and everything that signing up needs.
struct registration_fixture {
  explicit registration_fixture(const nlohmann::json& changes = nlohmann::json::object())
      : of(add_event(db, changes)) {}

  test_database db;
  std::shared_ptr<const events::event> of;
  events::catalogue catalogue;
  consent::ledger ledger{some_key(1), some_key(2)};
  mailer::outbox outbox{"zusage.example.org", {1'000'000}};
  events::registrar registrar{ledger, outbox};
  events::origin from{"/e/kick-off/register", "192.0.2.7", "Testbrowser/1.0"};

  std::int64_t session_id(const std::string& key) const { return of->find_session(key)->id; }

  events::sign_up checked(const events::typed_fields& form) const {
    return events::check_sign_up(*of, form).value();
  }

  events::registered sign_up(const events::typed_fields& form, instant at = signing_up) {
    const auto what = checked(form);
    return db->write(
        [&](schema::transaction& tx) { return registrar.register_one(tx, *of, what, from, at); });
  }
  events::registered sign_up_as(const std::string& email, const std::string& session = "forum-1") {
    return sign_up(replaced(least_form(email), "session", session));
  }

  /// By the mailed link, or by the one that the browser got.
  bool cancel(const std::string& public_id, instant at = signing_up + 1h, bool by_mail = true) {
    return db->write([&](schema::transaction& tx) {
      return registrar.cancel(tx, catalogue, {public_id, by_mail}, at);
    });
  }

  zusage::checked<events::registration_status> change(const std::string& public_id,
                                                      const events::typed_fields& form,
                                                      instant at = signing_up + 1h,
                                                      bool by_mail = true) {
    const auto what = checked(form);
    return db->write([&](schema::transaction& tx) {
      return registrar.change(tx, *of, {public_id, by_mail}, what, at);
    });
  }

  std::optional<events::registrar::acceptance> accept(const std::string& public_id, instant at,
                                                      bool by_mail = true) {
    return db->write([&](schema::transaction& tx) {
      return registrar.accept(tx, catalogue, {public_id, by_mail}, at);
    });
  }

  std::int64_t lapse(instant at) {
    return db->write(
        [&](schema::transaction& tx) { return registrar.lapse_offers(tx, catalogue, at, 100); });
  }

  /// The sample's event changed by a merge patch, and those who are registered follow, as the
  /// command line does it.
  void import_again(const nlohmann::json& changes, instant at = signing_up) {
    auto file = sample_event_file();
    file["events"][0].merge_patch(changes);
    import_file(db, file, &registrar, at);
    of = db->read([&](const schema::reader& r) { return catalogue.find(r, of->id); });
  }

  std::optional<events::registration> find(const std::string& public_id) {
    return db->read(
        [&](const schema::reader& r) { return events::find_registration(r, public_id); });
  }

  /// `forum-1 confirmed, plenary waiting`, by key of session.
  std::string booked(const std::string& public_id) {
    std::string text;
    const auto stored = find(public_id).value();
    for (const auto& one : stored.sessions) {
      text += (text.empty() ? "" : ", ") + one.session_key + " " + std::string(to_text(one.status));
    }
    return text;
  }

  template <class... Parameters>
  std::int64_t number(std::string_view sql, const Parameters&... parameters) {
    return db->read(
        [&](const schema::reader& r) { return r.value<std::int64_t>(sql, parameters...).value(); });
  }

  /// Templates of all mails in order, `template > recipient`.
  texts mails() {
    return db->read([&](const schema::reader& r) {
      texts all;
      r.each<std::string, std::string>("SELECT template, recipient FROM message ORDER BY id",
                                       [&](const std::string& name, const std::string& to) {
                                         all.push_back(name + " > " + to);
                                       });
      return all;
    });
  }

  /// Places by counting rows, against the counters: what differs, as text.
  texts wrong_counters() {
    texts wrong;
    db->read([&](const schema::reader& r) {
      r.each<std::string, std::int64_t, std::int64_t>(
          "SELECT slug, taken, (SELECT COUNT(*) FROM registration r WHERE r.event_id = event.id"
          " AND r.status IN ('confirmed', 'unverified', 'offered')) FROM event",
          [&](const std::string& key, std::int64_t counter, std::int64_t rows) {
            if (counter != rows) wrong.push_back(key);
          });
      r.each<std::string, std::int64_t, std::int64_t>(
          "SELECT key, taken, (SELECT COUNT(*) FROM registration_session b"
          " JOIN registration r ON r.id = b.registration_id"
          " WHERE b.session_id = event_session.id AND b.status IN ('confirmed', 'offered')"
          " AND r.status IN ('confirmed', 'unverified', 'offered')) FROM event_session",
          [&](const std::string& key, std::int64_t counter, std::int64_t rows) {
            if (counter != rows) wrong.push_back(key);
          });
      r.each<std::string>(
          "SELECT slug FROM event WHERE taken > capacity"
          " UNION ALL SELECT key FROM event_session WHERE taken > capacity",
          [&](const std::string& key) { wrong.push_back(key + " oversold"); });
    });
    return wrong;
  }
};

}  // namespace zusage::tests
