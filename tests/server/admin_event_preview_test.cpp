// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "organisers/sign_in.hpp"
#include "tests/organisers/people.hpp"
#include "tests/server/admin_fixture.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"
#include "tests/support/services.hpp"

using namespace zusage;
using tests::admin_side;

namespace {

const std::string event_path = "/admin/sit/events/draft", preview = event_path + "/preview";

struct drafting : admin_side {
  drafting() { tests::add_event(db, {{"slug", "draft"}, {"status", "draft"}}); }
};

}  // namespace

TEST_CASE("a draft is previewed as visitors will see it, and says that it is a draft",
          "[server][admin][preview]") {
  drafting side;
  side.sign_in_as("anna@example.org", "sit", "organiser");
  CHECK(has(side.get(event_path), "href=\"" + preview + "\">Vorschau</a>"));
  const auto page = side.get(preview);
  CHECK(page.status == 200);
  CHECK(has(page, "Entwurf – nur für Sie sichtbar."));
  CHECK(has(page, ">Strategie-Auftakt</h1>"));
  CHECK(has(page, "<strong>Programm</strong> des Tages"));
  CHECK(has(page, "Forum 1: Register"));
  CHECK(has(page, "href=\"" + event_path + "\""));
}

TEST_CASE("the preview of a draft leads nowhere that is not there yet",
          "[server][admin][preview]") {
  drafting side;
  side.sign_in_as("anna@example.org", "sit", "organiser");
  const auto page = side.get(preview);
  CHECK_FALSE(has(page, "/e/draft"));
  CHECK_FALSE(has(page, "event=draft"));
  CHECK_FALSE(has(page, "application/ld+json"));
  CHECK_FALSE(has(page, "rel=\"canonical\""));
  CHECK(has(page, "content=\"noindex\""));
}

TEST_CASE("a draft stays unknown to visitors before and after it was previewed",
          "[server][admin][preview]") {
  drafting side;
  CHECK(side.get("/e/draft").status == 404);
  side.sign_in_as("anna@example.org", "sit", "organiser");
  CHECK(side.get("/e/draft").status == 404);
  CHECK(side.get(preview).status == 200);
  side.sign_out();
  CHECK(side.get("/e/draft").status == 404);
  CHECK(side.get(preview).status == 303);
}

TEST_CASE("another organiser's draft is not previewed, nor by who does not manage events",
          "[server][admin][preview]") {
  drafting side;
  side.sign_in_as("carla@example.org", "kdn", "owner");
  CHECK(side.get(preview).status == 404);
  CHECK(side.get("/admin/kdn/events/draft/preview").status == 404);
  side.sign_in_as("bernd@example.org", "sit", "check-in");
  CHECK(side.get(preview).status == 404);
  CHECK_FALSE(has(side.get(event_path), preview));
}

TEST_CASE("of a public event the preview says where its page is, and a paper has none",
          "[server][admin][preview]") {
  admin_side side;
  tests::add_event(side.db, tests::as_paper("paper"));
  side.sign_in_as("anna@example.org", "sit", "organiser");
  const auto page = side.get("/admin/sit/events/kick-off/preview");
  CHECK(page.status == 200);
  CHECK_FALSE(has(page, "Entwurf"));
  CHECK(has(page, "href=\"/e/kick-off\">Öffentliche Seite</a>"));
  CHECK_FALSE(has(page, "href=\"/e/kick-off/register\""));
  CHECK_FALSE(has(side.get("/admin/sit/events/kick-off"), "/preview"));
  CHECK(side.get("/admin/sit/events/paper/preview").status == 404);
}

TEST_CASE("no preview is kept, by the program or by a browser", "[server][admin][preview]") {
  tests::test_services with;
  tests::add_event(with.database(), {{"slug", "draft"}, {"status", "draft"}});
  const auto id = tests::add_person(with.database().get(), "anna@example.org", "sit", "organiser");
  const auto token = with.database()->write(
      [&](schema::transaction& tx) { return organisers::start_session(tx, id, with.time()); });
  auto of = with.request("GET", preview);
  of.cookie = server::session_cookie_name(with.config()) + "=" + token;
  const auto made = with.send(of);
  CHECK(made.status == 200);
  CHECK(made.personal);  // Cache-Control: no-store
  CHECK_FALSE(made.keep);
  CHECK(with.get(preview).status == 303);
}
