// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <nlohmann/json.hpp>

#include "tests/server/admin_fixture.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/spreadsheet.hpp"

using namespace zusage;
using tests::admin_side;

namespace {

const std::string event_path = "/admin/sit/events/kick-off", export_path = event_path + "/export";

struct exporting : admin_side {
  std::string reference = add_attendee("kick-off", "Ina", "Kurz");

  explicit exporting(const std::string& role = "owner") {
    sign_in_as("office@example.org", "sit", role);
  }
  tests::seen send(tests::pairs form, const std::string& to = export_path) {
    form.emplace_back("csrf", csrf());
    return post(to, form);
  }
  // The newest entry of the trail with this action.
  nlohmann::json noted(const std::string& action) {
    const auto details = db->read([&](const schema::reader& r) {
      return r.value<std::string>(
          "SELECT details FROM audit_entry WHERE action = :1 ORDER BY id DESC LIMIT 1", action);
    });
    return details ? nlohmann::json::parse(*details) : nlohmann::json();
  }
  std::int64_t count(const std::string& action) {
    return db->read([&](const schema::reader& r) {
      return r.value<std::int64_t>("SELECT COUNT(*) FROM audit_entry WHERE action = :1", action)
          .value();
    });
  }
};

const tests::pairs wish = {
    {"format", "xlsx"},       {"who", "coming"},          {"session", ""},
    {"columns", "reference"}, {"columns", "answer.diet"}, {"purpose", "Planung der Verpflegung"}};

tests::pairs wish_without(const std::string& name) {
  tests::pairs rest;
  for (const auto& one : wish) {
    if (one.first != name) rest.push_back(one);
  }
  return rest;
}

}  // namespace

TEST_CASE("a file with columns by choice is taken away with its purpose in the trail",
          "[server][admin][exports]") {
  exporting by;
  by.add_attendee("kick-off", "Udo", "Weg", "cancelled");
  const auto file = by.send(wish);
  REQUIRE(file.status == 200);
  CHECK(file.content_type == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
  CHECK(file.header("Content-Disposition").find(".xlsx\"") != std::string::npos);
  const auto rows = tests::read_sheet(file.body);
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].at(1).text == "answer.diet");
  CHECK(rows[1].at(0).text == by.reference);
  CHECK(rows[1].at(1).text == "vegan");
  CHECK(by.noted("export.downloaded") == nlohmann::json({{"format", "xlsx"},
                                                         {"purpose", "Planung der Verpflegung"},
                                                         {"rows", 1},
                                                         {"columns", {"reference", "answer.diet"}},
                                                         {"who", "coming"}}));
}

TEST_CASE("the links of the list lead to the export with what the list is narrowed to",
          "[server][admin][exports]") {
  exporting by;
  by.add_attendee("kick-off", "Udo", "Weg", "cancelled");
  const auto list = by.get(event_path, {{"status", "cancelled"}, {"q", "weg & co"}});
  CHECK(
      has(list, export_path + "?format=json&amp;list.q=weg%20%26%20co&amp;list.status=cancelled"));
  CHECK_FALSE(has(list, "/export.csv"));
  const tests::pairs narrowed = {{"list.q", "weg"}, {"list.status", "cancelled"}};
  auto asked = narrowed;
  asked.emplace_back("format", "csv");
  const auto shown = by.get(export_path, asked);
  CHECK(has(shown, "Nur wen die Liste so zeigt: Status Storniert, Suche „weg“."));
  CHECK(has(shown, "name=\"list.q\" value=\"weg\""));
  CHECK(has(shown, "value=\"csv\" checked"));
  CHECK(has(shown, "data-downloads"));
  auto form = narrowed;
  form.insert(form.end(), {{"format", "csv"},
                           {"who", "everybody"},
                           {"columns", "family_name"},
                           {"purpose", "Absagen"}});
  const auto file = by.send(form);
  REQUIRE(file.status == 200);
  CHECK(has(file, "Weg"));
  CHECK_FALSE(has(file, "Kurz"));
  const auto noted = by.noted("export.downloaded");
  CHECK(noted.at("rows") == 1);
  CHECK(noted.at("narrowed") == true);
  CHECK(noted.dump().find("weg") == std::string::npos);
}

TEST_CASE("without a purpose, a column or a known format nothing leaves, and what was chosen stays",
          "[server][admin][exports]") {
  exporting by;
  const auto no_purpose = by.send(wish_without("purpose"));
  CHECK(no_purpose.status == 422);
  CHECK(has(no_purpose, "href=\"#field-purpose\""));
  CHECK(has(no_purpose, "value=\"answer.diet\" checked"));
  CHECK_FALSE(has(no_purpose, "value=\"email\" checked"));
  auto long_purpose = wish_without("purpose");
  long_purpose.emplace_back("purpose", std::string(201, 'x'));
  CHECK(by.send(long_purpose).status == 422);
  const auto no_columns = by.send(wish_without("columns"));
  CHECK(no_columns.status == 422);
  CHECK(has(no_columns, "href=\"#field-columns\""));
  CHECK(has(no_columns, "value=\"Planung der Verpflegung\""));
  CHECK(by.send(wish_without("format")).status == 422);
  CHECK(by.send(wish_without("who")).status == 422);
  CHECK(by.count("export.downloaded") == 0);
}

TEST_CASE(
    "of consents the page offers columns to those who may see them, and gives them to no other",
    "[server][admin][exports]") {
  exporting by;
  CHECK(has(by.get(export_path), "value=\"consent.newsletter\""));
  by.sign_in_as("planner@example.org", "sit", "organiser");
  CHECK_FALSE(has(by.get(export_path), "consent.newsletter"));
  auto form = wish;
  form.emplace_back("columns", "consent.newsletter");
  CHECK(by.send(form).status == 422);
  by.sign_in_as("officer@example.org", "sit", "dpo");
  for (const auto* path : {"/export", "/print-list", "/badges", "/certificates"})
    CHECK(by.get(event_path + path).status == 404);
}

TEST_CASE("a choice is kept as a preset, chosen again and removed after a question",
          "[server][admin][exports]") {
  exporting by;
  auto form = wish_without("purpose");
  const auto unnamed = by.send(form, export_path + "/presets");
  CHECK(unnamed.status == 422);
  CHECK(has(unnamed, "href=\"#field-name\""));
  form.emplace_back("name", "Für den Caterer");
  form.emplace_back("every_event", "yes");
  const auto saved = by.send(form, export_path + "/presets");
  REQUIRE(saved.status == 303);
  const auto to = saved.header("Location");
  const auto id = to.substr(to.find("preset=") + 7, to.find('&') - to.find("preset=") - 7);
  const auto shown = by.get(export_path, {{"preset", id}, {"done", "saved"}});
  CHECK(has(shown, "Die Vorlage ist gespeichert."));
  CHECK(has(shown, "Für den Caterer"));
  CHECK(has(shown, "value=\"answer.diet\" checked"));
  CHECK_FALSE(has(shown, "value=\"status\" checked"));
  CHECK(by.count("export.preset_saved") == 1);
  by.send(form, export_path + "/presets");
  const auto told = by.get("/admin/sit/trail", {{"group", "exports"}});
  CHECK_FALSE(has(told, "Für den Caterer"));

  const auto asked = by.send({{"preset", id}}, export_path + "/presets/remove");
  CHECK(asked.status == 200);
  CHECK(has(asked, "Vorlage „Für den Caterer“ löschen?"));
  by.sign_in_as("carl@kdn.example.org", "kdn", "owner");
  CHECK_FALSE(has(by.get("/admin/kdn/events/other-day/export"), "Für den Caterer"));
  by.send({{"preset", id}, {"confirm", "yes"}},
          "/admin/kdn/events/other-day/export/presets/remove");
  by.sign_in_as("office2@example.org", "sit", "owner");
  CHECK(has(by.get(export_path), "Für den Caterer"));
  CHECK(by.send({{"preset", id}, {"confirm", "yes"}}, export_path + "/presets/remove").status ==
        303);
  CHECK_FALSE(has(by.get(export_path), "Für den Caterer"));
}

TEST_CASE("lists and badges are printed of those who come, and each opening is recorded",
          "[server][admin][exports]") {
  exporting by("organiser");
  by.add_attendee("kick-off", "Udo", "Weg", "cancelled");
  const auto list = by.get(event_path + "/print-list");
  CHECK(list.status == 200);
  CHECK(has(list, "Kurz, Ina"));
  CHECK(has(list, "Hemer"));
  CHECK_FALSE(has(list, "Weg"));
  CHECK_FALSE(has(list, "@example.org</td>"));
  CHECK(by.noted("export.printed") == nlohmann::json({{"printed", "print_list"}, {"rows", 1}}));
  const auto badges = by.get(event_path + "/badges", {{"sheet", "10"}});
  CHECK(has(badges, "badge-sheet--10"));
  CHECK(has(badges, "Ina <strong>Kurz</strong>"));
  CHECK(has(badges, by.reference));
  CHECK(by.count("export.printed") == 2);
  by.head(event_path + "/badges");
  CHECK(by.count("export.printed") == 2);
  CHECK(by.get(event_path + "/badges", {{"session", "nowhere"}}).status == 404);
  CHECK(has(by.get(event_path + "/badges", {{"reference", "\xff"}}), "Zurzeit hat niemand"));
}

TEST_CASE("on site a badge carries the code that the desk reads", "[server][admin][exports]") {
  exporting by;
  by.db->write([](schema::transaction& tx) {
    tx.execute("UPDATE event SET mode = 'on_site', version = version + 1");
  });
  CHECK(has(by.get(event_path + "/badges"), "<svg class=\"qr-code\""));
  by.db->write([](schema::transaction& tx) {
    tx.execute("UPDATE event SET mode = 'online', version = version + 1");
  });
  CHECK_FALSE(has(by.get(event_path + "/badges"), "<svg class=\"qr-code\""));
}

TEST_CASE("who was checked in gets a certificate with the sessions and their hours",
          "[server][admin][exports]") {
  exporting by;
  CHECK(has(by.get(event_path + "/certificates"), "niemand eingecheckt"));
  by.db->write([&](schema::transaction& tx) {
    tx.execute(
        "INSERT INTO check_in (organiser_id, event_id, registration_id, session_id, at, noted_at,"
        " by_staff, desk, client_key) SELECT r.organiser_id, r.event_id, r.id, s.id, 1, 1, 0, '',"
        " '' FROM registration r JOIN event_session s ON s.event_id = r.event_id"
        " WHERE r.reference = :1 AND s.key IN ('plenary', 'forum-1')",
        by.reference);
  });
  const auto one = by.get(event_path + "/certificates", {{"reference", by.reference}});
  CHECK(has(one, "Teilnahmebescheinigung</h3>"));
  CHECK(has(one, "<strong>Ina Kurz</strong>"));
  CHECK(has(one, "Plenum"));
  CHECK(has(one, "3 Std."));
  CHECK(has(one, "Zusammen: 5 Std."));
  CHECK(has(one, "Veranstaltet von: Stadt-IT Verbund"));
  CHECK_FALSE(has(one, "<li>Forum 2"));
  const auto other = by.add_attendee("kick-off", "Nie", "Da");
  CHECK(has(by.get(event_path + "/certificates", {{"reference", other}}), "niemand eingecheckt"));
}
