// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "consent/published_heads.hpp"

#include <nlohmann/json.hpp>

#include "tests/consent/fixture.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

struct publishing : ledger_fixture {
  std::int64_t newsletter = store(purpose("newsletter"), sit);

  void add(const std::string& email) { request(ticked(newsletter, email)); }
  std::vector<consent::due_head> due(instant at) {
    return db->read([&](const schema::reader& r) { return consent::heads_due(r, at); });
  }
  bool publish(const consent::due_head& head, instant at) {
    return db->write([&](schema::transaction& tx) { return note_published(tx, head, 2, at); });
  }
  std::int64_t covering(std::int64_t sequence) {
    return db->read([&](const schema::reader& r) {
      const auto found = consent::first_covering(r, sit, sequence);
      return found ? found->sequence : 0;
    });
  }
};

}  // namespace

TEST_CASE_METHOD(publishing, "a head is due when it has moved, and once a day at most",
                 "[consent][published]") {
  CHECK(due(start + 24h).empty());
  add("ada@example.org");
  CHECK(due(start + 23h).empty());
  const auto day = start + 24h;
  REQUIRE(due(day).size() == 1);
  const auto first = due(day).front();
  CHECK(first.organiser_key == "sit");
  CHECK(first.sequence == 1);
  CHECK(publish(first, day));
  CHECK_FALSE(publish(first, day));
  CHECK(due(day + 48h).empty());  // it has not moved
  add("bob@example.org");
  CHECK(due(day + 23h).empty());
  REQUIRE(due(day + 24h).size() == 1);
  CHECK(due(day + 24h).front().sequence == 2);
}

TEST_CASE_METHOD(publishing, "a record is covered by the first head published after it",
                 "[consent][published]") {
  for (const auto* email : {"a@example.org", "b@example.org", "c@example.org"}) add(email);
  CHECK(covering(1) == 0);
  CHECK(publish(due(start + 24h).front(), start + 24h));
  for (const auto* email : {"d@example.org", "e@example.org"}) add(email);
  CHECK(publish(due(start + 48h).front(), start + 48h));
  add("f@example.org");
  CHECK(covering(1) == 3);
  CHECK(covering(3) == 3);
  CHECK(covering(4) == 5);
  CHECK(covering(6) == 0);
  const auto all =
      db->read([&](const schema::reader& r) { return consent::list_published(r, sit, 1); });
  REQUIRE(all.size() == 1);
  CHECK(all[0].sequence == 5);
  CHECK(all[0].recipients == 2);
}

TEST_CASE_METHOD(publishing, "verifying tells a chain that differs from a published head",
                 "[consent][published]") {
  add("ada@example.org");
  auto head = due(start + 24h).front();
  const auto problems = [&] {
    return db->read([&](const schema::reader& r) { return ledger.verify(r, sit).problems; });
  };
  CHECK(problems().empty());
  CHECK(publish(head, start));
  CHECK(problems().empty());
  db->write([](schema::transaction& tx) {
    tx.execute("UPDATE published_head SET hash = :1", std::string(64, 'f'));
    return 0;
  });
  REQUIRE(problems().size() == 1);
  CHECK(problems()[0] == "sit: record 1: it is not the one whose hash was published");
}

TEST_CASE_METHOD(publishing, "a head that somebody kept is compared with its record",
                 "[consent][published]") {
  add("ada@example.org");
  const auto head = due(start + 24h).front();
  const auto has = [&](const std::string& key, std::int64_t sequence, const std::string& hash) {
    return db->read(
        [&](const schema::reader& r) { return consent::has_record(r, key, sequence, hash); });
  };
  CHECK(has("sit", 1, head.hash));
  CHECK_FALSE(has("sit", 2, head.hash));
  CHECK_FALSE(has("kdn", 1, head.hash));
  CHECK_FALSE(has("sit", 1, std::string(64, '0')));
}

TEST_CASE_METHOD(publishing, "each of several records is traced to the head that covers it",
                 "[consent][published]") {
  for (const auto* email : {"a@example.org", "b@example.org", "c@example.org"}) add(email);
  CHECK(publish(due(start + 24h).front(), start + 24h));
  for (const auto* email : {"d@example.org", "e@example.org"}) add(email);
  CHECK(publish(due(start + 48h).front(), start + 48h));
  add("f@example.org");
  db->read([&](const schema::reader& r) {
    const auto paths = consent::paths_of(r, sit, {1, 3, 4, 6});
    REQUIRE(paths.size() == 3);
    CHECK(paths.at(1).head.sequence == 3);
    CHECK(paths.at(4).head.first_sequence == 4);
    for (const auto& [sequence, path] : paths) {
      const auto hash =
          r.value<std::string>("SELECT hash FROM consent_record WHERE sequence = :1", sequence);
      CHECK(consent::root_by(hash.value(), path.steps) == path.head.root);
    }
  });
}
