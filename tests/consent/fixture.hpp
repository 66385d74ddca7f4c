// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

#include "base/crypto.hpp"
#include "consent/ledger.hpp"
#include "consent/purposes.hpp"
#include "tests/support/database.hpp"

namespace zusage::tests {

using consent::state;
using namespace std::chrono_literals;

inline constexpr instant start = from_micros(1'800'000'000'123'456);

inline key32 key_of(unsigned char byte) {
  key32 key;
  key.fill(byte);
  return key;
}

inline consent::purpose_definition purpose(const std::string& key,
                                           const std::string& channel = "email") {
  return {key,
          channel,
          {{"de", "Rundbrief"}, {"en", "Newsletter"}},
          {{"de", "Ja, ich möchte den Rundbrief."}, {"en", "Yes, I want the newsletter."}},
          {"Verlag GmbH"},
          {{"key", "sit"}, {"name", {{"de", "SIT"}}}, {"contact", "sit@example.org"}},
          false,
          ""};
}

/// A database with an organiser, and calls in a transaction each.
struct ledger_fixture {
  test_database db;
  consent::ledger ledger{key_of(1), key_of(2)};
  std::int64_t sit = db.add_organiser("sit");

  std::int64_t store(const consent::purpose_definition& definition, std::int64_t organiser) {
    return db->write([&](schema::transaction& tx) {
      return consent::store_purpose(tx, organiser, definition, start).first;
    });
  }

  std::int64_t newest_notice(std::int64_t purpose_id, const std::string& language = "de") {
    return db->read([&](const schema::reader& r) {
      return r
          .value<std::int64_t>(
              "SELECT id FROM notice WHERE purpose_id = :1 AND language = :2 ORDER BY version DESC",
              purpose_id, language)
          .value();
    });
  }

  consent::consent_request ticked(std::int64_t purpose_id, const std::string& email,
                                  const std::string& channel = "email") {
    consent::consent_request what{sit, purpose_id, newest_notice(purpose_id), channel, {}};
    what.by.email = email;
    what.by.name = "Ada Muster";
    what.by.source = "/e/tag/register";
    what.by.box = "ticked by the person";
    what.by.network_address = "192.0.2.7";
    what.by.user_agent = "Testbrowser/1.0";
    return what;
  }

  consent::requested request(const consent::consent_request& what, instant at = start) {
    return db->write([&](schema::transaction& tx) { return ledger.request(tx, what, at); });
  }
  bool confirm(const std::string& public_id, instant at = start + 1min) {
    consent::evidence by;
    by.message_id = "m1@example.org";
    by.server_reply = "250 2.0.0 Ok";
    return db->write(
        [&](schema::transaction& tx) { return ledger.confirm(tx, public_id, by, at); });
  }
  bool withdraw(const std::string& public_id, instant at = start + 1h,
                const std::string& method = "link") {
    return db->write(
        [&](schema::transaction& tx) { return ledger.withdraw(tx, public_id, method, {}, at); });
  }
  bool erase(const std::string& email, instant at = start + 2h) {
    return db->write([&](schema::transaction& tx) { return ledger.erase(tx, sit, email, at); });
  }

  std::optional<consent::standing> find(const std::string& public_id) {
    return db->read([&](const schema::reader& r) { return ledger.find(r, public_id); });
  }
  state now_of(const std::string& public_id) { return find(public_id).value().now; }
  consent::verification verify(std::int64_t organiser) {
    return db->read([&](const schema::reader& r) { return ledger.verify(r, organiser); });
  }
  nlohmann::json proof(std::int64_t organiser, const std::string& email) {
    return db->read([&](const schema::reader& r) { return ledger.proof(r, organiser, email); });
  }
  std::optional<std::int64_t> permitting(std::int64_t principal, std::int64_t purpose_id) {
    return db->read([&](const schema::reader& r) {
      return consent::permitting_record(r, principal, purpose_id);
    });
  }
  std::int64_t count_records() {
    return db->read([&](const schema::reader& r) {
      return r.value<std::int64_t>("SELECT COUNT(*) FROM consent_record").value();
    });
  }
};

}  // namespace zusage::tests
