// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/events.hpp"

#include "events/import.hpp"
#include "tests/support/catch.hpp"

namespace zusage::tests {
namespace {

using nlohmann::json;

constexpr const char* sample = R"json({
"organisers": [{"key": "sit", "name": {"de": "Stadt-IT Verbund", "en": "City IT Association"},
  "contact": "info@sit.example.org", "imprint_url": "https://sit.example.org/impressum",
  "privacy_url": "https://sit.example.org/datenschutz", "languages": ["de", "en"]}],
"purposes": [
  {"key": "newsletter", "organiser": "sit", "channel": "email",
   "title": {"de": "Rundbrief", "en": "Newsletter"},
   "notice": {"de": "Ich möchte den Rundbrief per E-Mail erhalten. Widerruf jederzeit über den Link in jeder Mail.",
              "en": "I want to receive the newsletter by e-mail. I can revoke this through the link in every mail."}},
  {"key": "calls", "organiser": "sit", "channel": "phone",
   "title": {"de": "Anruf", "en": "Phone call"},
   "notice": {"de": "Sie dürfen mich zu weiteren Veranstaltungen anrufen.",
              "en": "You may call me about further events."},
   "recipients": ["Beispiel-Partner GmbH"]}],
"events": [{
  "slug": "kick-off", "organiser": "sit", "kind": "conference", "status": "published",
  "title": {"de": "Strategie-Auftakt", "en": "Strategy kick-off"},
  "summary": {"de": "Plenum und Foren", "en": "Plenary and forums"},
  "description": {"de": "**Programm** des Tages", "en": "**Programme** of the day"},
  "starts_at": "2030-05-15T09:00", "ends_at": "2030-05-15T16:00", "time_zone": "Europe/Berlin",
  "mode": "hybrid",
  "venue": {"name": "Rathaus", "street": "Markt 1", "postal_code": "12345", "city": "Musterstadt",
            "access": {"de": "Aufzug, Induktionsschleife", "en": "lift, induction loop"}},
  "join_url": "https://meet.example.org/kick-off",
  "capacity": 100, "waiting_list": true, "approval": false, "audience": {},
  "registration": {"verify_email": false, "max_group": 5, "steps": false},
  "choices": [{"key": "forums", "title": {"de": "Foren", "en": "Forums"}, "min": 1, "max": 1}],
  "sessions": [
    {"key": "plenary", "title": {"de": "Plenum", "en": "Plenary"},
     "starts_at": "2030-05-15T09:00", "ends_at": "2030-05-15T12:00"},
    {"key": "forum-1", "title": {"de": "Forum 1: Register", "en": "Forum 1: Registers"},
     "starts_at": "2030-05-15T13:00", "ends_at": "2030-05-15T15:00", "capacity": 25,
     "choice": "forums", "speakers": ["Referat A"], "join_url": "https://meet.example.org/forum-1"},
    {"key": "forum-2", "title": {"de": "Forum 2: Cloud", "en": "Forum 2: Cloud"},
     "starts_at": "2030-05-15T13:00", "ends_at": "2030-05-15T15:00", "capacity": 25,
     "choice": "forums"}],
  "questions": [
    {"key": "remark", "type": "text", "label": {"de": "Bemerkung", "en": "Remark"},
     "hint": {"de": "Nur für uns", "en": "For us only"}},
    {"key": "wishes", "type": "long_text", "label": {"de": "Wünsche", "en": "Wishes"}},
    {"key": "diet", "type": "choice", "label": {"de": "Verpflegung", "en": "Diet"}, "retention_days": 30,
     "options": [{"key": "none", "label": {"de": "Ohne Besonderheit", "en": "No preference"}},
                 {"key": "vegan", "label": {"de": "Vegan", "en": "Vegan"}}]},
    {"key": "topics", "type": "multiple", "label": {"de": "Themen", "en": "Topics"},
     "options": [{"key": "ai", "label": {"de": "KI", "en": "AI"}},
                 {"key": "data", "label": {"de": "Daten", "en": "Data"}}]},
    {"key": "persons", "type": "number", "label": {"de": "Personen", "en": "Persons"}},
    {"key": "arrival", "type": "date", "label": {"de": "Anreise", "en": "Arrival"}},
    {"key": "hotel", "type": "yes_no", "label": {"de": "Hotel nötig", "en": "Hotel needed"}},
    {"key": "mobile", "type": "phone", "label": {"de": "Mobilnummer", "en": "Mobile number"}},
    {"key": "diet-details", "type": "text", "label": {"de": "Was genau?", "en": "What exactly?"},
     "show_if": {"question": "diet", "is": ["vegan"]}, "retention_days": 30}],
  "purposes": ["newsletter", "calls"], "retention_days": 365}]
})json";

std::string lines(const faults& wrong) {
  std::string text;
  for (const auto& one : wrong) text += events::describe(one) + "\n";
  return text;
}

}  // namespace

json sample_event_file() {
  return json::parse(sample);
}

json as_paper(const std::string& slug) {
  return {{"slug", slug},     {"kind", "paper"},     {"mode", "online"},
          {"venue", nullptr}, {"sessions", nullptr}, {"choices", nullptr}};
}

void import_file(test_database& db, const json& file, const events::registrar* places, instant at,
                 const events::document_source& documents) {
  auto parsed = events::parse_event_file(file.dump());
  if (!parsed) FAIL(lines(parsed.error()));
  if (documents) {
    if (const auto missing = events::read_documents(*parsed, documents); !missing.empty())
      FAIL(lines(missing));
  }
  const auto wrong = db->write([&](schema::transaction& tx) {
    const auto done = events::import_events(tx, *parsed, at);
    if (done && places) events::follow_import(tx, *places, *done, at);
    return done ? faults() : done.error();
  });
  if (!wrong.empty()) FAIL(lines(wrong));
}

std::shared_ptr<const events::event> add_event(test_database& db, const json& changes) {
  auto file = sample_event_file();
  file["events"][0].merge_patch(changes);
  import_file(db, file);
  events::catalogue fresh;
  const auto slug = file["events"][0]["slug"].get<std::string>();
  return db->read([&](const schema::reader& reader) { return fresh.find(reader, slug); });
}

}  // namespace zusage::tests
