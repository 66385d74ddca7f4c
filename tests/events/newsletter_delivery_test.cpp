// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/newsletter_delivery.hpp"

#include <algorithm>
#include <set>
#include <thread>

#include "events/revoke_for_message.hpp"
#include "tests/events/newsletter_fixture.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace zusage::events;
using namespace zusage::tests;

namespace {

bool has_twice(std::vector<std::string> all) {
  std::sort(all.begin(), all.end());
  return std::adjacent_find(all.begin(), all.end()) != all.end();
}

}  // namespace

TEST_CASE("a newsletter reaches everybody who consented to its purpose, once",
          "[events][newsletter]") {
  newsletter_fixture f;
  f.add_people(30);
  const auto other = f.store(purpose("other"), f.sit);
  f.db->write([&](schema::transaction& tx) {
    f.ledger.give_by_link(tx, f.ticked(other, "else@example.com"), "page", start);
  });
  f.schedule();
  const auto reached = f.run();
  CHECK(reached.size() == 30);
  CHECK_FALSE(has_twice(reached));
  const auto done = f.issue();
  CHECK(done.state == issue_state::sent);
  CHECK(done.figures.recipients == 30);
  CHECK(done.figures.sent == 30);
  f.check_sum();
}

TEST_CASE("never more messages of a newsletter wait than the limit says", "[events][newsletter]") {
  newsletter_fixture f;
  f.add_people(40);
  f.schedule();
  f.steps();
  CHECK(f.count("SELECT COUNT(*) FROM message WHERE state = 'queued'") == 10);
  f.send(5);
  f.steps();
  CHECK(f.count("SELECT COUNT(*) FROM message WHERE state = 'queued'") == 10);
  CHECK(f.count("SELECT COUNT(*) FROM message") == 15);
}

TEST_CASE("sent, failed, uncertain and revoked meanwhile add up to the recipients",
          "[events][newsletter]") {
  newsletter_fixture f;
  f.add_people(40);
  f.schedule();
  f.steps();
  f.revoke("p3@example.com");   // waits in the outbox
  f.revoke("p39@example.com");  // not taken up yet
  int number = 0;
  std::vector<std::string> tried;
  for (int i = 0; i < 200 && !f.issue().finished_at; ++i) {
    f.step();
    for (auto& one : f.send(3, [&](const mailer::message&) {
           const std::string_view by[] = {"sent", "failed", "uncertain", "cancelled"};
           return by[number++ % 4];
         }))
      tried.push_back(std::move(one));
  }
  CHECK_FALSE(has_twice(tried));
  const auto figures = f.issue().figures;
  CHECK(figures.recipients == 40);
  CHECK(figures.sent == 10);
  CHECK(figures.failed == 10);
  CHECK(figures.uncertain == 9);
  CHECK(figures.revoked == 2 + 9);  // cancelled by the mailer: withheld
  CHECK(figures.cancelled == 0);
  f.check_sum();
}

TEST_CASE("who consents after it began is not in it, who revokes and consents anew neither",
          "[events][newsletter]") {
  newsletter_fixture f;
  f.add_people(12);
  f.schedule();
  f.step();  // begins
  f.consent("late@example.com");
  f.revoke("p9@example.com");
  f.consent("p9@example.com");
  const auto reached = f.run();
  CHECK(reached.size() == 11);
  CHECK(std::count(reached.begin(), reached.end(), "late@example.com") == 0);
  CHECK(std::count(reached.begin(), reached.end(), "p9@example.com") == 0);
  CHECK(f.issue().figures.recipients == 12);
  CHECK(f.issue().figures.revoked == 1);
  f.check_sum();
}

TEST_CASE("a newsletter that was interrupted anywhere goes on where it was",
          "[events][newsletter]") {
  newsletter_fixture f;
  f.add_people(25);
  f.schedule();
  std::vector<std::string> reached;
  for (int i = 0; i < 100 && !f.issue().finished_at; ++i) {
    f.step();
    if (i % 3 == 0) f.db.reopen();
    for (auto& one : f.send(2)) reached.push_back(std::move(one));
  }
  CHECK(reached.size() == 25);
  CHECK_FALSE(has_twice(reached));
  f.check_sum();
}

TEST_CASE("nobody gets two messages of a newsletter, by a constraint", "[events][newsletter]") {
  newsletter_fixture f;
  f.consent("ada@example.com");
  f.schedule();
  f.steps();
  mailer::new_message again;
  again.organiser_id = f.sit;
  again.template_name = "newsletter";
  again.recipient = "ada@example.com";
  again.principal_id = f.people.at("ada@example.com").principal_id;
  again.newsletter_id = f.issue().id;
  again.urgency = mailer::priority::newsletter;
  CHECK_FALSE(f.db->write(
      [&](schema::transaction& tx) { return f.mails.enqueue(tx, again, f.now).has_value(); }));
  CHECK(f.count("SELECT COUNT(*) FROM message") == 1);
}

TEST_CASE("several that take steps at the same time neither lose nor double anybody",
          "[events][newsletter]") {
  newsletter_fixture f;
  f.add_people(40);
  f.limits = {100, 100, 5};
  f.schedule();
  std::vector<std::thread> producers;
  for (int i = 0; i < 3; ++i) {
    producers.emplace_back([&] {
      for (int round = 0; round < 40; ++round)
        deliver_newsletters(f.db.get(), f.ledger, f.mails, f.limits, f.now);
    });
  }
  for (auto& one : producers) one.join();
  CHECK(f.count("SELECT COUNT(*) FROM message") == 40);
  CHECK(f.count("SELECT COUNT(DISTINCT principal_id) FROM message") == 40);
  f.run();
  f.check_sum();
}

TEST_CASE("a newsletter that pauses sends nothing until it goes on", "[events][newsletter]") {
  newsletter_fixture f;
  f.add_people(20);
  f.schedule();
  f.steps();
  CHECK(f.send(4).size() == 4);
  CHECK(f.act(pause_issue).empty());
  CHECK(f.act(pause_issue).empty());  // the second click
  f.steps();
  CHECK(f.send().empty());
  CHECK(f.db->read([](const schema::reader& r) { return mailer::next_due(r); }) == std::nullopt);
  f.revoke("p5@example.com");
  f.now += 24h * 5;
  CHECK(f.act(resume_issue).empty());
  CHECK(f.run().size() == 15);
  CHECK(f.issue().figures.revoked == 1);
  f.check_sum();
}

TEST_CASE("a cancelled newsletter sends nothing more, and what it did not send is counted",
          "[events][newsletter]") {
  newsletter_fixture f;
  f.add_people(30);
  f.limits.most_of_domain = 6;
  f.schedule();
  f.steps();
  CHECK(f.send(4).size() == 4);
  f.steps();
  f.revoke("p4@example.com");
  CHECK(f.act(cancel_issue).empty());
  CHECK(f.act(cancel_issue).empty());
  CHECK(f.send().empty());
  f.steps();
  CHECK(f.run().empty());
  const auto done = f.issue();
  CHECK(done.state == issue_state::cancelled);
  CHECK(done.figures.sent == 4);
  CHECK(done.figures.revoked == 1);
  CHECK(done.figures.cancelled == 25);
  CHECK(f.count("SELECT COUNT(*) FROM newsletter_waiting") == 0);
  CHECK(f.count("SELECT COUNT(*) FROM message WHERE state = 'queued'") == 0);
  f.check_sum();
}

TEST_CASE("a newsletter that has not begun can be taken back and changed", "[events][newsletter]") {
  newsletter_fixture f;
  f.add_people(2);
  f.schedule();
  CHECK_FALSE(f.act(cancel_issue).empty());  // that is asked about, this is not
  CHECK(f.act(withdraw_issue).empty());
  CHECK(f.act(withdraw_issue).empty());
  CHECK(f.issue().is_draft());
  f.steps();
  CHECK(f.count("SELECT COUNT(*) FROM message") == 0);
}

TEST_CASE("many to one domain do not hold up those to others", "[events][newsletter]") {
  newsletter_fixture f;
  f.add_people(60, "large.example");
  f.add_people(5, "small.example");
  f.limits = {40, 10, 8};
  f.schedule();
  f.steps();
  const auto to = [&](const std::string& domain) {
    return f.count("SELECT COUNT(*) FROM message WHERE recipient LIKE '%@" + domain + "'");
  };
  CHECK(to("small.example") == 5);
  CHECK(to("large.example") == 10);
  CHECK(f.count("SELECT COUNT(*) FROM newsletter_waiting") == 50);
  f.revoke("p59@large.example");
  const auto reached = f.run();
  CHECK(reached.size() == 64);
  CHECK_FALSE(has_twice(reached));
  f.check_sum();
}

TEST_CASE("those of whom nobody knows are sent another one when the organiser wants it",
          "[events][newsletter]") {
  newsletter_fixture f;
  f.add_people(6);
  f.schedule();
  f.steps();
  f.send(2, [](const mailer::message&) { return mailer::message_state::uncertain; });
  f.run();
  REQUIRE(f.issue().figures.uncertain == 2);
  CHECK(f.act(resend_uncertain).empty());
  CHECK(f.issue().is_open());
  CHECK(f.run().size() == 2);
  CHECK(f.issue().figures.uncertain == 0);
  CHECK(f.issue().figures.sent == 6);
  f.check_sum();
}

TEST_CASE("an erased person of a newsletter under way gets nothing and stands nowhere",
          "[events][newsletter]") {
  newsletter_fixture f;
  f.add_people(20);
  f.schedule();
  f.step();
  f.erase("p19@example.com");
  f.run();
  CHECK(f.count("SELECT COUNT(*) FROM message WHERE recipient = 'p19@example.com'") == 0);
  CHECK(f.issue().figures.revoked == 1);
  f.check_sum();
}

TEST_CASE("what comes back to a message ends its consent, with its method",
          "[events][newsletter][consent]") {
  newsletter_fixture f;
  f.consent("ada@example.com");
  f.schedule();
  f.steps();
  const auto method = GENERATE(return_method::bounce, return_method::complaint);
  const auto message_id = f.db->read([](const schema::reader& r) {
    return r.value<std::string>("SELECT message_id FROM message").value();
  });
  const auto revoke = [&](const std::string& id) {
    return f.db->write([&](schema::transaction& tx) {
      return revoke_for_message(tx, f.ledger, id, method, {}, f.now);
    });
  };
  CHECK_FALSE(revoke("unknown@example.org"));
  CHECK(revoke(message_id));
  CHECK(revoke(message_id));  // once
  CHECK(f.now_of(f.people.at("ada@example.com").public_id) == state::withdrawn);
  CHECK(f.count("SELECT COUNT(*) FROM consent_record WHERE event = 'withdrawn' AND method = '" +
                std::string(method) + "'") == 1);
  CHECK(f.count("SELECT COUNT(*) FROM message WHERE state = 'queued'") == 0);
}

TEST_CASE("taking back does not end a newsletter that has begun meanwhile",
          "[events][newsletter]") {
  newsletter_fixture f;
  f.add_people(2);
  f.schedule();
  f.steps();
  REQUIRE(f.issue().state == issue_state::sending);
  CHECK_FALSE(f.act(withdraw_issue).empty());
  CHECK(f.issue().state == issue_state::sending);
}
