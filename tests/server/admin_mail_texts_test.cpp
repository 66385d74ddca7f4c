// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/mail_kinds.hpp"
#include "organisers/audit.hpp"
#include "tests/server/admin_fixture.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using tests::admin_side;

namespace {

const std::string area = "/admin/sit/mail-texts";
const std::string confirmed = area + "/registration-confirmed";

struct text_writer : admin_side {
  text_writer() { sign_in_as("anna@example.org", "sit", "organiser"); }
  tests::seen send(const std::string& path, tests::pairs form) {
    form.emplace_back("csrf", csrf());
    return post(path, form);
  }
  static tests::pairs words(const std::string& subject, const std::string& body,
                            const std::string& seen = "0", const std::string& what = "save") {
    return {{"subject", subject}, {"body", body}, {"seen", seen}, {"do", what}};
  }
  std::string seen_in(const tests::seen& page) {
    const std::string before = "name=\"seen\" value=\"";
    const auto from = page.body.find(before) + before.size();
    return page.body.substr(from, page.body.find('"', from) - from);
  }
  std::int64_t count() {
    return db->read([](const schema::reader& r) {
      return r.value<std::int64_t>("SELECT COUNT(*) FROM mail_text").value();
    });
  }
};

}  // namespace

TEST_CASE("the list has every mail that can be changed, and says which are", "[server][admin]") {
  text_writer side;
  const auto list = side.get(area);
  CHECK(list.status == 200);
  for (const auto& kind : events::mail_kinds()) {
    CHECK(has(list, "href=\"" + area + "/" + std::string(kind.name) + "\""));
  }
  CHECK(has(side.get("/admin/sit/events"), "href=\"" + area + "\""));
  CHECK_FALSE(has(list, "Deutsch</td>"));
  side.send(confirmed, side.words("Willkommen", ""));
  CHECK(has(side.get(area), "Deutsch</td>"));
}

TEST_CASE("the page of a text shows the original, its placeholders and a preview",
          "[server][admin]") {
  text_writer side;
  for (const auto& kind : events::mail_kinds()) {
    const auto page = side.get(area + "/" + std::string(kind.name));
    INFO(kind.name);
    REQUIRE(page.status == 200);
    for (const auto name : kind.placeholders) {
      CHECK(has(page, "<code>{" + std::string(name) + "}</code>"));
    }
    CHECK(has(page, " sandbox></iframe>"));
  }
  const auto page = side.get(confirmed);
  CHECK(has(page, "Ihre Anmeldung: {event_title}"));
  CHECK(has(page, "Sie sind angemeldet für „{event_title}“."));
  CHECK(has(page, "Es gelten die Worte des Programms."));
  CHECK(has(page, "Praxistag Musterverwaltung"));
  CHECK(side.get(area + "/consent-confirm").status == 404);
  CHECK(side.get(area + "/nothing").status == 404);
  CHECK(side.get(confirmed, {{"language", "xx"}}).status == 404);
}

TEST_CASE("each language has its own text", "[server][admin]") {
  text_writer side;
  CHECK(side.get(confirmed, {{"language", "en"}}).status == 200);
  CHECK(has(side.get(confirmed, {{"language", "en"}}), "Your registration: {event_title}"));
}

TEST_CASE("a preview shows what is typed and stores nothing", "[server][admin]") {
  text_writer side;
  const auto page = side.send(
      confirmed, side.words("Hallo {given_name}", "**Schön**, dass Sie kommen.", "0", "preview"));
  CHECK(page.status == 200);
  CHECK(has(page, "<dd>Hallo Ada</dd>"));
  CHECK(has(page, "&lt;strong&gt;Schön&lt;/strong&gt;"));  // in the frame
  CHECK(has(page, "Schön, dass Sie kommen.\n"));           // as plain text
  CHECK(has(page, "**Schön**, dass Sie kommen.</textarea>"));
  CHECK(page.header("Content-Security-Policy").find("'sha256-") != std::string::npos);
  CHECK(side.count() == 0);
}

TEST_CASE("a fault in a text is said at its field, and what was typed stays", "[server][admin]") {
  text_writer side;
  const auto unknown = side.send(confirmed, side.words("{event_titel}", "Text"));
  CHECK(unknown.status == 422);
  CHECK(has(unknown, "Diesen Platzhalter gibt es in dieser Nachricht nicht: {event_titel}."));
  CHECK(has(unknown, "value=\"{event_titel}\""));
  CHECK(side.send(confirmed, side.words("", "![x](https://example.org/p.gif)")).status == 422);
  CHECK(has(side.send(confirmed, side.words("", "<b>x</b>")), "HTML ist nicht möglich"));
  CHECK(has(side.send(confirmed, side.words("", "[x](https://x.example/{event_title})")),
            "In der Adresse eines Links"));
  CHECK(side.send(confirmed, side.words("", "")).status == 422);
  CHECK(side.send(confirmed, side.words("\xff", "\xfe", "0", "preview")).status == 422);
  CHECK(side.count() == 0);
}

TEST_CASE("a text is saved, and goes back to the original after a question", "[server][admin]") {
  text_writer side;
  const auto saved = side.send(confirmed, side.words("Willkommen", "Text"));
  CHECK(saved.status == 303);
  CHECK(saved.header("Location") == confirmed + "?language=de&done=saved");
  const auto page = side.get(confirmed);
  CHECK(has(page, "value=\"Willkommen\""));
  CHECK(has(page, "von anna@example.org"));
  const auto asked = side.send(confirmed + "/original", {{"seen", side.seen_in(page)}});
  CHECK(asked.status == 200);
  CHECK(has(asked, "Zurück zum Original?"));
  CHECK(side.count() == 1);
  const auto done =
      side.send(confirmed + "/original", {{"seen", side.seen_in(asked)}, {"confirm", "yes"}});
  CHECK(done.status == 303);
  CHECK(side.count() == 0);
  CHECK(has(side.get(confirmed, {{"language", "de"}, {"done", "dropped"}}),
            "Es gelten wieder die Worte des Programms."));
}

TEST_CASE("who saves second is shown what is saved, and both texts stay", "[server][admin]") {
  text_writer side;
  CHECK(side.send(confirmed, side.words("Erste", "Erster Text")).status == 303);
  const auto second = side.send(confirmed, side.words("Zweite", "Zweiter Text"));
  CHECK(second.status == 409);
  CHECK(has(second, "Jemand anderes hat diesen Text inzwischen geändert"));
  CHECK(has(second, "Erster Text</pre>"));
  CHECK(has(second, "Zweiter Text</textarea>"));
  CHECK(has(side.get(confirmed), "value=\"Erste\""));
  CHECK(side.send(confirmed, side.words("Zweite", "Zweiter Text", side.seen_in(second))).status ==
        303);
  CHECK(has(side.get(confirmed), "value=\"Zweite\""));
}

TEST_CASE("check-in staff and officers change no words", "[server][admin]") {
  text_writer side;
  for (const auto* role : {"check-in", "dpo"}) {
    side.sign_in_as(std::string(role) + "@example.org", "sit", role);
    CHECK(side.get(area).status == 404);
    CHECK(side.send(confirmed, side.words("x", "y")).status == 404);
  }
  CHECK(side.count() == 0);
}
