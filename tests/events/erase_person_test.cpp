// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/erase_person.hpp"
#include "consent/suppression.hpp"

#include <map>
#include <set>

#include "base/text.hpp"
#include "events/answer_request.hpp"
#include "events/rectify.hpp"
#include "events/request_mails.hpp"
#include "organisers/audit.hpp"
#include "server/maintenance.hpp"
#include "tests/events/ring_fixture.hpp"
#include "tests/organisers/people.hpp"
#include "tests/server/composed_mail.hpp"
#include "tests/server/person.hpp"

using namespace zusage;
using namespace std::chrono_literals;
using events::erasure_outcome;
using tests::contains;
using tests::newest_mail;
using tests::texts;

namespace {

const std::string address = "adelinde.q@example.net", given = "Adelinde", family = "Quastenflosser",
                  number = "+49 6999 4711";

std::map<std::string, std::string> signs_up(std::map<std::string, std::string> more = {}) {
  more.insert({{"email", address},
               {"given_name", given},
               {"family_name", family},
               {"phone", number},
               {"organisation", "Amt Flosserhausen"}});
  return more;
}

/// Every column of every table, `table.column`.
std::vector<std::pair<std::string, std::string>> columns(const schema::reader& db) {
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
std::set<std::string> places_of(schema::database& db, const texts& words) {
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

const texts whose = {address, "adelinde", "quastenflosser", "6999 4711", "192.0.2.1"};

/// Somebody of whom much is stored, and the officer's acts.
struct known : tests::person {
  std::int64_t organiser_id = 0;

  known()
      : tests::person(signs_up({{"consent.newsletter", "yes"},
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
  erasure_outcome erase(const std::string& reference) {
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
    tests::add_event(with.database(), {{"slug", "second"}});
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

std::set<std::string> kinds_of(const std::vector<events::stored_part>& parts, bool goes) {
  std::set<std::string> found;
  for (const auto& one : parts) {
    if (one.goes == goes) found.insert(std::string(one.what));
  }
  return found;
}

}  // namespace

TEST_CASE("after an erasure nothing of the person is found in any table", "[events][requests]") {
  known k;
  k.do_more();
  k.ask("rectify", "Ich heiße Adelinde Quastenflosser.");
  const auto reference = k.ask("erase");
  // Half of the mails have left, with what servers said to the address.
  k.all_mails_left();
  REQUIRE(places_of(k.with.database().get(), whose).size() > 10);
  REQUIRE(k.with.count("SELECT COUNT(*) FROM consent_record WHERE personal IS NOT NULL") >= 4);

  REQUIRE(k.erase(reference) == erasure_outcome::done);
  // Only the last mail, while it has not left.
  CHECK(places_of(k.with.database().get(), whose) ==
        std::set<std::string>{"message.recipient", "message.recipient_key"});
  CHECK(k.with.count("SELECT COUNT(*) FROM message WHERE recipient = 'adelinde.q@example.net'") ==
        1);
  k.all_mails_left();
  server::maintenance(k.with.get()).run_once(k.with.time());
  CHECK(places_of(k.with.database().get(), whose) == std::set<std::string>());
  CHECK(k.with.count("SELECT COUNT(*) FROM consent_record WHERE personal IS NOT NULL") == 0);
  CHECK(k.with.count("SELECT COUNT(*) FROM data_request WHERE address <> '' OR wish <> ''"
                     " OR wish_key <> ''") == 0);
  // Who came along stays, and the group without whoever booked it.
  CHECK(k.with.count("SELECT COUNT(*) FROM registration WHERE email = 'bo@example.net'") == 1);
}

TEST_CASE(
    "what stays after an erasure is the chain, which verifies, and the keyed hash, by which "
    "the person comes back",
    "[events][requests]") {
  known k;
  REQUIRE(k.erase(k.ask("erase")) == erasure_outcome::done);
  const auto verified = k.with.database()->read(
      [&](const schema::reader& db) { return k.with->ledger.verify(db, k.organiser_id); });
  CHECK(verified.problems == texts());
  CHECK(verified.records >= 4);
  k.last_mail_left();
  CHECK(kinds_of(k.parts(), false) == std::set<std::string>{"proof", "hash"});
  CHECK(kinds_of(k.parts(), true) == std::set<std::string>());
  CHECK(k.with.count("SELECT COUNT(*) FROM consent_state WHERE state IN ('given', 'requested')") ==
        0);
  k.registered(signs_up({{"consent.newsletter", "yes"}, {"idempotency_key", "key-7"}}));
  CHECK(k.with.count("SELECT COUNT(*) FROM principal") == 1);
  CHECK(k.state() == "requested");
}

TEST_CASE("a registration for an event to come is cancelled first, so that its place moves on",
          "[events][requests]") {
  known k;
  k.run("UPDATE event SET capacity = 2, version = version + 1");
  k.registered({{"email", "wait@example.net"}, {"idempotency_key", "key-w"}});
  REQUIRE(k.text("SELECT status FROM registration WHERE email = 'wait@example.net'") == "waiting");
  REQUIRE(k.erase(k.ask("erase")) == erasure_outcome::done);
  CHECK(k.text("SELECT status FROM registration WHERE email = 'wait@example.net'") == "confirmed");
  CHECK(k.mails("registration-promoted") == 1);
  // The person gets the last mail and no other.
  CHECK(k.mails("registration-cancelled") == 0);
  CHECK(k.text("SELECT template FROM message WHERE recipient = 'adelinde.q@example.net'") ==
        "data-erased");
  CHECK(k.with.count("SELECT taken FROM event WHERE slug = 'kick-off'") == 2);
}

TEST_CASE("what is told before an erasure is what it does", "[events][requests]") {
  known k;
  k.do_more();
  const auto reference = k.ask("erase");
  const auto before = k.parts();
  CHECK(kinds_of(before, true) ==
        std::set<std::string>{"ahead", "past", "messages", "reports", "evidence", "requests"});
  const auto done = k.with.database()->write([&](schema::transaction& tx) {
    return events::erase_person(tx, k.erasing(), {k.organiser_id, address}, k.with.time());
  });
  REQUIRE(done.size() == before.size());
  CHECK(events::fingerprint_of(done) == events::fingerprint_of(before));
  CHECK(kinds_of(k.parts(), true) == std::set<std::string>());
}

TEST_CASE("who objects is not brought back by a list, whatever they had agreed to",
          "[events][requests]") {
  known k;
  k.ask("object");
  const auto left = k.with.database()->read([&](const schema::reader& db) {
    std::int64_t free_ones = 0;
    for (const auto& [person, purpose] : db.all<std::int64_t, std::int64_t>(
             "SELECT w.id, p.id FROM principal w JOIN purpose p ON p.organiser_id = w.organiser_id"
             " WHERE w.organiser_id = :1",
             k.organiser_id)) {
      free_ones += consent::is_suppressed(db, person, purpose) ? 0 : 1;
    }
    return free_ones;
  });
  CHECK(left == 0);
  const auto purposes = k.with.count("SELECT COUNT(*) FROM purpose");
  REQUIRE(purposes > 0);
  CHECK(k.with.count("SELECT COUNT(*) FROM suppression") == purposes);
}

TEST_CASE("another organiser's data of the person stay", "[events][requests]") {
  known k;
  auto file = tests::sample_event_file();
  file["organisers"][0]["key"] = "kdn";
  for (auto& purpose : file["purposes"]) purpose["organiser"] = "kdn";
  file["events"][0]["organiser"] = "kdn";
  file["events"][0]["slug"] = "elsewhere";
  tests::import_file(k.with.database(), file, nullptr, k.with.time());
  auto more = k.with.request("POST", "/e/elsewhere/register", {{"slug", "elsewhere"}});
  for (const auto& [name, value] :
       signs_up({{"session", "forum-1"}, {"consent.newsletter", "yes"}, {"idempotency_key", "k2"}}))
    more.form.add(name, value);
  k.with.run(&server::post_register, more);
  REQUIRE(k.erase(k.ask("erase")) == erasure_outcome::done);
  CHECK(k.with.count("SELECT COUNT(*) FROM registration r JOIN organiser o ON o.id ="
                     " r.organiser_id WHERE o.key = 'kdn'") == 1);
  CHECK(k.with.count("SELECT COUNT(*) FROM principal WHERE secret IS NOT NULL") == 1);
}

TEST_CASE("a request is carried out once, and not when something else is stored than was shown",
          "[events][requests]") {
  known k;
  const auto reference = k.ask("erase");
  const auto carry = [&](const std::string& seen) {
    return k.with.database()->write([&](schema::transaction& tx) {
      return events::carry_out_erasure(tx, k.erasing(), k.officer(), {reference, seen},
                                       k.with.time());
    });
  };
  CHECK(carry("something else") == erasure_outcome::changed);
  CHECK(k.with.count("SELECT COUNT(*) FROM registration WHERE email = 'adelinde.q@example.net'") ==
        1);
  const auto seen = events::fingerprint_of(k.parts());
  CHECK(carry(seen) == erasure_outcome::done);
  CHECK(carry(seen) == erasure_outcome::answered_already);
  CHECK(k.mails("data-erased") == 1);
  // Not that of another kind either.
  const auto other = k.ask("object");
  const auto again = events::fingerprint_of(k.parts());
  CHECK(k.with.database()->write([&](schema::transaction& tx) {
    return events::carry_out_erasure(tx, k.erasing(), k.officer(), {other, again}, k.with.time());
  }) == erasure_outcome::answered_already);
}

TEST_CASE("the last mail says what stays and why, and its row goes when it has ended",
          "[events][requests]") {
  known k;
  REQUIRE(k.erase(k.ask("erase")) == erasure_outcome::done);
  const auto mail = newest_mail(k.with, "data-erased").value();
  CHECK(contains(mail.subject, "Ihre Daten sind gelöscht"));
  for (const auto& body : {mail.text, mail.html}) {
    CHECK(contains(body, "Art. 17 Abs. 3 Buchst. b und e DSGVO"));
    CHECK(contains(body, "Art. 77 DSGVO"));
    CHECK_FALSE(contains(body, "Ansprechperson"));
    CHECK_FALSE(contains(body, given));
  }
  server::maintenance rounds(k.with.get());
  rounds.run_once(k.with.time());
  CHECK(k.mails("data-erased") == 1);  // it waits to be sent
  k.run("UPDATE message SET state = 'failed', finished_at = 1 WHERE template = 'data-erased'");
  rounds.run_once(k.with.time());
  CHECK(k.mails("data-erased") == 0);
}

TEST_CASE("mails about requests say what was answered, why, and where to complain",
          "[events][requests]") {
  known k;
  const auto refused = k.ask("rectify", "Alles"), done = k.ask("object");
  k.with.database()->write([&](schema::transaction& tx) {
    CHECK(events::extend_request(tx, k.tools(), k.officer(), refused, "Viele Anträge",
                                 k.with.time()));
    CHECK(events::answer_request(tx, k.tools(), k.officer(), {done, false, "Keine Werbung mehr."},
                                 k.with.time()));
  });
  const auto later = newest_mail(k.with, "data-extended").value();
  CHECK(contains(later.text, "Viele Anträge"));
  CHECK(contains(later.text, "10. April 2030"));
  k.with.database()->write([&](schema::transaction& tx) {
    const events::request_answer no{refused, true, "Es stimmt schon."};
    CHECK(events::answer_request(tx, k.tools(), k.officer(), no, k.with.time()));
    CHECK_FALSE(events::answer_request(tx, k.tools(), k.officer(), no, k.with.time()));
  });
  CHECK(contains(newest_mail(k.with, "data-done").value().text, "Keine Werbung mehr."));
  const auto mail = newest_mail(k.with, "data-refused").value();
  for (const auto& body : {mail.text, mail.html}) {
    CHECK(contains(body, "Es stimmt schon."));
    CHECK(contains(body, "Art. 77 DSGVO"));
    CHECK(contains(body, refused));
  }
}

TEST_CASE(
    "officers are reminded seven days before a request is due, and when it is over, once each",
    "[events][requests]") {
  known k;
  tests::add_person(k.with.database().get(), "dpo@example.org", "sit", "dpo");
  tests::add_person(k.with.database().get(), "owner@example.org", "sit", "owner");
  const auto reference = k.ask("erase");
  server::maintenance rounds(k.with.get());
  const auto due = k.with.time() + 31 * 24h;
  rounds.run_once(due - 7 * 24h - 1s);
  CHECK(k.mails("data-due") == 0);
  rounds.run_once(due - 7 * 24h);
  rounds.run_once(due - 24h);
  CHECK(k.mails("data-due") == 1);
  CHECK(k.text("SELECT recipient FROM message WHERE template = 'data-due'") == "dpo@example.org");
  const auto soon = newest_mail(k.with, "data-due").value();
  CHECK(contains(soon.subject, "Bald fällig"));
  CHECK(contains(soon.text, reference));
  CHECK(contains(soon.text, "https://events.example.org/admin/sit/requests"));
  CHECK_FALSE(contains(soon.text, address));
  rounds.run_once(due);
  rounds.run_once(due + 24h);
  CHECK(k.mails("data-due") == 2);
  CHECK(contains(newest_mail(k.with, "data-due").value().subject, "Überfällig"));
  // What is answered needs no reminder, also when that waited to be sent.
  REQUIRE(k.erase(reference) == erasure_outcome::done);
  CHECK_FALSE(newest_mail(k.with, "data-due"));
}

TEST_CASE("answered requests are erased after three years", "[events][requests]") {
  known k;
  REQUIRE(k.erase(k.ask("erase")) == erasure_outcome::done);
  k.ask("object");
  const auto forget = [&](instant at) {
    return k.with.database()->write(
        [&](schema::transaction& tx) { return events::forget_answered_requests(tx, at, 100); });
  };
  const auto end = k.with.time() + events::answered_requests_kept;
  CHECK(forget(end - 1s) == 0);
  CHECK(forget(end) == 1);
  CHECK(k.text("SELECT state FROM data_request") == "open");
}

namespace {

struct ring_erasure : tests::ring_fixture {
  member one = add_member("Altstadt");
  links with{tests::some_key(3), "https://example.org"};
  key32 lookup = tests::some_key(1), people = tests::some_key(2);

  std::vector<events::stored_part> parts(const std::string& email) {
    return db->read([&](const schema::reader& r) {
      return events::stored_parts(r, ledger, {of->by.id, email}, signing_up_later);
    });
  }
  void erase(const std::string& email) {
    db->write([&](schema::transaction& tx) {
      events::erase_person(tx, {registrar, catalogue, {ledger, outbox, {lookup, people}, with}},
                           {of->by.id, email}, signing_up_later);
    });
  }
  std::int64_t count(const std::string& sql) {
    return db->read(
        [&](const schema::reader& r) { return r.value<std::int64_t>(sql).value_or(-1); });
  }
  const instant signing_up_later = tests::signing_up + 1h;
};

}  // namespace

TEST_CASE("when the contact of a municipality is erased, the next person named for it follows",
          "[events][requests]") {
  ring_erasure r;
  const auto parts = r.parts("altstadt@stadt.example.org");
  CHECK(kinds_of(parts, true).contains("handed_on"));
  CHECK_FALSE(kinds_of(parts, true).contains("positions"));
  r.erase("Altstadt@stadt.example.org");
  CHECK(r.count("SELECT COUNT(*) FROM registration WHERE status = 'confirmed'"
                " AND email_key = 'altstadt-2@stadt.example.org'") == 1);
  CHECK(r.count("SELECT COUNT(*) FROM ring_person WHERE role = 'contact' AND ended_at IS NULL"
                " AND email_key = 'altstadt-2@stadt.example.org'") == 1);
  CHECK(places_of(r.db.get(), {"altstadt@stadt.example.org"}) == std::set<std::string>());
  CHECK(r.count("SELECT COUNT(*) FROM message WHERE template = 'ring-contact'"
                " AND recipient_key = 'altstadt-2@stadt.example.org'") == 1);
}

TEST_CASE("a delegate is erased, and the municipality stays with its contact",
          "[events][requests]") {
  ring_erasure r;
  const auto email = "altstadt-2@stadt.example.org";
  CHECK(kinds_of(r.parts(email), true).contains("positions"));
  r.erase(email);
  CHECK(places_of(r.db.get(), {email}) == std::set<std::string>());
  CHECK(r.count("SELECT COUNT(*) FROM registration WHERE status = 'confirmed'") == 1);
  CHECK(r.count("SELECT COUNT(*) FROM ring_person WHERE ended_at IS NOT NULL"
                " AND given_name = ''") == 1);
}

TEST_CASE("the only contact of a municipality stays until it names somebody else, and that is said",
          "[events][requests]") {
  ring_erasure r;
  const std::string contact = "Altstadt@stadt.example.org";
  r.erase("altstadt-2@stadt.example.org");
  CHECK(kinds_of(r.parts(contact), false).contains("sole_contact"));
  CHECK_FALSE(kinds_of(r.parts(contact), true).contains("handed_on"));
  r.erase(contact);
  CHECK(r.count("SELECT COUNT(*) FROM registration WHERE status = 'confirmed'"
                " AND email_key = 'altstadt@stadt.example.org'") == 1);
  CHECK(r.count("SELECT COUNT(*) FROM ring_person WHERE ended_at IS NULL AND given_name <> ''") ==
        1);
}

TEST_CASE("nobody who has asked to be erased too becomes the contact of a municipality",
          "[events][requests]") {
  ring_erasure r;
  r.db->write([&](schema::transaction& tx) {
    events::new_data_request what;
    what.organiser_id = r.of->by.id;
    what.kind = "erase";
    what.email = "altstadt-2@stadt.example.org";
    REQUIRE(events::ask_for(tx, {r.ledger, r.outbox, {r.lookup, r.people}, r.with}, what,
                            r.signing_up_later));
  });
  const auto parts = r.parts("altstadt@stadt.example.org");
  CHECK_FALSE(kinds_of(parts, true).contains("handed_on"));
  CHECK(kinds_of(parts, false).contains("sole_contact"));
}

TEST_CASE("of a message that proves what was sent stays nothing but what stands in this list",
          "[events][requests]") {
  known k;
  k.run("UPDATE message SET domain = 4711 WHERE principal_id IS NOT NULL");
  k.run(
      "UPDATE message SET needs_consent = 1, state = 'sent', finished_at = 1"
      " WHERE principal_id IS NOT NULL");
  const auto id = k.ask("erase");
  REQUIRE(k.erase(id) == erasure_outcome::done);
  // Whoever adds a column decides: what an erasure takes is compared below, what stays is named.
  const std::set<std::string> stays = {"id",           "organiser_id",  "message_id",
                                       "template",     "language",      "registration_id",
                                       "event_id",     "principal_id",  "purpose_id",
                                       "permitted_by", "needs_consent", "priority",
                                       "state",        "attempts",      "leased_until",
                                       "due_at",       "expires_at",    "created_at",
                                       "finished_at",  "newsletter_id", "counted",
                                       "pace",         "returned"};
  const std::map<std::string, std::string> taken = {{"recipient", ""},      {"recipient_key", ""},
                                                    {"recipient_name", ""}, {"data", "{}"},
                                                    {"domain", "0"},        {"claim", "0"}};
  k.with.database()->read([&](const schema::reader& db) {
    REQUIRE(
        db.value<std::int64_t>("SELECT COUNT(*) FROM message WHERE needs_consent = 1").value_or(0) >
        0);
    for (const auto& [table, column] : columns(db)) {
      if (table != "message" || stays.contains(column)) continue;
      INFO(column);
      const auto wanted = taken.find(column);
      REQUIRE(wanted != taken.end());
      CHECK(db.value<std::int64_t>("SELECT COUNT(*) FROM message WHERE needs_consent = 1"
                                   " AND CAST(\"" +
                                       column + "\" AS TEXT) <> :1",
                                   wanted->second) == 0);
    }
  });
}

TEST_CASE("a request is written down also of somebody whose key is damaged", "[events][requests]") {
  known k;
  k.run("UPDATE principal SET secret = 'broken'");
  const auto queued =
      "SELECT COUNT(*) FROM message WHERE state = 'queued' AND purpose_id IS NOT NULL";
  for (const auto* kind : {"object", "erase"}) {
    CHECK_FALSE(k.ask(kind).empty());
    CHECK(k.with.count(queued) == 0);
  }
  CHECK(k.with.count("SELECT COUNT(*) FROM data_request") == 2);
  CHECK(k.with.count("SELECT COUNT(*) FROM suppression") > 0);
}

TEST_CASE("a consent to calls that ends by a rectification names staff, not the person",
          "[events][requests]") {
  known k;
  const auto reference = k.ask("rectify", "Die Nummer ist falsch.");
  k.with.database()->write([&](schema::transaction& tx) {
    const auto row = events::contact_rows(tx, k.officer(), address).at(0);
    auto wanted = row.now;
    wanted.phone = "+49 6999 815";
    REQUIRE(events::rectify(tx, k.with->ledger, k.officer(),
                            {reference, address, row.key, row.version, wanted}, k.with.time())
                .has_value());
  });
  const auto calls = k.with.database()->read([&](const schema::reader& db) {
    const auto purpose =
        db.value<std::int64_t>("SELECT id FROM purpose WHERE channel = 'phone'").value();
    return k.with->ledger.find_one(db, k.organiser_id, purpose, address).value();
  });
  CHECK(calls.now == consent::state::withdrawn);
  CHECK(calls.by.actor == "the operator");
}
