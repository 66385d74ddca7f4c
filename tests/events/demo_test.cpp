// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/demo.hpp"
#include "events/demo_ring.hpp"

#include <set>

#include "base/embedded.hpp"
#include "base/time_zone.hpp"
#include "events/event_file.hpp"
#include "events/import.hpp"
#include "events/indicator_release.hpp"
#include "events/load_event.hpp"
#include "events/municipalities.hpp"
#include "events/ring_members.hpp"
#include "events/ring_people.hpp"
#include "tests/events/registration_fixture.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

const instant some_day = from_iso("2026-01-05T13:37:00Z").value();

std::vector<json> demo_files() {
  std::vector<json> files;
  for (const auto& one : embedded::demo_files()) {
    if (one.path.ends_with(".json")) files.push_back(json::parse(one.content));
  }
  return files;
}

events::event_file parsed(const json& file) {
  auto result = events::parse_event_file(file.dump());
  if (!result) {
    std::string text;
    for (const auto& wrong : result.error()) text += events::describe(wrong) + "\n";
    FAIL(text);
  }
  return *result;
}

std::shared_ptr<const std::string> document_named(const std::string& name, std::size_t) {
  for (const auto& one : embedded::demo_files()) {
    if (one.path == name) return std::make_shared<const std::string>(one.content);
  }
  return nullptr;
}

bool same_clock(instant a, instant b, const std::string& zone) {
  const auto one = to_local(a, zone), two = to_local(b, zone);
  return one.weekday == two.weekday && one.hour == two.hour && one.minute == two.minute;
}

// The local time as if it were UTC.
instant wall(instant t, const events::event& of) {
  return local_to_instant(to_local_text(t, of.time_zone), "UTC").value();
}

}  // namespace

TEST_CASE("the six scenarios come with the program and are valid", "[events][demo]") {
  std::set<std::string_view> names;
  for (const auto& file : embedded::demo_files()) {
    if (file.path.ends_with(".json")) names.insert(file.path);
  }
  CHECK(names == std::set<std::string_view>{"s1.json", "s2.json", "s3.json", "s4.json", "s5.json",
                                            "s6.json"});
  for (const auto& file : demo_files()) CHECK_FALSE(parsed(file).events.empty());
}

TEST_CASE("every text of the scenarios exists in German and English", "[events][demo]") {
  std::function<void(const json&, const std::string&)> check = [&](const json& value,
                                                                   const std::string& at) {
    if (value.is_object() && value.contains("de")) {
      CHECK(value.contains("en"));
    } else if (value.is_structured()) {
      for (const auto& [key, below] : value.items()) check(below, at + "/" + key);
    }
  };
  for (const auto& file : demo_files()) check(file, "");
}

TEST_CASE("the scenarios show what they stand for", "[events][demo]") {
  const auto files = demo_files();
  REQUIRE(files.size() == 6);
  std::vector<events::event_file> all;
  for (const auto& file : files) all.push_back(parsed(file));
  const auto& days = all[0].events[0].what;
  CHECK(to_iso(days.starts_at, "Europe/Berlin") == "2024-09-11T09:00:00+02:00");
  CHECK(to_local_text(days.ends_at, "Europe/Berlin").substr(0, 10) == "2024-09-12");
  CHECK(all[0].purposes.size() == 5);
  CHECK(all[1].events[0].what.kind == events::kind::paper);
  CHECK(all[1].events[0].purposes.size() == 4);
  CHECK(to_local_text(all[2].events[0].what.starts_at, "Europe/Berlin") == "2022-06-23T09:00");
  CHECK(all[2].events[1].what.approval);
  CHECK_FALSE(all[2].events[1].what.sessions[0].starts_at);
  const auto& kick_off = all[3].events[0].what;
  CHECK(kick_off.audience.municipalities.size() == 72);
  CHECK(kick_off.find_choice("forums")->maximum == 1);
  CHECK(kick_off.find_session("forum-4")->capacity == 25);
  CHECK(all[4].events[0].what.find_question("diet")->retention_days == 30);
  for (const std::size_t of : {0, 4}) CHECK(all[of].events[0].series == all[of].series.at(0).key);
  CHECK(all[5].organisers.size() == 5);
  std::set<events::mode> modes;
  for (const auto& one : all[5].events) modes.insert(one.what.mode);
  CHECK(modes.size() == 3);
}

TEST_CASE("all scenarios together fit into one database", "[events][demo]") {
  tests::test_database db;
  for (const auto& file : demo_files()) {
    tests::import_file(db, events::shifted_to_future(file, some_day), nullptr, now(),
                       document_named);
  }
  db->read([](const schema::reader& r) {
    CHECK(r.value<std::int64_t>("SELECT COUNT(*) FROM event") == 17);
    CHECK(r.value<std::int64_t>("SELECT COUNT(*) FROM paper_document") == 3);
  });
}

TEST_CASE("shifted scenarios lie in the future and are open whenever one starts",
          "[events][demo]") {
  const auto files = demo_files();
  for (int day = 0; day < 400; day += 3) {  // every weekday and both changes of clocks
    const auto at = some_day + day * 24h;
    for (const auto& file : files) {
      const auto shifted = parsed(events::shifted_to_future(file, at));
      for (const auto& one : shifted.events) {
        const auto& e = one.what;
        INFO(e.slug << " on day " << day);
        const bool paper = e.kind == events::kind::paper;
        if (paper ? e.ends_at <= at + 21 * 24h : e.starts_at < at + 21 * 24h) FAIL("too early");
        if (paper && e.starts_at > at) FAIL("a paper that is not out yet");
        if (e.opens_at && *e.opens_at > at) FAIL("not open yet");
        if (e.closes_at && *e.closes_at <= at) FAIL("closed already");
      }
    }
  }
  SUCCEED();
}

TEST_CASE("shifting keeps weekdays, times of day and distances", "[events][demo]") {
  for (const auto& file : demo_files()) {
    const auto before = parsed(file), after = parsed(events::shifted_to_future(file, some_day));
    const events::event* first = nullptr;
    std::size_t base = 0;
    for (std::size_t i = 0; i < before.events.size(); ++i) {
      const auto &was = before.events[i].what, &is = after.events[i].what;
      INFO(was.slug);
      CHECK(same_clock(was.starts_at, is.starts_at, was.time_zone));
      CHECK(same_clock(was.ends_at, is.ends_at, was.time_zone));
      REQUIRE(was.sessions.size() == is.sessions.size());
      for (std::size_t s = 0; s < was.sessions.size(); ++s) {
        CHECK(was.sessions[s].starts_at.has_value() == is.sessions[s].starts_at.has_value());
        if (!was.sessions[s].starts_at) continue;
        CHECK(same_clock(*was.sessions[s].starts_at, *is.sessions[s].starts_at, was.time_zone));
        CHECK(to_local(*is.sessions[s].starts_at, was.time_zone).year >= 2026);
      }
      if (!first) {
        first = &was;
        base = i;
      }
      // By the clock on the wall: over a change of clocks an hour is missing or twice.
      const auto& first_after = after.events[base].what;
      CHECK(wall(was.starts_at, was) - wall(first->starts_at, *first) ==
            wall(is.starts_at, is) - wall(first_after.starts_at, first_after));
    }
  }
}

TEST_CASE("the earliest event is at most four weeks away", "[events][demo]") {
  for (int day = 0; day < 30; ++day) {
    const auto at = some_day + day * 24h;
    auto earliest = at + 1000 * 24h;
    for (const auto& one : parsed(events::shifted_to_future(demo_files()[5], at)).events) {
      earliest = std::min(earliest, one.what.starts_at);
    }
    CHECK(earliest >= at + 21 * 24h);
    CHECK(earliest <= at + 28 * 24h + 1h);
  }
}

TEST_CASE("no shifted time falls into the missing hour", "[events][demo]") {
  auto file = tests::sample_event_file();
  auto& e = file["events"][0];
  // A Sunday; on 29 March 2026, also a Sunday, half past two does not exist.
  e["starts_at"] = "2024-09-15T02:30";
  e["ends_at"] = "2024-09-15T06:00";
  e.erase("sessions");
  e.erase("choices");
  const auto at = from_iso("2026-03-07T12:00:00Z").value();
  const auto shifted = events::shifted_to_future(file, at);
  CHECK(shifted["events"][0]["starts_at"] == "2026-04-05T02:30");
  CHECK_FALSE(parsed(shifted).events.empty());
}

TEST_CASE("no event of the demonstration is moved to Christmas or the turn of the year",
          "[events][demo]") {
  const std::set<std::string> feasts = {"12-24", "12-25", "12-26", "12-31", "01-01"};
  const auto files = demo_files();
  for (int day = 0; day < 400; day += 3) {
    for (const auto& file : files) {
      const auto shifted = events::shifted_to_future(file, some_day + day * 24h);
      for (const auto& e : shifted.at("events")) {
        if (e.at("kind") == "paper") continue;  // comes out on its day, whichever that is
        INFO(e.at("slug") << " on day " << day);
        if (feasts.count(e.at("starts_at").get<std::string>().substr(5, 5))) FAIL("a feast");
        if (feasts.count(e.at("ends_at").get<std::string>().substr(5, 5))) FAIL("a feast");
      }
    }
  }
  SUCCEED();
}

TEST_CASE("a file that lies in the future is not moved", "[events][demo]") {
  const auto file = tests::sample_event_file();
  CHECK(events::shifted_to_future(file, some_day) == file);
}

TEST_CASE("what is no event file is left as it is", "[events][demo]") {
  for (const auto* text : {"null", "[]", "7", "{}", R"({"events":7})", R"({"events":[1,null,{}]})",
                           R"({"events":[{"starts_at":5,"time_zone":3,"registration":[],
                               "sessions":[1,{"starts_at":"x"}]}]})"}) {
    CHECK(events::shifted_to_future(json::parse(text), some_day) == json::parse(text));
  }
}

TEST_CASE("the demonstration's ring has members in two groups, a dated meeting and figures",
          "[events][demo][rings][S3]") {
  const auto at = GENERATE(some_day, some_day + 150 * 24h);
  tests::test_database db;
  const consent::ledger ledger(tests::some_key(1), tests::some_key(2));
  const mailer::outbox outbox("zusage.example.org", {1'000'000});
  const events::registrar registrar(ledger, outbox);
  tests::import_file(db, events::shifted_to_future(demo_files().at(2), at), &registrar, at);
  const auto members = document_named("s3-members.csv", 0);
  REQUIRE(members);
  db->write([&](schema::transaction& tx) {
    const auto ring = tx.value<std::int64_t>(
        "SELECT id FROM event WHERE slug = 'vergleichsringe-digitalisierung'");
    events::fill_demo_ring(tx, ring.value(), *members, {registrar, ledger, outbox}, at);
  });
  db->read([&](const schema::reader& r) {
    const auto id =
        r.value<std::int64_t>("SELECT id FROM event WHERE slug = 'vergleichsringe-digitalisierung'")
            .value();
    const auto of = events::load_event(r, id);
    std::map<std::string, int> in_group;
    for (const auto& one : events::list_members(r, *of)) {
      ++in_group[one.group];
      CHECK(one.kind == events::member_kind::city);
      CHECK(one.population.has_value());
    }
    CHECK(in_group == std::map<std::string, int>{{"cities-1", 7}, {"cities-2", 6}});
    CHECK(of->find_session("first-cities-1")->starts_at > at);
    CHECK_FALSE(of->find_session("first-cities-2")->starts_at);
    const auto groups = events::list_groups(r, id);
    const auto figures = [&](std::size_t group, const char* key) {
      const auto& all = of->ring->indicators;
      const auto asked =
          std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.key == key; });
      const auto shown = events::find_released(r, groups.at(group).id, *asked, "2022");
      return shown ? shown->what.answers : 0;
    };
    CHECK(figures(0, "it-staff") >= 5);
    CHECK(figures(0, "e-file") >= 5);
    CHECK(figures(1, "it-staff") >= 5);
    CHECK(figures(1, "it-cost") == 0);  // too few have answered
    CHECK_FALSE(events::list_contacts(r, ledger, *of, groups.at(0).id).empty());
    // Nobody real: example domains, and no directory that would refuse others.
    CHECK(r.value<std::int64_t>("SELECT COUNT(*) FROM ring_person WHERE email NOT LIKE"
                                " '%.example.org'") == 0);
    CHECK_FALSE(events::has_directory(r));
    CHECK(r.value<std::int64_t>("SELECT COUNT(*) FROM message") == 26);
    CHECK(r.value<std::int64_t>("SELECT COUNT(*) FROM message WHERE template <> 'ring-assigned'") ==
          0);
  });
}
