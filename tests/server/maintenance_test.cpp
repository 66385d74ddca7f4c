// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/maintenance.hpp"

#include "tests/organisers/people.hpp"
#include "tests/server/composed_mail.hpp"
#include "tests/server/visitor.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace std::chrono_literals;
using tests::visitor;

TEST_CASE("what nobody confirmed is erased in its time, with its mails", "[server][expiry]") {
  visitor v(nlohmann::json{{"registration", {{"verify_email", true}}}});
  v.registered({{"consent.newsletter", "yes"}});
  v.with.database()->write(
      [](schema::transaction& tx) { tx.execute("UPDATE message SET state = 'sent'"); });
  server::maintenance rounds(v.with.get());
  const auto start = v.with.time();

  rounds.run_once(start + 47h);
  CHECK(v.with.count("SELECT COUNT(*) FROM registration") == 1);
  rounds.run_once(start + 49h);
  CHECK(v.with.count("SELECT COUNT(*) FROM registration") == 0);
  CHECK(v.with.count("SELECT taken FROM event") == 0);
  CHECK(v.with.count("SELECT COUNT(*) FROM message") == 1);
  rounds.run_once(start + 14 * 24h);
  CHECK(v.with.count("SELECT COUNT(*) FROM consent_state WHERE state = 'requested'") == 1);
  rounds.run_once(start + 14 * 24h + 1h);
  CHECK(v.with.count("SELECT COUNT(*) FROM consent_state WHERE state = 'expired'") == 1);
  CHECK(v.with.count("SELECT COUNT(*) FROM message") == 0);
  CHECK(v.with.count("SELECT COUNT(*) FROM consent_record WHERE personal IS NOT NULL") == 0);
}

TEST_CASE("more rows than fit into one write are all erased in one round", "[server][expiry]") {
  visitor v(nlohmann::json{{"capacity", 300}, {"registration", {{"verify_email", true}}}});
  for (int i = 0; i < 230; ++i) {
    const auto n = std::to_string(i);
    v.registered({{"email", "p" + n + "@example.net"}, {"idempotency_key", "key-" + n}});
  }
  REQUIRE(v.with.count("SELECT taken FROM event") == 230);
  server::maintenance(v.with.get()).run_once(v.with.time() + 49h);
  CHECK(v.with.count("SELECT COUNT(*) FROM registration") == 0);
  CHECK(v.with.count("SELECT taken FROM event") == 0);
}

TEST_CASE(
    "a reminder reaches everybody in one round, also where they are more than one write takes",
    "[server][reminders]") {
  visitor v(
      nlohmann::json{{"capacity", 300}, {"reminders", {{{"key", "day"}, {"hours_before", 24}}}}});
  for (int i = 0; i < 230; ++i) {
    const auto n = std::to_string(i);
    v.registered({{"email", "p" + n + "@example.net"}, {"idempotency_key", "key-" + n}});
  }
  server::maintenance rounds(v.with.get());
  const auto due = from_iso("2030-05-14T07:00:00Z").value();
  const auto* reminders = "SELECT COUNT(*) FROM message WHERE template = 'event-reminder'";
  rounds.run_once(due - 1s);
  CHECK(v.with.count(reminders) == 0);
  rounds.run_once(due);
  CHECK(v.with.count(reminders) == 230);
  rounds.run_once(due + 1min);
  CHECK(v.with.count(reminders) == 230);
  CHECK(v.with.count("SELECT sent FROM mail_run") == 230);
}

TEST_CASE("answers with a retention of their own are erased by themselves", "[server][retention]") {
  visitor v;
  for (int i = 0; i < 130; ++i) {
    const auto n = std::to_string(i);
    v.registered({{"email", "p" + n + "@example.net"},
                  {"idempotency_key", "key-" + n},
                  {"session", i % 2 ? "forum-1" : "forum-2"},
                  {"answer.diet", "vegan"},
                  {"answer.remark", "Danke"}});
  }
  server::maintenance rounds(v.with.get());
  const auto asked = [&](const char* word) {
    return v.with.database()->read([&](const schema::reader& db) {
      return db.value<std::int64_t>("SELECT COUNT(*) FROM registration WHERE answers LIKE :1", word)
          .value();
    });
  };
  const auto all = asked("%Danke%");
  REQUIRE(all > 100);  // more than one step
  rounds.run_once(v.of->ends_at + 29 * 24h);
  CHECK(asked("%vegan%") == all);
  rounds.run_once(v.of->ends_at + 31 * 24h);
  CHECK(asked("%vegan%") == 0);
  CHECK(asked("%Danke%") == all);
}

TEST_CASE("what is out is announced and its consent ended by the rounds alone",
          "[server][announce]") {
  visitor v;
  auto file = tests::sample_event_file();
  auto& purpose = file["purposes"][0];
  purpose["ends_once_used"] = true;
  purpose["announces"] = "part-3";
  auto part = file["events"][0];
  part.merge_patch(tests::as_paper("part-3"));
  part["starts_at"] = "2030-01-01T09:00";
  file["events"].push_back(part);
  tests::import_file(v.with.database(), file, nullptr, v.with.time());
  v.registered({{"consent.newsletter", "yes"}});
  v.with.database()->write([&](schema::transaction& tx) {
    const auto id = tx.value<std::string>("SELECT public_id FROM consent_state").value();
    v.with->ledger.confirm(tx, id, {}, v.with.time());
  });
  server::maintenance rounds(v.with.get());
  rounds.run_once(v.with.time());
  rounds.run_once(v.with.time());
  const auto* queued = "SELECT COUNT(*) FROM message WHERE template = 'paper-announced'";
  CHECK(v.with.count(queued) == 1);
  v.with.database()->write(
      [](schema::transaction& tx) { tx.execute("UPDATE message SET state = 'sent'"); });
  rounds.run_once(v.with.time());
  CHECK(v.with.count("SELECT COUNT(*) FROM consent_state WHERE state = 'terminated'") == 1);
  CHECK(v.with.count(queued) == 1);
}

TEST_CASE("people who stand for a municipality no more are erased by the rounds alone",
          "[server][retention]") {
  visitor v;
  v.registered({});
  const auto start = v.with.time();
  v.with.database()->write([&](schema::transaction& tx) {
    for (int i = 0; i < 130; ++i) {
      const auto address = "p" + std::to_string(i) + "@stadt.example.org";
      tx.execute(
          "INSERT INTO ring_person (organiser_id, registration_id, public_id, role, position,"
          " given_name, family_name, email, email_key, phone, job_function, language, since,"
          " ended_at)"
          " SELECT organiser_id, id, :1, 'delegate', 1, 'Bo', 'Beispiel', :2, :3, '', '', 'de',"
          " registered_at, CAST(:4 AS BIGINT) FROM registration",
          address, address, address, start);
    }
  });
  const auto* named = "SELECT COUNT(*) FROM ring_person WHERE email <> ''";
  server::maintenance rounds(v.with.get());
  rounds.run_once(start + 29 * 24h);
  CHECK(v.with.count(named) == 130);
  rounds.run_once(start + 30 * 24h);
  CHECK(v.with.count(named) == 0);
  CHECK(v.with.count("SELECT COUNT(*) FROM ring_person") == 130);
}

TEST_CASE("the head of the chain is mailed to those who look after data protection, once a day",
          "[server][published]") {
  visitor v;
  auto& db = v.with.database();
  tests::add_person(db.get(), "owner@stadt.example.org", "sit", "owner");
  server::maintenance rounds(v.with.get());
  const auto* const queued = "SELECT COUNT(*) FROM message WHERE template = 'chain-head'";
  rounds.run_once(v.with.time());
  CHECK(v.with.count(queued) == 0);  // there is no record yet
  v.registered({{"consent.newsletter", "yes"}});
  rounds.run_once(v.with.time() + 23h);
  CHECK(v.with.count(queued) == 0);
  rounds.run_once(v.with.time() + 24h);
  rounds.run_once(v.with.time() + 25h);
  CHECK(v.with.count(queued) == 1);
  const auto mail = tests::newest_mail(v.with, "chain-head");
  REQUIRE(mail);
  const auto hash = db->read([](const schema::reader& r) {
    return r.value<std::string>("SELECT hash FROM consent_chain").value();
  });
  for (const auto& part : {mail->text, mail->html}) {
    CHECK(part.find(hash) != std::string::npos);
    CHECK(part.find("Aufzeichnung 1, Prüfsumme") != std::string::npos);
  }
  CHECK(mail->subject == "Prüfsumme der Einwilligungen: Stadt-IT Verbund");

  // From now on there is an officer, who gets it instead of the owner.
  tests::add_person(db.get(), "dpo@stadt.example.org", "sit", "dpo");
  v.registered({{"consent.newsletter", "yes"},
                {"email", "bob@example.net"},
                {"idempotency_key", "another"}});
  rounds.run_once(v.with.time() + 48h);
  CHECK(v.with.count(queued) == 2);
  CHECK(v.with.count("SELECT COUNT(*) FROM message WHERE template = 'chain-head'"
                     " AND recipient = 'dpo@stadt.example.org'") == 1);
}

TEST_CASE("each chain is verified once a day, and officers are told once what is wrong",
          "[server][verification]") {
  visitor v;
  auto& db = v.with.database();
  tests::add_person(db.get(), "dpo@stadt.example.org", "sit", "dpo");
  v.registered({{"consent.newsletter", "yes"}});
  server::maintenance rounds(v.with.get());
  const auto* const told = "SELECT COUNT(*) FROM message WHERE template = 'chain-problem'";
  rounds.run_once(v.with.time());
  CHECK(v.with.count("SELECT records FROM verification") == 1);
  CHECK(v.with.count("SELECT problems FROM verification") == 0);
  db->write([](schema::transaction& tx) {
    tx.execute("UPDATE purpose SET key = 'gift' WHERE key = 'newsletter'");
  });
  rounds.run_once(v.with.time() + 1h);
  CHECK(v.with.count("SELECT problems FROM verification") == 0);
  rounds.run_once(v.with.time() + 24h);
  CHECK(v.with.count("SELECT problems FROM verification") > 0);
  CHECK(v.with.count(told) == 1);
  rounds.run_once(v.with.time() + 48h);
  CHECK(v.with.count(told) == 1);
  const auto mail = tests::newest_mail(v.with, "chain-problem");
  REQUIRE(mail);
  for (const auto& part : {mail->text, mail->html})
    CHECK(part.find("sit: record 1: its hash does not match its content") != std::string::npos);
}

TEST_CASE("when newsletters went to a domain is forgotten by the rounds", "[server][newsletter]") {
  visitor v;
  server::maintenance rounds(v.with.get());
  v.with.database()->write([&](schema::transaction& tx) {
    tx.execute("INSERT INTO newsletter_pace (domain, free_at) VALUES (5, :1), (6, :2)",
               v.with.time() - 2h, v.with.time());
  });
  rounds.run_once(v.with.time());
  CHECK(v.with.count("SELECT COUNT(*) FROM newsletter_pace WHERE domain = 5") == 0);
  CHECK(v.with.count("SELECT COUNT(*) FROM newsletter_pace WHERE domain = 6") == 1);
}
