// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/import.hpp"
#include "events/municipalities.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"

using namespace zusage;
using nlohmann::json;

namespace {

checked<events::import_summary> import(tests::test_database& db, const json& file) {
  const auto parsed = events::parse_event_file(file.dump());
  REQUIRE(parsed.has_value());
  return db->write(
      [&](schema::transaction& tx) { return events::import_events(tx, *parsed, now()); });
}

std::shared_ptr<const events::event> find(tests::test_database& db, const std::string& slug) {
  events::catalogue fresh;
  return db->read([&](const schema::reader& reader) { return fresh.find(reader, slug); });
}

template <class... Parameters>
std::int64_t number(tests::test_database& db, std::string_view sql, const Parameters&... with) {
  return db->read([&](const schema::reader& reader) {
    return reader.value<std::int64_t>(sql, with...).value_or(-1);
  });
}

// A registration for one session, as far as the import looks at it.
void register_for(tests::test_database& db, const events::event& e, std::string_view session) {
  db->write([&](schema::transaction& tx) {
    const auto id = tx.value<std::int64_t>(
        "INSERT INTO registration (organiser_id, event_id, public_id, reference, status,"
        " given_name, family_name, email, email_key, phone, organisation, job_function, ags,"
        " municipality, language, answers, search, registered_at, updated_at)"
        " VALUES (:1, :2, 'p', 'r', 'confirmed', '', '', 'a@example.org', 'a@example.org', '', '',"
        " '', '', '', 'de', '{}', '', 0, 0) RETURNING id",
        e.by.id, e.id);
    tx.execute(
        "INSERT INTO registration_session (registration_id, session_id, status)"
        " VALUES (:1, :2, 'confirmed')",
        id.value(), e.find_session(session)->id);
    tx.execute("UPDATE event SET taken = taken + 1 WHERE id = :1", e.id);
    tx.execute("UPDATE event_session SET taken = taken + 1 WHERE id = :1",
               e.find_session(session)->id);
  });
}

}  // namespace

TEST_CASE("an imported event has everything that its file says", "[events]") {
  tests::test_database db;
  const auto e = tests::add_event(db, {{"audience",
                                        {{"municipalities", {"05962016"}},
                                         {"email_domains", {"stadt.example"}},
                                         {"code", "geheim"}}},
                                       {"registration", {{"opens_at", "2030-01-07T08:00"}}}});
  REQUIRE(e);
  const auto file = events::parse_event_file(tests::sample_event_file().dump());
  const auto& said = file->events[0].what;
  CHECK(e->by.key == "sit");
  CHECK(e->by.contact == "info@sit.example.org");
  CHECK(e->by.languages == std::vector<std::string>{"de", "en"});
  CHECK(e->version == 1);
  CHECK(e->title == said.title);
  CHECK(e->description == said.description);
  CHECK(e->venue == said.venue);
  CHECK(e->starts_at == said.starts_at);
  CHECK(e->ends_at == said.ends_at);
  CHECK(e->capacity == 100);
  CHECK(e->waiting_list);
  CHECK_FALSE(e->approval);
  CHECK(e->audience.municipalities == std::vector<std::string>{"05962016"});
  CHECK(e->audience.email_domains == std::vector<std::string>{"stadt.example"});
  CHECK(e->audience.code == "geheim");
  CHECK(to_iso(e->opens_at.value()) == "2030-01-07T07:00:00Z");
  CHECK_FALSE(e->closes_at);
  REQUIRE(e->sessions.size() == 3);
  CHECK(e->sessions[0].key == "plenary");
  CHECK_FALSE(e->sessions[0].capacity);
  CHECK(e->sessions[1].starts_at == said.sessions[1].starts_at);
  CHECK(e->sessions[1].speakers == std::vector<std::string>{"Referat A"});
  CHECK(e->sessions[1].join_url == "https://meet.example.org/forum-1");
  CHECK(e->choices.at(0).minimum == 1);
  REQUIRE(e->questions.size() == 9);
  CHECK(e->questions[2].options.at(1).label["en"] == "Vegan");
  CHECK(e->questions[2].retention_days == 30);
  CHECK(e->questions[8].show_if_question == "diet");
  REQUIRE(e->offers_in("en").size() == 2);
  CHECK(e->offers_in("en")[0].title == "Newsletter");
  CHECK(e->offers_in("nl")[0].title == "Rundbrief");
}

TEST_CASE("importing the same file again changes nothing", "[events]") {
  tests::test_database db;
  const auto first = import(db, tests::sample_event_file());
  REQUIRE(first.has_value());
  CHECK(first->organisers.made == 1);
  CHECK(first->purposes.made == 2);
  CHECK(first->events.made == 1);
  const auto before = find(db, "kick-off");
  const auto again = import(db, json::parse(tests::sample_event_file().dump(4)));
  REQUIRE(again.has_value());
  CHECK_FALSE(again->anything_changed());
  CHECK(again->organisers.unchanged == 1);
  CHECK(again->purposes.unchanged == 2);
  CHECK(again->events.unchanged == 1);
  const auto after = find(db, "kick-off");
  CHECK(after->version == before->version);
  CHECK(after->updated_at == before->updated_at);
  CHECK(number(db, "SELECT COUNT(*) FROM notice") == 4);
}

TEST_CASE("a changed event keeps its rows and gets a new version", "[events]") {
  tests::test_database db;
  const auto before = tests::add_event(db);
  register_for(db, *before, "forum-1");
  auto file = tests::sample_event_file();
  auto& e = file["events"][0];
  e["title"]["de"] = "Neuer Titel";
  e["sessions"][1]["title"]["de"] = "Forum 1: Neu";
  e["sessions"].erase(2);
  e["questions"].erase(0);
  e["questions"][0]["required"] = true;
  e["purposes"] = {"calls"};
  const auto done = import(db, file);
  REQUIRE(done.has_value());
  CHECK(done->events.changed == 1);
  CHECK(done->organisers.unchanged == 1);
  REQUIRE(done->updates.size() == 1);
  CHECK_FALSE(done->updates[0].rescheduled);
  const auto after = find(db, "kick-off");
  CHECK(after->id == before->id);
  CHECK(after->version == before->version + 1);
  CHECK(after->ical_sequence == before->ical_sequence);
  CHECK(after->title["de"] == "Neuer Titel");
  REQUIRE(after->sessions.size() == 2);
  CHECK(after->sessions[1].id == before->sessions[1].id);
  CHECK(after->sessions[1].title["de"] == "Forum 1: Neu");
  CHECK(after->questions.size() == 8);
  CHECK(after->questions[0].required);
  CHECK(after->offers_in("de").size() == 1);
  CHECK(number(db, "SELECT taken FROM event") == 1);
  CHECK(number(db, "SELECT taken FROM event_session WHERE key = 'forum-1'") == 1);
}

TEST_CASE("a new time or place gives calendar entries a new sequence number", "[events]") {
  tests::test_database db;
  const auto before = tests::add_event(db);
  const std::vector<json> moves{
      {{"ends_at", "2030-05-15T17:00"}},
      {{"venue", {{"city", "Andernorts"}}}},
      {{"status", "cancelled"}},
  };
  std::int64_t sequence = before->ical_sequence;
  auto file = tests::sample_event_file();
  for (const auto& change : moves) {
    file["events"][0].merge_patch(change);
    const auto done = import(db, file);
    REQUIRE(done.has_value());
    REQUIRE(done->updates.size() == 1);
    CHECK(done->updates[0].rescheduled);
    CHECK(done->updates[0].before->id == before->id);
    CHECK(find(db, "kick-off")->ical_sequence == ++sequence);
  }
  // Calendar entries carry no join links, so that these may change without.
  file["events"][0]["join_url"] = "https://meet.example.org/other";
  CHECK_FALSE(import(db, file)->updates.at(0).rescheduled);
  CHECK(find(db, "kick-off")->ical_sequence == sequence);
  file["events"][0]["sessions"][0]["starts_at"] = "2030-05-15T09:30";
  CHECK(import(db, file)->updates.at(0).rescheduled);
  CHECK(find(db, "kick-off")->ical_sequence == ++sequence);
}

TEST_CASE("a session that people are registered for cannot vanish", "[events]") {
  tests::test_database db;
  const auto before = tests::add_event(db);
  register_for(db, *before, "forum-2");
  auto file = tests::sample_event_file();
  file["organisers"][0]["contact"] = "new@sit.example.org";
  file["events"][0]["sessions"].erase(2);
  const auto refused = import(db, file);
  REQUIRE_FALSE(refused.has_value());
  REQUIRE(refused.error().size() == 1);
  CHECK(events::describe(refused.error()[0]) ==
        "events[0].sessions: the session 'forum-2' is gone from the file, but people are "
        "registered for it");
  const auto after = find(db, "kick-off");
  CHECK(after->sessions.size() == 3);
  CHECK(after->by.contact == "info@sit.example.org");  // nothing of the file was stored
  CHECK(after->version == before->version);
}

TEST_CASE("a capacity may fall below what is taken, and nobody loses a place", "[events]") {
  tests::test_database db;
  const auto e = tests::add_event(db);
  db->write([&](schema::transaction& tx) {
    tx.execute("UPDATE event SET taken = 80 WHERE id = :1", e->id);
  });
  auto file = tests::sample_event_file();
  file["events"][0]["capacity"] = 50;
  const auto lowered = import(db, file);
  REQUIRE(lowered.has_value());
  CHECK_FALSE(lowered->updates.at(0).raised);
  CHECK(number(db, "SELECT taken FROM event") == 80);
  CHECK(find(db, "kick-off")->capacity == 50);
  file["events"][0]["capacity"] = 90;
  CHECK(import(db, file)->updates.at(0).raised);
  file["events"][0]["sessions"][1].erase("capacity");
  CHECK(import(db, file)->updates.at(0).raised);
}

TEST_CASE("a slug belongs to the organiser who had it first", "[events]") {
  tests::test_database db;
  tests::add_event(db);
  auto file = tests::sample_event_file();
  file["organisers"][0]["key"] = "rival";
  file["purposes"][0]["organiser"] = file["purposes"][1]["organiser"] = "rival";
  file["events"][0]["organiser"] = "rival";
  const auto refused = import(db, file);
  REQUIRE_FALSE(refused.has_value());
  REQUIRE(refused.error().size() == 1);
  CHECK(refused.error()[0].field == "events[0].slug");
  CHECK(refused.error()[0].code == "slug_taken");
  CHECK(number(db, "SELECT COUNT(*) FROM organiser") == 1);
}

TEST_CASE("an import that refers to nothing stored is refused", "[events]") {
  tests::test_database db;
  auto file = tests::sample_event_file();
  file.erase("organisers");
  file.erase("purposes");
  events::known_keys claimed;
  claimed.organisers = {"sit"};
  claimed.purposes = {{"sit", "newsletter"}, {"sit", "calls"}};
  const auto parsed = events::parse_event_file(file.dump(), claimed);
  REQUIRE(parsed.has_value());
  const auto refused =
      db->write([&](schema::transaction& tx) { return events::import_events(tx, *parsed, now()); });
  REQUIRE_FALSE(refused.has_value());
  REQUIRE(refused.error().size() == 3);
  CHECK(refused.error()[0].field == "events[0].organiser");
  CHECK(refused.error()[2].field == "events[0].purposes[1]");
}

TEST_CASE(
    "an audience of municipalities that the directory does not know is refused with its place",
    "[events]") {
  tests::test_database db;
  auto file = tests::sample_event_file();
  file["events"][0]["audience"] = {{"municipalities", {"05962016", "05962999", "05962"}}};
  const auto import = [&] {
    const auto parsed = events::parse_event_file(file.dump());
    REQUIRE(parsed.has_value());
    return db->write(
        [&](schema::transaction& tx) { return events::import_events(tx, *parsed, now()); });
  };
  REQUIRE(import().has_value());  // without a directory nobody can tell

  events::municipality hemer;
  hemer.ags = "05962016";
  hemer.name = "Hemer";
  db->write([&](schema::transaction& tx) { events::replace_directory(tx, {hemer}); });
  CHECK(import().has_value());  // what is stored already is not asked again
  file["events"][0]["title"]["de"] = "Anders";
  const auto refused = import();
  REQUIRE_FALSE(refused.has_value());
  REQUIRE(refused.error().size() == 2);
  CHECK(events::describe(refused.error()[0]) ==
        "events[0].audience.municipalities[1]: is not in the directory of municipalities");
  CHECK(refused.error()[1].field == "events[0].audience.municipalities[2]");
}

TEST_CASE("a file of events alone uses the stored organiser and purposes", "[events]") {
  tests::test_database db;
  tests::add_event(db);
  auto file = tests::sample_event_file();
  file.erase("organisers");
  file.erase("purposes");
  file["events"][0]["slug"] = "second";
  const auto known =
      db->read([](const schema::reader& reader) { return events::find_known_keys(reader); });
  const auto parsed = events::parse_event_file(file.dump(), known);
  REQUIRE(parsed.has_value());
  const auto done =
      db->write([&](schema::transaction& tx) { return events::import_events(tx, *parsed, now()); });
  REQUIRE(done.has_value());
  CHECK(done->events.made == 1);
  CHECK(find(db, "second")->offers_in("de").size() == 2);
}

TEST_CASE("a changed notice becomes a new version and shows at its events", "[events]") {
  tests::test_database db;
  const auto before = tests::add_event(db);
  auto file = tests::sample_event_file();
  file["purposes"][0]["notice"]["de"] = "Neuer Wortlaut.";
  const auto done = import(db, file);
  REQUIRE(done.has_value());
  CHECK(done->purposes.changed == 1);
  CHECK(done->purposes.unchanged == 1);
  CHECK(done->events.unchanged == 1);
  const auto after = find(db, "kick-off");
  CHECK(after->version > before->version);
  CHECK(after->offers_in("de")[0].text == "Neuer Wortlaut.");
  CHECK(after->offers_in("de")[0].notice_id != before->offers_in("de")[0].notice_id);
}

TEST_CASE("an answer that must be yes is stored, and the same file again changes nothing",
          "[events][S3]") {
  tests::test_database db;
  auto file = tests::sample_event_file();
  file["events"][0]["questions"][6]["must_be"] = "yes";
  REQUIRE(import(db, file).has_value());
  CHECK(find(db, "kick-off")->find_question("hotel")->must_be_yes);
  CHECK_FALSE(find(db, "kick-off")->find_question("remark")->must_be_yes);
  REQUIRE(import(db, file).has_value());
  CHECK(find(db, "kick-off")->version == 1);
  file["events"][0]["questions"][6].erase("must_be");
  REQUIRE(import(db, file).has_value());
  CHECK_FALSE(find(db, "kick-off")->find_question("hotel")->must_be_yes);
  CHECK(find(db, "kick-off")->version == 2);
}
