// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/server/visitor.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/text.hpp"
#include "web/locale.hpp"

using namespace zusage;
using tests::body_of;
using tests::contains;
using tests::header_of;
using tests::visitor;

namespace {

server::response page_in(visitor& v, const char* language, const std::string& rest = "") {
  auto of = v.with.request("GET", "/e/kick-off" + rest, {{"slug", "kick-off"}});
  of.language = &web::find_locale(language);
  of.query.add("lang", language);
  return v.with.run(rest.empty() ? &server::show_event : &server::show_register, of);
}

/// Asks in German and, as far as the label goes, in Dutch.
nlohmann::json half_in_dutch() {
  return {{"questions",
           {{{"key", "diet"},
             {"type", "choice"},
             {"label", {{"de", "Essen"}, {"nl", "Eten"}}},
             {"hint", {{"de", "Für das Büfett"}}},
             {"options", {{{"key", "vegan"}, {"label", {{"de", "ohne Tierisches"}}}}}}}}}};
}

}  // namespace

TEST_CASE("the language of a form is changed without losing what was typed, and without sending it",
          "[server]") {
  visitor v;
  const auto made =
      v.sign_up({{"show_in", "nl"}, {"family_name", ""}, {"consent.newsletter", "yes"}});
  CHECK(made.status == 200);
  const auto body = body_of(made);
  CHECK(contains(body, "<html lang=\"nl\">"));
  CHECK(contains(body, "value=\"Ada\""));
  CHECK(contains(body, "name=\"lang\" value=\"nl\""));
  CHECK(contains(body, "value=\"key-1\""));
  CHECK(contains(body, " checked"));
  CHECK(contains(body, "action=\"/e/kick-off/register?lang=nl\""));
  // Nothing is called wrong before it is sent.
  CHECK_FALSE(contains(body, "f-family_name-error"));
  CHECK(v.with.count("SELECT COUNT(*) FROM registration") == 0);
  CHECK(v.with.count("SELECT COUNT(*) FROM message") == 0);
}

TEST_CASE("on a form the languages are buttons of it, and pressing Enter is none of them",
          "[server]") {
  visitor v;
  const auto form = body_of(v.get_form());
  const auto own = form.find("type=\"submit\" form=\"sign-up\" value=");
  const auto first = form.find("form=\"sign-up\" name=\"show_in\"");
  REQUIRE(own != std::string::npos);
  REQUIRE(first != std::string::npos);
  CHECK(own < first);
  for (const auto& language : web::languages())
    CHECK(contains(form, "name=\"show_in\" value=\"" + language + "\" lang=\"" + language + "\""));
  CHECK(contains(form, "<form class=\"form\" id=\"sign-up\""));
  CHECK_FALSE(contains(body_of(page_in(v, "de")), "show_in"));
}

TEST_CASE("who chose a language finds the own page in it after signing up", "[server]") {
  visitor v;
  CHECK(
      contains(body_of(page_in(v, "nl", "/register")), "action=\"/e/kick-off/register?lang=nl\""));
  CHECK_FALSE(contains(header_of(v.sign_up({{"lang", "nl"}}), "Location"), "?"));
}

TEST_CASE("the zone of the times is named in the reader's language", "[server]") {
  visitor v;
  CHECK(contains(body_of(page_in(v, "de")), "Zeitzone: Mitteleuropäische Zeit"));
  CHECK(contains(body_of(page_in(v, "en")), "Time zone: Central European Time"));
  CHECK(contains(body_of(page_in(v, "nl", "/register")), "Tijdzone: Midden-Europese tijd"));
}

TEST_CASE("an event elsewhere names its own zone", "[server]") {
  visitor v(nlohmann::json{{"time_zone", "Europe/Helsinki"}});
  const auto body = body_of(page_in(v, "de"));
  CHECK(contains(body, "Zeitzone: Osteuropäische Zeit"));
  CHECK_FALSE(contains(body, "Mitteleuropäische Zeit"));
}

TEST_CASE("each text of an event that a page borrows from another language is marked", "[server]") {
  visitor v(half_in_dutch());
  const auto page = body_of(page_in(v, "nl"));
  CHECK(contains(page, "lang=\"de\">Strategie-Auftakt</h1>"));
  CHECK(contains(page, "lang=\"de\">Plenum und Foren</p>"));
  CHECK(contains(page, "<span lang=\"de\">Plenum</span>"));
  CHECK(contains(page, "lang=\"de\">Aufzug, Induktionsschleife</dd>"));
  CHECK(contains(page, "De informatie is er alleen in het Duits."));
  const auto form = body_of(page_in(v, "nl", "/register"));
  CHECK(contains(form, "De informatie is er alleen in het Duits."));
  CHECK(contains(form, "Deze tekst is er alleen in het Duits."));
  CHECK(contains(form, "Aanmelding: <span lang=\"de\">Strategie-Auftakt</span></h1>"));
  CHECK(contains(form, "<span lang=\"de\">Für das Büfett</span>"));
  CHECK(contains(form, "lang=\"de\">ohne Tierisches</label>"));
  CHECK(contains(form, "lang=\"de\">Forum 1: Register</label>"));
  CHECK(contains(form, "<span lang=\"de\">Foren</span>"));
  CHECK(contains(form,
                 "Ja, ik geef toestemming: <span lang=\"de\">Rundbrief</span>"
                 " <span class=\"unbroken\">(per e-mail)</span>"));
  // What the event has in the page's language is not marked, nor anything on a German page.
  CHECK(contains(form, ">Eten "));
  const auto german = body_of(page_in(v, "de", "/register"));
  CHECK_FALSE(contains(german, "<span lang="));
  CHECK_FALSE(contains(german, "nur in dieser Sprache"));
  CHECK_FALSE(contains(german, "lang=\"de\">ohne Tierisches"));
}
