// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <thread>

#include "events/event.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"

using namespace zusage;
using nlohmann::json;

namespace {

std::shared_ptr<const events::event> look_up(tests::test_database& db, events::catalogue& in,
                                             const std::string& slug) {
  return db->read([&](const schema::reader& reader) { return in.find(reader, slug); });
}

}  // namespace

TEST_CASE("the catalogue keeps an event until it changes", "[events]") {
  tests::test_database db;
  const auto added = tests::add_event(db);
  events::catalogue kept;
  const auto first = look_up(db, kept, "kick-off");
  REQUIRE(first);
  CHECK(look_up(db, kept, "kick-off").get() == first.get());
  CHECK(db->read([&](const schema::reader& r) { return kept.find(r, added->id); }) == first);
  tests::add_event(db, {{"title", {{"de", "Anders"}}}});
  const auto second = look_up(db, kept, "kick-off");
  CHECK(second != first);
  CHECK(second->title["de"] == "Anders");
  CHECK(first->title["de"] == "Strategie-Auftakt");  // whoever holds the old one still can
}

TEST_CASE("the catalogue knows no event that is not there", "[events]") {
  tests::test_database db;
  events::catalogue kept;
  CHECK_FALSE(look_up(db, kept, "nothing"));
  CHECK_FALSE(look_up(db, kept, ""));
  CHECK_FALSE(db->read([&](const schema::reader& r) { return kept.find(r, std::int64_t(99)); }));
}

TEST_CASE("drafts and cancelled events are in the catalogue too", "[events]") {
  tests::test_database db;
  CHECK(tests::add_event(db, {{"slug", "a"}, {"status", "draft"}})->status ==
        events::event_status::draft);
  CHECK(tests::add_event(db, {{"slug", "b"}, {"status", "cancelled"}})->status ==
        events::event_status::cancelled);
}

TEST_CASE("a changed organiser shows at a kept event", "[events]") {
  tests::test_database db;
  tests::add_event(db);
  events::catalogue kept;
  REQUIRE(look_up(db, kept, "kick-off")->by.contact == "info@sit.example.org");
  auto file = tests::sample_event_file();
  file["organisers"][0]["contact"] = "neu@sit.example.org";
  tests::import_file(db, file);
  CHECK(look_up(db, kept, "kick-off")->by.contact == "neu@sit.example.org");
}

TEST_CASE("a changed notice shows at a kept event", "[events]") {
  tests::test_database db;
  tests::add_event(db);
  events::catalogue kept;
  const auto before = look_up(db, kept, "kick-off");
  auto file = tests::sample_event_file();
  file["purposes"][1]["notice"]["en"] = "Call me.";
  tests::import_file(db, file);
  const auto after = look_up(db, kept, "kick-off");
  CHECK(after->offers_in("en")[1].text == "Call me.");
  CHECK(before->offers_in("en")[1].text == "You may call me about further events.");
}

TEST_CASE("a version that was rolled back is not kept in its place", "[events]") {
  tests::test_database db;
  const auto id = tests::add_event(db)->id;
  events::catalogue kept;
  const auto change = [&](std::string_view title, instant at, bool undo) {
    db->write([&](schema::transaction& tx) {
      tx.execute(
          "UPDATE event SET title = :1, version = version + 1, updated_at = :2 WHERE id = :3",
          title, at, id);
      kept.find(tx, id);
      if (undo) tx.undo();
    });
  };
  change("{\"de\":\"verworfen\"}", now(), true);
  CHECK(look_up(db, kept, "kick-off")->title["de"] == "Strategie-Auftakt");
  change("{\"de\":\"verworfen\"}", now(), true);
  const auto at = now() + std::chrono::seconds(1);
  db->write([&](schema::transaction& tx) {
    tx.execute(
        "UPDATE event SET title = '{\"de\":\"gilt\"}', version = version + 1, updated_at = :1"
        " WHERE id = :2",
        at, id);
  });
  CHECK(look_up(db, kept, "kick-off")->title["de"] == "gilt");
}

TEST_CASE("several threads look up events while they change", "[events]") {
  tests::test_database db;
  tests::add_event(db);
  events::catalogue kept;
  std::atomic<int> wrong = 0;
  std::vector<std::thread> readers;
  for (int i = 0; i < 4; ++i) {
    readers.emplace_back([&] {
      for (int n = 0; n < 200; ++n) {
        const auto found = look_up(db, kept, "kick-off");
        if (!found || found->sessions.size() != 3) ++wrong;
      }
    });
  }
  for (int n = 0; n < 20; ++n) tests::add_event(db, {{"title", {{"de", std::to_string(n)}}}});
  for (auto& one : readers) one.join();
  CHECK(wrong == 0);
  CHECK(look_up(db, kept, "kick-off")->title["de"] == "19");
}

TEST_CASE("occupancy counts the event and its limited sessions", "[events]") {
  tests::test_database db;
  const auto e = tests::add_event(db);
  db->write([&](schema::transaction& tx) {
    tx.execute("UPDATE event SET taken = 7 WHERE id = :1", e->id);
    tx.execute("UPDATE event_session SET taken = 3 WHERE id = :1", e->find_session("forum-1")->id);
  });
  const auto found =
      db->read([&](const schema::reader& r) { return events::find_occupancy(r, e->id); });
  CHECK(found.taken == 7);
  CHECK(found.taken_in_session ==
        std::map<std::string, std::int64_t>{{"forum-1", 3}, {"forum-2", 0}});
  CHECK(db->read([](const schema::reader& r) { return events::find_occupancy(r, 999); }).taken ==
        0);
}

TEST_CASE("words of kinds, modes, states and types are read as they are written", "[events]") {
  for (const auto* word : {"solution_day", "conference", "comparison_ring", "paper"}) {
    CHECK(to_text(events::kind_from(word).value()) == word);
  }
  for (const auto* word : {"online", "on_site", "hybrid"}) {
    CHECK(to_text(events::mode_from(word).value()) == word);
  }
  for (const auto* word : {"draft", "published", "cancelled"}) {
    CHECK(to_text(events::event_status_from(word).value()) == word);
  }
  for (const auto* word :
       {"text", "long_text", "choice", "multiple", "number", "date", "yes_no", "phone"}) {
    CHECK(to_text(events::question_type_from(word).value()) == word);
  }
  CHECK_FALSE(events::kind_from("Conference"));
  CHECK_FALSE(events::mode_from(""));
}
