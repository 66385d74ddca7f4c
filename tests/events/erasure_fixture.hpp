// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "events/answer_request.hpp"
#include "events/erase_person.hpp"
#include "tests/events/registration_fixture.hpp"
#include "tests/server/person.hpp"

/// Somebody of whom much is stored, to be erased.
namespace zusage::tests::erasure {

inline const std::string address = "adelinde.q@example.net", given = "Adelinde",
                         family = "Quastenflosser", number = "+49 6999 4711";

inline std::map<std::string, std::string> signs_up(std::map<std::string, std::string> more = {}) {
  more.insert({{"email", address},
               {"given_name", given},
               {"family_name", family},
               {"phone", number},
               {"organisation", "Amt Flosserhausen"}});
  return more;
}

/// Every column of every table, `table.column`.
inline std::vector<std::pair<std::string, std::string>> columns(const schema::reader& db) {
  std::vector<std::pair<std::string, std::string>> found;
  const auto add = [&](const std::string& table, const std::string& column) {
    found.emplace_back(table, column);
  };
  if (db.is_shared()) {
    db.each<std::string, std::string>(
        "SELECT table_name::text, column_name::text FROM information_schema.columns"
        " WHERE table_schema = current_schema()",
        add);
  } else {
    db.each<std::string, std::string>(
        "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c"
        " WHERE m.type = 'table'",
        add);
  }
  return found;
}

/// Where any of the words stands.
inline std::set<std::string> places_of(schema::database& db, const texts& words) {
  return db.read([&](const schema::reader& view) {
    std::set<std::string> found;
    const auto all = columns(view);
    CHECK(all.size() > 200);
    for (const auto& [table, column] : all) {
      for (const auto& word : words) {
        const auto sql = "SELECT COUNT(*) FROM \"" + table + "\" WHERE LOWER(CAST(\"" + column +
                         "\" AS TEXT)) LIKE :1";
        if (view.value<std::int64_t>(sql, "%" + lower_ascii(word) + "%").value() > 0)
          found.insert(table + "." + column);
      }
    }
    return found;
  });
}

inline const texts whose = {address, "adelinde", "quastenflosser", "6999 4711", "192.0.2.1"};

/// Somebody of whom much is stored, and the officer's acts.
struct known : person {
  std::int64_t organiser_id = 0;

  known()
      : person(signs_up({{"consent.newsletter", "yes"},
                         {"consent.calls", "yes"},
                         {"answer.diet", "vegan"},
                         {"answer.remark", "Ich, Adelinde"},
                         {"person.2.given_name", "Bo"},
                         {"person.2.family_name", "Begleitung"},
                         {"person.2.email", "bo@example.net"}})) {
    organiser_id = with.count("SELECT id FROM organiser WHERE key = 'sit'");
    post(confirm());
  }

  events::erase_tools erasing() {
    auto& parts = with.get();
    return {parts.registrar, parts.catalogue, tools()};
  }
  events::data_tools tools() {
    auto& parts = with.get();
    return {parts.ledger, parts.outbox, {parts.keys.lookup, parts.keys.people}, parts.links};
  }
  organisers::scope officer() { return organisers::scope::of_operator(organiser_id); }

  std::string ask(const std::string& kind, const std::string& wish = "") {
    events::new_data_request what;
    what.organiser_id = organiser_id;
    what.kind = kind;
    what.email = address;
    what.wish = wish;
    return with.database()->write([&](schema::transaction& tx) {
      return events::ask_for(tx, tools(), what, with.time()).value();
    });
  }
  std::vector<events::stored_part> parts() {
    return with.database()->read([&](const schema::reader& db) {
      return events::stored_parts(db, with->ledger, {organiser_id, address}, with.time());
    });
  }
  events::erasure_outcome erase(const std::string& reference) {
    const auto seen = events::fingerprint_of(parts());
    return with.database()->write([&](schema::transaction& tx) {
      return events::carry_out_erasure(tx, erasing(), officer(), {reference, seen}, with.time());
    });
  }
  void run(const char* sql) {
    with.database()->write([&](schema::transaction& tx) { tx.execute(sql); });
  }
  void all_mails_left() {
    with.database()->write([&](schema::transaction& tx) {
      tx.execute("UPDATE message SET state = 'sent', finished_at = :1", with.time());
      tx.execute(
          "INSERT INTO delivery_attempt (message_id, at, outcome, phase, code, reply)"
          " SELECT id, 1, 'sent', 'end', 250, '250 ok <' || recipient || '>' FROM message");
    });
  }
  void last_mail_left() {
    all_mails_left();
    with.database()->write([&](schema::transaction& tx) { events::forget_erasure_mails(tx, 100); });
  }
  /// Attendance, a second event that is over, a paper with its link, a barrier report.
  void do_more() {
    add_event(with.database(), {{"slug", "second"}});
    auto more = with.request("POST", "/e/second/register", {{"slug", "second"}});
    for (const auto& [name, value] :
         signs_up({{"session", "forum-1"}, {"lang", "de"}, {"idempotency_key", "key-9"}}))
      more.form.add(name, value);
    with.run(&server::post_register, more);
    run("UPDATE event SET starts_at = 1, ends_at = 2, version = version + 1 WHERE slug = 'second'");
    run("INSERT INTO attendance (organiser_id, registration_id, joined_at, minutes, source,"
        " noted_at) SELECT organiser_id, id, 1, 57, 'zoom', 1 FROM registration");
    run("INSERT INTO personal_link (organiser_id, registration_id, join_url, noted_at)"
        " SELECT organiser_id, id, 'https://meet.example.org/?name=' || family_name, 1"
        " FROM registration");
    post("/barrier", {{"organiser", "sit"},
                      {"chosen", "yes"},
                      {"what", "Zu klein."},
                      {"page", "/e/kick-off"},
                      {"email", address},
                      {"idempotency_key", "key-b"},
                      {"lang", "de"}});
    post("/data", {{"email", address}});
  }
};

inline std::set<std::string> kinds_of(const std::vector<events::stored_part>& parts, bool goes) {
  std::set<std::string> found;
  for (const auto& one : parts) {
    if (one.goes == goes) found.insert(std::string(one.what));
  }
  return found;
}

}  // namespace zusage::tests::erasure
