// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "consent/end_of_proof.hpp"

#include "tests/consent/fixture.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

struct proof_fixture : ledger_fixture {
  std::int64_t newsletter = store(purpose("newsletter"), sit);
  std::int64_t calls = store(purpose("calls", "phone"), sit);
  const std::string ada = "ada@example.org";

  std::vector<consent::ended_proof> ended(instant at) {
    return db->read(
        [&](const schema::reader& r) { return consent::find_ended_proofs(r, at, 100); });
  }
  bool end(std::int64_t principal_id, instant at) {
    return db->write(
        [&](schema::transaction& tx) { return consent::end_proof(tx, principal_id, at); });
  }
  std::int64_t number(const char* sql) {
    return db->read([&](const schema::reader& r) { return r.value<std::int64_t>(sql).value(); });
  }
  std::int64_t readable() {
    return number("SELECT COUNT(*) FROM consent_record WHERE personal IS NOT NULL");
  }
};

instant utc(const char* iso) {
  return from_iso(iso).value();
}

}  // namespace

TEST_CASE("the proof for e-mail ends three years after the end of the year, in German time",
          "[consent][retention]") {
  CHECK(consent::end_of_proof("email", utc("2027-02-10T12:00:00Z")) == utc("2030-12-31T23:00:00Z"));
  CHECK(consent::end_of_proof("post", utc("2027-12-31T22:59:59Z")) == utc("2030-12-31T23:00:00Z"));
  CHECK(consent::end_of_proof("email", utc("2027-12-31T23:00:00Z")) == utc("2031-12-31T23:00:00Z"));
}

TEST_CASE("the proof for calls ends five years after the consent did", "[consent][retention]") {
  CHECK(consent::end_of_proof("phone", utc("2027-02-10T12:00:00Z")) == utc("2032-02-10T12:00:00Z"));
  CHECK(consent::end_of_proof("phone", utc("2028-02-29T12:00:00Z")) == utc("2033-02-28T12:00:00Z"));
}

TEST_CASE_METHOD(proof_fixture, "a consent that stands is proven for as long as it stands",
                 "[consent][retention]") {
  const auto made = request(ticked(newsletter, ada));
  const auto far = start + std::chrono::years(20);
  CHECK(ended(far).empty());  // it waits
  confirm(made.public_id);
  CHECK(ended(far).empty());
  CHECK_FALSE(end(made.principal_id, far));
  CHECK(readable() == 2);
}

TEST_CASE_METHOD(proof_fixture,
                 "at the end of proof the person's key and everything personal go, and the chain"
                 " verifies",
                 "[consent][retention]") {
  const auto made = request(ticked(newsletter, ada));
  confirm(made.public_id);
  withdraw(made.public_id);
  const auto bob = request(ticked(newsletter, "bob@example.org"));
  const auto at = consent::end_of_proof("email", start + 1h);
  CHECK(ended(at - 1s).empty());
  CHECK_FALSE(end(made.principal_id, at - 1s));
  const auto due = ended(at);
  REQUIRE(due.size() == 1);
  CHECK(due[0].principal_id == made.principal_id);
  CHECK(due[0].organiser_id == sit);
  CHECK(due[0].at == at);

  const auto head = verify(sit).head;
  CHECK(end(made.principal_id, at));
  CHECK_FALSE(end(made.principal_id, at));
  CHECK(ended(at).empty());
  CHECK(readable() == 1);  // Bob's
  CHECK(number("SELECT COUNT(*) FROM principal WHERE secret IS NULL AND erased_at IS NOT NULL") ==
        1);
  const auto found = verify(sit);
  CHECK(found.problems.empty());
  CHECK(found.head == head);  // nothing was added
  CHECK(find(made.public_id)->by.email.empty());
  CHECK(now_of(made.public_id) == state::withdrawn);
  CHECK(now_of(bob.public_id) == state::requested);
}

TEST_CASE_METHOD(proof_fixture, "the longest proof of a person keeps all of theirs",
                 "[consent][retention]") {
  const auto mail = request(ticked(newsletter, ada));
  confirm(mail.public_id);
  withdraw(mail.public_id);
  const auto call = request(ticked(calls, ada, "phone"));
  const auto far = start + std::chrono::years(10);
  CHECK(ended(far).empty());  // the calls stand
  withdraw(call.public_id, start + 2h);
  const auto at = consent::end_of_proof("phone", start + 2h);
  REQUIRE(at > consent::end_of_proof("email", start + 1h));
  CHECK(ended(at - 1s).empty());
  CHECK(ended(at).size() == 1);
}

TEST_CASE_METHOD(proof_fixture, "who comes back after the end of proof begins a new life",
                 "[consent][retention]") {
  const auto made = request(ticked(newsletter, ada));
  confirm(made.public_id);
  withdraw(made.public_id);
  const auto at = consent::end_of_proof("email", start + 1h);
  REQUIRE(end(made.principal_id, at));
  const auto again = request(ticked(newsletter, ada), at + 1h);
  CHECK(again.principal_id == made.principal_id);  // known by the keyed hash alone
  CHECK(confirm(again.public_id, at + 2h));
  CHECK(permitting(again.principal_id, newsletter));
  CHECK(verify(sit).problems.empty());
  CHECK(ended(at + 3h).empty());
}

TEST_CASE_METHOD(proof_fixture, "whose proof ends is looked for among the ended, and no further",
                 "[consent][retention]") {
  std::vector<std::int64_t> people;
  for (const auto* email : {"a@example.org", "b@example.org", "c@example.org"}) {
    const auto made = request(ticked(newsletter, email));
    confirm(made.public_id);
    people.push_back(made.principal_id);
    withdraw(made.public_id, start + 1h);
  }
  const auto back = request(ticked(newsletter, "c@example.org"), start + 2h);  // waits again
  const auto at = consent::end_of_proof("email", start + 1h);
  const auto found = [&](std::size_t most) {
    std::vector<std::int64_t> ids;
    db->read([&](const schema::reader& r) {
      for (const auto& one : consent::find_ended_proofs(r, at, most))
        ids.push_back(one.principal_id);
    });
    return ids;
  };
  CHECK(found(100) == std::vector{people[0], people[1]});
  CHECK(found(1) == std::vector{people[0]});
  CHECK(number("SELECT COUNT(*) FROM principal WHERE closed_at IS NOT NULL") == 2);
  CHECK(end(people[0], at));
  CHECK(found(100) == std::vector{people[1]});
  confirm(back.public_id, start + 3h);
  erase("b@example.org", start + 3h);
  CHECK(number("SELECT COUNT(*) FROM principal WHERE closed_at IS NOT NULL") == 0);
}

TEST_CASE_METHOD(proof_fixture, "what ended is found by an index", "[consent][retention][sqlite]") {
  std::string plan;
  db->read([&](const schema::reader& r) {
    r.each<std::int64_t, std::int64_t, std::int64_t, std::string>(
        "EXPLAIN QUERY PLAN SELECT closed_at, id FROM principal"
        " WHERE closed_at >= 1 AND closed_at <= 2 AND (closed_at > 1 OR id > 5)"
        " ORDER BY closed_at, id LIMIT 3",
        [&](std::int64_t, std::int64_t, std::int64_t, const std::string& line) {
          plan += line + "; ";
        });
  });
  CHECK(plan.find("principal_closed") != std::string::npos);
  CHECK(plan.find("SCAN") == std::string::npos);
  CHECK(plan.find("TEMP B-TREE") == std::string::npos);
}
