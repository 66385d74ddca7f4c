// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/session_day.hpp"

#include "tests/server/admin_fixture.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"

using namespace zusage;
using nlohmann::json;
using tests::admin_side;

namespace {

json session_entry(const std::string& key, const std::string& from, const std::string& to) {
  return {{"key", key}, {"title", {{"de", key}}}, {"starts_at", from}, {"ends_at", to}};
}

// Two days, a session in both, and one whose date is fixed later.
json two_days() {
  json later = {{"key", "later"}, {"title", {{"de", "later"}}}, {"when", {{"de", "im Herbst"}}}};
  return {{"slug", "two-days"},
          {"ends_at", "2030-05-16T16:00"},
          {"choices", json::array()},
          {"sessions", json::array({session_entry("one", "2030-05-15T09:00", "2030-05-15T12:00"),
                                    session_entry("two", "2030-05-16T10:00", "2030-05-16T11:00"),
                                    session_entry("both", "2030-05-15T18:00", "2030-05-16T09:00"),
                                    std::move(later)})}};
}

}  // namespace

TEST_CASE("a session of several days is listed with its day, one of a single day with its time",
          "[server]") {
  tests::test_database db;
  const auto& in = web::find_locale("de");
  const auto one_day = tests::add_event(db, {{"slug", "one-day"}});
  CHECK_FALSE(server::has_several_days(*one_day));
  CHECK(server::session_when_words(*one_day, one_day->sessions.at(0), in) == "9:00–12:00 Uhr");
  const auto days = tests::add_event(db, two_days());
  CHECK(server::has_several_days(*days));
  const auto when = [&](const char* key) {
    return server::session_when_words(*days, *days->find_session(key), in);
  };
  CHECK(when("one") == "15.05.2030, 9:00–12:00 Uhr");
  CHECK(when("two") == "16.05.2030, 10:00–11:00 Uhr");
  CHECK(when("both") == in.period(*days->find_session("both")->starts_at,
                                  *days->find_session("both")->ends_at, days->time_zone));
  CHECK(when("later") == "im Herbst");
}

TEST_CASE("the places of an event of several days tell each session's day", "[server][admin]") {
  admin_side side;
  tests::add_event(side.db, two_days());
  side.add_attendee("two-days", "Ina", "Kurz");
  side.add_attendee("kick-off", "Ina", "Kurz");
  side.sign_in_as("anna@example.org", "sit", "owner");
  const auto page = side.get("/admin/sit/events/two-days");
  CHECK(has(page, ">two<br><span class=\"kern-body--small muted\">16.05.2030, 10:00–11:00 Uhr<"));
  CHECK(has(page, ">later<br><span class=\"kern-body--small muted\">im Herbst<"));
  CHECK(has(side.get("/admin/sit/events/kick-off"), "scope=\"row\">Forum 1: Register</th>"));
}

TEST_CASE("an attendee's page tells the day of each session of several days", "[server][admin]") {
  admin_side side;
  tests::add_event(side.db, two_days());
  const auto reference = side.add_attendee("two-days", "Ina", "Kurz");
  side.db->write([](schema::transaction& tx) {
    tx.execute(
        "INSERT INTO registration_session (registration_id, session_id, status)"
        " SELECT r.id, s.id, 'confirmed' FROM registration r"
        " JOIN event_session s ON s.event_id = r.event_id AND s.key = 'two'");
  });
  side.sign_in_as("anna@example.org", "sit", "owner");
  CHECK(has(side.get("/admin/sit/events/two-days/attendees/" + reference),
            "16.05.2030, 10:00–11:00 Uhr"));
}

TEST_CASE("the list of attendees says short when each signed up", "[server][admin]") {
  admin_side side;
  side.add_attendee("kick-off", "Ina", "Kurz");
  side.sign_in_as("anna@example.org", "sit", "owner");
  const auto page = side.get("/admin/sit/events/kick-off");
  CHECK(has(page, "<td class=\"kern-table__cell\">15.01.2027, 9:00 Uhr</td>"));
  CHECK_FALSE(has(page, "15. Januar 2027"));
}
