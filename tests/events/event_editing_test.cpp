// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/event_editing.hpp"

#include <algorithm>

#include "events/own_event_file.hpp"
#include "events/paper.hpp"
#include "events/publish_check.hpp"
#include "tests/events/registration_fixture.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"

using namespace zusage;
using nlohmann::json;

namespace {

const auto at = from_micros(1'800'000'000'000'000);

organisers::scope scope_of(tests::test_database& db, const std::string& key) {
  const auto id = db->read([&](const schema::reader& view) {
    return view.value<std::int64_t>("SELECT id FROM organiser WHERE key = :1", key);
  });
  return organisers::scope::of_operator(id.value());
}

events::edited_event find(tests::test_database& db, const std::string& slug = "kick-off") {
  const auto whose = scope_of(db, "sit");
  return db
      ->read(
          [&](const schema::reader& view) { return events::find_for_editing(view, whose, slug); })
      .value();
}

/// The editor without pages.
struct editor {
  tests::test_database db;
  consent::ledger ledger{tests::some_key(1), tests::some_key(2)};
  mailer::outbox outbox{"localhost"};
  events::registrar registrar{ledger, outbox};

  checked<events::edit_outcome> save(const json& entry, std::int64_t version) {
    const auto whose = scope_of(db, "sit");
    return db->write([&](schema::transaction& tx) {
      auto done = events::save_entry(tx, registrar, whose, {entry, version, "basics"}, at);
      if (!done) tx.undo();
      return done;
    });
  }

  std::int64_t number(const char* sql) {
    return db->read(
        [&](const schema::reader& view) { return view.value<std::int64_t>(sql).value_or(-1); });
  }
};

bool has_fault(const faults& wrong, const std::string& field, const std::string& code) {
  return std::any_of(wrong.begin(), wrong.end(),
                     [&](const fault& one) { return one.field == field && one.code == code; });
}

}  // namespace

TEST_CASE("what is changed in an entry is changed in the event", "[events][editor]") {
  editor side;
  tests::add_event(side.db);
  auto found = find(side.db);
  found.entry["title"]["de"] = "Neuer Titel";
  found.entry.erase("summary");
  const auto done = side.save(found.entry, found.of->version);
  REQUIRE(done.has_value());
  CHECK(done->changed);
  const auto now = find(side.db);
  CHECK(now.of->title["de"] == "Neuer Titel");
  CHECK(now.entry == found.entry);
  CHECK(now.of->version > found.of->version);
  const auto told = side.db->read([](const schema::reader& view) {
    return view.value<std::string>(
        "SELECT details FROM audit_entry"
        " WHERE action = 'event.changed' AND subject = 'kick-off'");
  });
  CHECK(told == R"({"fields":["summary","title"],"section":"basics"})");
}

TEST_CASE("who saves later than somebody else overwrites nothing", "[events][editor]") {
  editor side;
  tests::add_event(side.db);
  const auto seen = find(side.db);
  auto first = seen.entry, second = seen.entry;
  first["title"]["de"] = "Von der Ersten";
  second["capacity"] = 7;
  REQUIRE(side.save(first, seen.of->version).has_value());
  const auto late = side.save(second, seen.of->version);
  REQUIRE_FALSE(late.has_value());
  CHECK(has_fault(late.error(), "", "event_edited"));
  CHECK(find(side.db).entry == first);
}

TEST_CASE("saving what is there already leaves the version", "[events][editor]") {
  editor side;
  tests::add_event(side.db);
  const auto seen = find(side.db);
  const auto done = side.save(seen.entry, seen.of->version);
  REQUIRE(done.has_value());
  CHECK_FALSE(done->changed);
  CHECK(find(side.db).of->version == seen.of->version);
  CHECK(side.number("SELECT COUNT(*) FROM audit_entry WHERE action = 'event.changed'") == 0);
}

TEST_CASE("another organiser's event is neither found nor saved", "[events][editor]") {
  editor side;
  tests::add_event(side.db);
  const auto seen = find(side.db);
  const auto other = organisers::scope::of_operator(seen.of->by.id + 1000);
  const auto found = side.db->read([&](const schema::reader& view) {
    return events::find_for_editing(view, other, "kick-off").has_value();
  });
  CHECK_FALSE(found);
  auto entry = seen.entry;
  entry["title"]["de"] = "Fremd";
  const auto done = side.db->write([&](schema::transaction& tx) {
    auto tried =
        events::save_entry(tx, side.registrar, other, {entry, seen.of->version, "basics"}, at);
    if (!tried) tx.undo();
    return tried;
  });
  CHECK_FALSE(done.has_value());
  CHECK(find(side.db).entry == seen.entry);
}

TEST_CASE("faults of an entry have their places within it", "[events][editor]") {
  editor side;
  tests::add_event(side.db);
  auto seen = find(side.db);
  seen.entry.erase("title");
  seen.entry["ends_at"] = "2020-01-01T00:00";
  seen.entry["sessions"][1]["capacity"] = 0;
  const auto done = side.save(seen.entry, seen.of->version);
  REQUIRE_FALSE(done.has_value());
  CHECK(has_fault(done.error(), "title", "missing"));
  CHECK(has_fault(done.error(), "ends_at", "ends_before_start"));
  CHECK(has_fault(done.error(), "sessions[1].capacity", "out_of_range"));
  CHECK(find(side.db).of->version == seen.of->version);
}

TEST_CASE("a link of the page can be taken away, and a later file leaves what is set here",
          "[events][editor]") {
  editor side;
  tests::add_event(side.db, {{"join_url", nullptr}});
  auto seen = find(side.db);
  seen.entry["join_url"] = "https://meet.example.org/a";
  REQUIRE(side.save(seen.entry, seen.of->version).has_value());
  // A file that says nothing of links.
  tests::add_event(side.db, {{"join_url", nullptr}, {"capacity", 50}});
  auto now = find(side.db);
  CHECK(now.of->capacity == 50);
  CHECK(now.of->join_url == "https://meet.example.org/a");
  now.entry.erase("join_url");
  REQUIRE(side.save(now.entry, now.of->version).has_value());
  CHECK(find(side.db).of->join_url.empty());
}

TEST_CASE("a paper keeps its document when it is edited", "[events][editor]") {
  editor side;
  auto file = tests::sample_event_file();
  file["events"][0].merge_patch(tests::as_paper());
  file["events"][0].erase("join_url");
  file["events"][0]["paper"] = {{"file", "papier.txt"}};
  const events::document_source document = [](const std::string&, std::size_t) {
    return std::make_shared<const std::string>(std::string(100'000, 'x'));
  };
  tests::import_file(side.db, file, nullptr, at, document);
  const auto stored = [&] {
    const auto id = find(side.db).of->id;
    return side.db
        ->read([&](const schema::reader& view) { return events::find_document(view, id); })
        .value();
  };
  const auto before = stored();
  auto seen = find(side.db);
  seen.entry["title"]["de"] = "Neues Papier";
  const auto done = side.save(seen.entry, seen.of->version);
  REQUIRE(done.has_value());
  CHECK(done->changed);
  CHECK(stored().hash == before.hash);
  CHECK(stored().size == 100'000);
  const auto again = find(side.db);
  CHECK_FALSE(side.save(again.entry, again.of->version)->changed);
}

TEST_CASE("a draft is made from an entry, once", "[events][editor]") {
  editor side;
  tests::add_event(side.db);
  const auto whose = scope_of(side.db, "sit");
  const json entry = {{"organiser", "sit"},
                      {"slug", "neu"},
                      {"kind", "conference"},
                      {"title", {{"de", "Neu"}}},
                      {"starts_at", "2030-01-01T09:00"},
                      {"ends_at", "2030-01-01T10:00"},
                      {"mode", "online"}};
  const auto make = [&] {
    return side.db->write(
        [&](schema::transaction& tx) { return events::create_from_entry(tx, whose, entry, at); });
  };
  REQUIRE(make().has_value());
  CHECK(find(side.db, "neu").of->status == events::event_status::draft);
  CHECK(has_fault(make().error(), "slug", "slug_in_use"));
}

TEST_CASE("the check before publishing names what is missing", "[events][editor]") {
  editor side;
  tests::add_event(side.db);
  auto seen = find(side.db);
  const auto codes = [&] {
    std::vector<std::string> all;
    const auto of = find(side.db).of;
    side.db->read([&](const schema::reader& view) {
      for (const auto& one : events::check_publishing(view, *of, at)) all.push_back(one.code);
      return 0;
    });
    return all;
  };
  const auto says = [&](const std::string& code) {
    const auto all = codes();
    return std::find(all.begin(), all.end(), code) != all.end();
  };
  CHECK_FALSE(says("title_language"));
  CHECK_FALSE(says("session_without_time"));
  seen.entry["title"] = {{"de", "Nur deutsch"}};
  seen.entry["sessions"][0].erase("starts_at");
  seen.entry["sessions"][0].erase("ends_at");
  seen.entry["venue"].erase("access");
  REQUIRE(side.save(seen.entry, seen.of->version).has_value());
  CHECK(says("title_language"));
  CHECK(says("session_without_time"));
  CHECK(says("no_access_words"));
}

TEST_CASE("a file of the organiser's own events is imported, others are refused",
          "[events][editor]") {
  editor side;
  tests::add_event(side.db);
  const auto whose = scope_of(side.db, "sit");
  const auto read = [&](const json& file) {
    return side.db->read([&](const schema::reader& view) {
      return events::read_own_file(view, whose, file.dump());
    });
  };
  const auto seen = find(side.db);
  auto changed = seen.entry;
  changed["capacity"] = 11;
  auto foreign = seen.entry;
  foreign["organiser"] = "kdn";
  CHECK_FALSE(read({{"events", {foreign}}}).has_value());
  CHECK(has_fault(read(tests::sample_event_file()).error(), "organisers", "only_events"));
  auto shared = seen.entry;
  shared["also_by"] = {"sit"};
  CHECK_FALSE(read({{"events", {shared}}}).has_value());
  const auto file = read({{"events", {changed}}});
  REQUIRE(file.has_value());
  const auto steps = side.db->write([&](schema::transaction& tx) {
    return events::import_own_file(tx, side.registrar, whose, *file, at);
  });
  REQUIRE(steps.has_value());
  REQUIRE(steps->size() == 1);
  CHECK(steps->front().done == events::own_event_step::what::changed);
  CHECK(find(side.db).of->capacity == 11);
}
