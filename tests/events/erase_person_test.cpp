// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/erase_person.hpp"

#include <map>
#include <set>

#include "consent/suppression.hpp"
#include "events/answer_request.hpp"
#include "events/rectify.hpp"
#include "events/request_mails.hpp"
#include "organisers/audit.hpp"
#include "server/maintenance.hpp"
#include "tests/events/erasure_fixture.hpp"
#include "tests/organisers/people.hpp"
#include "tests/server/composed_mail.hpp"

using namespace zusage;
using namespace std::chrono_literals;
using namespace tests::erasure;
using events::erasure_outcome;
using tests::contains;
using tests::newest_mail;
using tests::texts;

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
