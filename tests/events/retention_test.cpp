// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/retention.hpp"

#include <set>
#include <utility>

#include "consent/end_of_proof.hpp"
#include "organisers/audit.hpp"
#include "tests/events/retention_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;

TEST_CASE_METHOD(retention_fixture,
                 "a registration is erased its event's days after the end, and not before",
                 "[events][retention]") {
  sign_up(with(least_form(), "answer.remark", "Danke"));
  const auto due_at = retention_ends + 365 * 24h;
  CHECK(run(due_at - 1s) == texts{});
  CHECK(number("SELECT COUNT(*) FROM registration") == 1);
  CHECK(due(due_at) == texts{"registrations kick-off 1"});
  CHECK(run(due_at) == texts{"registrations 1"});
  CHECK(number("SELECT COUNT(*) FROM registration") == 0);
  CHECK(wrong_counters() == texts{});
  CHECK(due(due_at) == texts{});
  CHECK(run(due_at) == texts{});
}

TEST_CASE_METHOD(retention_fixture, "an event that moved keeps its registrations with it",
                 "[events][retention]") {
  sign_up(least_form());
  db->write([&](schema::transaction& tx) { tx.execute("UPDATE event SET retention_days = 400"); });
  CHECK(run(retention_ends + 365 * 24h) == texts{});
  CHECK(run(retention_ends + 400 * 24h) == texts{"registrations 1"});
}

TEST_CASE_METHOD(retention_fixture,
                 "a registration whose mail is being handed over is left for the next time",
                 "[events][retention]") {
  sign_up(least_form());
  const auto due_at = retention_ends + 365 * 24h;
  send_all(due_at, "sending");
  CHECK(run(due_at) == texts{});
  send_all(due_at);
  CHECK(run(due_at) == texts{"registrations 1"});
}

TEST_CASE("a registration for a paper counts from itself, and so do its answers",
          "[events][retention][papers]") {
  retention_fixture in(as_paper());
  const auto form = without(least_form(), "session");
  in.sign_up(with(with(form, "answer.diet", "vegan"), "answer.remark", "Danke"));
  // Long after the paper's own time somebody else asks for it.
  const auto later = retention_ends + 100 * 24h;
  in.sign_up(with(replaced(form, "email", "bob@stadt.example.org"), "answer.diet", "vegan"), later);
  CHECK(in.run(signing_up + 30 * 24h - 1s) == texts{});
  CHECK(in.run(signing_up + 30 * 24h) == texts{"paper_answers 1"});
  CHECK(in.number("SELECT COUNT(*) FROM registration WHERE answers LIKE '%vegan%'") == 1);
  CHECK(in.run(later + 30 * 24h) == texts{"paper_answers 1"});
  CHECK(in.number("SELECT COUNT(*) FROM registration WHERE answers LIKE '%vegan%'") == 0);
  CHECK(in.number("SELECT COUNT(*) FROM registration WHERE answers LIKE '%Danke%'") == 1);
  CHECK(in.due(signing_up + 365 * 24h) == texts{"paper_registrations kick-off 1"});
  CHECK(in.run(signing_up + 365 * 24h) == texts{"paper_registrations 1"});
  CHECK(in.run(later + 365 * 24h) == texts{"paper_registrations 1"});
}

TEST_CASE("the members of a ring are kept while it runs", "[events][retention][rings]") {
  ring_fixture in;
  in.add_member("arnstadt");
  const auto run = [&](instant at) {
    const auto id = events::begin_run(in.db.get(), at);
    events::carry_out_run(in.db.get(), id, at, [] { return false; });
    return in.number("SELECT COUNT(*) FROM registration");
  };
  CHECK(run(retention_ends + 366 * 24h) == 1);  // it retention_ends in October
  CHECK(run(local_to_instant("2031-10-31T16:00", "Europe/Berlin").value()) == 0);
  CHECK(in.number("SELECT COUNT(*) FROM ring_person") == 0);
}

TEST_CASE_METHOD(retention_fixture,
                 "mails are erased ninety days after they left, with the servers' replies",
                 "[events][retention]") {
  sign_up(least_form());
  const auto left = signing_up + 1h;
  CHECK(run(left + 90 * 24h) == texts{});  // they still wait
  send_all(left);
  CHECK(run(left + 90 * 24h - 1s) == texts{});
  CHECK(run(left + 90 * 24h) == texts{"messages 1"});
  CHECK(mails() == texts{});
  CHECK(number("SELECT COUNT(*) FROM delivery_attempt") == 0);
  CHECK(number("SELECT COUNT(*) FROM registration") == 1);
}

TEST_CASE_METHOD(retention_fixture,
                 "what was sent by a consent loses the address after thirty days and keeps the"
                 " record that permitted it",
                 "[events][retention]") {
  sign_up(with(least_form(), "consent.newsletter", "yes"));
  db->write([&](schema::transaction& tx) {
    tx.execute(
        "UPDATE message SET needs_consent = 1, data = '{\"to\": \"ada\"}',"
        " permitted_by = (SELECT MIN(id) FROM consent_record)"
        " WHERE template = 'consent-confirm'");
    tx.execute("DELETE FROM message WHERE template <> 'consent-confirm'");
  });
  const auto left = signing_up + 1h;
  send_all(left);
  CHECK(run(left + 30 * 24h - 1s) == texts{});
  CHECK(run(left + 30 * 24h) == texts{"consent_messages 1"});
  CHECK(number("SELECT COUNT(*) FROM message WHERE recipient = '' AND recipient_key = ''"
               " AND recipient_name = '' AND data = '{}' AND permitted_by IS NOT NULL") == 1);
  CHECK(number("SELECT COUNT(*) FROM delivery_attempt") == 0);
}

TEST_CASE_METHOD(
    retention_fixture,
    "at the end of proof what was sent by the consent goes too, and the chain verifies",
    "[events][retention]") {
  sign_up(with(least_form(), "consent.newsletter", "yes"));
  send_all(signing_up + 1h);
  const auto public_id = db->read([](const schema::reader& r) {
    return r.value<std::string>("SELECT public_id FROM consent_state").value();
  });
  db->write([&](schema::transaction& tx) {
    ledger.withdraw(tx, public_id, "link", {}, signing_up + 2h);
  });
  const auto at = consent::end_of_proof("email", signing_up + 2h);
  run(at - 1s);
  CHECK(number("SELECT COUNT(*) FROM principal WHERE secret IS NOT NULL") == 1);
  CHECK(run(at) == texts{"consents 1"});
  CHECK(number("SELECT COUNT(*) FROM principal WHERE secret IS NOT NULL") == 0);
  CHECK(number("SELECT COUNT(*) FROM message WHERE principal_id IS NOT NULL") == 0);
  CHECK(db->read([&](const schema::reader& r) {
            return ledger.verify(r, of->by.id);
          }).problems.empty());
}

TEST_CASE_METHOD(retention_fixture, "the audit trail is kept for two years",
                 "[events][retention]") {
  db->write([&](schema::transaction& tx) {
    organisers::record(tx, {of->by.id, 0, "export.downloaded", "kick-off"}, signing_up);
  });
  CHECK(run(signing_up + 731 * 24h - 1s) == texts{});
  CHECK(run(signing_up + 731 * 24h) == texts{"audit 1"});
}

TEST_CASE_METHOD(retention_fixture,
                 "an answered request keeps its dates and loses address, wish and answer",
                 "[events][retention]") {
  db->write([&](schema::transaction& tx) {
    tx.execute(
        "INSERT INTO data_request (organiser_id, reference, lookup, address, kind, wish, wish_key,"
        " state, asked_at, due_at, answered_at, answer)"
        " VALUES (:1, 'R-1', 'x', 'sealed', 'rectify', 'sealed', 'k', 'done', :2, :3, :4, "
        "'sealed')",
        of->by.id, signing_up, signing_up + 30 * 24h, signing_up + 24h);
  });
  const auto at = signing_up + 24h + events::request_words_kept;
  CHECK(run(at - 1s) == texts{});
  CHECK(run(at) == texts{"request_words 1"});
  CHECK(number("SELECT COUNT(*) FROM data_request WHERE reference = 'R-1' AND address = ''"
               " AND wish = '' AND answer = '' AND wish_key = ''") == 1);
}

TEST_CASE_METHOD(retention_fixture, "what is ahead says when and how many, the next first",
                 "[events][retention]") {
  sign_up(with(least_form(), "answer.diet", "vegan"));
  sign_up_as("bob@stadt.example.org");
  const auto all = ahead(signing_up);
  CHECK(in_words(all) == texts{"answers kick-off 1", "registrations kick-off 2"});
  CHECK(all[0].at == retention_ends + 30 * 24h);
  CHECK(all[1].at == retention_ends + 365 * 24h);
  CHECK(all[0].question["de"] == "Verpflegung");
  CHECK_FALSE(events::is_overdue(all[0], retention_ends + 31 * 24h));
  CHECK(events::is_overdue(all[0], retention_ends + 32 * 24h));
}

TEST_CASE_METHOD(retention_fixture, "looking at what is due changes nothing",
                 "[events][retention]") {
  sign_up(with(least_form(), "answer.diet", "vegan"));
  const auto at = retention_ends + 365 * 24h;
  const auto first = due(at);
  CHECK(first == texts{"registrations kick-off 1", "answers kick-off 1"});
  CHECK(due(at) == first);
  CHECK(number("SELECT COUNT(*) FROM registration WHERE answers LIKE '%vegan%'") == 1);
  CHECK(number("SELECT COUNT(*) FROM retention_run") == 0);
}

TEST_CASE_METHOD(retention_fixture, "messages of a proof are found by an index",
                 "[events][retention][sqlite]") {
  for (const std::string which :
       {"purpose_id = 1 AND principal_id = 2", "principal_id = 2 AND purpose_id IS NULL"}) {
    std::string plan;
    db->read([&](const schema::reader& r) {
      r.each<std::int64_t, std::int64_t, std::int64_t, std::string>(
          "EXPLAIN QUERY PLAN DELETE FROM message WHERE " + which +
              " AND state NOT IN ('queued', 'sending')",
          [&](std::int64_t, std::int64_t, std::int64_t, const std::string& line) {
            plan += line + "; ";
          });
    });
    INFO(plan);
    CHECK(plan.find("SEARCH message USING INDEX message_by_p") != std::string::npos);
    CHECK(plan.find("SCAN message") == std::string::npos);
  }
}

TEST_CASE("every rule says where, and those with a length how long", "[events][retention]") {
  std::set<std::string_view> keys;
  for (const auto& rule : events::retention_rules()) {
    INFO(rule.key);
    CHECK(keys.insert(rule.key).second);
    CHECK_FALSE(rule.tables.empty());
    const bool elsewhere = rule.unit == events::retention_unit::of_event ||
                           rule.unit == events::retention_unit::of_question ||
                           rule.unit == events::retention_unit::none;
    CHECK((rule.amount > 0) != elsewhere);
  }
  CHECK_THROWS(events::retention_rule_of("nothing"));
}

TEST_CASE_METHOD(retention_fixture, "every table stands in a rule, or holds nothing about people",
                 "[events][retention][sqlite]") {
  // Whoever adds a table decides: a row in events/retention_rules.cpp, or a name here.
  const std::set<std::string> about_nobody = {"schema_version",
                                              "organiser_look",
                                              "organiser_logo",
                                              "purpose",
                                              "notice",
                                              "export_preset",
                                              "consent_chain",
                                              "published_head",
                                              "verification",
                                              "event_series",
                                              "event_organiser",
                                              "event_choice",
                                              "event_question",
                                              "event_purpose",
                                              "question_history",
                                              "answer_erasure",
                                              "paper_document",
                                              "paper_chunk",
                                              "ring_group",
                                              "invitation",
                                              "mail_run",
                                              "municipality",
                                              "indicator_release",
                                              "mail_text",
                                              "webhook_endpoint",
                                              "newsletter",
                                              "renewal",
                                              "retention_run",
                                              "retention_erased",
                                              "consent_month",
                                              "consent_month_counted"};
  std::set<std::string> in_rules;
  for (const auto& rule : events::retention_rules()) {
    std::string name;
    bool column = false;
    for (const char c : std::string(rule.tables) + ",") {
      if (c == ',') {
        in_rules.insert(std::exchange(name, {}));
        column = false;
      } else if (c == '.') {
        column = true;
      } else if (c != ' ' && !column) {
        name += c;
      }
    }
  }
  std::set<std::string> there;
  db->read([&](const schema::reader& r) {
    r.each<std::string>(
        "SELECT name FROM sqlite_master WHERE type = 'table'"
        " AND name NOT LIKE 'sqlite_%'",
        [&](std::string name) { there.insert(std::move(name)); });
  });
  for (const auto& name : there) {
    INFO(name);
    CHECK((in_rules.contains(name) || about_nobody.contains(name)));
  }
  for (const auto& name : in_rules) {
    INFO(name);
    CHECK((there.contains(name) || name == "database-file"));  // a folder beside it
  }
}
