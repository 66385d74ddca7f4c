// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/load_event.hpp"

#include <stdexcept>

#include "events/event_details.hpp"
#include "events/invitation.hpp"
#include "events/json_members.hpp"
#include "events/paper.hpp"

namespace zusage::events {
namespace {

using nlohmann::json;
using optional_integer = std::optional<std::int64_t>;

// What stands in these columns was written by import.cpp; anything else is a damaged database.
json stored_json(const std::string& text) {
  auto parsed = json::parse(text, nullptr, false);
  if (parsed.is_discarded()) throw std::runtime_error("a stored JSON text is damaged");
  return parsed;
}

template <class Enum>
Enum known(std::optional<Enum> value) {
  if (!value) throw std::runtime_error("a stored event has an unknown kind, mode, status or type");
  return *value;
}

bool load_texts(const schema::reader& db, event& into) {
  const auto row = db.one<std::int64_t, std::string, std::string, std::string, std::string,
                          std::string, std::string, std::string, std::string, std::string>(
      "SELECT organiser_id, slug, kind, status, title, summary, description, mode, venue, audience"
      " FROM event WHERE id = :1",
      into.id);
  if (!row) return false;
  std::string kind, status, title, summary, description, mode, venue, audience;
  std::tie(into.by.id, into.slug, kind, status, title, summary, description, mode, venue,
           audience) = *row;
  into.kind = known(kind_from(kind));
  into.status = known(event_status_from(status));
  into.title = stored_json(title);
  into.summary = stored_json(summary);
  into.description = stored_json(description);
  into.mode = known(mode_from(mode));
  into.venue = stored_json(venue);
  const auto allowed = stored_json(audience);
  into.audience.municipalities = texts_of(member(allowed, "municipalities"));
  into.audience.email_domains = texts_of(member(allowed, "email_domains"));
  into.audience.code = text_member(allowed, "code");
  return true;
}

void load_series(const schema::reader& db, event& into) {
  const auto row = db.one<std::int64_t, std::string, std::string>(
      "SELECT s.id, s.key, s.title FROM event e JOIN event_series s ON s.id = e.series_id"
      " WHERE e.id = :1",
      into.id);
  if (!row) return;
  const auto& [id, key, title] = *row;
  into.series = series_name{id, key, stored_json(title)};
}

void load_rules(const schema::reader& db, event& into) {
  const auto times = db.one<instant, instant, std::string, std::string, std::optional<instant>,
                            std::optional<instant>, std::int64_t, instant>(
      "SELECT starts_at, ends_at, time_zone, join_url, opens_at, closes_at, version, updated_at"
      " FROM event WHERE id = :1",
      into.id);
  std::tie(into.starts_at, into.ends_at, into.time_zone, into.join_url, into.opens_at,
           into.closes_at, into.version, into.updated_at) = times.value();
  const auto rules = db.one<optional_integer, bool, bool, bool, std::int64_t, std::int64_t,
                            std::int64_t, std::int64_t>(
      "SELECT capacity, waiting_list, approval, verify_email, max_group, retention_days,"
      " ical_sequence, offer_hours FROM event WHERE id = :1",
      into.id);
  std::int64_t offer_hours = 0;
  std::tie(into.capacity, into.waiting_list, into.approval, into.verify_email, into.max_group,
           into.retention_days, into.ical_sequence, offer_hours) = rules.value();
  into.offer_hours = std::chrono::hours(offer_hours);
  const auto rest =
      db.one<std::string, bool>("SELECT details, hidden FROM event WHERE id = :1", into.id);
  read_details(stored_json(std::get<0>(rest.value())), into);
  into.hidden = std::get<1>(*rest);
  if (into.kind == kind::paper && !into.paper) {  // stored before there were documents
    paper by_address;
    by_address.url = into.join_url;
    into.paper = std::make_shared<const paper>(std::move(by_address));
  }
}

void load_admission(const schema::reader& db, event& into) {
  const bool any = db.value<std::int64_t>(
                         "SELECT id FROM invitation"
                         " WHERE event_id = :1 AND ended_at IS NULL LIMIT 1",
                         into.id)
                       .has_value();
  if (!any) return;
  const bool only = into.admission && into.admission->invited_only;
  into.admission = std::make_shared<const admission>(admission{only, true});
}

void load_programme(const schema::reader& db, event& into) {
  for (auto& [key, title, minimum, maximum, second] :
       db.all<std::string, std::string, std::int64_t, std::int64_t, bool>(
           "SELECT key, title, minimum, maximum, second_choice FROM event_choice"
           " WHERE event_id = :1 ORDER BY position",
           into.id)) {
    into.choices.push_back({key, stored_json(title), minimum, maximum, second});
  }
  for (auto& [id, key, title, starts, ends, capacity, choice, speakers, join_url, details] :
       db.all<std::int64_t, std::string, std::string, std::optional<instant>,
              std::optional<instant>, optional_integer, std::string, std::string, std::string,
              std::string>(
           "SELECT id, key, title, starts_at, ends_at, capacity, choice, speakers, join_url,"
           " details"
           " FROM event_session WHERE event_id = :1 ORDER BY position, id",
           into.id)) {
    session loaded;
    loaded.id = id;
    loaded.key = key;
    loaded.title = stored_json(title);
    loaded.starts_at = starts;
    loaded.ends_at = ends;
    loaded.capacity = capacity;
    loaded.choice = choice;
    loaded.speakers = texts_of(stored_json(speakers));
    loaded.join_url = join_url;
    read_details(stored_json(details), loaded);
    into.sessions.push_back(std::move(loaded));
  }
}

void load_questions(const schema::reader& db, event& into) {
  for (auto& [key, type, label, hint, options, required, must_be_yes, show_if, retention, details] :
       db.all<std::string, std::string, std::string, std::string, std::string, bool, bool,
              std::string, optional_integer, std::string>(
           "SELECT key, type, label, hint, options, required, must_be_yes, show_if,"
           " retention_days, details"
           " FROM event_question WHERE event_id = :1 ORDER BY position",
           into.id)) {
    question loaded;
    loaded.key = key;
    loaded.type = known(question_type_from(type));
    loaded.label = stored_json(label);
    loaded.hint = stored_json(hint);
    for (const auto& option : stored_json(options)) {
      const auto text = option.find("label");
      loaded.options.push_back(
          {text_member(option, "key"), text == option.end() ? json::object() : *text});
    }
    loaded.required = required;
    loaded.must_be_yes = must_be_yes;
    const auto condition = stored_json(show_if);
    loaded.show_if_question = text_member(condition, "question");
    loaded.show_if_is = texts_of(member(condition, "is"));
    loaded.retention_days = retention;
    read_details(stored_json(details), loaded);
    into.questions.push_back(std::move(loaded));
  }
}

}  // namespace

organiser load_organiser(const schema::reader& db, std::int64_t id) {
  const auto row =
      db.one<std::string, std::string, std::string, std::string, std::string, std::string>(
          "SELECT key, name, contact, imprint_url, privacy_url, languages"
          " FROM organiser WHERE id = :1",
          id);
  if (!row) throw std::runtime_error("there is no such organiser");
  organiser loaded;
  loaded.id = id;
  std::string name, languages;
  std::tie(loaded.key, name, loaded.contact, loaded.imprint_url, loaded.privacy_url, languages) =
      *row;
  loaded.name = stored_json(name);
  loaded.languages = texts_of(stored_json(languages));
  return loaded;
}

std::shared_ptr<event> load_event(const schema::reader& db, std::int64_t id) {
  auto loaded = std::make_shared<event>();
  loaded->id = id;
  if (!load_texts(db, *loaded)) return nullptr;
  load_rules(db, *loaded);
  load_admission(db, *loaded);
  load_series(db, *loaded);
  loaded->by = load_organiser(db, loaded->by.id);
  std::vector<std::int64_t> others;
  db.each<std::int64_t>(
      "SELECT organiser_id FROM event_organiser WHERE event_id = :1 ORDER BY position",
      [&](std::int64_t other) { others.push_back(other); }, id);
  for (const auto other : others) loaded->also_by.push_back(load_organiser(db, other));
  load_programme(db, *loaded);
  load_questions(db, *loaded);
  for (const auto& language : loaded->by.languages) {
    loaded->offers[language] = consent::offers_of_event(db, id, language);
  }
  return loaded;
}

}  // namespace zusage::events
