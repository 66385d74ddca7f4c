// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <set>

#include "events/newsletter_issue.hpp"
#include "organisers/audit.hpp"
#include "tests/events/attendee_message_fixture.hpp"

using namespace zusage;
using namespace zusage::events;
using namespace zusage::tests;

using people = std::vector<std::string>;

TEST_CASE("a service message goes to everybody who is registered, and to nobody else",
          "[events][attendee_messages]") {
  attendee_message_fixture f;
  f.add("a@example.com");
  f.add("b@example.com", "waiting");
  f.add("c@example.com", "offered");
  f.add("d@example.com", "applied");
  f.add("e@example.com", "cancelled");
  f.add("f@example.com", "refused");
  f.add("g@example.com", "unverified");
  f.write(f.draft());
  const auto shown = f.shown();
  f.schedule(f.now);
  CHECK(f.run() == people{"a@example.com", "b@example.com", "c@example.com", "d@example.com"});
  CHECK(shown == 4);
  const auto done = f.issue();
  CHECK(done.state == issue_state::sent);
  CHECK(done.figures.recipients == shown);
  CHECK(done.figures.sent == shown);
  f.check_sum();
}

TEST_CASE("who cancelled gets a message only where it is chosen", "[events][attendee_messages]") {
  attendee_message_fixture f;
  f.add("a@example.com");
  f.add("b@example.com", "cancelled");
  auto draft = f.draft();
  draft.audience.statuses = {"cancelled"};
  f.send_out(draft);
  CHECK(f.run() == people{"b@example.com"});
}

TEST_CASE("somebody who cancelled and registered again gets one message",
          "[events][attendee_messages]") {
  attendee_message_fixture f;
  f.add("ada@example.com", "cancelled");
  f.add("ada@example.com", "cancelled");
  f.add("Ada@example.com");
  auto draft = f.draft();
  draft.audience.statuses = {"confirmed", "cancelled"};
  f.write(draft);
  CHECK(f.shown() == 1);
  f.schedule(f.now);
  CHECK(f.run() == people{"Ada@example.com"});
  draft.audience.statuses = {"cancelled"};  // and stands as registered
  f.write(draft);
  CHECK(f.shown() == 0);
}

TEST_CASE("sessions and kinds of municipality narrow a message down",
          "[events][attendee_messages]") {
  attendee_message_fixture f;
  f.db->write([&](schema::transaction& tx) {
    tx.execute(
        "INSERT INTO municipality (ags, name, title, kind, district_ags, district, state,"
        " population, postal_code, folded) VALUES ('05900', 'Musterkreis', 'Kreis', 'county',"
        " '05900', 'Musterkreis', 'Nordrhein-Westfalen', 1, '', 'musterkreis')");
  });
  f.book(f.add("forum@example.com"), "forum-1");
  f.book(f.add("waits@example.com"), "forum-1", "waiting");
  f.book(f.add("left@example.com"), "forum-1", "cancelled");
  f.book(f.add("other@example.com"), "forum-2");
  f.add("county@example.com", "confirmed", "de", "05900");
  auto draft = f.draft();
  draft.audience.sessions = {f.at->find_session("forum-1")->id};
  f.send_out(draft);
  CHECK(f.run() == people{"forum@example.com", "waits@example.com"});
  draft.audience.sessions.clear();
  draft.audience.kinds = {"county"};
  f.send_out(draft);
  CHECK(f.run() == people{"county@example.com"});
}

TEST_CASE("everybody gets the language of the registration, else the event's first one",
          "[events][attendee_messages]") {
  attendee_message_fixture f;
  f.add("de@example.com", "confirmed", "de");
  f.add("en@example.com", "confirmed", "en");
  f.add("nl@example.com", "confirmed", "nl");
  f.send_out(f.draft());
  f.steps();
  std::map<std::string, std::string> languages;
  f.db->read([&](const schema::reader& r) {
    r.each<std::string, std::string>(
        "SELECT recipient, language FROM message",
        [&](const std::string& to, const std::string& language) { languages[to] = language; });
  });
  CHECK(languages == std::map<std::string, std::string>{{"de@example.com", "de"},
                                                        {"en@example.com", "en"},
                                                        {"nl@example.com", "de"}});
}

TEST_CASE("a message that was interrupted anywhere goes on where it was",
          "[events][attendee_messages]") {
  attendee_message_fixture f;
  f.add_people(25);
  f.send_out(f.draft());
  people reached;
  for (int i = 0; i < 100 && !f.issue().finished_at; ++i) {
    f.step();
    if (i % 3 == 0) f.db.reopen();
    for (auto& one : f.send(2)) reached.push_back(std::move(one));
  }
  CHECK(reached.size() == 25);
  CHECK(std::set<std::string>(reached.begin(), reached.end()).size() == 25);
  f.check_sum();
}

TEST_CASE("what was being handed over when the program ended is uncertain and not sent twice",
          "[events][attendee_messages]") {
  attendee_message_fixture f;
  f.add("ada@example.com");
  f.send_out(f.draft());
  f.steps();
  f.db->write(
      [&](schema::transaction& tx) { REQUIRE(mailer::claim_due(tx, 77, 10, f.now).size() == 1); });
  f.db.reopen();
  f.now += 1h;
  f.db->write([&](schema::transaction& tx) { mailer::take_up_interrupted(tx, f.now + 1h); });
  f.now += 2h;
  CHECK(f.run().empty());
  CHECK(f.issue().figures.uncertain == 1);
  f.check_sum();
}

TEST_CASE("never more messages wait than the limit says", "[events][attendee_messages]") {
  attendee_message_fixture f;
  f.add_people(40);
  f.send_out(f.draft());
  f.steps();
  CHECK(f.value("SELECT COUNT(*) FROM message WHERE state = 'queued'") == 10);
  f.send(5);
  f.steps();
  CHECK(f.value("SELECT COUNT(*) FROM message") == 15);
}

TEST_CASE("who is erased meanwhile gets nothing, and the figures still add up",
          "[events][attendee_messages]") {
  attendee_message_fixture f;
  f.limits = {3, 3, 3};
  const auto queued = f.add("queued@example.com");
  f.add("a@example.com");
  f.add("b@example.com");
  const auto later = f.add("later@example.com");
  f.send_out(f.draft());
  f.steps();
  f.erase(queued);
  f.erase(later);
  CHECK(f.run() == people{"a@example.com", "b@example.com"});
  const auto figures = f.issue().figures;
  CHECK(figures.recipients == 3);  // the last one was no recipient any more
  CHECK(figures.sent == 2);
  CHECK(figures.revoked == 1);
  f.check_sum();
}

TEST_CASE("a message that waits can be taken back, and one under way ends where it is",
          "[events][attendee_messages]") {
  attendee_message_fixture f;
  f.add_people(30);
  f.write(f.draft());
  f.schedule(f.now + 24h);
  f.steps();
  CHECK(f.value("SELECT COUNT(*) FROM message") == 0);
  f.db->write([&](schema::transaction& tx) {
    REQUIRE(withdraw_issue(tx, f.staff, f.issue_id, f.now).empty());
  });
  CHECK(f.issue().is_draft());
  f.schedule(f.now);
  f.steps();
  f.send(5);
  f.db->write([&](schema::transaction& tx) {
    REQUIRE(cancel_issue(tx, f.staff, f.issue_id, f.now).empty());
  });
  CHECK(f.run().empty());
  const auto done = f.issue();
  CHECK(done.state == issue_state::cancelled);
  CHECK(done.figures.sent == 5);
  CHECK(done.figures.cancelled == 25);
  f.check_sum();
}

TEST_CASE("a message needs a kind, somebody it goes to, and of advertising a purpose",
          "[events][attendee_messages]") {
  attendee_message_fixture f;
  const auto faults_of = [&](issue_draft draft) {
    people found;
    const auto wrong =
        f.db->read([&](const schema::reader& r) { return check_issue(r, f.staff, draft); });
    for (const auto& one : wrong) found.push_back(one.field + ": " + one.code);
    return found;
  };
  CHECK(faults_of(f.draft()).empty());
  CHECK(faults_of(f.draft("advertising")).empty());
  auto draft = f.draft("newsletter");
  draft.audience.statuses.clear();
  CHECK(faults_of(draft) == people{"kind: required_choice", "status: required_choices"});
  draft = f.draft("advertising");
  draft.purpose_key = "calls";  // by telephone
  CHECK(faults_of(draft) == people{"purpose: required_choice"});
}

TEST_CASE(
    "the trail says that a message was written, sent and cancelled, with numbers and no names",
    "[events][attendee_messages]") {
  attendee_message_fixture f;
  f.add("ada@example.com");
  f.send_out(f.draft());
  f.steps();
  f.db->write([&](schema::transaction& tx) { cancel_issue(tx, f.staff, f.issue_id, f.now); });
  people actions;
  f.db->read([&](const schema::reader& r) {
    r.each<std::string, std::string>("SELECT action, details FROM audit_entry ORDER BY id",
                                     [&](const std::string& action, const std::string& details) {
                                       if (action.starts_with("attendee_message."))
                                         actions.push_back(action);
                                       CHECK(details.find("ada") == std::string::npos);
                                     });
  });
  CHECK(actions == people{"attendee_message.created", "attendee_message.scheduled",
                          "attendee_message.cancelled"});
}

TEST_CASE("an event has so many messages and no more, which keeps no newsletter from being written",
          "[events][attendee_messages]") {
  attendee_message_fixture f;
  f.write(f.draft());
  f.db->write([](schema::transaction& tx) {
    tx.execute(
        "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < :1)"
        " INSERT INTO newsletter (organiser_id, public_id, purpose_id, subject, body, state,"
        " created_at, event_id, kind, audience)"
        " SELECT organiser_id, public_id || '-' || CAST(i AS TEXT), purpose_id, subject, body, "
        "state,"
        " created_at, event_id, kind, audience FROM newsletter, n",
        events::issue_limits::newsletters);
  });
  const auto add = [&](const issue_draft& draft) {
    return f.db->write(
        [&](schema::transaction& tx) { return add_issue(tx, f.staff, draft, f.now); });
  };
  const auto refused = add(f.draft());
  REQUIRE(refused.has_error());
  CHECK(refused.error().front().code == "too_many_newsletters");
  auto newsletter = f.draft("advertising");
  newsletter.event_id.reset();
  CHECK(add(newsletter).has_value());
}
