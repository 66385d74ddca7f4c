// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/audience.hpp"
#include "tests/events/registration_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

const consent::offer& offer_of(const events::event& of, const std::string& language,
                               const std::string& key) {
  for (const auto& one : of.offers_in(language)) {
    if (one.key == key) return one;
  }
  throw std::out_of_range(key);
}

}  // namespace

TEST_CASE("an audience of municipalities takes theirs only, by AGS", "[events][S4]") {
  registration_fixture with_event(
      nlohmann::json{{"audience", {{"municipalities", {"05962016", "05962040"}}}}});
  const auto fault_for = [&](const std::string& municipality) {
    return faults_of(*with_event.of, with(least_form(), "municipality", municipality));
  };
  CHECK(fault_for("05962040").empty());
  CHECK(fault_for("05962004") == texts{"municipality: not_your_municipality"});
  CHECK(fault_for("Altena") == texts{"municipality: municipality_key_needed"});
  CHECK(faults_of(*with_event.of, least_form()) == texts{"municipality: required"});
}

TEST_CASE("an audience of mail domains takes exactly these domains", "[events]") {
  registration_fixture with_event(nlohmann::json{{"audience", {{"email_domains", {"stadt.de"}}}}});
  const auto fault_for = [&](const std::string& address) {
    return faults_of(*with_event.of, least_form(address));
  };
  CHECK(fault_for("ada@stadt.de").empty());
  CHECK(fault_for("ada@STADT.de").empty());
  CHECK(fault_for("ada@evil-stadt.de") == texts{"email: not_your_domain"});
  CHECK(fault_for("ada@stadt.de.example.org") == texts{"email: not_your_domain"});
  CHECK(fault_for("\"x@stadt.de\"@example.org") == texts{"email: not_an_email"});
}

TEST_CASE("an audience with a code takes who types it, in small or capital letters", "[events]") {
  registration_fixture with_event(nlohmann::json{{"audience", {{"code", "Auftakt-2030"}}}});
  CHECK(faults_of(*with_event.of, with(least_form(), "code", " AUFTAKT-2030 ")).empty());
  CHECK(faults_of(*with_event.of, with(least_form(), "code", "Auftakt")) ==
        texts{"code: wrong_code"});
  CHECK(faults_of(*with_event.of, least_form()) == texts{"code: wrong_code"});
}

TEST_CASE("of several limits all must be met, and each that is not is named", "[events]") {
  events::audience wanted;
  wanted.municipalities = {"05962016"};
  wanted.email_domains = {"stadt.de"};
  wanted.code = "x";
  faults wrong;
  events::check_audience(wanted, {"", "", "ada@example.org", ""}, wrong);
  REQUIRE(wrong.size() == 3);
  wrong.clear();
  events::check_audience(wanted, {"05962016", "", "ada@stadt.de", "x"}, wrong);
  CHECK(wrong.empty());
}

TEST_CASE("a ticked box is taken with the notice that stood beside it", "[events]") {
  registration_fixture with_event;
  const auto ticked = with(least_form(), "consent.newsletter", "yes");
  auto checked = events::check_sign_up(*with_event.of, ticked);
  REQUIRE(checked.has_value());
  const auto& german = offer_of(*with_event.of, "de", "newsletter");
  CHECK(checked->purpose_ids == std::vector{german.purpose_id});
  CHECK(checked->notice_ids == std::vector{german.notice_id});
  CHECK(checked->purpose_channels == texts{"email"});

  // The page was shown in English, whatever the language of the registration is.
  const auto& english = offer_of(*with_event.of, "en", "newsletter");
  REQUIRE(english.notice_id != german.notice_id);
  checked = events::check_sign_up(
      *with_event.of, with(ticked, "notice.newsletter", std::to_string(english.notice_id)));
  REQUIRE(checked.has_value());
  CHECK(checked->notice_ids == std::vector{english.notice_id});
}

TEST_CASE("a notice that is not the newest any more is shown again before it counts", "[events]") {
  registration_fixture with_event;
  const auto old = with(least_form(), "notice.newsletter", "999999");
  CHECK(faults_of(*with_event.of, with(old, "consent.newsletter", "yes")) ==
        texts{"consent.newsletter: notice_changed"});
  CHECK(faults_of(*with_event.of, old).empty());  // nothing was agreed to
  // A notice of another purpose is not one of this purpose.
  const auto other = offer_of(*with_event.of, "de", "calls").notice_id;
  CHECK(faults_of(*with_event.of, with(with(least_form(), "consent.newsletter", "yes"),
                                       "notice.newsletter", std::to_string(other))) ==
        texts{"consent.newsletter: notice_changed"});
}

TEST_CASE("a box says yes or nothing", "[events]") {
  registration_fixture with_event;
  CHECK(faults_of(*with_event.of, with(least_form(), "consent.newsletter", "on")) ==
        texts{"consent.newsletter: unknown_option"});
  CHECK(events::check_sign_up(*with_event.of, with(least_form(), "consent.newsletter", ""))
            ->purpose_ids.empty());
}

TEST_CASE("agreeing to calls takes a number to call", "[events][S2]") {
  registration_fixture with_event;
  const auto ticked = with(least_form(), "consent.calls", "yes");
  CHECK(faults_of(*with_event.of, ticked) == texts{"phone: phone_for_consent"});
  CHECK(faults_of(*with_event.of, with(ticked, "phone", "+49 30 1")).empty());
}
