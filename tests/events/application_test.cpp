// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/events/application_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;
using events::ring_role;

TEST_CASE("a municipality applies with its people and accepts the fee", "[events][ring]") {
  application_fixture f;
  auto form = ring_form();
  const events::typed_fields others = {{"delegate.1.given_name", "Bo"},
                                       {"delegate.1.family_name", "Beispiel"},
                                       {"delegate.1.email", "Bo@stadt.example.org"},
                                       {"substitute.1.given_name", "Cy"},
                                       {"substitute.1.family_name", "Beispiel"},
                                       {"substitute.1.email", "cy@stadt.example.org"},
                                       {"substitute.1.phone", "+49 2372 1234"}};
  form.insert(form.end(), others.begin(), others.end());
  const auto made = f.apply(form);
  CHECK(made.status == events::registration_status::applied);
  CHECK(f.people(made.public_id) ==
        "contact ada@stadt.example.org, delegate Bo@stadt.example.org,"
        " substitute cy@stadt.example.org");
  CHECK(f.stored(made.public_id).fee == "1.200 € je Jahr");
  // The people hear of it only once the organiser has approved.
  CHECK(f.mails() == texts{"registration-applied > ada@stadt.example.org"});
  const auto mail = f.composed("registration-applied").value();
  CHECK(mail.data.at("municipality") == "05962016");
  CHECK(mail.data.at("fee") == "1.200 € je Jahr");
  CHECK(mail.data.at("people").size() == 2);
  CHECK(mail.calendar.empty());
}

TEST_CASE("an application says what is missing at its place", "[events][ring]") {
  application_fixture f;
  auto form = without(without(ring_form(), "fee"), "municipality");
  form.emplace_back("delegate.1.given_name", "Bo");
  form.emplace_back("delegate.2.email", "ada@stadt.example.org");
  form.emplace_back("delegate.2.given_name", "Cy");
  form.emplace_back("delegate.2.family_name", "Muster");
  form.emplace_back("delegate.3.email", "d@stadt.example.org");
  form.emplace_back("substitute.1.shoe_size", "42");
  CHECK(f.faults_in(form) ==
        texts{"municipality: required", "delegate.1.family_name: required",
              "delegate.1.email: required", "delegate.2.email: same_address",
              "substitute.1.given_name: required", "substitute.1.family_name: required",
              "substitute.1.email: required", "delegate.3.email: unknown_field",
              "substitute.1.shoe_size: unknown_field", "fee: must_be_yes"});
}

TEST_CASE("people whose fields are left empty are nobody", "[events][ring]") {
  application_fixture f;
  auto form = ring_form();
  for (const auto* field : {"given_name", "family_name", "email", "function", "phone"}) {
    form.emplace_back("delegate.1." + std::string(field), "");
    form.emplace_back("substitute.1." + std::string(field), " ");
  }
  CHECK(f.faults_in(form) == texts{});
  CHECK(f.check(form)->application->people.empty());
}

TEST_CASE("a municipality applies once, whoever does it", "[events][ring]") {
  application_fixture f;
  const auto first = f.apply();
  const auto second = f.apply(ring_form("05962016", "other@stadt.example.org"));
  CHECK(second.outcome == events::registered::what::applied_already);
  CHECK(f.number("SELECT COUNT(*) FROM registration") == 1);
  CHECK(f.number("SELECT COUNT(*) FROM ring_person") == 1);
  CHECK(f.mails() == texts{"registration-applied > ada@stadt.example.org"});
  // The same person again gets the neutral answer and a mail, as everywhere.
  CHECK(f.apply().outcome == events::registered::what::known_already);
  REQUIRE(f.cancel(first.public_id));
  CHECK(f.apply(ring_form("05962016", "other@stadt.example.org")).outcome ==
        events::registered::what::made);
}

TEST_CASE("without the directory a municipality is told apart by its name", "[events][ring]") {
  application_fixture f;
  CHECK(f.apply(ring_form("Musterstadt")).outcome == events::registered::what::made);
  CHECK(f.apply(ring_form("Stadt MUSTERSTADT", "b@stadt.example.org")).outcome ==
        events::registered::what::applied_already);
  CHECK(f.apply(ring_form("Beispielhausen", "c@stadt.example.org")).outcome ==
        events::registered::what::made);
}

TEST_CASE("an approved application gets its place, its sessions and a mail", "[events][ring]") {
  application_fixture f;
  auto form = ring_form();
  form.emplace_back("delegate.1.given_name", "Bo");
  form.emplace_back("delegate.1.family_name", "Beispiel");
  form.emplace_back("delegate.1.email", "bo@stadt.example.org");
  const auto made = f.apply(form);
  CHECK(f.number("SELECT taken FROM event") == 0);
  CHECK(f.decide(made.reference, true, "Willkommen!") == "confirmed");
  CHECK(f.number("SELECT taken FROM event") == 1);
  CHECK(f.booked(made.public_id) == "start confirmed");
  CHECK(f.wrong_counters() == texts{});
  CHECK(f.mails_called("registration-approved") == texts{"ada@stadt.example.org"});
  CHECK(f.mails_called("ring-person") == texts{"bo@stadt.example.org"});
  f.clock = signing_up + 2h;
  const auto mail = f.composed("registration-approved").value();
  CHECK(mail.data.at("decision_text") == "Willkommen!");
  CHECK(mail.data.at("fee") == "1.200 € je Jahr");
  CHECK(uids(mail).size() == 1);
  const auto follow_up = mail.data.at("follow_up_url").get<std::string>();
  CHECK(follow_up == mail.data.at("manage_url").get<std::string>() + "/follow-up");
  // The link to the application is the contact's alone.
  const auto named = f.composed("ring-person").value();
  CHECK(named.data.at("manage_url") == "");
  CHECK(named.data.at("member_url").get<std::string>().find("/m/") != std::string::npos);
  CHECK(named.data.at("person_name") == "<Bo> <Beispiel>");
  CHECK(named.calendar.empty());
}

TEST_CASE("an application is decided once, a declined one may still be approved",
          "[events][ring]") {
  application_fixture f;
  const auto made = f.apply();
  CHECK(f.decide(made.reference, false, "Leider voll") == "refused");
  CHECK(f.decide(made.reference, false) == "decided_already");
  CHECK(f.composed("registration-declined").value().data.at("decision_text") == "Leider voll");
  CHECK(f.decide(made.reference, true) == "confirmed");
  CHECK(f.decide(made.reference, true) == "decided_already");
  CHECK(f.decide(made.reference, false) == "decided_already");
  CHECK_FALSE(f.composed("registration-declined"));
  CHECK(f.decide("000-000-000", true) == "unknown_registration");
  CHECK(f.number("SELECT COUNT(*) FROM audit_entry WHERE action = 'application.approved'") == 1);
  CHECK(f.number("SELECT COUNT(*) FROM audit_entry WHERE action = 'application.approved'"
                 " AND details LIKE '%\"after\":{\"status\":\"confirmed\"}%'"
                 " AND details LIKE '%\"before\":{\"status\":\"refused\"}%'") == 1);
}

TEST_CASE("a withdrawn application cannot be decided", "[events][ring]") {
  application_fixture f;
  const auto made = f.apply();
  REQUIRE(f.cancel(made.public_id));
  CHECK(f.decide(made.reference, true) == "application_withdrawn");
  CHECK(f.mails_called("registration-withdrawn") == texts{"ada@stadt.example.org"});
  CHECK(f.mails_called("registration-cancelled") == texts{});
  CHECK(f.number("SELECT taken FROM event") == 0);
}

TEST_CASE("a declined municipality that applied anew is decided there", "[events][ring]") {
  application_fixture f;
  const auto first = f.apply();
  CHECK(f.decide(first.reference, false) == "refused");
  const auto second = f.apply(ring_form("05962016", "b@stadt.example.org"));
  REQUIRE(second.outcome == events::registered::what::made);
  CHECK(f.decide(first.reference, true) == "applied_again");
  CHECK(f.decide(second.reference, true) == "confirmed");
}

TEST_CASE("what is approved beyond the capacity waits and moves up", "[events][ring]") {
  application_fixture f;
  std::vector<events::registered> made;
  for (int i = 0; i < 3; ++i) {
    const auto number = std::to_string(i);
    made.push_back(f.apply(ring_form("0596201" + number, "a" + number + "@stadt.example.org")));
  }
  CHECK(f.decide(made[0].reference, true) == "confirmed");
  CHECK(f.decide(made[1].reference, true) == "confirmed");
  CHECK(f.decide(made[2].reference, true) == "waiting");
  CHECK(f.booked(made[1].public_id) == "start waiting");
  f.clock = signing_up + 2h;
  CHECK(f.composed("registration-approved").value().data.at("waits") == true);
  REQUIRE(f.cancel(made[0].public_id, signing_up + 3h));
  CHECK(f.find(made[2].public_id)->status == events::registration_status::confirmed);
  CHECK(f.booked(made[1].public_id) == "start confirmed");
  CHECK(f.wrong_counters() == texts{});
}

TEST_CASE("without a waiting list nothing is approved beyond the capacity", "[events][ring]") {
  application_fixture f({{"approval", true},
                         {"waiting_list", false},
                         {"choices", nlohmann::json::array()},
                         {"questions", nlohmann::json::array()},
                         {"sessions",
                          {{{"key", "start"},
                            {"title", {{"de", "Erstes Treffen"}}},
                            {"starts_at", "2030-05-15T09:00"},
                            {"ends_at", "2030-05-15T12:00"},
                            {"capacity", 1}}}}});
  const auto first = f.apply(without(least_form("a@stadt.example.org"), "session"));
  const auto second = f.apply(without(least_form("b@stadt.example.org"), "session"));
  CHECK(f.decide(first.reference, true) == "confirmed");
  CHECK(f.decide(second.reference, true) == "session_full");
  CHECK(f.find(second.public_id)->status == events::registration_status::applied);
  CHECK(f.mails_called("registration-approved").size() == 1);
  CHECK(f.wrong_counters() == texts{});
}

TEST_CASE("whoever moves up in a ring has its meetings, and the delegates hear of it",
          "[events][ring]") {
  auto changes = ring_changes();
  changes["capacity"] = 1;
  changes["sessions"][0].erase("capacity");
  application_fixture f(changes);
  const auto first = f.apply();
  auto form = ring_form("05962017", "b@stadt.example.org");
  form.emplace_back("delegate.1.given_name", "Bo");
  form.emplace_back("delegate.1.family_name", "Beispiel");
  form.emplace_back("delegate.1.email", "bo@stadt.example.org");
  const auto second = f.apply(form);
  CHECK(f.decide(first.reference, true) == "confirmed");
  CHECK(f.decide(second.reference, true) == "waiting");
  CHECK(f.mails_called("ring-person") == texts{});
  REQUIRE(f.cancel(first.public_id, signing_up + 3h));
  CHECK(f.booked(second.public_id) == "start confirmed");
  CHECK(f.mails_called("ring-person") == texts{"bo@stadt.example.org"});
}
