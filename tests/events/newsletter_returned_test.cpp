// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/newsletter_returned.hpp"

#include "tests/events/newsletter_fixture.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace zusage::events;
using namespace zusage::tests;

namespace {

struct returned_fixture : newsletter_fixture {
  newsletter_returns returns() {
    const auto of = issue();
    return db->read([&](const schema::reader& r) { return count_returned(r, of); });
  }
  void came_back(const std::string& address, int as) {
    db->write([&](schema::transaction& tx) {
      REQUIRE(tx.execute("UPDATE message SET returned = :1 WHERE recipient = :2", as, address) > 0);
    });
  }
};

}  // namespace

TEST_CASE("what came back to a newsletter is counted by what it means, and adds nothing to the sum",
          "[events][newsletter]") {
  returned_fixture f;
  f.add_people(9);
  f.schedule();
  f.run();
  CHECK_FALSE(f.returns().any());
  f.came_back("p0@example.com", 1);
  f.came_back("p1@example.com", 2);
  f.came_back("p2@example.com", 2);
  f.came_back("p3@example.com", 3);
  f.came_back("p4@example.com", 3);
  f.came_back("p5@example.com", 3);
  const auto back = f.returns();
  CHECK(back.any());
  CHECK(back.for_now == 1);
  CHECK(back.for_good == 2);
  CHECK(back.complaints == 3);
  CHECK(f.issue().figures.sent == 9);
  f.check_sum();
}

TEST_CASE("only what counts as sent is a part of it when it comes back", "[events][newsletter]") {
  returned_fixture f;
  f.add_people(2);
  f.schedule();
  f.steps();
  f.send(1, [](const mailer::message&) { return mailer::message_state::uncertain; });
  f.send(1);
  f.came_back("p0@example.com", 2);
  f.came_back("p1@example.com", 2);
  CHECK(f.returns().for_good == 0);  // left, and not in the figures yet
  f.run();
  CHECK(f.issue().figures.sent == 1);
  CHECK(f.issue().figures.uncertain == 1);
  CHECK(f.returns().for_good == 1);
}

TEST_CASE("what came back to another newsletter is none of this one's", "[events][newsletter]") {
  returned_fixture f;
  f.add_people(2);
  f.schedule();
  f.run();
  f.came_back("p0@example.com", 2);
  f.issue_id = f.write_issue();
  f.schedule();
  f.run();
  CHECK(f.issue().figures.sent == 2);
  CHECK_FALSE(f.returns().any());
}
