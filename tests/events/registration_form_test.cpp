// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/events/registration_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;

TEST_CASE("a form with name, address and the sessions that must be chosen is enough", "[events]") {
  registration_fixture with_event;
  const auto checked = events::check_sign_up(*with_event.of, least_form());
  REQUIRE(checked.has_value());
  CHECK(checked->given_name == "Ada");
  CHECK(checked->family_name == "Muster");
  CHECK(checked->email == "ada@stadt.example.org");
  CHECK(checked->language == "de");
  CHECK(checked->answers == nlohmann::json::object());
  CHECK(checked->purpose_ids.empty());
}

TEST_CASE("every fault of a form is reported at once, at its field", "[events]") {
  registration_fixture with_event;
  CHECK(faults_of(*with_event.of, {}) == texts{"given_name: required", "family_name: required",
                                               "email: required", "session: too_few"});
  CHECK(faults_of(*with_event.of, {{"given_name", " \t "},
                                   {"family_name", std::string(101, 'x')},
                                   {"email", "ada at stadt"},
                                   {"phone", "call me"},
                                   {"municipality", "123"},
                                   {"session", "forum-1"},
                                   {"answer.persons", "many"}}) ==
        texts{"given_name: required", "family_name: too_long", "email: not_an_email",
              "municipality: unknown_municipality", "phone: not_a_phone",
              "answer.persons: not_a_number"});
}

TEST_CASE("text is trimmed and brought to one form, and its length is counted in characters",
          "[events]") {
  registration_fixture with_event;
  auto form = replaced(least_form(), "given_name", "  Zoe\u0308 ");
  form = replaced(form, "family_name", [] {
    std::string name;
    for (int i = 0; i < 100; ++i) name += "ß";
    return name;
  }());
  const auto checked = events::check_sign_up(*with_event.of, form);
  REQUIRE(checked.has_value());
  CHECK(checked->given_name == "Zo\u00eb");
  CHECK(faults_of(*with_event.of, replaced(form, "family_name", checked->family_name + "s")) ==
        texts{"family_name: too_long"});
}

TEST_CASE("broken UTF-8, control characters and text that turns round are refused", "[events]") {
  registration_fixture with_event;
  const auto fault_for = [&](const std::string& name) {
    return faults_of(*with_event.of, replaced(least_form(), "given_name", name));
  };
  CHECK(fault_for("A\xff") == texts{"given_name: not_utf8"});
  CHECK(fault_for("A\xc3") == texts{"given_name: not_utf8"});
  CHECK(fault_for("A\r\nBcc: x@example.org") == texts{"given_name: control_characters"});
  CHECK(fault_for(std::string("A\0B", 3)) == texts{"given_name: control_characters"});
  CHECK(fault_for("A\u202eB") == texts{"given_name: control_characters"});
  CHECK(faults_of(*with_event.of, replaced(least_form(), "email", "a\r\nRCPT@example.org")) ==
        texts{"email: control_characters"});
}

TEST_CASE("impossible addresses are refused and domains become lower case", "[events]") {
  registration_fixture with_event;
  for (const auto* address : {"ada", "ada@", "@stadt.de", "a b@stadt.de", "ada@localhost",
                              "ada@stadt..de", "ada@192.0.2.1", "ädä@stadt.de", "<ada@stadt.de>"}) {
    CAPTURE(address);
    CHECK(faults_of(*with_event.of, replaced(least_form(), "email", address)) ==
          texts{"email: not_an_email"});
  }
  const auto checked = events::check_sign_up(
      *with_event.of, replaced(least_form(), "email", "Ada@STADT.example.org"));
  REQUIRE(checked.has_value());
  CHECK(checked->email == "Ada@stadt.example.org");
}

TEST_CASE("eight digits are an AGS and everything else the name of a municipality", "[events]") {
  registration_fixture with_event;
  auto checked =
      events::check_sign_up(*with_event.of, with(least_form(), "municipality", "05962016"));
  REQUIRE(checked.has_value());
  CHECK(checked->ags == "05962016");
  CHECK(checked->municipality.empty());

  checked = events::check_sign_up(*with_event.of, with(least_form(), "municipality", "Altena"));
  REQUIRE(checked.has_value());
  CHECK(checked->ags.empty());
  CHECK(checked->municipality == "Altena");

  for (const auto* digits : {"5962016", "059620160", "00962016", "17962016"}) {
    CAPTURE(digits);
    CHECK(faults_of(*with_event.of, with(least_form(), "municipality", digits)) ==
          texts{"municipality: unknown_municipality"});
  }
}

TEST_CASE("telephone numbers may have separators and a plus in front only", "[events]") {
  registration_fixture with_event;
  for (const auto* number : {"+49 2352 123-45", "(02352) 123 45", "0049.2352/12345", "115"}) {
    CAPTURE(number);
    CHECK(faults_of(*with_event.of, with(least_form(), "phone", number)).empty());
  }
  for (const auto* number : {"49+2352", "=1+1", "12", "0800 CALL NOW", "+++"}) {
    CAPTURE(number);
    CHECK(faults_of(*with_event.of, with(least_form(), "phone", number)) ==
          texts{"phone: not_a_phone"});
  }
}

TEST_CASE("fields that the form does not have are refused, not ignored", "[events]") {
  registration_fixture with_event;
  CHECK(faults_of(*with_event.of, with(least_form(), "status", "confirmed")) ==
        texts{"status: unknown_field"});
  CHECK(faults_of(*with_event.of, with(least_form(), "answer.shoe-size", "44")) ==
        texts{"answer.shoe-size: unknown_field"});
  CHECK(faults_of(*with_event.of, with(least_form(), "consent.everything", "yes")) ==
        texts{"consent.everything: unknown_purpose"});
  CHECK(faults_of(*with_event.of, with(least_form(), "broken\xff", "1")) ==
        texts{": unknown_field"});
}

TEST_CASE("a field that may come once is refused when it comes twice", "[events]") {
  registration_fixture with_event;
  CHECK(faults_of(*with_event.of, with(least_form(), "email", "eve@example.org")) ==
        texts{"email: too_many"});
}

TEST_CASE("the idempotency key is at most 100 printable characters", "[events]") {
  registration_fixture with_event;
  const auto fault_for = [&](const std::string& key) {
    return faults_of(*with_event.of, with(least_form(), "idempotency_key", key));
  };
  CHECK(fault_for(std::string(100, 'k')).empty());
  CHECK(fault_for("").empty());
  CHECK(fault_for(std::string(101, 'k')) == texts{"idempotency_key: bad_idempotency_key"});
  CHECK(fault_for("a b") == texts{"idempotency_key: bad_idempotency_key"});
  CHECK(fault_for("\xc3\xa4") == texts{"idempotency_key: bad_idempotency_key"});
}

TEST_CASE("the language is one by its code", "[events]") {
  registration_fixture with_event;
  CHECK(events::check_sign_up(*with_event.of, with(least_form(), "lang", "en"))->language == "en");
  CHECK(events::check_sign_up(*with_event.of, with(least_form(), "lang", "pt-br"))->language ==
        "pt-br");
  for (const auto* language : {"deutsch", "d", "../", "DE"}) {
    CAPTURE(language);
    CHECK(faults_of(*with_event.of, with(least_form(), "lang", language)) ==
          texts{"lang: unknown_option"});
  }
}
