// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <nlohmann/json.hpp>

#include "consent/import_record.hpp"
#include "consent/suppression.hpp"
#include "tests/consent/fixture.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace zusage::tests;
using consent::imported;

namespace {

struct import_fixture : ledger_fixture {
  std::int64_t newsletter = store(purpose("newsletter"), sit);
  key32 lookup = key_of(1), people = key_of(2);
  const std::string ada = "ada@example.org";

  consent::import_target target(const std::string& key = "newsletter") {
    return db->read([&](const schema::reader& r) {
      consent::import_refusal why{};
      return consent::find_import_target(r, sit, key, why).value();
    });
  }
  std::optional<consent::import_refusal> refused(const std::string& key) {
    return db->read([&](const schema::reader& r) {
      consent::import_refusal why{};
      return consent::find_import_target(r, sit, key, why)
                 ? std::optional<consent::import_refusal>()
                 : why;
    });
  }

  // Given a year ago on paper, with the words that were shown.
  consent::imported_row with_evidence(const std::string& email) {
    consent::imported_row row;
    row.email = email;
    row.name = "Ada Muster";
    row.language = "de";
    row.given_at = start - 24h * 365;
    row.given_at_as_typed = "2026-01-15";
    row.source = "Liste am Empfang";
    row.text = "Ja, schicken Sie mir den Brief.";
    row.network_address = "192.0.2.8";
    row.actor = "owner@example.org";
    return row;
  }
  consent::imported_row bare(const std::string& email) {
    consent::imported_row row;
    row.email = email;
    row.language = "de";
    row.actor = "owner@example.org";
    return row;
  }

  consent::import_result take(const consent::imported_row& row, instant at = start) {
    const auto to = target();
    return db->write([&](schema::transaction& tx) {
      return consent::import_one(tx, {lookup, people}, to, row, at);
    });
  }
  bool is_suppressed(const std::string& email) {
    return db->read([&](const schema::reader& r) {
      const auto who = consent::find_principal(r, {lookup, people}, sit, email);
      return who && consent::is_suppressed(r, who->id, newsletter);
    });
  }
  std::int64_t count(const std::string& sql) {
    return db->read([&](const schema::reader& r) { return r.value<std::int64_t>(sql).value(); });
  }
  void check_chain() {
    const auto found = verify(sit);
    CHECK(found.problems.empty());
  }
};

}  // namespace

TEST_CASE_METHOD(import_fixture,
                 "what is imported with its evidence permits sending, under the words it came with",
                 "[consent][import]") {
  const auto done = take(with_evidence(ada));
  CHECK(done.what == imported::given);
  const auto standing = find(done.state_public_id).value();
  CHECK(standing.now == state::given);
  CHECK(standing.by.source == "Liste am Empfang");
  CHECK(standing.by.given_at == "2026-01-15");
  CHECK(standing.by.network_address == "192.0.2.8");
  CHECK(standing.by.actor == "owner@example.org");
  CHECK(permitting(done.principal_id, newsletter));
  const auto sheet = proof(sit, ada);
  REQUIRE(sheet.size() == 1);
  CHECK(sheet[0]["event"][0]["event_type"] == "import");
  CHECK(sheet[0]["notices"][0]["text"] == "Ja, schicken Sie mir den Brief.");
  CHECK(sheet[0]["notices"][0]["version"] == -1);
  check_chain();
  // Nobody is shown those words: what stands beside a box is still the purpose's own.
  CHECK(count("SELECT version FROM purpose WHERE key = 'newsletter'") == 1);
}

TEST_CASE_METHOD(import_fixture, "the same words are one notice, others another",
                 "[consent][import]") {
  take(with_evidence(ada));
  take(with_evidence("bob@example.org"));
  CHECK(count("SELECT COUNT(*) FROM notice WHERE version < 0") == 1);
  auto other = with_evidence("eve@example.org");
  other.text = "Andere Worte.";
  take(other);
  other.email = "joe@example.org";
  other.language = "en";
  take(other);
  CHECK(count("SELECT COUNT(*) FROM notice WHERE version < 0") == 3);
  CHECK(count("SELECT MIN(version) FROM notice") == -3);
  check_chain();
}

TEST_CASE_METHOD(import_fixture, "without evidence people are asked, once ever",
                 "[consent][import]") {
  for (const auto& row : {bare(ada),
                          [&] {
                            auto no_words = with_evidence("bob@example.org");
                            no_words.text.clear();
                            return no_words;
                          }(),
                          [&] {
                            auto no_time = with_evidence("eve@example.org");
                            no_time.given_at.reset();
                            return no_time;
                          }()}) {
    const auto done = take(row);
    CHECK(done.what == imported::asked);
    CHECK(now_of(done.state_public_id) == state::requested);
    CHECK_FALSE(permitting(done.principal_id, newsletter));
    CHECK(take(row).what == imported::waits);
    db->write([&](schema::transaction& tx) {
      return ledger.expire_requests(tx, start + 24h * 15, 100).size();
    });
    CHECK(take(row, start + 24h * 20).what == imported::asked_before);
    CHECK(
        count("SELECT COUNT(*) FROM consent_record WHERE event = 'requested' AND principal_id = " +
              std::to_string(done.principal_id)) == 1);
  }
  check_chain();
}

TEST_CASE_METHOD(import_fixture, "who was asked by an import confirms as anybody",
                 "[consent][import]") {
  const auto done = take(bare(ada));
  CHECK(confirm(done.state_public_id));
  CHECK(now_of(done.state_public_id) == state::given);
  CHECK(take(bare(ada)).what == imported::stands);
  CHECK(take(with_evidence(ada)).what == imported::stands);
}

TEST_CASE_METHOD(import_fixture, "the same list again changes nothing", "[consent][import]") {
  take(with_evidence(ada));
  take(bare("bob@example.org"));
  const auto records = count_records();
  CHECK(take(with_evidence(ada)).what == imported::stands);
  CHECK(take(bare("bob@example.org")).what == imported::waits);
  CHECK(count_records() == records);
  CHECK(count("SELECT COUNT(*) FROM notice WHERE version < 0") == 1);
}

TEST_CASE_METHOD(import_fixture, "no import brings back who has withdrawn, whatever its date",
                 "[consent][import]") {
  const auto given = request(ticked(newsletter, ada));
  confirm(given.public_id);
  withdraw(given.public_id);
  auto later = with_evidence(ada);
  later.given_at = start + 24h;
  for (const auto& row : {with_evidence(ada), later, bare(ada)}) {
    CHECK(take(row, start + 48h).what == imported::withdrawn);
  }
  CHECK(now_of(given.public_id) == state::withdrawn);
  // Nor while somebody has asked again for the address, and not confirmed it.
  request(ticked(newsletter, ada), start + 48h);
  CHECK(take(later, start + 48h).what == imported::withdrawn);
  // What they confirm themselves stands, and is theirs.
  CHECK(confirm(given.public_id, start + 49h));
  CHECK(take(later, start + 50h).what == imported::stands);
  CHECK_FALSE(is_suppressed(ada));
  check_chain();
}

TEST_CASE_METHOD(import_fixture,
                 "an erased address stays suppressed, and its owner comes back by themselves",
                 "[consent][import]") {
  const auto given = request(ticked(newsletter, ada));
  confirm(given.public_id);
  const bool withdrawn_before = GENERATE(true, false);
  if (withdrawn_before) withdraw(given.public_id);
  erase(ada);
  CHECK(is_suppressed(ada));
  CHECK(take(with_evidence(ada), start + 24h).what == imported::withdrawn);
  CHECK(take(bare(ada), start + 24h).what == imported::withdrawn);
  CHECK(count("SELECT COUNT(*) FROM principal WHERE secret IS NOT NULL") == 0);
  const auto again = request(ticked(newsletter, ada), start + 48h);
  CHECK(again.needs_confirmation);
  CHECK(is_suppressed(ada));
  CHECK(confirm(again.public_id, start + 49h));
  CHECK(now_of(again.public_id) == state::given);
  CHECK_FALSE(is_suppressed(ada));
  check_chain();
}

TEST_CASE_METHOD(import_fixture,
                 "what somebody types lifts no suppression, also of purposes that are made later",
                 "[consent][import]") {
  confirm(request(ticked(newsletter, ada)).public_id);
  erase(ada);
  const auto podcast = store(purpose("podcast"), sit);
  request(ticked(podcast, ada), start + 48h);  // by whom, nobody knows
  const auto taken = [&](const char* key, instant at) {
    const auto to = target(key);
    return db->write([&](schema::transaction& tx) {
      return consent::import_one(tx, {lookup, people}, to, with_evidence(ada), at).what;
    });
  };
  CHECK(taken("podcast", start + 49h) == imported::withdrawn);
  CHECK(taken("newsletter", start + 49h) == imported::withdrawn);
  check_chain();
}

TEST_CASE_METHOD(import_fixture, "what a purpose has become meanwhile is asked for each row",
                 "[consent][import]") {
  const auto before = target();
  db->write([&](schema::transaction& tx) {
    tx.execute("UPDATE purpose SET ended_at = :1 WHERE id = :2", start, newsletter);
  });
  const auto done = db->write([&](schema::transaction& tx) {
    return consent::import_one(tx, {lookup, people}, before, with_evidence(ada), start);
  });
  CHECK(done.what == imported::purpose_over);
  CHECK(count_records() == 0);
}

TEST_CASE_METHOD(import_fixture, "a damaged person is passed over and counted",
                 "[consent][import]") {
  withdraw(request(ticked(newsletter, ada)).public_id);
  db->write([](schema::transaction& tx) { tx.execute("UPDATE principal SET secret = 'broken'"); });
  CHECK(take(with_evidence(ada)).what == imported::damaged);
  CHECK(take(with_evidence("bob@example.org")).what == imported::given);
}

TEST_CASE_METHOD(import_fixture,
                 "an address that was never known is suppressed without a key or a record",
                 "[consent][import]") {
  const auto suppress = [&](instant at) {
    return db->write([&](schema::transaction& tx) {
      return consent::suppress(tx, {lookup, people}, sit, newsletter, ada, at);
    });
  };
  CHECK(suppress(start));
  CHECK_FALSE(suppress(start + 1h));
  CHECK(is_suppressed(ada));
  CHECK(count("SELECT COUNT(*) FROM principal WHERE secret IS NULL") == 1);
  CHECK(count_records() == 0);
  CHECK(take(bare(ada), start + 1h).what == imported::withdrawn);
  CHECK(take(with_evidence(ada), start + 1h).what == imported::withdrawn);
  check_chain();
  // Their own new consent is theirs to give.
  const auto asked = request(ticked(newsletter, ada), start + 2h);
  CHECK(confirm(asked.public_id, start + 3h));
  CHECK_FALSE(is_suppressed(ada));
  check_chain();
  // And a list of after that names their will anew.
  CHECK(suppress(start + 4h));
  CHECK(is_suppressed(ada));
  CHECK_FALSE(suppress(start + 5h));
}

TEST_CASE_METHOD(import_fixture, "what was given too long ago is not taken, and less is left of it",
                 "[consent][import]") {
  auto timed = purpose("newsletter");
  timed.valid_months = 24;
  store(timed, sit);
  auto old = with_evidence(ada);
  old.given_at = start - 24h * 800;
  CHECK(take(old).what == imported::too_old);
  CHECK(count_records() == 0);
  const auto done = take(with_evidence(ada));  // a year ago
  CHECK(done.what == imported::given);
  const auto months = count("SELECT valid_months FROM notice WHERE version = -1");
  CHECK(months >= 11);
  CHECK(months <= 12);
  check_chain();
}

TEST_CASE_METHOD(import_fixture, "purposes that cannot be imported into say why",
                 "[consent][import]") {
  store(purpose("calls", "phone"), sit);
  auto once = purpose("paper");
  once.ends_once_used = true;
  store(once, sit);
  store(purpose("letters", "post"), sit);
  using consent::import_refusal;
  CHECK(refused("calls") == import_refusal::for_calls);
  CHECK(refused("paper") == import_refusal::ends_once_used);
  CHECK(refused("none") == import_refusal::no_purpose);
  CHECK_FALSE(refused("letters"));
  db->write([](schema::transaction& tx) {
    tx.execute("UPDATE purpose SET ended_at = 5 WHERE key = 'newsletter'");
  });
  CHECK(refused("newsletter") == import_refusal::purpose_ended);
}
