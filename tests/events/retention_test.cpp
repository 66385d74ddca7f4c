// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/retention.hpp"

#include <set>
#include <utility>

#include "consent/end_of_proof.hpp"
#include "organisers/audit.hpp"
#include "tests/events/ring_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

const instant ends = local_to_instant("2030-05-15T16:00", "Europe/Berlin").value();

struct retention_fixture : registration_fixture {
  using registration_fixture::registration_fixture;
  retention_fixture() = default;

  organisers::scope whose = organisers::scope::of_operator(of->by.id);

  /// What was erased, as `rule count`.
  texts run(instant at) {
    texts lines;
    const auto id = events::begin_run(db.get(), at);
    for (const auto& one : events::carry_out_run(db.get(), id, at, [] { return false; }).erased) {
      lines.push_back(one.rule + " " + std::to_string(one.count));
    }
    return lines;
  }
  static texts in_words(const events::all_ahead& all) {
    texts lines;
    for (const auto& one : all) {
      lines.push_back(std::string(one.rule) + " " + one.slug + " " + std::to_string(one.count));
    }
    return lines;
  }
  texts due(instant at) {
    return in_words(db->read([&](const schema::reader& r) { return events::list_due(r, at); }));
  }
  events::all_ahead ahead(instant at) {
    return db->read([&](const schema::reader& r) { return events::list_ahead(r, whose, at); });
  }
  void send_all(instant at, const char* state = "sent") {
    db->write([&](schema::transaction& tx) {
      tx.execute("UPDATE message SET state = :1, finished_at = :2", state, at);
      tx.execute(
          "INSERT INTO delivery_attempt (message_id, at, outcome, phase, code, reply)"
          " SELECT id, 1, 'sent', 'end', 250, '250 ok for ' || recipient FROM message");
    });
  }
};

}  // namespace

TEST_CASE_METHOD(retention_fixture,
                 "a registration is erased its event's days after the end, and not before",
                 "[events][retention]") {
  sign_up(with(least_form(), "answer.remark", "Danke"));
  const auto due_at = ends + 365 * 24h;
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
  CHECK(run(ends + 365 * 24h) == texts{});
  CHECK(run(ends + 400 * 24h) == texts{"registrations 1"});
}

TEST_CASE_METHOD(retention_fixture,
                 "a registration whose mail is being handed over is left for the next time",
                 "[events][retention]") {
  sign_up(least_form());
  const auto due_at = ends + 365 * 24h;
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
  const auto later = ends + 100 * 24h;
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
  CHECK(run(ends + 366 * 24h) == 1);  // it ends in October
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
  CHECK(all[0].at == ends + 30 * 24h);
  CHECK(all[1].at == ends + 365 * 24h);
  CHECK(all[0].question["de"] == "Verpflegung");
  CHECK_FALSE(events::is_overdue(all[0], ends + 31 * 24h));
  CHECK(events::is_overdue(all[0], ends + 32 * 24h));
}

TEST_CASE_METHOD(retention_fixture, "looking at what is due changes nothing",
                 "[events][retention]") {
  sign_up(with(least_form(), "answer.diet", "vegan"));
  const auto at = ends + 365 * 24h;
  const auto first = due(at);
  CHECK(first == texts{"registrations kick-off 1", "answers kick-off 1"});
  CHECK(due(at) == first);
  CHECK(number("SELECT COUNT(*) FROM registration WHERE answers LIKE '%vegan%'") == 1);
  CHECK(number("SELECT COUNT(*) FROM retention_run") == 0);
}

TEST_CASE_METHOD(retention_fixture, "each day has one run, and one that was broken off is taken up",
                 "[events][retention]") {
  sign_up(least_form());
  const auto at = std::chrono::floor<std::chrono::days>(ends + 366 * 24h) + 1h;
  const auto first = events::begin_daily_run(db.get(), at);
  REQUIRE(first);
  CHECK(first->first);
  CHECK_FALSE(events::begin_daily_run(db.get(), at + 9min));  // somebody is at it
  events::carry_out_run(db.get(), first->id, at, [] { return true; });
  CHECK(number("SELECT COUNT(*) FROM registration") == 1);
  const auto again = events::begin_daily_run(db.get(), at + 10min);
  REQUIRE(again);
  CHECK(again->id == first->id);
  CHECK_FALSE(again->first);
  events::carry_out_run(db.get(), again->id, at + 10min, [] { return false; });
  CHECK(number("SELECT COUNT(*) FROM registration") == 0);
  CHECK_FALSE(events::begin_daily_run(db.get(), at + 20h));
  CHECK(events::begin_daily_run(db.get(), at + 24h));
}

TEST_CASE_METHOD(retention_fixture,
                 "a row that cannot be erased keeps none of the others and is named",
                 "[events][retention][sqlite]") {
  for (const auto* who : {"ada@", "bob@", "eve@"}) {
    sign_up_as(std::string(who) + "stadt.example.org");
  }
  db->write([](schema::transaction& tx) {
    tx.execute(
        "CREATE TRIGGER damaged BEFORE DELETE ON registration"
        " WHEN OLD.id = (SELECT MIN(id) FROM registration)"
        " BEGIN SELECT RAISE(ABORT, 'this one stays'); END");
  });
  const auto at = ends + 366 * 24h;
  const auto id = events::begin_run(db.get(), at);
  const auto done = events::carry_out_run(db.get(), id, at, [] { return false; });
  CHECK(number("SELECT COUNT(*) FROM registration") == 1);
  REQUIRE(done.erased.size() == 1);
  CHECK(done.erased[0].count == 2);
  CHECK(done.failure.find("registrations: ") == 0);
  CHECK(done.failure.find("this one stays") != std::string::npos);
  CHECK(number("SELECT COUNT(*) FROM retention_run WHERE ended_at IS NULL") == 0);
  CHECK(due(at) == texts{"registrations kick-off 1"});
}

TEST_CASE_METHOD(retention_fixture,
                 "a rule that cannot be carried out keeps none of the others from its turn",
                 "[events][retention][sqlite]") {
  for (int i = 0; i < 25; ++i) sign_up_as("p" + std::to_string(i) + "@stadt.example.org");
  send_all(signing_up);
  db->write([](schema::transaction& tx) {
    tx.execute(
        "CREATE TRIGGER damaged BEFORE DELETE ON registration"
        " BEGIN SELECT RAISE(ABORT, 'all stay'); END");
    tx.execute(
        "INSERT INTO audit_entry (at, action, subject, details) VALUES (1, 'x.y', '', '{}')");
  });
  const auto at = ends + 366 * 24h;
  const auto id = events::begin_run(db.get(), at);
  const auto done = events::carry_out_run(db.get(), id, at, [] { return false; });
  CHECK(done.failure.find("registrations: ") == 0);
  CHECK(number("SELECT COUNT(*) FROM registration") >= 25);
  CHECK(number("SELECT COUNT(*) FROM audit_entry WHERE at = 1") == 0);
  CHECK(number("SELECT COUNT(*) FROM retention_run WHERE ended_at IS NULL") == 0);
  const auto overdue = [&](std::int64_t organiser) {
    return db->read([&](const schema::reader& r) {
      return events::count_overdue(r, organisers::scope::of_operator(organiser),
                                   at + events::overdue_after);
    });
  };
  CHECK(overdue(of->by.id) >= 25);
  CHECK(overdue(db.add_organiser("other")) == 0);
}

TEST_CASE_METHOD(retention_fixture, "a run stays claimed for as long as it goes on",
                 "[events][retention]") {
  sign_up(least_form());
  const auto at = std::chrono::floor<std::chrono::days>(ends + 366 * 24h) + 1h;
  const auto run = events::begin_daily_run(db.get(), at);
  REQUIRE(run);
  db->write([&](schema::transaction& tx) {
    tx.execute("UPDATE retention_run SET claimed_at = :1", at - 1h);
  });
  int asked = 0;  // stops after the first write
  events::carry_out_run(db.get(), run->id, at, [&] { return ++asked > 2; });
  CHECK(number("SELECT COUNT(*) FROM registration") == 0);
  CHECK_FALSE(events::begin_daily_run(db.get(), at + 9min));
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

TEST_CASE_METHOD(retention_fixture, "a run says what of each organiser it erased, by counts alone",
                 "[events][retention]") {
  sign_up(least_form());
  sign_up_as("bob@stadt.example.org");
  run(ends + 366 * 24h);
  const auto runs =
      db->read([&](const schema::reader& r) { return events::list_runs(r, whose, 10); });
  REQUIRE(runs.size() == 1);
  CHECK(runs[0].by_hand);
  CHECK(runs[0].ended_at);
  REQUIRE(runs[0].erased.size() == 1);
  CHECK(runs[0].erased[0].rule == "registrations");
  CHECK(runs[0].erased[0].count == 2);
  const auto other = db.add_organiser("other");
  const auto theirs = db->read([&](const schema::reader& r) {
    return events::list_runs(r, organisers::scope::of_operator(other), 10);
  });
  REQUIRE(theirs.size() == 1);
  CHECK(theirs[0].erased.empty());
}

TEST_CASE("many registrations are erased in writes of a hundred", "[events][retention]") {
  retention_fixture in({{"capacity", 300}, {"questions", nlohmann::json::array()}});
  for (int i = 0; i < 130; ++i) {
    in.sign_up_as("p" + std::to_string(i) + "@stadt.example.org", i % 6 ? "forum-1" : "forum-2");
  }
  const auto before = in.db->writes().counted().jobs;
  const auto all = in.number("SELECT COUNT(*) FROM registration");
  CHECK(in.run(ends + 366 * 24h) == texts{"registrations " + std::to_string(all)});
  CHECK(in.db->writes().counted().jobs - before == 4);  // begin, 100, the rest, end
  CHECK(in.wrong_counters() == texts{});
}

TEST_CASE_METHOD(retention_fixture, "questions that nobody answered hold up no others",
                 "[events][retention]") {
  sign_up(with(least_form(), "answer.diet", "vegan"));
  const auto erased = run(ends + 30 * 24h);
  CHECK(erased == texts{"answers 1"});
  CHECK(number("SELECT COUNT(*) FROM answer_erasure WHERE erased_at IS NOT NULL") == 2);
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
