// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/answer_retention.hpp"

#include "tests/events/registration_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

const instant end = local_to_instant("2030-05-15T16:00", "Europe/Berlin").value();

struct retention_fixture : registration_fixture {
  using registration_fixture::registration_fixture;
  retention_fixture() = default;

  events::erasure_step step(instant at, std::int64_t most = 100) {
    return db->write(
        [&](schema::transaction& tx) { return events::erase_old_answers(tx, at, most); });
  }
  std::int64_t erase_all(instant at, std::int64_t most = 100) {
    std::int64_t erased = 0;
    for (int i = 0; i < 1000; ++i) {
      const auto done = step(at, most);
      erased += done.erased;
      if (!done.more) return erased;
    }
    FAIL("erasing does not end");
    return erased;
  }
  std::string sign_up_vegan(const std::string& email, instant at = signing_up) {
    return sign_up(with(with(with(least_form(email), "answer.diet", "vegan"), "answer.diet-details",
                             "ohne Nüsse"),
                        "answer.remark", "Danke"),
                   at)
        .public_id;
  }
  std::string answers_of(const std::string& public_id) {
    return find(public_id).value().answers.dump();
  }
};

}  // namespace

TEST_CASE_METHOD(retention_fixture,
                 "answers with a retention of their own go so many days after the event",
                 "[events][questions][retention]") {
  const auto ada = sign_up_vegan("ada@stadt.example.org");
  CHECK(erase_all(end + 30 * 24h - 1s) == 0);
  CHECK(answers_of(ada).find("vegan") != std::string::npos);
  CHECK(erase_all(end + 30 * 24h) == 2);
  CHECK(answers_of(ada) == R"({"remark":"Danke"})");  // lives as long as the registration
  CHECK(erase_all(end + 31 * 24h) == 0);
  CHECK_FALSE(step(end + 31 * 24h).more);
  CHECK(step(end + 31 * 24h).looked_at == 0);  // done is done
}

TEST_CASE_METHOD(retention_fixture, "many answers are erased in small steps, and none is left out",
                 "[events][questions][retention]") {
  for (int i = 0; i < 9; ++i) sign_up_vegan("p" + std::to_string(i) + "@stadt.example.org");
  const auto first = step(end + 40 * 24h, 2);
  CHECK(first.looked_at == 2);
  CHECK(first.more);
  CHECK(erase_all(end + 40 * 24h, 2) == 16);
  CHECK(number("SELECT COUNT(*) FROM registration WHERE answers LIKE '%vegan%'") == 0);
  CHECK(number("SELECT COUNT(*) FROM registration WHERE answers LIKE '%Danke%'") == 9);
}

TEST_CASE_METHOD(retention_fixture, "a question that is gone keeps its retention",
                 "[events][questions][retention]") {
  const auto ada = sign_up_vegan("ada@stadt.example.org");
  import_again({{"questions", nlohmann::json::array()}});
  CHECK(answers_of(ada).find("vegan") != std::string::npos);
  CHECK(erase_all(end + 30 * 24h) == 2);
  CHECK(answers_of(ada) == R"({"remark":"Danke"})");
}

TEST_CASE("an event that is moved makes its answers due anew", "[events][questions][retention]") {
  const nlohmann::json plain = {{"sessions", nullptr}, {"choices", nullptr}};
  retention_fixture in(plain);
  const auto form = without(least_form(), "session");
  in.sign_up(with(form, "answer.diet", "vegan"));
  CHECK(in.erase_all(end + 30 * 24h) == 1);
  auto moved = plain;
  moved["starts_at"] = "2030-08-15T09:00";
  moved["ends_at"] = "2030-08-15T16:00";
  in.import_again(moved);
  const auto bob = replaced(form, "email", "bob@stadt.example.org");
  in.sign_up(with(bob, "answer.diet", "vegan"), end + 40 * 24h);
  CHECK(in.erase_all(end + 41 * 24h) == 0);
  CHECK(in.erase_all(end + 122 * 24h) == 1);
}
