// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <nlohmann/json.hpp>

#include "events/retention.hpp"
#include "tests/server/admin_fixture.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"

using namespace zusage;
using namespace std::chrono_literals;
using tests::admin_side;

namespace {

const std::string area = "/admin/sit/retention";

struct officer : admin_side {
  officer() { sign_in_anew("dpo@example.org"); }

  /// Without what the audit trail says of it.
  void sign_in_anew(const std::string& email) {
    sign_in_as(email, "sit", "dpo");
    db->write([](schema::transaction& tx) { tx.execute("DELETE FROM audit_entry"); });
  }

  void run() {
    const auto id = events::begin_run(db.get(), now);
    events::carry_out_run(db.get(), id, now, [] { return false; });
  }
};

}  // namespace

TEST_CASE("the officer sees that nothing is stored, overdue or erased yet",
          "[server][admin][retention]") {
  officer side;
  const auto page = side.get(area);
  CHECK(page.status == 200);
  CHECK(has(page, "Nichts ist überfällig."));
  CHECK(has(page, "Es ist nichts gespeichert, das nach einer dieser Fristen gelöscht wird."));
  CHECK(has(page, "Es wurde noch nicht nach Fristen gelöscht."));
  CHECK_FALSE(has(page, "id=\"events\""));
  CHECK(has(side.get("/admin/sit/events"), "href=\"" + area + "\""));
}

TEST_CASE("the officer sees what of which event goes when, and how many",
          "[server][admin][retention]") {
  officer side;
  side.add_attendee("kick-off", "Ada", "Muster");
  side.add_attendee("kick-off", "Bob", "Muster");
  side.add_attendee("other-day", "Eve", "Muster");
  const auto page = side.get(area);
  for (const auto* text : {"Strategie-Auftakt", "Anmeldungen", "15.05.2031",
                           "Antworten auf „Verpflegung“", "14.06.2030", "Nichts ist überfällig."}) {
    INFO(text);
    CHECK(has(page, text));
  }
  CHECK(has(page, "numeric\">2</td>"));
  CHECK_FALSE(has(page, "numeric\">1</td>"));  // the other organiser's
}

TEST_CASE("what should have gone two days ago is said to be overdue",
          "[server][admin][retention]") {
  officer side;
  side.add_attendee("kick-off", "Ada", "Muster");
  side.now = from_iso("2031-05-17T13:59:59Z").value();
  side.sign_in_anew("dpo2@example.org");
  side.db->write(
      [](schema::transaction& tx) { tx.execute("UPDATE registration SET answers = '{}'"); });
  CHECK(has(side.get(area), "Nichts ist überfällig."));
  side.now += 1s;
  const auto late = side.get(area);
  CHECK(has(late, "Ein Eintrag ist überfällig."));
  CHECK(has(late, "<strong>überfällig</strong>"));
  side.run();
  const auto done = side.get(area);
  CHECK(has(done, "Nichts ist überfällig."));
  CHECK(has(done, "Anmeldungen: 1"));
  CHECK(has(done, "durch den Betreiber"));
}

TEST_CASE("many events are shown page by page", "[server][admin][retention]") {
  officer side;
  for (int i = 0; i < 51; ++i) {
    const auto slug = "day-" + std::to_string(i);
    side.db->write([&](schema::transaction& tx) {
      tx.execute(
          "INSERT INTO event (organiser_id, slug, kind, status, updated_at, title, summary,"
          " description, starts_at, ends_at, time_zone, mode, venue, join_url, waiting_list,"
          " approval, audience, verify_email, max_group, retention_days, definition, created_at)"
          " SELECT organiser_id, :1, kind, status, updated_at, title, summary, description,"
          " starts_at, ends_at, time_zone, mode, venue, join_url, waiting_list, approval,"
          " audience, verify_email, max_group, retention_days, definition, created_at"
          " FROM event WHERE slug = 'kick-off'",
          slug);
    });
    side.add_attendee(slug, "Ada", "Muster");
  }
  const auto first = side.get(area);
  CHECK(has(first, "page=2"));
  CHECK_FALSE(has(first, "page=0"));
  const auto second = side.get(area, {{"page", "2"}});
  CHECK(has(second, "page=1"));
  CHECK_FALSE(has(second, "page=3"));
  CHECK(has(side.get(area, {{"page", "99"}}), "page=1"));
  CHECK(has(side.get(area, {{"page", "x"}}), "page=2"));
}

TEST_CASE("the register is made from the rules that are carried out",
          "[server][admin][retention]") {
  officer side;
  const auto page = side.get(area + "/register");
  const auto made = side.get(area + "/register.json");
  const auto file = nlohmann::json::parse(made.body, nullptr, false);
  REQUIRE(file.is_object());
  CHECK(file["format"] == "zusage-register-1");
  CHECK(file["controller"].get<std::string>().find("info@sit.example.org") != std::string::npos);
  REQUIRE(file["entries"].size() == events::retention_rules().size());
  std::size_t at = 0;
  for (const auto& rule : events::retention_rules()) {
    const auto& entry = file["entries"][at++];
    INFO(rule.key);
    CHECK(entry["key"] == rule.key);
    for (const auto* part : {"what", "people", "purpose", "legal_basis", "stored_in", "period",
                             "counted_from", "erased_by", "looked_for"}) {
      CHECK_FALSE(entry[part].get<std::string>().empty());
    }
    CHECK(has(page, entry["what"].get<std::string>()));
    if (rule.amount > 1 && rule.amount < 1000)
      CHECK(entry["period"].get<std::string>().find(std::to_string(rule.amount)) !=
            std::string::npos);
  }
  CHECK(has(page, "Beispiel-Partner GmbH"));
  CHECK(made.header("Content-Disposition").find("sit-register-2027-01-15.json") !=
        std::string::npos);
}

TEST_CASE("the register comes as a table too", "[server][admin][retention]") {
  officer side;
  const auto csv = side.get(area + "/register.csv");
  CHECK(csv.content_type.find("text/csv") == 0);
  CHECK(csv.body.find("\xEF\xBB\xBFwhat,people,purpose") == 0);
  const auto rows = std::size_t(std::count(csv.body.begin(), csv.body.end(), '\n'));
  CHECK(rows == events::retention_rules().size() + 1);
  const auto excel = side.get(area + "/register.csv", {{"for", "excel-de"}});
  CHECK(excel.body.find("\xEF\xBB\xBFWas gespeichert wird;") == 0);
}

TEST_CASE("periods are for who looks after data protection", "[server][admin][retention]") {
  admin_side side;
  side.sign_in_as("desk@example.org", "sit", "check-in");
  for (const auto* path : {"", "/register", "/register.csv", "/register.json"}) {
    CHECK(side.get(area + path).status == 404);
  }
  side.sign_in_as("dpo@example.org", "kdn", "dpo");
  CHECK(side.get(area).status == 404);
}
