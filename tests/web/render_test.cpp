// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "web/render.hpp"

#include <set>
#include <stdexcept>
#include <thread>

#include "base/embedded.hpp"
#include "base/text.hpp"
#include "tests/support/catch.hpp"
#include "web/form.hpp"
#include "web/mustache_data.hpp"
#include "web/template_source.hpp"

using namespace zusage;
using Catch::Contains;

namespace {

const web::locale& de() {
  return web::find_locale("de");
}

nlohmann::json mail_data() {
  return {
      {"organiser", {{"name", "Verband <Nord>"}, {"contact", "info@example.org"}}},
      {"event",
       {{"title", "Tag & Nacht"},
        {"period", "11. September 2027"},
        {"place", "Rathaus"},
        {"url", "https://example.org/e/tag"}}},
      {"person", {{"given_name", "Ada"}, {"family_name", "Beispiel"}, {"name", "Ada Beispiel"}}},
      {"reference", "7K3-M9Q-2XC"},
      {"manage_url", "https://example.org/r/abc"},
      {"confirm_url", "https://example.org/c/abc"},
      {"confirm_until", "13. September 2027, 9:00 Uhr"},
      {"position", 3},
      {"registered_by", "Max Muster"},
      {"offer_until", "14. September 2027, 9:00 Uhr"},
      {"offer_url", "https://example.org/r/abc#offer"},
      {"leave_url", "https://example.org/r/abc#cancel"},
      {"lapsed_title", "Forum 1"},
      {"offered", {{{"title", "Forum 3"}, {"period", "11:00–12:00 Uhr"}}}},
      {"has_calendar", true},
      {"changes", {"Forum 1 statt Forum 2"}},
      {"takes_place_again", true},
      {"has_differences", true},
      {"period_before", "10. September 2027"},
      {"place_before", "Stadthalle"},
      {"moved",
       {{{"title", "Treffen 1"},
         {"dated", true},
         {"period", "12. September 2027"},
         {"period_before", ""},
         {"place_before", ""}},
        {{"title", "Treffen 2"},
         {"dated", true},
         {"period", ""},
         {"period_before", "13. September 2027"},
         {"place_before", ""}},
        {{"title", "Treffen 3"},
         {"period", "15. September 2027"},
         {"place", "Bürgerhaus"},
         {"place_before", "Rathaus"}},
        {{"title", "Treffen 4"}, {"period", "16. September 2027"}, {"cancelled", true}},
        {{"title", "Treffen 5"}, {"period", "Oktober"}, {"on_again", true}, {"place_before", ""}}}},
      {"added",
       {{{"title", "Webinar 4"}, {"period", "14. September 2027"}, {"waiting", false}},
        {{"title", "Webinar 5"}, {"period", ""}, {"waiting", true}}}},
      {"still_waiting", true},
      {"still_applied", true},
      {"still_offered", true},
      {"whole_programme", true},
      {"booked",
       {{{"title", "Forum 1"},
         {"period", "9:00–10:00 Uhr"},
         {"join_url", ""},
         {"waiting", false}}}},
      {"waiting_for",
       {{{"title", "Forum 2"}, {"period", ""}, {"join_url", ""}, {"waiting", true}}}},
      {"paper_url", "https://example.org/paper.pdf"},
      {"purpose_title", "Newsletter"},
      {"purposes",
       {{{"title", "Newsletter"},
         {"text", "Ich willige ein.\nWiderruf jederzeit."},
         {"recipients", "Beispiel GmbH"}}}}};
}

std::string mustache(const std::string& source, const nlohmann::json& data) {
  return kainjow::mustache::mustache(source).render(web::to_mustache(data));
}

}  // namespace

TEST_CASE("every page and mail template compiles in each language", "[web]") {
  REQUIRE_FALSE(web::page_templates().empty());
  REQUIRE(web::mail_templates().size() >= 9);
  for (const auto& language : web::languages()) {
    const auto& in = web::find_locale(language);
    for (const auto& name : web::page_templates()) {
      INFO(language << " " << name);
      CHECK_NOTHROW(web::render_page(name, in, {{"title", "x"}}));
    }
    for (const auto& name : web::mail_templates()) {
      INFO(language << " " << name);
      CHECK_NOTHROW(web::render_mail(name, in, mail_data()));
    }
  }
}

TEST_CASE("every page stands inside a layout with a skip link, one main part and its language",
          "[web]") {
  for (const auto& language : web::languages()) {
    for (const auto& name : web::page_templates()) {
      INFO(language << " " << name);
      const auto page = web::render_page(name, web::find_locale(language), {{"title", "x"}});
      CHECK_THAT(page, Contains("<html lang=\"" + language + "\">"));
      // In the list for other sites' frames nothing stands before the main part.
      if (name != "embed") CHECK_THAT(page, Contains("href=\"#main\""));
      CHECK(page.find("<main") == page.rfind("<main"));
      CHECK_THAT(page, !Contains("[[") && !Contains("{{"));
      CHECK_THAT(page, !Contains(" style=") && !Contains("<style") && !Contains("onclick"));
    }
  }
}

TEST_CASE("an unknown template is an error that names it", "[web]") {
  CHECK_THROWS_WITH(web::render_page("no-such-page", de(), {}), Contains("no-such-page"));
  CHECK_THROWS_AS(web::render_page("no-such-page", de(), {}), std::out_of_range);
  CHECK_THROWS_WITH(web::render_mail("no-such-mail", de(), {}), Contains("no-such-mail"));
}

TEST_CASE("a template whose text a language lacks is an error that names both", "[web]") {
  const web::locale poor("xx", {{"locale", {{"code", "xx"}, {"icu", "de"}}}});
  CHECK_THROWS_AS(web::template_source(web::template_kind::page, "error", poor), std::out_of_range);
  CHECK_THROWS_WITH(web::template_source(web::template_kind::page, "error", poor),
                    Contains("templates/error.html") && Contains("site."));
}

TEST_CASE("what is shown on a page is escaped", "[web]") {
  const auto page =
      web::render_page("error", de(), {{"title", "<script>alert(1)</script>"}, {"text", "\"&'"}});
  CHECK_THAT(page, !Contains("<script>alert"));
  CHECK_THAT(page, Contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
  CHECK_THAT(page, Contains("&quot;&amp;&#39;"));
}

TEST_CASE("what is shown is never read as a template again", "[web]") {
  const auto page = web::render_page(
      "error", de(), {{"title", "{{secret}} [[site.name]]"}, {"text", "x"}, {"secret", "42"}});
  CHECK_THAT(page, Contains("{{secret}} [[site.name]]"));
}

TEST_CASE("the title of a page with faults begins with that", "[web]") {
  CHECK_THAT(web::render_page("error", de(), {{"title", "T"}, {"has_errors", true}}),
             Contains("<title>Fehler: T – Zusage</title>"));
  CHECK_THAT(web::render_page("error", de(), {{"title", "T"}}),
             Contains("<title>T – Zusage</title>"));
}

TEST_CASE("languages and duty pages are linked from every page", "[web]") {
  const auto page = web::render_page(
      "error", de(),
      {{"title", "T"},
       {"language_links",
        {{{"code", "en"}, {"name", "English"}, {"url", "?lang=en"}, {"current", false}},
         {{"code", "de"}, {"name", "Deutsch"}, {"url", "?lang=de"}, {"current", true}}}},
       {"footer_links", {{{"url", "/imprint"}, {"text", "Impressum"}}}}});
  CHECK_THAT(page, Contains("href=\"?lang=en\" lang=\"en\" hreflang=\"en\">English"));
  CHECK_THAT(page, Contains("hreflang=\"de\" aria-current=\"true\">Deutsch"));
  CHECK_THAT(page, Contains("href=\"/imprint\">Impressum"));
}

TEST_CASE(
    "for Mustache empty texts and null are false, numbers text, and lists say whether they are "
    "empty",
    "[web]") {
  CHECK(mustache("{{#a}}x{{/a}}{{^a}}y{{/a}}", {{"a", ""}}) == "y");
  CHECK(mustache("{{#a}}x{{/a}}{{^a}}y{{/a}}", {{"a", nullptr}}) == "y");
  CHECK(mustache("{{a}} {{b}} {{c}}", {{"a", 0}, {"b", -7}, {"c", 1.5}}) == "0 -7 1.5");
  CHECK(mustache("{{#has_l}}<{{#l}}{{.}}{{/l}}>{{/has_l}}", {{"l", {1, 2}}}) == "<12>");
  CHECK(mustache("{{#has_l}}<{{/has_l}}", {{"l", nlohmann::json::array()}}).empty());
  CHECK(mustache("{{#o}}{{a.b}}{{/o}}", {{"o", {{"a", {{"b", "x"}}}}}}) == "x");
}

TEST_CASE("several threads render at once", "[web]") {
  const auto expected = web::render_page("error", de(), {{"title", "T"}, {"text", "x"}});
  std::vector<std::string> made(4);
  std::vector<std::thread> threads;
  for (auto& one : made) {
    threads.emplace_back([&one] {
      for (int i = 0; i < 20; ++i)
        one = web::render_page("error", de(), {{"title", "T"}, {"text", "x"}});
    });
  }
  for (auto& thread : threads) thread.join();
  for (const auto& one : made) CHECK(one == expected);
}

TEST_CASE("a confirmation mail tells what was booked in both forms", "[web]") {
  const auto mail = web::render_mail("registration-confirmed", de(), mail_data());
  CHECK(mail.subject == "Ihre Anmeldung: Tag & Nacht");
  CHECK_THAT(mail.text, Contains("Guten Tag Ada Beispiel,") && Contains("„Tag & Nacht“"));
  CHECK_THAT(mail.text, Contains("Ihr Programm:\nSie haben das ganze Programm gebucht.\n"
                                 "- Forum 1, 9:00–10:00 Uhr\n"));
  CHECK_THAT(mail.text, Contains("Nur auf der Warteliste – hier haben Sie noch keinen Platz:\n"
                                 "- Forum 2\nSobald ein Platz frei wird"));
  CHECK_THAT(mail.html, Contains("<h2>Nur auf der Warteliste"));
  CHECK_THAT(mail.text, Contains("\nhttps://example.org/r/abc\n"));
  CHECK_THAT(mail.html, Contains("„Tag &amp; Nacht“") && Contains("Verband &lt;Nord&gt;"));
  CHECK_THAT(mail.html, Contains("<html lang=\"de\">") && !Contains("<img"));
  CHECK_THAT(mail.html, Contains("<h1>Ihre Anmeldung: Tag &amp; Nacht</h1>"));
}

TEST_CASE("a mail about a change tells in words what is different", "[web]") {
  const auto mail = web::render_mail("event-changed", de(), mail_data());
  CHECK(mail.subject == "Geändert: Tag & Nacht");
  CHECK_THAT(mail.text, Contains("war abgesagt und findet nun doch statt"));
  CHECK_THAT(mail.text, Contains("- Wann: 11. September 2027 (bisher: 10. September 2027)\n"
                                 "- Wo: Rathaus (bisher: Stadthalle)\n"
                                 "- Treffen 1: 12. September 2027 (bisher: noch kein Termin)\n"
                                 "- Treffen 2: noch kein Termin (bisher: 13. September 2027)\n"
                                 "- Treffen 3: 15. September 2027, Bürgerhaus (bisher: Rathaus)\n"
                                 "- Treffen 4: 16. September 2027: fällt aus\n"
                                 "- Treffen 5: findet doch statt: Oktober\n"));
  CHECK_THAT(mail.text, Contains("- Webinar 4, 14. September 2027\n- Webinar 5 (Warteliste)\n"));
  CHECK_THAT(mail.html, Contains("<strong>Treffen 1</strong>: 12. September 2027 (bisher: "
                                 "noch kein Termin)"));
  CHECK_THAT(mail.html, Contains("<strong>Webinar 5</strong> (Warteliste)"));
}

TEST_CASE("a mail about a cancelled event says whom to ask, and no date that was never told",
          "[web]") {
  const auto mail = web::render_mail("event-cancelled", de(), mail_data());
  CHECK(mail.subject == "Abgesagt: Tag & Nacht");
  CHECK_THAT(mail.text, Contains("„Tag & Nacht“ findet nicht statt."));
  CHECK_THAT(mail.text, Contains("wenden Sie sich bitte an Verband <Nord>, info@example.org"));
  CHECK_THAT(mail.text, Contains("Wann: 10. September 2027\nWo: Stadthalle\n"));
}

TEST_CASE("no mail leaves a gap of more than one empty line or a tag behind", "[web]") {
  for (const auto& language : web::languages()) {
    for (const auto& name : web::mail_templates()) {
      for (const auto& data : {mail_data(), nlohmann::json{{"organiser", {{"name", "V"}}}}}) {
        const auto mail = web::render_mail(name, web::find_locale(language), data);
        INFO(language << " " << name << "\n" << mail.text);
        CHECK_THAT(mail.text, !Contains("\n\n\n") && !Contains("{{") && !Contains("[["));
        CHECK_THAT(mail.html, !Contains("{{") && !Contains("[["));
      }
    }
  }
}

TEST_CASE("a subject is one line whatever the title of an event", "[web]") {
  auto data = mail_data();
  data["event"]["title"] = "A\r\nBcc: x@example.org";
  const auto mail = web::render_mail("registration-confirmed", de(), data);
  CHECK(mail.subject.find_first_of("\r\n") == std::string::npos);
}

TEST_CASE("the confirmation of a consent says what, to whom and shows nothing a stranger typed",
          "[web]") {
  const auto mail = web::render_mail("consent-confirm", de(), mail_data());
  CHECK(mail.subject == "Bitte bestätigen Sie Ihre Einwilligung: Newsletter");
  for (const auto& body : {mail.text, mail.html}) {
    CHECK_THAT(body, Contains("Ich willige ein.\nWiderruf jederzeit."));
    CHECK_THAT(body, Contains("Beispiel GmbH") && Contains("info@example.org"));
    CHECK_THAT(body, Contains("https://example.org/c/abc"));
    CHECK_THAT(body, !Contains("Ada") && !Contains("https://example.org/e/tag"));
  }
  CHECK(mail.text.find("https://") == mail.text.rfind("https://"));
}

TEST_CASE("mails to addresses that nobody has confirmed show no name", "[web]") {
  for (const auto name : {"registration-verify", "registration-known", "paper-verify",
                          "paper-known", "consent-confirm"}) {
    INFO(name);
    const auto mail = web::render_mail(name, de(), mail_data());
    CHECK_THAT(mail.text + mail.html + mail.subject, !Contains("Ada") && !Contains("Beispiel,"));
  }
}

TEST_CASE("every template of a mail has its text and its HTML", "[web]") {
  std::set<std::string> text, html;
  for (const auto& file : embedded::web_files()) {
    const std::string path(file.path);
    if (!path.starts_with("mail/") || path.starts_with("mail/_")) continue;
    if (path.ends_with(".txt")) text.insert(path.substr(0, path.size() - 4));
    if (path.ends_with(".html")) html.insert(path.substr(0, path.size() - 5));
  }
  CHECK(text == html);
}

TEST_CASE("a name loses what would become a link", "[web]") {
  CHECK(web::safe_name("Ada Beispiel") == "Ada Beispiel");
  CHECK(web::safe_name("evil．example") == "evil example");
  CHECK(web::safe_name("=?utf-8?b?d3d3?=").find("=?") == std::string::npos);
  CHECK(web::safe_name("Dr. Änne O’Neill-Schmidt") == "Dr. Änne O’Neill-Schmidt");
  CHECK(web::safe_name("visit evil.example/x now") == "visit evil example x now");
  CHECK(web::safe_name("https://evil.example") == "https evil example");
  CHECK(web::safe_name("a@b.example") == "a b example");
  CHECK(web::safe_name("A\r\nB").find_first_of("\r\n") == std::string::npos);
  CHECK(web::safe_name("\xff\xfe").empty());
  CHECK(length(web::safe_name(std::string(500, 'x'))) <= 61);
}

TEST_CASE("a bare address in Markdown is a link, and what is left out leaves nothing behind",
          "[web]") {
  CHECK(web::markdown_to_html("Siehe https://example.org/a_b?x=1. Ende") ==
        "<p>Siehe <a href=\"https://example.org/a_b?x=1\">https://example.org/a_b?x=1</a>."
        " Ende</p>\n");
  CHECK(web::markdown_to_html("<b>Text</b>") == "<p>Text</p>\n");
  CHECK(web::markdown_to_text("- a\n  - b\n- c") == "- a\n  - b\n- c");
}
