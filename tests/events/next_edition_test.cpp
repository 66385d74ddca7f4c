// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/next_edition.hpp"

#include <atomic>
#include <thread>

#include "base/time_zone.hpp"
#include "events/import.hpp"
#include "events/mail_plan.hpp"
#include "organisers/audit.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"

using namespace zusage;
using nlohmann::json;

namespace {

const json with_everything = {
    {"series", "starts"},
    {"audience", {{"municipalities", {"05962016"}}, {"code", "geheim"}}},
    {"registration",
     {{"opens_at", "2030-01-07T08:00"}, {"closes_at", "2030-05-10T12:00"}, {"max_group", 5}}}};

json file_with(const json& changes) {
  auto file = tests::sample_event_file();
  file["series"] =
      json::array({{{"key", "starts"}, {"organiser", "sit"}, {"title", {{"de", "Auftakte"}}}}});
  file["events"][0].merge_patch(changes);
  return file;
}

std::shared_ptr<const events::event> find(tests::test_database& db, const std::string& slug) {
  events::catalogue fresh;
  return db->read([&](const schema::reader& reader) { return fresh.find(reader, slug); });
}

std::int64_t number(tests::test_database& db, std::string_view sql) {
  return db->read(
      [&](const schema::reader& reader) { return reader.value<std::int64_t>(sql).value_or(-1); });
}

checked<std::string> copy(tests::test_database& db, const events::wanted_edition& wanted,
                          const std::string& organiser = "sit") {
  return db->write([&](schema::transaction& tx) {
    const auto id =
        tx.value<std::int64_t>("SELECT id FROM organiser WHERE key = :1", organiser).value();
    return events::make_next_edition(tx, organisers::scope::of_operator(id), wanted, now());
  });
}

std::string fault_words(const checked<std::string>& made) {
  std::string text;
  if (!made) {
    for (const auto& one : made.error()) text += one.field + " " + one.code + "\n";
  }
  return text;
}

std::string local(const std::optional<instant>& t) {
  return t ? to_local_text(*t, "Europe/Berlin") : "";
}

std::int64_t count_events(tests::test_database& db) {
  return number(db, "SELECT COUNT(*) FROM event");
}

}  // namespace

TEST_CASE("the next edition has everything of the old one but its registrations and links",
          "[events][edition]") {
  tests::test_database db;
  tests::import_file(db, file_with(with_everything));
  db->write([](schema::transaction& tx) {
    tx.execute("UPDATE event SET taken = 7, ical_sequence = 3");
    tx.execute("UPDATE event_session SET taken = 4");
  });
  const auto made = copy(db, {"kick-off", "kick-off-2031", "2031-05-14"});
  REQUIRE(made.has_value());
  const auto old = find(db, "kick-off"), next = find(db, *made);
  REQUIRE(next);
  CHECK(next->status == events::event_status::draft);
  CHECK(old->status == events::event_status::published);
  CHECK(next->title == old->title);
  CHECK(next->description == old->description);
  CHECK(next->venue == old->venue);
  CHECK(next->kind == old->kind);
  CHECK(next->mode == old->mode);
  CHECK(next->capacity == 100);
  CHECK(next->waiting_list);
  CHECK(next->max_group == 5);
  CHECK(next->retention_days == 365);
  CHECK(next->audience.municipalities == old->audience.municipalities);
  CHECK(next->audience.code == "geheim");
  CHECK(next->series.value().key == "starts");
  CHECK(next->choices.at(0).maximum == 1);
  REQUIRE(next->questions.size() == 9);
  CHECK(next->questions[2].options.at(1).label["en"] == "Vegan");
  CHECK(next->questions[8].show_if_is == std::vector<std::string>{"vegan"});
  REQUIRE(next->offers_in("de").size() == 2);
  CHECK(next->offers_in("de")[0].title == "Rundbrief");
  REQUIRE(next->sessions.size() == 3);
  CHECK(next->sessions[1].speakers == std::vector<std::string>{"Referat A"});
  CHECK(next->sessions[1].choice == "forums");
  CHECK(next->join_url.empty());
  CHECK(next->sessions[1].join_url.empty());
  CHECK(old->sessions[1].join_url == "https://meet.example.org/forum-1");
  CHECK(next->ical_sequence == 0);
  CHECK(next->version == 1);
  const auto taken =
      db->read([&](const schema::reader& r) { return events::find_occupancy(r, next->id); });
  CHECK(taken.taken == 0);
  CHECK(taken.taken_in_session.at("forum-1") == 0);
  CHECK(number(db, "SELECT taken FROM event WHERE slug = 'kick-off'") == 7);
}

TEST_CASE("all times of the next edition move by the same days and keep their time of day",
          "[events][edition]") {
  tests::test_database db;
  tests::import_file(db, file_with(with_everything));
  // From summer time (15 May) into winter time (20 January): 250 days.
  REQUIRE(copy(db, {"kick-off", "winter", "2031-01-20"}).has_value());
  const auto next = find(db, "winter");
  CHECK(local(next->starts_at) == "2031-01-20T09:00");
  CHECK(to_iso(next->starts_at) == "2031-01-20T08:00:00Z");
  CHECK(local(next->ends_at) == "2031-01-20T16:00");
  CHECK(local(next->opens_at) == "2030-09-14T08:00");  // was in winter, is in summer
  CHECK(local(next->closes_at) == "2031-01-15T12:00");
  CHECK(local(next->sessions[1].starts_at) == "2031-01-20T13:00");
  CHECK(local(next->sessions[1].ends_at) == "2031-01-20T15:00");
}

TEST_CASE("days of an event on both sides of a change of clocks keep their times",
          "[events][edition]") {
  tests::test_database db;
  auto changes = with_everything;
  changes["ends_at"] = "2030-05-17T16:00";
  tests::import_file(db, file_with(changes));
  REQUIRE(copy(db, {"kick-off", "autumn", "2030-10-26"}).has_value());  // back on the 27th
  const auto next = find(db, "autumn");
  CHECK(to_iso(next->starts_at) == "2030-10-26T07:00:00Z");
  CHECK(to_iso(next->ends_at) == "2030-10-28T15:00:00Z");
}

TEST_CASE("a session without a date stays without one", "[events][edition]") {
  tests::test_database db;
  auto file = tests::sample_event_file();
  file["events"][0]["sessions"][0].erase("starts_at");
  file["events"][0]["sessions"][0].erase("ends_at");
  tests::import_file(db, file);
  REQUIRE(copy(db, {"kick-off", "later", "2031-05-14"}).has_value());
  CHECK_FALSE(find(db, "later")->sessions[0].starts_at);
}

TEST_CASE("a time of day that the new day lacks is a fault", "[events][edition]") {
  tests::test_database db;
  tests::import_file(
      db, file_with({{"starts_at", "2030-05-15T02:30"}, {"ends_at", "2030-05-15T16:00"}}));
  const auto refused = copy(db, {"kick-off", "gap", "2031-03-30"});
  CHECK(fault_words(refused) == "starts_on time_in_gap\n");
  CHECK(refused.error()[0].arguments["value"] == "2031-03-30T02:30");
  CHECK(count_events(db) == 1);
  CHECK(copy(db, {"kick-off", "gap", "2031-03-31"}).has_value());
}

TEST_CASE("what is wrong with a next edition is said together, and nothing is made",
          "[events][edition]") {
  tests::test_database db;
  tests::add_event(db);
  const auto wrong = [&](const std::string& slug, const std::string& day) {
    return fault_words(copy(db, {"kick-off", slug, day}));
  };
  CHECK(wrong("", "") == "slug missing\nstarts_on missing\n");
  CHECK(wrong("Kick Off", "31.12.2031") == "slug wrong_slug\nstarts_on wrong_date\n");
  CHECK(wrong("kick--off", "2031-02-29") == "slug wrong_slug\nstarts_on wrong_date\n");
  CHECK(wrong(std::string(101, 'a'), "2031-05-14T09:00") ==
        "slug too_long\nstarts_on wrong_date\n");
  CHECK(wrong("kick-off", "2030-05-15") == "slug slug_in_use\nstarts_on starts_not_later\n");
  CHECK(wrong("next", "2029-05-15") == "starts_on starts_not_later\n");
  CHECK(wrong("next", "2030-05-16").empty());
  CHECK(count_events(db) == 2);
  CHECK(number(db, "SELECT COUNT(*) FROM audit_entry") == 1);
}

TEST_CASE("times beyond the calendar are a wrong date", "[events][edition]") {
  tests::test_database db;
  tests::import_file(db, file_with({{"ends_at", "2030-05-17T16:00"}}));
  CHECK(fault_words(copy(db, {"kick-off", "next", "9999-12-31"})) == "starts_on wrong_date\n");
}

TEST_CASE("another organiser's event has no next edition", "[events][edition]") {
  tests::test_database db;
  tests::add_event(db);
  db.add_organiser("other");
  CHECK(fault_words(copy(db, {"kick-off", "stolen", "2031-05-14"}, "other")) == " unknown_event\n");
  CHECK(fault_words(copy(db, {"nothing", "stolen", "2031-05-14"})) == " unknown_event\n");
  CHECK(count_events(db) == 1);
}

TEST_CASE("who copied what is in the audit trail", "[events][edition]") {
  tests::test_database db;
  const auto old = tests::add_event(db);
  REQUIRE(copy(db, {"kick-off", "next", "2031-05-14"}).has_value());
  const auto lines = db->read([&](const schema::reader& r) {
    return organisers::list_audit(r, organisers::scope::of_operator(old->by.id), 10);
  });
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].action == "event.copied");
  CHECK(lines[0].subject == "next");
  CHECK(lines[0].details["from"] == "kick-off");
}

TEST_CASE("importing the old file again leaves both editions alone", "[events][edition]") {
  tests::test_database db;
  const auto file = file_with(with_everything);
  tests::import_file(db, file);
  REQUIRE(copy(db, {"kick-off", "next", "2031-05-14"}).has_value());
  const auto old = find(db, "kick-off"), next = find(db, "next");
  tests::import_file(db, file);
  CHECK(find(db, "kick-off")->version == old->version);
  CHECK(find(db, "next")->version == next->version);
  // A changed old event is its own affair.
  auto changed = file;
  changed["events"][0]["title"]["de"] = "Anders";
  tests::import_file(db, changed);
  CHECK(find(db, "next")->title["de"] == "Strategie-Auftakt");
  // A file that names the new edition is taken at its word, and keeps its sessions' rows.
  changed["events"][0]["slug"] = "next";
  tests::import_file(db, changed);
  const auto published = find(db, "next");
  CHECK(published->id == next->id);
  CHECK(published->status == events::event_status::published);
  CHECK(published->title["de"] == "Anders");
  CHECK(published->sessions[1].id == next->sessions[1].id);
  tests::import_file(db, changed);
  CHECK(find(db, "next")->version == published->version);
}

TEST_CASE("of those who want the same slug at once one gets it", "[events][edition]") {
  tests::test_database db;
  tests::add_event(db);
  std::atomic<int> made{0};
  std::vector<std::thread> all;
  for (int day = 1; day <= 6; ++day) {
    all.emplace_back([&, day] {
      if (copy(db, {"kick-off", "next", "2031-05-0" + std::to_string(day)})) ++made;
    });
  }
  for (auto& one : all) one.join();
  CHECK(made == 1);
  CHECK(count_events(db) == 2);
  CHECK(number(db, "SELECT COUNT(*) FROM event_session") == 6);
}

TEST_CASE("a copy can be copied", "[events][edition]") {
  tests::test_database db;
  tests::add_event(db);
  REQUIRE(copy(db, {"kick-off", "second", "2031-05-14"}).has_value());
  REQUIRE(copy(db, {"second", "third", "2032-05-12"}).has_value());
  CHECK(local(find(db, "third")->starts_at) == "2032-05-12T09:00");
  CHECK(find(db, "third")->questions.size() == 9);
}

TEST_CASE("the next edition has the plan of mails, but neither links nor recordings",
          "[events][edition][reminders]") {
  tests::test_database db;
  auto changes = tests::sample_event_file()["events"][0];
  changes["recording_url"] = "https://video.example.org/all";
  changes["join_minutes_before"] = 45;
  changes["sessions"][1]["recording_url"] = "https://video.example.org/forum-1";
  changes["reminders"] = {{{"key", "day"}, {"hours_before", 24}}};
  tests::import_file(db, file_with(changes));
  REQUIRE(copy(db, {"kick-off", "next", "2031-05-14"}).has_value());
  const auto next = find(db, "next");
  REQUIRE(next->mail_plan);
  CHECK(next->mail_plan->mails.at(0).key == "day");
  CHECK(next->join_lead == std::chrono::minutes(45));
  CHECK(next->recording_url.empty());
  CHECK(next->sessions[1].recording_url.empty());
  // A draft sends nothing; the plan begins when a file publishes it.
  const auto* planned =
      "SELECT COUNT(*) FROM mail_run m JOIN event e ON e.id = m.event_id"
      " WHERE e.slug = 'next' AND m.withdrawn_at IS NULL";
  CHECK(number(db, planned) == 0);
  changes.merge_patch({{"slug", "next"}, {"recording_url", nullptr}});
  tests::import_file(db, file_with(changes));
  CHECK(number(db, planned) == 1);
}
