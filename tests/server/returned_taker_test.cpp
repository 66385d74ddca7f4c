// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/returned_taker.hpp"

#include "tests/server/returned_fixture.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

// As a database of another program would be: every statement about what came back fails.
void rename_column(watched& at, const char* from, const char* to) {
  at.with->db.write([&](schema::transaction& tx) {
    tx.execute(std::string("ALTER TABLE message RENAME COLUMN ") + from + " TO " + to);
  });
}

}  // namespace

TEST_CASE_METHOD(watched, "a mail that can never be taken is said once, and keeps no other",
                 "[server][returned]") {
  const kept_log log;
  server::returned_taker taker(with.get());
  rename_column(*this, "returned", "came_back");
  CHECK(taker.take(report_about(id), now()).noted == 0);
  CHECK(log.count("a mail that came back cannot be taken") == 1);
  rename_column(*this, "came_back", "returned");
  CHECK(taker.take(report_about(id), now()).noted == 1);
  CHECK(returned() == 1);
  CHECK(log.count("cannot be taken") == 1);
}

TEST_CASE_METHOD(watched, "a pipe hears why a mail can never be taken, and nothing of another",
                 "[server][returned]") {
  const mailer::bounce_marks marks(with.config().mail.bounce_address, with->keys.links);
  std::vector<std::string> said;
  const auto take = [&] {
    return server::take_if_possible(with->db, {with->ledger, marks, with.config().host()},
                                    report_about(id), now(),
                                    [&](const char* why) { said.emplace_back(why); });
  };
  rename_column(*this, "returned", "came_back");
  CHECK(take().noted == 0);
  REQUIRE(said.size() == 1);
  CHECK_FALSE(said.front().empty());
  rename_column(*this, "came_back", "returned");
  CHECK(take().noted == 1);
  CHECK(said.size() == 1);
}
