// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/footer.hpp"
#include "tests/server/visitor.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/text.hpp"

using namespace zusage;
using nlohmann::json;
using tests::body_of;
using tests::contains;

namespace {

json all_pages() {
  return {
      {"imprint",
       {{"name", "Stadt-IT Verbund"},
        {"legal_form", "Zweckverband"},
        {"represented_by", "Vera Vorsteherin"},
        {"street", "Markt 1"},
        {"postal_code", "12345"},
        {"city", "Musterstadt"},
        {"email", "post@sit.example.org"},
        {"text", {{"de", "Verantwortlich für **Inhalte**: Rita Redaktion"}}}}},
      {"accessibility",
       {{"declared_on", "2029-11-05"},
        {"method", "external"},
        {"conformance", "partial"},
        {"barriers",
         {{{"text", {{"de", "Alte Dokumente"}}}, {"reason", {{"de", "werden ersetzt"}}}}}},
        {"enforcement", {{"name", "Schlichtungsstelle"}, {"url", "https://s.example.org"}}},
        {"contact", "frei@sit.example.org"}}},
      {"plain_language", {{"de", "Wir machen **Treffen**."}}},
      {"sign_language", {{"url", "https://sit.example.org/dgs"}, {"title", {{"de", "DGS-Film"}}}}}};
}

struct site {
  tests::test_services with;
  json file = tests::sample_event_file();

  explicit site(const json& pages = json::object()) { set(pages); }
  void set(const json& pages) {
    file["organisers"][0]["pages"] = pages;
    store();
  }
  void store() { tests::import_file(with.database(), file, nullptr, with.time()); }
  void add_other() {
    file["organisers"].push_back({{"key", "netz"},
                                  {"name", {{"de", "Innovationsnetz"}}},
                                  {"contact", "n@netz.example.org"}});
    store();
  }
  std::string page(const std::string& path, const std::string& organiser = "sit",
                   const std::string& language = "") {
    std::vector<std::pair<std::string, std::string>> query;
    if (!organiser.empty()) query.emplace_back("organiser", organiser);
    if (!language.empty()) query.emplace_back("lang", language);
    return body_of(with.get(path, query));
  }
  server::response get(const std::string& path, const std::string& organiser) {
    return with.get(path, {{"organiser", organiser}});
  }
};

const std::vector<std::string> kept = {"/imprint", "/privacy", "/accessibility", "/plain-language"};

}  // namespace

TEST_CASE("the imprint is made from the event file and leads to the organiser's own",
          "[server][duty]") {
  site s(all_pages());
  const auto page = s.page("/imprint");
  for (const auto* part :
       {"Impressum: Stadt-IT Verbund", "href=\"https://sit.example.org/impressum\"", "Zweckverband",
        "Vera Vorsteherin", "Markt 1, 12345 Musterstadt", "href=\"mailto:post@sit.example.org\"",
        "<strong>Inhalte</strong>"}) {
    INFO(part);
    CHECK(contains(page, part));
  }
  const auto english = s.page("/imprint", "sit", "en");
  CHECK(contains(english, "Imprint: City IT Association"));
  CHECK(contains(english, "<div class=\"prose kern-body\" lang=\"de\">"));
}

TEST_CASE("without an imprint the page names the organiser and says what is missing",
          "[server][duty]") {
  site s;
  CHECK(contains(s.page("/imprint"), "noch keine vollständigen Angaben"));
  CHECK(contains(s.page("/imprint"), "info@sit.example.org"));
}

TEST_CASE("the declaration of accessibility is made from its data", "[server][duty]") {
  site s(all_pages());
  const auto page = s.page("/accessibility");
  for (const auto* part :
       {"teilweise vereinbar", "Alte Dokumente", "Grund: werden ersetzt", "5. November 2029",
        "unabhängige Stelle", "mailto:frei@sit.example.org", "href=\"/barrier?organiser=sit\"",
        "Schlichtungsstelle", "https://s.example.org", "EN 301 549"}) {
    INFO(part);
    CHECK(contains(page, part));
  }
  const auto english = s.page("/accessibility", "sit", "en");
  CHECK(contains(english, "<span lang=\"de\">Alte Dokumente</span>"));
  CHECK(contains(english, "href=\"/barrier?organiser=sit&amp;lang=en\""));
}

TEST_CASE("an organiser without declaration is said to have none, and barriers can be reported",
          "[server][duty]") {
  site s;
  const auto page = s.page("/accessibility");
  CHECK(contains(page, "noch keine Erklärung zur Barrierefreiheit abgegeben"));
  CHECK(contains(page, "href=\"/barrier?organiser=sit\""));
  CHECK_FALSE(contains(page, "vollständig vereinbar"));
}

TEST_CASE("without a name a duty page is the only organiser's, or lists all of them",
          "[server][duty]") {
  site s(all_pages());
  CHECK(contains(s.page("/imprint", ""), "Vera Vorsteherin"));
  s.add_other();
  for (const auto& path : kept) {
    INFO(path);
    const auto page = s.page(path, "");
    CHECK_FALSE(contains(page, "Vera Vorsteherin"));
    CHECK(contains(page, "href=\"" + path + "?organiser=sit\""));
    CHECK(contains(page, "href=\"" + path + "?organiser=netz\""));
    CHECK(s.get(path, "netz").status == 200);
    CHECK(s.get(path, "nobody").status == 404);
  }
  CHECK(s.get("/barrier", "nobody").status == 404);
}

TEST_CASE("duty pages say so when there is nobody yet", "[server][duty]") {
  tests::test_services with;
  CHECK(contains(body_of(with.get("/imprint")), "noch keine Veranstalter"));
  CHECK(contains(body_of(with.get("/barrier")), "noch keine Veranstalter"));
}

TEST_CASE("duty pages are kept apart by organiser and language, and made anew by an import",
          "[server][duty]") {
  site s(all_pages());
  s.add_other();
  for (const auto& path : kept) {
    INFO(path);
    const auto first = s.get(path, "sit");
    CHECK(first.shared_body);
    CHECK_FALSE(first.personal);
    CHECK(s.get(path, "sit").shared_body == first.shared_body);
    CHECK(s.get(path, "netz").shared_body != first.shared_body);
    CHECK(s.page(path, "sit", "en") != body_of(first));
    CHECK(body_of(s.get(path, "sit")) == body_of(first));
  }
  auto changed = all_pages();
  changed["imprint"]["represented_by"] = "Neue Vorsteherin";
  changed["accessibility"]["conformance"] = "none";
  changed["plain_language"]["de"] = "Anders gesagt.";
  changed["privacy"] = {{"data_protection_officer", {{"name", "Dora Datenschutz"}}}};
  s.set(changed);
  CHECK(contains(s.page("/imprint"), "Neue Vorsteherin"));
  CHECK(contains(s.page("/accessibility"), "noch nicht vereinbar"));
  CHECK(contains(s.page("/plain-language"), "Anders gesagt."));
  CHECK(contains(s.page("/privacy"), "Dora Datenschutz"));
  // A third one joins the lists of everybody.
  CHECK_FALSE(contains(s.page("/imprint", ""), "Dritter"));
  s.file["organisers"].push_back(
      {{"key", "third"}, {"name", {{"de", "Dritter"}}}, {"contact", "d@d.example.org"}});
  s.store();
  CHECK(contains(s.page("/imprint", ""), "Dritter"));
}

TEST_CASE("every page ends with the duty pages of whom it belongs to", "[server][duty]") {
  site s(all_pages());
  s.add_other();
  for (const std::string path : {"/e/kick-off", "/e/kick-off/register", "/newsletter/sit"}) {
    INFO(path);
    const auto page = s.page(path, "");
    CHECK(contains(page, "href=\"/imprint?organiser=sit\""));
    CHECK(contains(page, "href=\"/accessibility?organiser=sit\""));
    CHECK(contains(page, "href=\"/plain-language?organiser=sit\""));
    CHECK(contains(page, "href=\"https://sit.example.org/dgs\">DGS-Film"));
  }
  CHECK(contains(s.page("/e/kick-off", ""), "href=\"/privacy?event=kick-off\""));
  CHECK(
      contains(s.page("/e/kick-off", ""), "href=\"/barrier?organiser=sit&amp;page=/e/kick-off\""));
  CHECK(contains(s.page("/newsletter/sit", ""), "href=\"/privacy?organiser=sit\""));
  for (const std::string path : {"/", "/nowhere", "/e/nothing", "/admin/sign-in"}) {
    INFO(path);
    const auto page = s.page(path, "");
    for (const auto* link : {"\"/imprint\"", "\"/privacy\"", "\"/accessibility\""}) {
      CHECK(contains(page, std::string("href=") + link));
    }
    CHECK(contains(page, "href=\"/barrier?page=/"));
    CHECK_FALSE(contains(page, "/plain-language"));
  }
}

TEST_CASE("the footer follows when an organiser gets a text in plain language", "[server][duty]") {
  site s;
  CHECK_FALSE(contains(s.page("/e/kick-off", ""), "/plain-language"));
  CHECK_FALSE(contains(s.page("/newsletter/sit", ""), "/plain-language"));
  s.set(all_pages());
  CHECK(contains(s.page("/e/kick-off", ""), "/plain-language?organiser=sit"));
  CHECK(contains(s.page("/newsletter/sit", ""), "/plain-language?organiser=sit"));
}

TEST_CASE("no footer carries the token of a mailed link", "[server][duty]") {
  tests::visitor v;
  const auto token = v.registered();
  const auto page = body_of(v.with.get("/r/" + token));
  CHECK(contains(page, "&amp;page=/r\""));
  CHECK_FALSE(contains(page, "page=/r/"));
  CHECK(contains(body_of(v.with.get("/r/" + std::string(44, 'A'))), "page=/r\""));
}

TEST_CASE("a path is told without tokens, neither those of mails nor those of drafts",
          "[server][duty]") {
  CHECK(server::path_to_tell("/r/abc") == "/r");
  CHECK(server::path_to_tell("/r/abc/people") == "/r");
  CHECK(server::path_to_tell("/e/kick-off") == "/e/kick-off");
  CHECK(server::path_to_tell("/e/kick-off/register") == "/e/kick-off/register");
  CHECK(server::path_to_tell("/e/kick-off/register/TOKEN/person") == "/e/kick-off/register");
  CHECK(server::path_to_tell("/e/kick-off/registered") == "/e/kick-off");
  CHECK(server::path_to_tell("/s/sit/series/feed.atom") == "/s/sit/series");
  CHECK(server::path_to_tell("/newsletter/sit") == "/newsletter/sit");
  CHECK(server::path_to_tell("/") == "/");
  CHECK(server::path_to_tell("/e/") == "/e/");
}

TEST_CASE("the form leads to the privacy information that is made, and to the organiser's own",
          "[server][duty]") {
  site s;
  const auto page = s.page("/e/kick-off/register", "");
  CHECK(contains(page, "href=\"/privacy?event=kick-off\">Hinweise zum Datenschutz für dieses"));
  CHECK(contains(page, "href=\"https://sit.example.org/datenschutz\""));
  s.file["organisers"][0].erase("privacy_url");
  s.store();
  const auto without = s.page("/e/kick-off/register", "");
  CHECK(contains(without, "href=\"/privacy?event=kick-off\">Hinweise zum Datenschutz für dieses"));
  CHECK_FALSE(contains(without, "sit.example.org/datenschutz"));
}
