// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/events/registration_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;
using status = events::registration_status;

namespace {

/// An event that asks whether addresses are their senders', with few places.
struct expiry_fixture : registration_fixture {
  explicit expiry_fixture(std::int64_t places = 1)
      : registration_fixture(
            nlohmann::json{{"capacity", places}, {"registration", {{"verify_email", true}}}}) {}

  std::int64_t expire(instant at, std::int64_t most = 100) {
    return db->write([&](schema::transaction& tx) {
      return registrar.expire_unverified(tx, catalogue, at, most);
    });
  }
  std::int64_t left() { return number("SELECT COUNT(*) FROM registration"); }
};

}  // namespace

TEST_CASE("an address that nobody confirms loses its place after two days", "[events][expiry]") {
  expiry_fixture in;
  const auto first = in.sign_up(with(least_form(), "consent.newsletter", "yes"));
  const auto second = in.sign_up_as("b@stadt.example.org");
  REQUIRE(second.status == status::waiting);
  CHECK(in.find(first.public_id)->verify_until == signing_up + 48h);
  CHECK(in.expire(signing_up + 48h) == 0);
  CHECK(in.left() == 2);

  const auto at = signing_up + 48h + 1s;
  CHECK(in.expire(at) == 1);
  CHECK_FALSE(in.find(first.public_id));
  CHECK(in.number("SELECT COUNT(*) FROM registration_session b"
                  " LEFT JOIN registration r ON r.id = b.registration_id WHERE r.id IS NULL") == 0);
  CHECK(in.wrong_counters().empty());
  // Who waited moves up, and is asked in turn.
  const auto moved = in.find(second.public_id).value();
  CHECK(moved.status == status::unverified);
  CHECK(moved.verify_until == at + 48h);
  CHECK(in.booked(second.public_id) == "plenary confirmed, forum-1 confirmed");
  CHECK(in.mails().back() == "registration-verify > b@stadt.example.org");
  CHECK(in.expire(at) == 0);
}

TEST_CASE("what was to be sent to an address that nobody confirmed is gone", "[events][expiry]") {
  expiry_fixture in;
  in.sign_up(with(least_form(), "consent.newsletter", "yes"));
  CHECK(in.expire(signing_up + 49h) == 1);
  // The question about the consent has two weeks of its own, but is not sent so late.
  CHECK(in.mails() == texts{"consent-confirm > ada@stadt.example.org"});
  CHECK(in.number("SELECT COUNT(*) FROM message WHERE state = 'cancelled'"
                  " AND registration_id IS NULL") == 1);
}

TEST_CASE("a registration stays while one of its mails is being handed over", "[events][expiry]") {
  expiry_fixture in;
  in.sign_up(least_form());
  const auto set = [&](const char* state) {
    in.db->write(
        [&](schema::transaction& tx) { tx.execute("UPDATE message SET state = :1", state); });
  };
  set("sending");
  CHECK(in.expire(signing_up + 49h) == 0);
  set("sent");
  CHECK(in.expire(signing_up + 49h) == 1);
  CHECK(in.number("SELECT COUNT(*) FROM message") == 0);
}

TEST_CASE("only what waits for its address is erased", "[events][expiry]") {
  expiry_fixture in(3);
  const auto verified = in.sign_up_as("a@stadt.example.org");
  const auto by_change = in.sign_up_as("b@stadt.example.org");
  const auto cancelled = in.sign_up_as("c@stadt.example.org");
  const auto waiting = in.sign_up_as("d@stadt.example.org");
  REQUIRE(waiting.status == status::waiting);
  in.db->write([&](schema::transaction& tx) {
    in.registrar.verify(tx, verified.public_id, signing_up + 1h);
  });
  // Acting by the mailed link says as much as the link for it.
  const auto changed = in.change(by_change.public_id,
                                 replaced(least_form("b@stadt.example.org"), "family_name", "B"));
  CHECK(changed.value() == status::confirmed);
  in.cancel(cancelled.public_id);
  CHECK(in.find(waiting.public_id)->status == status::unverified);  // moved up an hour later
  CHECK(in.expire(signing_up + 49h) == 0);
  CHECK(in.expire(signing_up + 50h) == 1);
  CHECK_FALSE(in.find(waiting.public_id));
  CHECK(in.left() == 3);
  CHECK(in.wrong_counters().empty());
}

TEST_CASE("who acted by the mailed link while waiting moves up confirmed", "[events][expiry]") {
  expiry_fixture in;
  const auto first = in.sign_up(least_form());
  const auto second = in.sign_up_as("b@stadt.example.org");
  REQUIRE(
      in.change(second.public_id, replaced(least_form("b@stadt.example.org"), "family_name", "B"))
          .value() == status::waiting);
  in.cancel(first.public_id, signing_up + 2h);
  CHECK(in.find(second.public_id)->status == status::confirmed);
  CHECK_FALSE(in.find(second.public_id)->verify_until);
  CHECK(in.mails().back() == "registration-promoted > b@stadt.example.org");
  CHECK(in.expire(signing_up + 100h) == 0);
}

TEST_CASE("a stranger cannot hold a place by changing again and again", "[events][expiry]") {
  expiry_fixture in;
  const auto made = in.sign_up(least_form());
  REQUIRE(in.change(made.public_id, replaced(least_form(), "family_name", "Other"),
                    signing_up + 47h, false)
              .has_value());
  CHECK(in.expire(signing_up + 49h) == 1);
}

TEST_CASE("thousands are erased in small steps", "[events][expiry]") {
  expiry_fixture in(1000);
  for (int i = 0; i < 250; ++i) in.sign_up_as("p" + std::to_string(i) + "@stadt.example.org");
  std::vector<std::int64_t> steps;
  while (steps.empty() || steps.back() > 0) steps.push_back(in.expire(signing_up + 49h, 100));
  CHECK(steps == std::vector<std::int64_t>{100, 100, 50, 0});
  CHECK(in.left() == 0);
  CHECK(in.number("SELECT taken FROM event") == 0);
  CHECK(in.wrong_counters().empty());
}

TEST_CASE("the mail that asks for the address ends with the time for it", "[events][expiry]") {
  expiry_fixture in;
  in.sign_up(least_form());
  CHECK(in.number("SELECT expires_at FROM message") == to_micros(signing_up + 48h));
}
