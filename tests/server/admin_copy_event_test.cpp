// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "organisers/audit.hpp"
#include "tests/server/admin_fixture.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using tests::admin_side;

namespace {

const std::string event_path = "/admin/sit/events/kick-off", copy = event_path + "/copy";

std::int64_t count_events(admin_side& side) {
  return side.db->read([](const schema::reader& view) {
    return *view.value<std::int64_t>("SELECT COUNT(*) FROM event");
  });
}

tests::seen send(admin_side& side, const std::string& path, const std::string& slug,
                 const std::string& day) {
  return side.post(path, {{"csrf", side.csrf()}, {"slug", slug}, {"starts_on", day}});
}

}  // namespace

TEST_CASE("who manages events makes the next edition from an event's page",
          "[server][admin][edition]") {
  admin_side side;
  const auto staff = side.sign_in_as("anna@example.org", "sit", "organiser");
  CHECK(has(side.get(event_path), "href=\"" + copy + "\">Nächste Ausgabe anlegen</a>"));
  const auto form = side.get(copy);
  CHECK(form.status == 200);
  CHECK(has(form, "Nächste Ausgabe: Strategie-Auftakt"));
  CHECK(has(form, "Bisher: kick-off"));
  CHECK_FALSE(has(form, "error-summary"));

  const auto made = send(side, copy, "kick-off-2031", "2031-05-14");
  CHECK(made.status == 303);
  CHECK(made.header("Location") == "/admin/sit/events/kick-off-2031?copied=1");
  const auto shown = side.get("/admin/sit/events/kick-off-2031", {{"copied", "1"}});
  CHECK(has(shown, "Sie ist ein Entwurf"));
  CHECK(has(shown, "14. Mai 2031"));
  CHECK(has(side.get("/admin/sit/events/kick-off-2031"), "ist ein Entwurf und nicht öffentlich"));
  CHECK_FALSE(has(side.get(event_path, {{"copied", "1"}}), "Entwurf"));
  const auto written = side.db->read([&](const schema::reader& view) {
    return view.value<std::int64_t>(
        "SELECT staff_id FROM audit_entry WHERE action = 'event.copied'"
        " AND subject = 'kick-off-2031'");
  });
  CHECK(written == staff);
}

TEST_CASE("faults of the next edition stand beside their fields, and what was typed stays",
          "[server][admin][edition]") {
  admin_side side;
  side.sign_in_as("anna@example.org", "sit", "owner");
  const auto before = count_events(side);
  const auto wrong = send(side, copy, "Kick \"Off\"", "2029-01-01");
  CHECK(wrong.status == 422);
  CHECK(has(wrong, "value=\"Kick &quot;Off&quot;\""));
  CHECK(has(wrong, "value=\"2029-01-01\""));
  CHECK(has(wrong, "href=\"#slug\""));
  CHECK(has(wrong, "href=\"#starts_on\""));
  CHECK(has(wrong, "einzelne Bindestriche. Beispiel"));
  CHECK(has(wrong, "nach dem Beginn der bisherigen"));
  CHECK(has(send(side, copy, "other-day", "2031-05-14"), "Unter diesem Kurznamen"));
  const auto empty = send(side, copy, "", "");
  CHECK(has(empty, "href=\"#slug\">Kurzname in der Adresse: Bitte füllen Sie dieses Feld aus."));
  CHECK(has(empty, "href=\"#starts_on\">Erster Tag: Bitte füllen Sie dieses Feld aus."));
  CHECK(send(side, copy, "\xff", "\xff").status == 422);
  CHECK(has(send(side, copy, std::string(300, 'a'), "2031-05-14"), "höchstens 100 Zeichen"));
  side.language = "en";
  CHECK(has(send(side, copy, "next", "tomorrow"), "Please enter a date that exists."));
  CHECK(count_events(side) == before);
}

TEST_CASE("the next edition needs the right to manage events of that organiser",
          "[server][admin][edition]") {
  admin_side side;
  const auto before = count_events(side);
  side.sign_in_as("dora@example.org", "sit", "dpo");
  CHECK_FALSE(has(side.get(event_path), copy));
  CHECK(side.get(copy).status == 404);
  CHECK(send(side, copy, "next", "2031-05-14").status == 404);
  side.sign_in_as("anna@example.org", "sit", "owner");
  CHECK(send(side, "/admin/sit/events/other-day/copy", "next", "2031-05-14").status == 404);
  CHECK(send(side, "/admin/kdn/events/other-day/copy", "next", "2031-05-14").status == 404);
  CHECK(side.post(copy, {{"slug", "next"}, {"starts_on", "2031-05-14"}}).status == 403);
  CHECK(count_events(side) == before);
}
