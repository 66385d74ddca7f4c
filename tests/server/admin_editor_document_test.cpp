// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/paper.hpp"
#include "tests/server/editor_forms.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"

using namespace zusage;
using tests::admin_side;
using tests::has;
using tests::pairs;

namespace {

const std::string paper_path = "/admin/sit/events/leitfaden", section = paper_path + "/edit/paper";
const std::string pdf = "%PDF-1.7\nein Leitfaden";

tests::seen send(admin_side& side, const std::string& path, pairs form,
                 const std::string& shown = section) {
  return tests::send_edited(side, path, std::move(form), shown);
}

tests::seen upload(admin_side& side, const std::string& name, const std::string& content) {
  pairs form = {{"file", content}};
  if (!name.empty()) form.emplace_back("file.filename", name);
  return send(side, section + "/document", form);
}

void make_paper(admin_side& side) {
  side.sign_in_as("anna@example.org", "sit", "organiser");
  const auto made = side.post("/admin/sit/new-event", {{"csrf", side.csrf()},
                                                       {"kind", "paper"},
                                                       {"title.de", "Leitfaden"},
                                                       {"title.en", "Guide"},
                                                       {"starts_at", "2027-01-01T09:00"},
                                                       {"ends_at", "2031-03-01T17:00"},
                                                       {"mode", "online"}});
  REQUIRE(made.status == 303);
  REQUIRE(made.header("Location") == paper_path + "/edit?saved=1");
}

nlohmann::json entry_of(admin_side& side) {
  return nlohmann::json::parse(side.get(paper_path + "/event.json").body)["events"][0];
}

std::string stored_content(admin_side& side) {
  return side.db->read([](const schema::reader& db) {
    const auto id = db.value<std::int64_t>("SELECT id FROM event WHERE slug = 'leitfaden'");
    const auto found = events::find_document(db, id.value());
    return found ? events::read_document_chunk(db, *found, 0).value_or("") : std::string("none");
  });
}

}  // namespace

TEST_CASE("a paper begins as a draft without a document, which publishing asks for",
          "[server][admin][editor]") {
  admin_side side;
  make_paper(side);
  CHECK(has(side.get(section), "Es ist keine Datei gespeichert."));
  CHECK(has(side.get(paper_path + "/edit"), "Das Dokument oder seine Adresse"));
  CHECK(entry_of(side)["paper"] == nlohmann::json::object());
  // Every other section can be saved meanwhile.
  CHECK(send(side, paper_path + "/edit/basics",
             {{"title.de", "Leitfaden neu"}, {"title.en", "Guide"}}, paper_path + "/edit/basics")
            .status == 303);
  const auto refused =
      send(side, paper_path + "/publish", {{"anyway", "yes"}}, paper_path + "/edit");
  CHECK(refused.status == 409);
  CHECK(has(refused, "Dokument: Bitte geben Sie an, wo das Dokument liegt."));
}

TEST_CASE("the document of a paper is uploaded, replaced and removed", "[server][admin][editor]") {
  admin_side side;
  make_paper(side);
  const auto saved = upload(side, "Leitfaden 2027 (endgültig).PDF", pdf);
  CHECK(saved.status == 303);
  CHECK(saved.header("Location") == section + "?saved=1");
  CHECK(has(side.get(section), "leitfaden-2027-endgueltig.pdf, "));
  CHECK(stored_content(side) == pdf);
  CHECK(entry_of(side)["paper"]["file"] == "leitfaden-2027-endgueltig.pdf");
  CHECK(upload(side, "Leitfaden.pdf", pdf + ", 2. Auflage").status == 303);
  CHECK(stored_content(side) == pdf + ", 2. Auflage");
  const auto downloaded = side.get(section + "/document");
  CHECK(downloaded.body == pdf + ", 2. Auflage");
  CHECK(downloaded.content_type == "application/pdf");
  CHECK(downloaded.header("Content-Disposition") == "attachment; filename=\"Leitfaden.pdf\"");
  CHECK(has(side.get(section), "href=\"" + section + "/document\""));
  // Another section leaves it alone.
  REQUIRE(send(side, section, {{"paper.link_days", "30"}}).status == 303);
  CHECK(stored_content(side) == pdf + ", 2. Auflage");
  const pairs removal = {{"do", "remove"}};
  CHECK(has(send(side, section + "/document", removal), "„Leitfaden.pdf“ entfernen?"));
  CHECK(stored_content(side) != "none");
  CHECK(send(side, section + "/document", {{"do", "remove"}, {"confirm", "yes"}}).status == 303);
  CHECK(stored_content(side) == "none");
  CHECK(side.get(section + "/document").status == 404);
  CHECK(entry_of(side)["paper"]["link_days"] == 30);
}

TEST_CASE("what was published keeps a document, and gets another under the same links",
          "[server][admin][editor]") {
  admin_side side;
  make_paper(side);
  REQUIRE(upload(side, "a.pdf", pdf).status == 303);
  REQUIRE(send(side, paper_path + "/publish", {{"anyway", "yes"}}, paper_path + "/edit").status ==
          303);
  CHECK_FALSE(has(side.get(section), "Dokument entfernen"));
  CHECK(send(side, section + "/document", {{"do", "remove"}, {"confirm", "yes"}}).status == 422);
  CHECK(stored_content(side) == pdf);
  CHECK(upload(side, "a.pdf", pdf + " neu").status == 303);
  CHECK(stored_content(side) == pdf + " neu");
}

TEST_CASE("an address takes the place of the document once that was confirmed",
          "[server][admin][editor]") {
  admin_side side;
  make_paper(side);
  REQUIRE(upload(side, "a.pdf", pdf).status == 303);
  pairs form = {{"paper.url", "https://stadt.example.org/a.pdf"}};
  CHECK(has(send(side, section, form), "Das Dokument „a.pdf“ wird gelöscht."));
  CHECK(stored_content(side) == pdf);
  form.emplace_back("confirm", "yes");
  CHECK(send(side, section, form).status == 303);
  CHECK(stored_content(side) == "none");
  CHECK(entry_of(side)["paper"]["url"] == "https://stadt.example.org/a.pdf");
  // And the other way round.
  CHECK(upload(side, "b.md", "# Text").status == 303);
  CHECK(entry_of(side)["paper"] == nlohmann::json{{"file", "b.md"}});
  CHECK_FALSE(entry_of(side).contains("join_url"));
}

TEST_CASE("a document that the event file would refuse is refused", "[server][admin][editor]") {
  admin_side side;
  make_paper(side);
  for (const auto& [name, content, words] :
       {std::tuple("", "", "Bitte wählen Sie eine Datei aus."),
        std::tuple("a.exe", "MZ", "Solche Dateien nehmen wir nicht an. Möglich sind: pdf, epub"),
        std::tuple("ohne", "%PDF-1.7", "Solche Dateien nehmen wir nicht an."),
        std::tuple("a.pdf", "PK\x03\x04", "passt nicht zu ihrer Endung"),
        std::tuple("a.txt", "", "In der Datei steht nichts.")}) {
    INFO(name);
    const auto refused = upload(side, name, content);
    CHECK(refused.status == 422);
    CHECK(has(refused, words));
    CHECK(has(refused, "href=\"#file\""));
  }
  CHECK(stored_content(side) == "none");
}

TEST_CASE("a document replaces nothing that somebody has changed meanwhile, and is audited",
          "[server][admin][editor]") {
  admin_side side;
  make_paper(side);
  const pairs late = {
      {"csrf", side.csrf()}, {"version", "0"}, {"file", pdf}, {"file.filename", "a.pdf"}};
  CHECK(side.post(section + "/document", late).status == 409);
  CHECK(stored_content(side) == "none");
  REQUIRE(upload(side, "vertraulich.pdf", pdf).status == 303);
  const auto details = side.db->read([](const schema::reader& db) {
    return db.value<std::string>("SELECT details FROM audit_entry ORDER BY id DESC LIMIT 1")
        .value();
  });
  CHECK(nlohmann::json::parse(details)["section"] == "paper");
  CHECK(details.find("vertraulich") == std::string::npos);
  CHECK(side.post("/admin/sit/events/kick-off/edit/paper/document",
                  {{"csrf", side.csrf()}, {"file", pdf}, {"file.filename", "a.pdf"}})
            .status == 404);  // no paper
}

TEST_CASE("the copy of a paper gets a document of its own", "[server][admin][editor]") {
  admin_side side;
  make_paper(side);
  REQUIRE(upload(side, "a.pdf", pdf).status == 303);
  const auto copied =
      side.post(paper_path + "/copy",
                {{"csrf", side.csrf()}, {"slug", "leitfaden-2"}, {"starts_on", "2028-01-01"}});
  REQUIRE(copied.status == 303);
  const std::string second = "/admin/sit/events/leitfaden-2/edit/paper";
  CHECK(has(side.get(second), "Es ist keine Datei gespeichert."));
  CHECK(send(side, second + "/document", {{"file", "Zweite Ausgabe"}, {"file.filename", "b.txt"}},
             second)
            .status == 303);
  CHECK(has(side.get(second), "b.txt, "));
  CHECK(stored_content(side) == pdf);
}
