// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/people_retention.hpp"
#include "tests/events/application_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;
using events::ring_role;

namespace {

const std::string ada = "ada@stadt.example.org", bo = "bo@stadt.example.org",
                  cy = "cy@stadt.example.org", di = "di@stadt.example.org";

events::registered approved(application_fixture& f) {
  auto form = ring_form();
  form.emplace_back("delegate.1.given_name", "Bo");
  form.emplace_back("delegate.1.family_name", "Beispiel");
  form.emplace_back("delegate.1.email", bo);
  const auto made = f.apply(form);
  REQUIRE(f.decide(made.reference, true) == "confirmed");
  return made;
}

std::vector<events::named_person> people(const std::string& contact,
                                         std::vector<events::named_person> others) {
  others.insert(others.begin(), person(ring_role::contact, contact));
  return others;
}

}  // namespace

TEST_CASE("a municipality exchanges its people by itself", "[events][ring]") {
  application_fixture f;
  const auto made = approved(f);
  const auto before = f.stored(made.public_id).people;
  const auto wanted =
      people(ada, {person(ring_role::delegate, cy), person(ring_role::substitute, bo)});
  CHECK(f.exchange(made.public_id, wanted) == "confirmed");
  CHECK(f.people(made.public_id) == "contact " + ada + ", delegate " + cy + ", substitute " + bo);
  // Who stays keeps their row, and with it their own link.
  CHECK(f.stored(made.public_id).people[2].public_id == before[1].public_id);
  CHECK(f.mails_called("ring-person") == texts{bo, cy});
  // A second time changes nothing and tells nobody.
  CHECK(f.exchange(made.public_id, wanted) == "confirmed");
  CHECK(f.mails_called("ring-person").size() == 2);
  CHECK(f.exchange(made.public_id, people(ada, {})) == "confirmed");
  CHECK(f.people(made.public_id) == "contact " + ada);
  CHECK_FALSE(f.composed("ring-person"));  // to cy, who is no longer named
  CHECK(f.mails_called("ring-person-ended") == texts{cy, bo});
  CHECK(f.composed("ring-person-ended").value().data.at("person_name") == "");
  // Who is named again before the mail has left is told nothing.
  CHECK(f.exchange(made.public_id, people(ada, {person(ring_role::substitute, bo)})) ==
        "confirmed");
  CHECK_FALSE(f.composed("ring-person-ended"));
  CHECK(f.number("SELECT COUNT(*) FROM ring_person WHERE ended_at IS NOT NULL") == 2);
}

TEST_CASE("who was the contact and goes on as a delegate keeps the dates", "[events][ring]") {
  application_fixture f;
  const auto made = approved(f);
  CHECK(f.exchange(made.public_id, people(di, {person(ring_role::delegate, ada)})) == "confirmed");
  f.clock = signing_up + 3h;
  CHECK(f.composed("ring-contact-ended").value().calendar.empty());
  CHECK(f.mails_called("ring-person") == texts{bo, ada});  // bo with the approval
}

TEST_CASE("a new contact gets the application, and the old links end", "[events][ring]") {
  application_fixture f;
  const auto made = approved(f);
  CHECK(f.exchange(made.public_id, people(di, {person(ring_role::delegate, bo)})) == "confirmed");
  CHECK_FALSE(f.find(made.public_id));
  CHECK_FALSE(f.cancel(made.public_id));
  CHECK(f.mails_called("ring-contact") == texts{di});
  CHECK(f.mails_called("ring-contact-ended") == texts{ada});
  f.clock = signing_up + 3h;
  const auto to_old = f.composed("ring-contact-ended").value();
  CHECK(to_old.data.at("manage_url") == "");
  // The dates leave the calendar of who goes, and of nobody else.
  CHECK(to_old.method == mailer::calendar_method::cancel);
  REQUIRE_FALSE(to_old.calendar.empty());
  CHECK(to_old.calendar.front().cancelled);
  const auto to_new = f.composed("ring-contact").value();
  const auto url = to_new.data.at("manage_url").get<std::string>();
  const auto id = f.linked.public_id(link_purpose::registration, url.substr(url.rfind('/') + 1));
  REQUIRE(id);
  CHECK(f.find(*id)->email == di);
  CHECK(f.find(*id)->given_name == "Bo");
  CHECK(f.mails_called("ring-person") == texts{bo});
  CHECK(to_new.data.at("member_url").get<std::string>().find("/m/") != std::string::npos);
  // What still waits for the old contact does not leave with the new one's link.
  CHECK_FALSE(f.composed("registration-approved"));
}

TEST_CASE("only the mailed link exchanges people, and nobody's registration is taken",
          "[events][ring]") {
  application_fixture f;
  const auto made = approved(f);
  const auto other = f.apply(ring_form("05966024", di));
  REQUIRE(other.outcome == events::registered::what::made);
  CHECK(f.exchange(made.public_id, people(di, {}), false) == "unknown_registration");
  CHECK(f.exchange(made.public_id, people(di, {})) == "address_known");
  CHECK(f.people(made.public_id) == "contact " + ada + ", delegate " + bo);
  REQUIRE(f.cancel(made.public_id, signing_up + 2h));
  CHECK(f.exchange(made.public_id, people(ada, {})) == "registration_ended");
}

TEST_CASE("people who are exchanged before the approval are told with it", "[events][ring]") {
  application_fixture f;
  const auto made = f.apply();
  CHECK(f.exchange(made.public_id, people(ada, {person(ring_role::delegate, cy)})) == "applied");
  CHECK(f.mails_called("ring-person") == texts{});
  CHECK(f.decide(made.reference, true) == "confirmed");
  CHECK(f.mails_called("ring-person") == texts{cy});
}

TEST_CASE("a change of one's own data is a change of the contact", "[events][ring]") {
  application_fixture f;
  const auto made = approved(f);
  auto form = without(ring_form(), "fee");
  form = replaced(form, "given_name", "Adele");
  CHECK(f.change(made.public_id, form).has_value());
  CHECK(f.stored(made.public_id).people.front().who.given_name == "Adele");
}

TEST_CASE("the follow-up form is for what was approved, and a change keeps its answers",
          "[events][ring]") {
  application_fixture f;
  const auto made = f.apply(with(ring_form(), "answer.staff", "120"));
  const auto answered = [&](const std::string& text) {
    const auto checked = events::check_follow_up(*f.of, {{"answer.invoice", text}});
    if (!checked) return checked.error().front().code;
    const auto done = f.db->write([&](schema::transaction& tx) {
      return f.registrar.answer_follow_up(tx, *f.of, {made.public_id, true}, *checked,
                                          signing_up + 3h);
    });
    return done ? std::string(to_text(*done)) : done.error().front().code;
  };
  CHECK(answered("Amt 1") == "not_approved");
  REQUIRE(f.decide(made.reference, true) == "confirmed");
  CHECK(answered("") == "required");
  CHECK(answered("Amt 1, Musterstadt") == "confirmed");
  CHECK(f.find(made.public_id)->answers ==
        nlohmann::json({{"staff", "120"}, {"invoice", "Amt 1, Musterstadt"}}));
  CHECK(f.stored(made.public_id).follow_up_at.has_value());
  const auto form = with(without(ring_form(), "fee"), "answer.staff", "121");
  REQUIRE(f.change(made.public_id, form).has_value());
  CHECK(f.find(made.public_id)->answers ==
        nlohmann::json({{"staff", "121"}, {"invoice", "Amt 1, Musterstadt"}}));
  const auto foreign = events::check_follow_up(*f.of, {{"answer.staff", "5"}});
  REQUIRE(foreign.has_error());
}

TEST_CASE("who was replaced is erased after thirty days, and who stands for it stays",
          "[events][ring][retention]") {
  application_fixture f;
  const auto made = approved(f);
  const auto ended = signing_up + 3h;  // when people are exchanged
  REQUIRE(f.exchange(made.public_id, people(ada, {person(ring_role::delegate, cy)})) ==
          "confirmed");
  const auto erase = [&](instant now) {
    return f.db->write(
        [&](schema::transaction& tx) { return events::erase_replaced_people(tx, now, 100); });
  };
  REQUIRE(f.mails_called("ring-person") == texts{bo, cy});
  CHECK(erase(ended + 30 * 24h - 1s) == 0);
  CHECK(f.number("SELECT COUNT(*) FROM ring_person WHERE family_name = 'Beispiel'") == 3);
  CHECK(erase(ended + 30 * 24h) == 1);
  CHECK(erase(ended + 30 * 24h) == 0);
  CHECK(f.number("SELECT COUNT(*) FROM ring_person WHERE given_name = '' AND family_name = ''"
                 " AND email = '' AND email_key = '' AND phone = '' AND job_function = ''"
                 " AND ended_at IS NOT NULL AND role = 'delegate'") == 1);
  CHECK(f.people(made.public_id) == "contact " + ada + ", delegate " + cy);
  CHECK(f.mails_called("ring-person") == texts{cy});
  CHECK(f.find(made.public_id)->email == ada);
}

TEST_CASE("who stands for a municipality again keeps their mails when the old row is erased",
          "[events][ring][retention]") {
  application_fixture f;
  const auto made = approved(f);
  REQUIRE(f.exchange(made.public_id, people(ada, {})) == "confirmed");
  REQUIRE(f.exchange(made.public_id, people(ada, {person(ring_role::substitute, bo)})) ==
          "confirmed");
  const auto before = f.mails_called("ring-person");
  REQUIRE_FALSE(before.empty());
  CHECK(f.db->write([&](schema::transaction& tx) {
    return events::erase_replaced_people(tx, signing_up + 40 * 24h, 100);
  }) == 1);
  CHECK(f.mails_called("ring-person") == before);
  CHECK(f.people(made.public_id) == "contact " + ada + ", substitute " + bo);
}
