// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/clashes.hpp"
#include "tests/events/registration_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

events::session at(int from, int to) {
  events::session one;
  one.starts_at = signing_up + std::chrono::hours(from);
  one.ends_at = signing_up + std::chrono::hours(to);
  return one;
}

texts chosen(const registration_fixture& in, const events::typed_fields& form) {
  const auto checked = in.checked(form);
  texts keys;
  for (const auto& one : in.of->sessions) {
    for (const auto& [id, second] : checked.sessions) {
      if (id == one.id) keys.push_back(one.key);
    }
  }
  return keys;
}

// Three webinars without choices, of which a and b are at the same time.
nlohmann::json webinars() {
  const auto session = [](const char* key, const char* from, const char* to) {
    return nlohmann::json{
        {"key", key}, {"title", {{"de", key}}}, {"starts_at", from}, {"ends_at", to}};
  };
  return {{"choices", nullptr},
          {"sessions",
           {session("a", "2030-05-15T09:00", "2030-05-15T10:00"),
            session("b", "2030-05-15T09:30", "2030-05-15T10:30"),
            session("c", "2030-05-15T10:30", "2030-05-15T11:00")}}};
}

}  // namespace

TEST_CASE("sessions overlap by the minute, not when one begins as the other ends", "[events]") {
  CHECK(events::overlap(at(1, 3), at(2, 4)));
  CHECK(events::overlap(at(1, 4), at(2, 3)));
  CHECK(events::overlap(at(2, 3), at(1, 4)));
  CHECK_FALSE(events::overlap(at(1, 2), at(2, 3)));
  CHECK_FALSE(events::overlap(at(2, 3), at(1, 2)));
  CHECK_FALSE(events::overlap(at(1, 2), events::session()));
}

TEST_CASE("a choice takes as many sessions as it says", "[events]") {
  registration_fixture with_event;
  const auto none = without(least_form(), "session");
  const auto checked = events::check_sign_up(*with_event.of, with(none, "lang", "en"));
  REQUIRE(checked.has_error());
  REQUIRE(checked.error().size() == 1);
  CHECK(checked.error()[0].code == "too_few");
  CHECK(checked.error()[0].arguments ==
        nlohmann::json({{"choice", "Forums"}, {"minimum", 1}, {"exact", "yes"}}));
  CHECK(faults_of(*with_event.of, with(least_form(), "session", "forum-2")) ==
        texts{"session: too_many", "session: sessions_overlap"});
  CHECK(faults_of(*with_event.of, with(least_form(), "session", "forum-1")).empty());
}

TEST_CASE("an unknown session is a fault that shows no more than a key's length of it",
          "[events]") {
  registration_fixture with_event;
  const auto checked =
      events::check_sign_up(*with_event.of, with(least_form(), "session", std::string(5000, 'x')));
  REQUIRE(checked.has_error());
  REQUIRE(checked.error().size() == 1);
  CHECK(checked.error()[0].code == "unknown_session");
  CHECK(checked.error()[0].arguments["session"].get<std::string>().size() < 100);
  CHECK(faults_of(*with_event.of, with(least_form(), "session", "\xff\xfe")) ==
        texts{"session: unknown_session"});
}

TEST_CASE("the sessions outside of choices are booked whole when none of them is chosen",
          "[events]") {
  registration_fixture with_event;
  CHECK(chosen(with_event, least_form()) == texts{"plenary", "forum-1"});
  CHECK(chosen(with_event, with(least_form(), "session", "plenary")) ==
        texts{"plenary", "forum-1"});
}

TEST_CASE("single webinars or the whole package can be booked", "[events][S1]") {
  registration_fixture days(webinars());
  const auto none = without(least_form(), "session");
  CHECK(chosen(days, none) == texts{"a", "b", "c"});
  CHECK(chosen(days, with(none, "session", "c")) == texts{"c"});
  CHECK(chosen(days, with(with(none, "session", "c"), "session", "a")) == texts{"a", "c"});
}

TEST_CASE("the whole programme can be asked for by name, and a ticked session wins over it",
          "[events][S1]") {
  registration_fixture days(webinars());
  const auto none = without(least_form(), "session");
  CHECK(chosen(days, with(none, "package", "all")) == texts{"a", "b", "c"});
  CHECK(chosen(days, with(with(none, "package", "all"), "session", "c")) == texts{"c"});
  CHECK(chosen(days, with(with(none, "package", "single"), "session", "c")) == texts{"c"});
}

TEST_CASE("single sessions without a single one is a fault, and so is an unknown package",
          "[events][S1]") {
  registration_fixture days(webinars());
  const auto none = without(least_form(), "session");
  CHECK(faults_of(*days.of, with(none, "package", "single")) ==
        texts{"session: no_session_chosen"});
  CHECK(faults_of(*days.of, with(none, "package", "half")) == texts{"package: unknown_option"});
  CHECK(faults_of(*days.of, with(with(none, "package", "all"), "package", "single")) ==
        texts{"package: unknown_option"});
}

TEST_CASE("what is chosen of a choice does not make the rest single", "[events][S4]") {
  registration_fixture with_event;  // one open session: nothing to decide
  CHECK(chosen(with_event, with(least_form(), "package", "single")) == texts{"plenary", "forum-1"});
  CHECK(chosen(with_event, with(least_form(), "package", "all")) == texts{"plenary", "forum-1"});
}

TEST_CASE("two chosen sessions that overlap are a fault that names both", "[events]") {
  registration_fixture days(webinars());
  const auto both = with(with(without(least_form(), "session"), "session", "b"), "session", "a");
  const auto checked = events::check_sign_up(*days.of, both);
  REQUIRE(checked.has_error());
  REQUIRE(checked.error().size() == 1);
  CHECK(checked.error()[0].field == "session");
  CHECK(checked.error()[0].code == "sessions_overlap");
  CHECK(checked.error()[0].arguments == nlohmann::json({{"session", "a"}, {"other", "b"}}));
}
