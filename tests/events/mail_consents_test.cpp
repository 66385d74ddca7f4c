// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/check_group.hpp"
#include "tests/events/mails_fixture.hpp"
#include "tests/support/text.hpp"
#include "web/render.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

// Both boxes ticked: calls count from the form, the newsletter by a mail of its own.
events::typed_fields both(events::typed_fields form) {
  form = with(std::move(form), "phone", "+49 30 1");
  return with(with(std::move(form), "consent.calls", "yes"), "consent.newsletter", "yes");
}

std::string state_id(mails_fixture& in, const std::string& purpose) {
  return in.db->read([&](const schema::reader& r) {
    return r
        .value<std::string>(
            "SELECT s.public_id FROM consent_state s JOIN purpose p ON p.id = s.purpose_id"
            " WHERE p.key = :1",
            purpose)
        .value();
  });
}

// The mail names the consent to calls, and nothing else, with the link that revokes it.
void check_named(mails_fixture& in, const std::string& mail_name) {
  INFO(mail_name);
  const auto content = in.composed(mail_name).value();
  REQUIRE(content.data.at("consents").size() == 1);
  const auto& one = content.data.at("consents")[0];
  CHECK(one.at("title") == "Anruf");
  CHECK(one.at("by_phone") == true);
  const auto link = in.linked.url(link_purpose::revoke, state_id(in, "calls"));
  CHECK(one.at("revoke_url") == link);
  const auto mail = web::render_mail(mail_name, web::find_locale("de"), content.data);
  for (const auto& part : {std::string("Anruf"), std::string("per Telefon"), link}) {
    CHECK(contains(mail.text, part));
    CHECK(contains(mail.html, part));
  }
  CHECK_FALSE(contains(mail.text, "Rundbrief"));
}

}  // namespace

TEST_CASE("the mail about a registration names what was agreed to in the form and counts already",
          "[events][consent]") {
  mails_fixture in;
  in.sign_up(both(least_form()));
  check_named(in, "registration-confirmed");
  // The mails that ask for a confirmation come after it.
  CHECK(in.mails() == texts{"registration-confirmed > ada@stadt.example.org",
                            "consent-confirm > ada@stadt.example.org"});
}

TEST_CASE("the mail about a paper names what was agreed to in the form and counts already",
          "[events][consent][papers][S2]") {
  mails_fixture in(as_paper());
  in.sign_up(both(without(least_form(), "session")));
  check_named(in, "paper-confirmed");
}

TEST_CASE("the mail that asks for an address names it as well, and the one after it does not",
          "[events][consent]") {
  mails_fixture in(nlohmann::json{{"registration", {{"verify_email", true}}}});
  const auto made = in.sign_up(both(least_form()));
  check_named(in, "registration-verify");
  in.db->write([&](schema::transaction& tx) {
    return in.registrar.verify(tx, made.public_id, signing_up + 1h);
  });
  CHECK(in.composed("registration-confirmed").value().data.at("has_consents") == false);
}

TEST_CASE("of a group the mail to who filled in the form names it, and nobody else's",
          "[events][consent]") {
  mails_fixture in(nlohmann::json{{"registration", {{"max_group", 3}}}});
  auto form = both(least_form());
  for (const auto& [name, value] :
       {std::pair("given_name", "Kim"), std::pair("family_name", "Muster"),
        std::pair("email", "kim@stadt.example.org")})
    form = with(form, std::string("person.2.") + name, value);
  const auto checked = events::check_group_sign_up(*in.of, form).value();
  in.db->write([&](schema::transaction& tx) {
    return in.registrar.register_one(tx, *in.of, checked, in.from, signing_up);
  });
  CHECK(in.newest("registration-confirmed").recipient == "kim@stadt.example.org");
  CHECK(in.composed("registration-confirmed").value().data.at("has_consents") == false);
  CHECK(in.number("SELECT COUNT(*) FROM message"
                  " WHERE template = 'registration-confirmed' AND data LIKE '%consents%'") == 1);
}

TEST_CASE("a consent that was revoked before its mail leaves is not named", "[events][consent]") {
  mails_fixture in;
  in.sign_up(both(least_form()));
  in.db->write([&](schema::transaction& tx) {
    in.ledger.withdraw(tx, state_id(in, "calls"), "link", {}, signing_up + 1min);
  });
  CHECK(in.composed("registration-confirmed").value().data.at("consents").empty());
}
