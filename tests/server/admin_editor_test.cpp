// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/events/figures_fixture.hpp"
#include "tests/server/editor_forms.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"

using namespace zusage;
using tests::admin_side;
using tests::has;
using tests::pairs;
using tests::send_edited;

namespace {

const std::string event_path = "/admin/sit/events/kick-off", edit = event_path + "/edit";

std::string stored(admin_side& side, const char* sql) {
  return side.db->read(
      [&](const schema::reader& view) { return view.value<std::string>(sql).value_or(""); });
}

const pairs basics = {{"title.de", "Neuer Auftakt"},
                      {"title.en", "New start"},
                      {"description.de", "**Fett** gedruckt"}};

}  // namespace

TEST_CASE("the task list leads to every section and names what is missing",
          "[server][admin][editor]") {
  admin_side side;
  side.sign_in_as("anna@example.org", "sit", "organiser");
  CHECK(has(side.get(event_path), "href=\"" + edit + "\">Bearbeiten</a>"));
  CHECK(has(side.get("/admin/sit/events"), "/admin/sit/new-event"));
  const auto list = side.get(edit);
  CHECK(list.status == 200);
  for (const std::string section : {"basics", "time-place", "registration", "audience", "programme",
                                    "questions", "purposes", "retention", "mails"}) {
    INFO(section);
    CHECK(has(list, "href=\"" + edit + "/" + section + "\""));
    CHECK(side.get(edit + "/" + section).status == 200);
  }
  CHECK(side.get(edit + "/nonsense").status == 404);
  CHECK(side.get(edit + "/ring").status == 404);
}

TEST_CASE("a new event on site is asked for all of its place at once, and a choice for a choice",
          "[server][admin][editor]") {
  admin_side side;
  side.sign_in_as("anna@example.org", "sit", "organiser");
  pairs form = {{"csrf", side.csrf()},           {"title.de", "Tag der Übung"},
                {"title.en", "Day of practice"}, {"starts_at", "2030-03-01T09:00"},
                {"ends_at", "2030-03-01T17:00"}, {"mode", "on_site"}};
  const auto wrong = side.post("/admin/sit/new-event", form);
  CHECK(wrong.status == 422);
  CHECK(has(wrong, "href=\"#field-venue-name\""));
  CHECK(has(wrong, "href=\"#field-venue-city\""));
  CHECK(has(wrong, "data-show-if=\"mode\""));
  CHECK(has(wrong, "Bitte wählen Sie etwas aus."));  // of the kind
  CHECK(has(wrong, "<option value=\"\">Bitte wählen</option>"));
  CHECK_FALSE(has(wrong, "Beispiel: 2027"));
}

TEST_CASE("a section is saved on its own, with a preview before", "[server][admin][editor]") {
  admin_side side;
  side.sign_in_as("anna@example.org", "sit", "organiser");
  auto form = basics;
  form.emplace_back("do", "preview");
  const auto before = send_edited(side, edit + "/basics", form);
  CHECK(before.status == 200);
  CHECK(has(before, "<strong>Fett</strong> gedruckt"));
  CHECK(has(before, "value=\"Neuer Auftakt\""));
  CHECK_FALSE(has(side.get(edit + "/basics"), "Neuer Auftakt"));
  const auto saved = send_edited(side, edit + "/basics", basics);
  CHECK(saved.status == 303);
  CHECK(saved.header("Location") == edit + "?saved=1");
  const auto again = side.get(edit + "/basics");
  CHECK(has(again, "value=\"Neuer Auftakt\""));
  CHECK(has(side.get(edit + "/questions"), "/edit/questions/diet"));
}

TEST_CASE("faults stand at their fields and what was typed stays", "[server][admin][editor]") {
  admin_side side;
  side.sign_in_as("anna@example.org", "sit", "organiser");
  const auto wrong = send_edited(side, edit + "/time-place",
                                 {{"starts_at", "2030-05-15T09:00"},
                                  {"ends_at", "2030-05-14T09:00"},
                                  {"time_zone", "Europe/Nirgends"},
                                  {"mode", "on_site"},
                                  {"venue.city", "Köln"}});
  CHECK(wrong.status == 422);
  CHECK(has(wrong, "href=\"#field-time_zone\""));
  CHECK(has(wrong, "href=\"#field-venue-name\""));
  CHECK(has(wrong, "value=\"Köln\""));
  CHECK(has(wrong, "value=\"Europe/Nirgends\""));
  const auto number = send_edited(side, edit + "/registration", {{"capacity", "viele"}});
  CHECK(number.status == 422);
  CHECK(has(number, "href=\"#field-capacity\""));
  // A change that hits another part says which.
  const auto moved = send_edited(side, edit + "/time-place",
                                 {{"starts_at", "2030-06-15T09:00"},
                                  {"ends_at", "2030-06-15T17:00"},
                                  {"time_zone", "Europe/Berlin"},
                                  {"mode", "online"}});
  CHECK(moved.status == 422);
  CHECK(has(moved, "Programmpunkt „"));
  CHECK(has(moved, "außerhalb der Tage"));
}

TEST_CASE("who is later than somebody else sees both and decides", "[server][admin][editor]") {
  admin_side side;
  side.sign_in_as("anna@example.org", "sit", "organiser");
  const auto version = side.get(edit + "/basics").value_of("version");
  REQUIRE(send_edited(side, edit + "/basics", {{"title.de", "Von Anna"}, {"title.en", "By Anna"}})
              .status == 303);
  side.sign_in_as("bernd@example.org", "sit", "organiser");
  pairs mine = {{"csrf", side.csrf()},
                {"version", version},
                {"title.de", "Von Bernd"},
                {"title.en", "By Anna"}};
  const auto late = side.post(edit + "/basics", mine);
  CHECK(late.status == 409);
  CHECK(has(late, "anna@example.org hat die Veranstaltung am"));
  CHECK(has(late, "<td class=\"kern-table__cell\">Von Anna</td>"));
  CHECK(has(late, "<td class=\"kern-table__cell\">Von Bernd</td>"));
  CHECK(has(late, "Meine Fassung trotzdem speichern"));
  CHECK(has(side.get(edit + "/basics"), "value=\"Von Anna\""));
  CHECK(side.post(edit + "/basics", mine).status == 409);  // without the box nothing happens
  mine.emplace_back("overwrite", late.value_of("overwrite"));
  CHECK(side.post(edit + "/basics", mine).status == 303);
  CHECK(has(side.get(edit + "/basics"), "value=\"Von Bernd\""));
}

TEST_CASE("who is registered is counted before a change that concerns them is saved",
          "[server][admin][editor]") {
  admin_side side;
  side.add_attendee("kick-off", "Ina", "Kurz");
  side.sign_in_as("anna@example.org", "sit", "organiser");
  const auto section = side.get(edit + "/time-place");
  CHECK(has(section, "Eine angemeldete Person wird benachrichtigt"));
  pairs form = {{"starts_at", "2030-05-15T07:00"}, {"ends_at", "2030-05-15T22:00"},
                {"time_zone", "Europe/Berlin"},    {"mode", "on_site"},
                {"venue.name", "Rathaus"},         {"venue.city", "Köln"}};
  const auto asked = send_edited(side, edit + "/time-place", form);
  CHECK(asked.status == 200);
  CHECK(has(asked, "So speichern?"));
  CHECK(has(asked, "name=\"venue.city\" value=\"Köln\""));
  CHECK_FALSE(has(side.get(edit + "/time-place"), "value=\"Köln\""));
  form.emplace_back("confirm", "yes");
  CHECK(send_edited(side, edit + "/time-place", form).status == 303);
  CHECK(has(side.get(edit + "/time-place"), "value=\"Köln\""));
}

TEST_CASE("who narrows the circle reads that nobody loses the registration by it",
          "[server][admin][editor]") {
  admin_side side;
  side.sign_in_as("anna@example.org", "sit", "organiser");
  CHECK_FALSE(has(side.get(edit + "/audience"), "schon angemeldet"));
  side.add_attendee("kick-off", "Ina", "Kurz");
  CHECK(has(side.get(edit + "/audience"), "Eine Person ist schon angemeldet."));
}

TEST_CASE("whoever saves a change decides whether it is told, and can add words",
          "[server][admin][editor]") {
  admin_side side;
  side.add_attendee("kick-off", "Ina", "Kurz");
  side.add_attendee("kick-off", "Max", "Lang", "waiting");
  side.sign_in_as("anna@example.org", "sit", "organiser");
  pairs form = {{"starts_at", "2030-05-15T07:00"}, {"ends_at", "2030-05-15T22:00"},
                {"time_zone", "Europe/Berlin"},    {"mode", "on_site"},
                {"venue.name", "Rathaus"},         {"venue.city", "Köln"}};
  const auto asked = send_edited(side, edit + "/time-place", form);
  CHECK(has(asked, "eine angemeldete Person und eine Person, die noch wartet."));
  CHECK(has(asked, "name=\"tell\" type=\"checkbox\" value=\"yes\" checked"));
  CHECK(has(asked, "name=\"words\""));
  const auto with = [&](pairs more) {
    auto all = form;
    all.insert(all.end(), more.begin(), more.end());
    return all;
  };
  const auto back =
      send_edited(side, edit + "/time-place", with({{"confirm", "yes"}, {"edit", "yes"}}));
  CHECK(back.status == 200);
  CHECK(has(back, "value=\"Köln\""));
  CHECK_FALSE(has(side.get(edit + "/time-place"), "value=\"Köln\""));
  const pairs quiet = {{"confirm", "yes"}, {"tell_offered", "yes"}};
  CHECK(send_edited(side, edit + "/time-place", with(quiet)).status == 303);
  const char* count = "SELECT CAST(COUNT(*) AS TEXT) FROM message WHERE template LIKE 'event-%'";
  CHECK(stored(side, count) == "0");
  form.back().second = "Bonn";
  auto loud = with(quiet);
  loud.insert(loud.end(), {{"tell", "yes"}, {"words", "Der Saal ist zu klein."}});
  CHECK(send_edited(side, edit + "/time-place", loud).status == 303);
  CHECK(stored(side, count) == "2");
  CHECK(stored(side, "SELECT data FROM message WHERE template = 'event-changed'")
            .find("Der Saal ist zu klein.") != std::string::npos);
  form.back().second = "Kiel";
  CHECK(send_edited(side, edit + "/time-place", with(quiet)).status == 303);
  CHECK(stored(side, count) == "2");  // what is still to be told stays
}

TEST_CASE("the mail that calls an event off carries the reason", "[server][admin][editor]") {
  admin_side side;
  side.add_attendee("kick-off", "Ina", "Kurz");
  side.sign_in_as("anna@example.org", "sit", "organiser");
  const auto call_off = [&](pairs form) {
    form.emplace_back("csrf", side.csrf());
    form.emplace_back("version", side.get(edit).value_of("version"));
    return side.post(event_path + "/call-off", form);
  };
  CHECK(has(call_off({}), "Grund der Absage"));
  const auto wrong = call_off({{"confirm", "yes"}, {"words", std::string(1001, 'x')}});
  CHECK(has(wrong, "href=\"#words\""));
  CHECK(call_off({{"confirm", "yes"}, {"words", "Sturm <angesagt>"}}).status == 303);
  CHECK(stored(side, "SELECT data FROM message WHERE template = 'event-cancelled'")
            .find("Sturm <angesagt>") != std::string::npos);
}

TEST_CASE("an event with a programme and questions is made by the pages alone",
          "[server][admin][editor]") {
  admin_side side;
  side.sign_in_as("anna@example.org", "sit", "organiser");
  const auto made = side.post("/admin/sit/new-event", {{"csrf", side.csrf()},
                                                       {"kind", "conference"},
                                                       {"title.de", "Tag der Übung"},
                                                       {"title.en", "Day of practice"},
                                                       {"starts_at", "2030-03-01T09:00"},
                                                       {"ends_at", "2030-03-01T17:00"},
                                                       {"mode", "online"}});
  REQUIRE(made.status == 303);
  const std::string path = "/admin/sit/events/tag-der-uebung/edit";
  CHECK(made.header("Location") == path + "?saved=1");
  for (const std::string title : {"Vormittag", "Nachmittag"}) {
    CHECK(send_edited(side, path + "/new-session",
                      {{"title.de", title},
                       {"starts_at", "2030-03-01T10:00"},
                       {"ends_at", "2030-03-01T11:00"}})
              .status == 303);
  }
  CHECK(has(send_edited(side, path + "/new-choice", {{"title.de", "Leer"}}),
            "href=\"#field-sessions"));
  CHECK(send_edited(side, path + "/new-choice",
                    {{"title.de", "Halbtag"},
                     {"sessions", "vormittag"},
                     {"sessions", "nachmittag"},
                     {"max", "1"}})
            .status == 303);
  CHECK(send_edited(side, path + "/new-question",
                    {{"label.de", "Essen"},
                     {"type", "choice"},
                     {"options", "vegan | Vegan | Vegan\r\nAlles"},
                     {"key", "essen"}})
            .status == 303);
  CHECK(send_edited(side, path + "/new-question",
                    {{"label.de", "Was genau?"}, {"type", "text"}, {"show_if", "essen/vegan"}})
            .status == 303);
  const auto file = side.get("/admin/sit/events/tag-der-uebung/event.json");
  CHECK(file.header("Content-Disposition") == "attachment; filename=\"tag-der-uebung.json\"");
  const auto entry = nlohmann::json::parse(file.body)["events"][0];
  CHECK(entry["status"] == "draft");
  CHECK(entry["sessions"].size() == 2);
  CHECK(entry["sessions"][0]["choice"] == "halbtag");
  CHECK(entry["questions"][0]["options"][1]["key"] == "alles");
  CHECK(entry["questions"][1]["show_if"]["question"] == "essen");
  CHECK(send_edited(side, "/admin/sit/events/tag-der-uebung/edit", {}).status == 405);
}

TEST_CASE("elements move and go by their buttons", "[server][admin][editor]") {
  admin_side side;
  side.sign_in_as("anna@example.org", "sit", "organiser");
  const auto order = [&] {
    auto keys = std::string();
    const auto file = side.get(event_path + "/event.json");
    const auto entry = nlohmann::json::parse(file.body)["events"][0];
    for (const auto& one : entry["sessions"]) keys += one["key"].get<std::string>() + " ";
    return keys;
  };
  CHECK(order() == "plenary forum-1 forum-2 ");
  const pairs up = {{"list", "sessions"}, {"key", "forum-2"}, {"do", "up"}};
  CHECK(send_edited(side, edit + "/programme", up).status == 303);
  CHECK(order() == "plenary forum-2 forum-1 ");
  const pairs away = {{"list", "sessions"}, {"key", "plenary"}, {"do", "remove"}};
  const auto asked = send_edited(side, edit + "/programme", away);
  CHECK(has(asked, "Programmpunkt „"));
  CHECK(order() == "plenary forum-2 forum-1 ");
  auto sure = away;
  sure.emplace_back("confirm", "yes");
  CHECK(send_edited(side, edit + "/programme", sure).status == 303);
  CHECK(order() == "forum-2 forum-1 ");
  // What another question hangs on stays.
  const pairs diet = {{"list", "questions"}, {"key", "diet"}, {"do", "remove"}};
  CHECK(send_edited(side, edit + "/questions", diet).status == 422);
  auto late = up;
  late.emplace_back("csrf", side.csrf());
  late.emplace_back("version", "1");
  CHECK(side.post(edit + "/programme", late).status == 409);
}

TEST_CASE("an event is published, cancelled after a question, and made a draft again",
          "[server][admin][editor]") {
  admin_side side;
  side.sign_in_as("anna@example.org", "sit", "organiser");
  const auto act = [&](const std::string& what, pairs form) {
    form.emplace_back("csrf", side.csrf());
    form.emplace_back("version", side.get(edit).value_of("version"));
    return side.post(event_path + what, form);
  };
  const auto status = [&] {
    return stored(side, "SELECT status FROM event WHERE slug='kick-off'");
  };
  CHECK(act("/unpublish", {}).status == 303);
  CHECK(status() == "draft");
  REQUIRE(
      send_edited(side, edit + "/basics", {{"title.de", "Nur deutsch"}, {"title.en", ""}}).status ==
      303);
  const auto gaps = act("/publish", {});
  CHECK(gaps.status == 422);
  CHECK(has(gaps, "Der Titel auf Englisch"));
  CHECK(status() == "draft");
  const auto published = act("/publish", {{"anyway", "yes"}});
  CHECK(published.status == 303);
  CHECK(status() == "published");
  const auto after = side.get(edit, {{"saved", "1"}, {"published", "1"}});
  CHECK(published.header("Location") == edit + "?saved=1&published=1");
  CHECK(has(after, "Veröffentlicht. Ab jetzt sehen alle die Veranstaltung."));
  CHECK(has(after, "Öffentlich ist es schon"));
  CHECK_FALSE(has(after, "Das fehlt noch:"));
  side.add_attendee("kick-off", "Ina", "Kurz");
  CHECK(act("/unpublish", {}).status == 409);
  CHECK(has(act("/call-off", {}), "bekommt eine angemeldete Person"));
  CHECK(status() == "published");
  CHECK(act("/call-off", {{"confirm", "yes"}}).status == 303);
  CHECK(status() == "cancelled");
}

TEST_CASE("a session that somebody booked is refused before anything is asked",
          "[server][admin][editor]") {
  admin_side side;
  side.sign_in_as("anna@example.org", "sit", "organiser");
  const auto remove = [&] {
    const auto page = side.get(edit + "/programme");
    return side.post(edit + "/programme", {{"csrf", side.csrf()},
                                           {"version", page.value_of("version")},
                                           {"list", "sessions"},
                                           {"key", "forum-1"},
                                           {"do", "remove"}});
  };
  const auto asked = remove();
  CHECK(asked.status == 200);
  CHECK(has(asked, "Gebucht hat diesen Programmpunkt bisher niemand."));
  const auto reference = side.add_attendee("kick-off", "Ina", "Kurz");
  side.db->write([&](schema::transaction& tx) {
    tx.execute(
        "INSERT INTO registration_session (registration_id, session_id, status)"
        " SELECT r.id, s.id, 'confirmed'"
        " FROM registration r JOIN event_session s ON s.event_id = r.event_id AND s.key = 'forum-1'"
        " WHERE r.reference = :1",
        reference);
  });
  const auto refused = remove();
  CHECK(refused.status == 422);
  CHECK(has(refused, "Er lässt sich nicht entfernen."));
  CHECK_FALSE(has(refused, "sessions: "));
}

TEST_CASE("members are given by name, and a fault in their list names the line",
          "[server][admin][editor]") {
  admin_side side;
  tests::put_directory(side.db);
  side.sign_in_as("anna@example.org", "sit", "organiser");
  const auto wrong =
      send_edited(side, edit + "/audience", {{"audience.municipalities", "05962004\n\nHemmer\n"}});
  CHECK(wrong.status == 422);
  CHECK(has(wrong, "Zeile 2 („Hemmer“): "));
  const auto saved =
      send_edited(side, edit + "/audience", {{"audience.municipalities", "altena\nHemer"}});
  CHECK(saved.status == 303);
  const auto shown = side.get(edit + "/audience");
  CHECK(has(shown, "05962004\n05962016</textarea>"));
}

TEST_CASE("what a file publishes at once is said before, with what would be missing",
          "[server][admin][editor]") {
  admin_side side;
  side.sign_in_as("anna@example.org", "sit", "organiser");
  auto file = nlohmann::json::parse(side.get(event_path + "/event.json").body);
  auto& entry = file["events"][0];
  entry["slug"] = "ganz-neu";
  entry["status"] = "published";
  entry["title"] = {{"de", "Ganz neu"}};
  const std::string path = "/admin/sit/import-event";
  const auto look = side.post(path, {{"csrf", side.csrf()}, {"file", file.dump()}});
  CHECK(look.status == 200);
  CHECK(has(look, "wird angelegt und ist sofort öffentlich"));
  CHECK(has(look, "Der Titel auf Englisch"));
  CHECK(has(side.get("/admin/sit/events", {{"imported", "1"}}), "Die Datei ist übernommen."));
}

TEST_CASE("a file is looked at first and stored when it was confirmed", "[server][admin][editor]") {
  admin_side side;
  side.sign_in_as("anna@example.org", "sit", "organiser");
  auto file = nlohmann::json::parse(side.get(event_path + "/event.json").body);
  file["events"][0]["title"]["de"] = "Aus der Datei";
  const std::string path = "/admin/sit/import-event";
  const auto look = side.post(path, {{"csrf", side.csrf()}, {"file", file.dump()}});
  CHECK(look.status == 200);
  CHECK(has(look, "wird geändert"));
  CHECK_FALSE(has(side.get(edit + "/basics"), "Aus der Datei"));
  CHECK(
      side.post(path, {{"csrf", side.csrf()}, {"confirm", "yes"}, {"kept", look.value_of("kept")}})
          .status == 303);
  CHECK(has(side.get(edit + "/basics"), "Aus der Datei"));
  file["events"][0]["capacity"] = 0;
  const auto wrong = side.post(path, {{"csrf", side.csrf()}, {"file", file.dump()}});
  CHECK(wrong.status == 422);
  CHECK(has(wrong, "events[0].capacity: "));
  file["events"][0]["organiser"] = "kdn";
  CHECK(side.post(path, {{"csrf", side.csrf()}, {"file", file.dump()}}).status == 422);
  CHECK(side.post(path, {{"csrf", side.csrf()}, {"file", ""}}).status == 422);
}

TEST_CASE("only the event's own organiser edits it, with the right to manage events",
          "[server][admin][editor]") {
  admin_side side;
  side.sign_in_as("dora@example.org", "sit", "dpo");
  CHECK_FALSE(has(side.get(event_path), edit));
  CHECK(side.get(edit).status == 404);
  CHECK(side.get("/admin/sit/new-event").status == 404);
  side.sign_in_as("anna@example.org", "sit", "owner");
  CHECK(side.get("/admin/sit/events/other-day/edit").status == 404);
  CHECK(side.get("/admin/kdn/events/other-day/edit/basics").status == 404);
  CHECK(side.post(edit + "/basics", basics).status == 403);
}
