// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
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

nlohmann::json entry_of(admin_side& side, const std::string& at = event_path) {
  return nlohmann::json::parse(side.get(at + "/event.json").body)["events"][0];
}

/// A ring of `sit`, made by the pages.
std::string make_ring(admin_side& side) {
  const auto made = side.post("/admin/sit/new-event", {{"csrf", side.csrf()},
                                                       {"kind", "comparison_ring"},
                                                       {"title.de", "Ring"},
                                                       {"title.en", "Ring"},
                                                       {"starts_at", "2030-03-01T09:00"},
                                                       {"ends_at", "2031-03-01T17:00"},
                                                       {"mode", "online"}});
  REQUIRE(made.status == 303);
  return "/admin/sit/events/ring";
}

/// The form of who runs it together, also where the page has none.
tests::seen choose(admin_side& side, pairs form) {
  return send_edited(side, edit + "/together", std::move(form), edit);
}

/// At `kdn` as well.
void give_role(admin_side& side, std::int64_t staff, const std::string& role) {
  side.db->write([&](schema::transaction& tx) {
    tx.execute(
        "INSERT INTO staff_role (staff_id, organiser_id, role)"
        " SELECT :1, id, :2 FROM organiser WHERE key = 'kdn'"
        " ON CONFLICT (staff_id, organiser_id) DO UPDATE SET role = excluded.role",
        staff, role);
  });
}

}  // namespace

TEST_CASE("one session after the other is added, and the next begins with the same time",
          "[server][admin][editor]") {
  admin_side side;
  side.sign_in_as("anna@example.org", "sit", "organiser");
  const auto saved = send_edited(side, edit + "/new-session",
                                 {{"title.de", "Werkstatt"},
                                  {"title.en", "Workshop"},
                                  {"starts_at", "2030-05-15T10:00"},
                                  {"ends_at", "2030-05-15T10:45"},
                                  {"capacity", "30"},
                                  {"speakers", "Ada Beispiel"},
                                  {"do", "next"}});
  REQUIRE(saved.status == 303);
  REQUIRE(saved.header("Location") == edit + "/new-session?saved=1&like=werkstatt");
  const auto next = side.get(edit + "/new-session", {{"saved", "1"}, {"like", "werkstatt"}});
  CHECK(has(next, "value=\"2030-05-15T10:45\""));
  CHECK(has(next, "value=\"30\""));
  CHECK_FALSE(has(next, "Ada Beispiel"));
  CHECK_FALSE(has(next, "value=\"Werkstatt\""));
  CHECK(entry_of(side)["sessions"].size() == 4);
}

TEST_CASE("a copy of an element says the same under a key of its own", "[server][admin][editor]") {
  admin_side side;
  side.sign_in_as("anna@example.org", "sit", "organiser");
  CHECK(has(side.get(edit + "/programme"), "/edit/new-session?copy=forum-1"));
  const auto copy = side.get(edit + "/new-session", {{"copy", "forum-1"}});
  const auto first = entry_of(side)["sessions"][1];
  REQUIRE(first["key"] == "forum-1");
  CHECK(has(copy, "value=\"" + first["starts_at"].get<std::string>() + "\""));
  CHECK(copy.value_of("title.de") == first["title"]["de"].get<std::string>());
  CHECK(copy.value_of("key").empty());
  const auto question = side.get(edit + "/new-question", {{"copy", "diet"}});
  CHECK(has(question, "vegan | "));
  CHECK(side.get(edit + "/new-session", {{"copy", "nowhere"}}).status == 200);
}

TEST_CASE("sessions are put in the order of their beginnings", "[server][admin][editor]") {
  admin_side side;
  side.sign_in_as("anna@example.org", "sit", "organiser");
  REQUIRE(send_edited(side, edit + "/new-session",
                      {{"title.de", "Früh"},
                       {"title.en", "Early"},
                       {"key", "early"},
                       {"starts_at", "2030-05-15T07:00"},
                       {"ends_at", "2030-05-15T08:00"}})
              .status == 303);
  CHECK(entry_of(side)["sessions"][3]["key"] == "early");
  CHECK(send_edited(side, edit + "/programme", {{"list", "sessions"}, {"do", "sort"}}).status ==
        303);
  CHECK(entry_of(side)["sessions"][0]["key"] == "early");
  CHECK(send_edited(side, edit + "/questions", {{"list", "questions"}, {"do", "sort"}}).status ==
        409);
}

TEST_CASE("invitations are made, changed and ended in the editor", "[server][admin][editor]") {
  admin_side side;
  side.sign_in_as("anna@example.org", "sit", "organiser");
  CHECK(has(side.get(edit), edit + "/invitations"));
  REQUIRE(send_edited(
              side, edit + "/new-invitation",
              {{"code", "Rat-2030"}, {"uses", "10"}, {"seats", "4"}, {"until", "2030-05-01T18:00"}})
              .status == 303);
  REQUIRE(send_edited(side, edit + "/new-invitation", {}).status == 303);  // a random code
  auto codes = entry_of(side)["invitations"];
  REQUIRE(codes.size() == 2);
  CHECK(codes[0] ==
        nlohmann::json{
            {"code", "Rat-2030"}, {"uses", 10}, {"seats", 4}, {"until", "2030-05-01T18:00"}});
  CHECK(codes[1]["code"].get<std::string>().size() == 12);
  const auto list = side.get(edit + "/invitations");
  CHECK(has(list, "Einladung „Rat-2030“"));
  CHECK(has(list, "für 10 Personen, 4 Plätze frei gehalten, bis "));
  CHECK(has(list, "href=\"" + event_path + "/invitations\""));
  CHECK(has(side.get(event_path + "/invitations"), "href=\"" + edit + "/invitations\""));
  CHECK(send_edited(side, edit + "/invitations/rat2030", {{"uses", "20"}}).status == 303);
  codes = entry_of(side)["invitations"];
  CHECK(codes[0] == nlohmann::json{{"code", "Rat-2030"}, {"uses", 20}});
  const pairs away = {{"list", "invitations"}, {"key", "rat2030"}, {"do", "remove"}};
  CHECK(has(send_edited(side, edit + "/invitations", away), "Einladung „Rat-2030“ entfernen?"));
  auto sure = away;
  sure.emplace_back("confirm", "yes");
  CHECK(send_edited(side, edit + "/invitations", sure).status == 303);
  CHECK(entry_of(side)["invitations"].size() == 1);
  CHECK(has(side.get(event_path + "/invitations"), "Beendet"));
}

TEST_CASE("a code is there once, also where another page made it or it has ended",
          "[server][admin][editor]") {
  admin_side side;
  side.sign_in_as("anna@example.org", "sit", "organiser");
  REQUIRE(side.post(event_path + "/invitations",
                    {{"csrf", side.csrf()}, {"code", "seite"}, {"uses", "1"}})
              .status == 303);
  const auto again = send_edited(side, edit + "/new-invitation", {{"code", "SEITE"}});
  CHECK(again.status == 422);
  CHECK(has(again, "href=\"#field-code\""));
  CHECK_FALSE(entry_of(side).contains("invitations"));
  const auto too_many = send_edited(side, edit + "/new-invitation",
                                    {{"code", "viele"}, {"uses", "2"}, {"seats", "3"}});
  CHECK(too_many.status == 422);
  CHECK(has(too_many, "href=\"#field-seats\""));
  CHECK(has(send_edited(side, edit + "/new-invitation", {{"code", "alle"}, {"seats", "101"}}),
            "mehr Plätze frei, als es gibt"));
  CHECK(send_edited(side, edit + "/new-invitation", {{"code", "---"}}).status == 422);
}

TEST_CASE("groups and indicators of a ring are made in the editor", "[server][admin][editor]") {
  admin_side side;
  side.sign_in_as("anna@example.org", "sit", "organiser");
  const auto ring = make_ring(side);
  REQUIRE(send_edited(side, ring + "/edit/new-group", {{"title", "Große Städte"}, {"kind", "city"}})
              .status == 303);
  REQUIRE(send_edited(side, ring + "/edit/new-indicator",
                      {{"label.de", "Stellen je 1.000 Einwohner"},
                       {"label.en", "Posts"},
                       {"type", "number"},
                       {"unit.de", "Stellen"},
                       {"min", "0"},
                       {"max", "100"},
                       {"periods", "2029\r\n2030"}})
              .status == 303);
  const auto choice = send_edited(side, ring + "/edit/new-indicator",
                                  {{"label.de", "Wie?"}, {"type", "choice"}, {"periods", "2029"}});
  CHECK(choice.status == 422);
  CHECK(has(choice, "href=\"#field-options\""));
  CHECK(has(
      send_edited(side, ring + "/edit/new-indicator", {{"label.de", "Wie?"}, {"type", "number"}}),
      "href=\"#field-periods\""));
  REQUIRE(send_edited(side, ring + "/edit/ring",
                      {{"ring.delegates", "1"},
                       {"ring.substitutes", "1"},
                       {"ring.class_limits", "10000\r\n100000"}})
              .status == 303);
  const auto made = entry_of(side, ring)["ring"];
  CHECK(made["groups"] ==
        nlohmann::json::array(
            {{{"key", "grosse-staedte"}, {"title", "Große Städte"}, {"kind", "city"}}}));
  CHECK(made["indicators"][0]["key"] == "stellen-je-1-000-einwohner");
  CHECK(made["indicators"][0]["periods"] == nlohmann::json::array({"2029", "2030"}));
  CHECK(made["class_limits"] == nlohmann::json::array({10000, 100000}));
  CHECK(has(side.get(ring + "/edit/ring"), "Ringgruppe „Große Städte“"));
  CHECK(has(side.get(ring + "/edit/ring"), "Zahl, 2029, 2030"));
  REQUIRE(has(side.get(ring + "/edit/ring"), "href=\"" + ring + "/ring\""));
  CHECK(side.get(ring + "/ring").status == 200);
  CHECK(has(send_edited(side, ring + "/edit/ring", {{"ring.class_limits", "viele"}}),
            "href=\"#field-ring-class_limits\""));
  CHECK(side.get(edit + "/new-group").status == 404);
}

TEST_CASE("a meeting is given to a ring group in the editor", "[server][admin][editor]") {
  admin_side side;
  side.sign_in_as("anna@example.org", "sit", "organiser");
  const auto ring = make_ring(side);
  REQUIRE(send_edited(side, ring + "/edit/new-group", {{"title", "Nord"}}).status == 303);
  REQUIRE(send_edited(side, ring + "/edit/new-session",
                      {{"title.de", "Treffen"}, {"title.en", "Meeting"}, {"ring_group", "nord"}})
              .status == 303);
  CHECK(entry_of(side, ring)["sessions"][0]["ring_group"] == "nord");
}

TEST_CASE("who runs it together is chosen among those whose events one manages oneself",
          "[server][admin][editor]") {
  admin_side side;
  const auto both = side.sign_in_as("anna@example.org", "sit", "organiser");
  const std::string together = edit + "/together";
  CHECK_FALSE(has(side.get(together), "name=\"also_by\""));
  CHECK(choose(side, {{"also_by", "kdn"}}).status == 303);
  CHECK_FALSE(entry_of(side).contains("also_by"));  // no box, no effect
  give_role(side, both, "dpo");
  CHECK_FALSE(has(side.get(together), "name=\"also_by\""));
  give_role(side, both, "organiser");
  CHECK(has(side.get(together), "name=\"also_by\""));
  REQUIRE(choose(side, {{"also_by", "kdn"}}).status == 303);
  CHECK(entry_of(side)["also_by"] == nlohmann::json::array({"kdn"}));
  const auto noted = side.db->read([](const schema::reader& db) {
    return db.value<std::int64_t>(
        "SELECT COUNT(*) FROM audit_entry a JOIN organiser o ON o.id = a.organiser_id"
        " WHERE o.key = 'kdn' AND a.action = 'event.changed' AND a.subject = 'kick-off'");
  });
  CHECK(noted == 1);  // also in the trail of who came in
  REQUIRE(choose(side, {}).status == 303);
  CHECK_FALSE(entry_of(side).contains("also_by"));
}

TEST_CASE("partners without a box stay, and nobody comes in once people have registered",
          "[server][admin][editor]") {
  admin_side side;
  side.db->write([](schema::transaction& tx) {
    tx.execute(
        "INSERT INTO event_organiser (event_id, organiser_id, position)"
        " SELECT e.id, o.id, 0 FROM event e, organiser o"
        " WHERE e.slug = 'kick-off' AND o.key = 'kdn'");
  });
  const auto anna = side.sign_in_as("anna@example.org", "sit", "organiser");
  const std::string together = edit + "/together";
  CHECK(has(side.get(together), "das legt die Betriebsstelle fest"));
  CHECK(choose(side, {}).status == 303);
  CHECK(entry_of(side)["also_by"] == nlohmann::json::array({"kdn"}));
  give_role(side, anna, "owner");
  side.add_attendee("kick-off", "Ina", "Kurz");
  CHECK_FALSE(has(side.get(together), "name=\"also_by\""));
  CHECK(choose(side, {{"also_by", ""}}).status == 303);
  CHECK(entry_of(side)["also_by"] == nlohmann::json::array({"kdn"}));
}
