// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/listing.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <sstream>

#include "base/text.hpp"
#include "events/json_members.hpp"
#include "events/venue_state.hpp"

namespace zusage::events {
namespace {

using nlohmann::json;

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream in(folded(text));
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

void append_folded(const json& texts, std::string& to) {
  if (!texts.is_object()) return;
  for (const auto& text : texts) {
    if (text.is_string()) to += folded(text.get_ref<const std::string&>()) + "\n";
  }
}

// What sessions say, by the event's slug. Meetings of a ring group are its own affair.
using words_by_slug = std::map<std::string, std::string, std::less<>>;

words_by_slug find_session_words(const schema::reader& db, std::int64_t from, std::int64_t to) {
  words_by_slug found;
  db.each<std::string, std::string, std::string, std::string>(
      "SELECT e.slug, s.title, s.speakers, s.details"
      " FROM event_session s JOIN event e ON e.id = s.event_id"
      " WHERE e.status IN ('published', 'cancelled') AND e.hidden = 0 AND e.ends_at > :1 AND"
      " e.starts_at < :2",
      [&](const std::string& slug, const std::string& title, const std::string& speakers,
          const std::string& details) {
        if (!text_member(from_stored(details), "ring_group").empty()) return;
        auto& text = found[slug];
        append_folded(from_stored(title), text);
        const auto names = json::parse(speakers, nullptr, false);
        for (const auto& name : texts_of(names)) text += folded(name) + "\n";
      },
      from, to);
  return found;
}

std::string said_by(const calendar_row& row) {
  std::string text;
  append_folded(row.title, text);
  append_folded(row.summary, text);
  append_folded(row.organiser_name, text);
  for (const auto& [key, name] : row.also_by) append_folded(name, text);
  for (const auto* part : {"name", "street", "postal_code", "city"}) {
    text += folded(text_member(row.venue, part)) + "\n";
  }
  return text;
}

// Every word occurs somewhere, in whichever language.
bool mentions(const std::string& text, const std::vector<std::string>& words) {
  return std::all_of(words.begin(), words.end(),
                     [&](const std::string& word) { return text.find(word) != std::string::npos; });
}

/// What is looked for in the texts of an event.
class text_search {
 public:
  text_search(const schema::reader& db, const calendar_filter& by, std::int64_t from,
              std::int64_t to)
      : words_(words_of(by.text)) {
    if (!words_.empty()) of_sessions_ = find_session_words(db, from, to);
  }

  bool matches(const calendar_row& row) const {
    if (words_.empty()) return true;
    const auto sessions = of_sessions_.find(row.slug);
    return mentions(said_by(row) + (sessions == of_sessions_.end() ? "" : sessions->second),
                    words_);
  }

 private:
  std::vector<std::string> words_;
  words_by_slug of_sessions_;
};

/// In which federal state an event is to lie, if that is asked.
class state_search {
 public:
  state_search(const schema::reader& db, const std::string& state) : state_(state) {
    if (!state.empty()) states_.emplace(db);
  }

  bool matches(const calendar_row& row) const {
    if (!states_) return true;
    return row.mode != mode::online && states_->of(row.venue) == state_;
  }

 private:
  const std::string& state_;
  std::optional<venue_states> states_;
};

bool takes_place(mode held, mode wanted) {
  return held == wanted || (held == mode::hybrid && wanted != mode::hybrid);
}

using columns = std::tuple<std::string, std::string, std::string, std::string, std::string,
                           std::string, std::string>;

bool matches_choices(const calendar_row& row, const calendar_filter& by) {
  if (by.kind && row.kind != *by.kind) return false;
  if (by.only_dated && row.kind == kind::paper) return false;
  if (by.mode && !takes_place(row.mode, *by.mode)) return false;
  if (by.organiser.empty() || row.organiser_key == by.organiser) return true;
  return std::any_of(row.also_by.begin(), row.also_by.end(),
                     [&](const auto& one) { return one.first == by.organiser; });
}

void fill_texts(const columns& from, calendar_row& row) {
  std::string title, summary, name, venue;
  std::tie(row.slug, row.organiser_key, row.time_zone, title, summary, name, venue) = from;
  row.title = from_stored(title);
  row.summary = from_stored(summary);
  row.organiser_name = from_stored(name);
  row.venue = from_stored(venue);
}

constexpr std::string_view columns_and_time =
    "SELECT e.slug, o.key, e.time_zone, e.title, e.summary, o.name, e.venue, e.kind, e.mode,"
    " e.status, e.starts_at, e.ends_at, e.capacity, e.taken, e.waiting_list, e.created_at,"
    " e.updated_at"
    " FROM event e JOIN organiser o ON o.id = e.organiser_id"
    " WHERE e.status IN ('published', 'cancelled') AND e.hidden = 0 AND e.ends_at > :1 AND "
    "e.starts_at < :2";
constexpr std::string_view in_order = " ORDER BY e.starts_at, e.id";

template <class Take>
void each_row(const schema::reader& db, const calendar_filter& by, Take& take, std::int64_t from,
              std::int64_t to) {
  static const auto every = std::string(columns_and_time) + std::string(in_order);
  static const auto of_series =
      std::string(columns_and_time) + " AND e.series_id = :3" + std::string(in_order);
  const auto run = [&](const std::string& sql, const auto&... values) {
    db.each<std::string, std::string, std::string, std::string, std::string, std::string,
            std::string, std::string, std::string, std::string, instant, instant,
            std::optional<std::int64_t>, std::int64_t, bool, instant, instant>(sql, take,
                                                                               values...);
  };
  if (by.series) {
    run(of_series, from, to, *by.series);
  } else {
    run(every, from, to);
  }
}

// Few events have more than one organiser.
using organisers_by_slug =
    std::map<std::string, std::vector<std::pair<std::string, json>>, std::less<>>;

organisers_by_slug find_together(const schema::reader& db) {
  organisers_by_slug found;
  db.each<std::string, std::string, std::string>(
      "SELECT e.slug, o.key, o.name"
      " FROM event_organiser t"
      " JOIN event e ON e.id = t.event_id"
      " JOIN organiser o ON o.id = t.organiser_id"
      " ORDER BY t.event_id, t.position",
      [&](const std::string& slug, std::string key, const std::string& name) {
        found[slug].emplace_back(std::move(key), from_stored(name));
      });
  return found;
}

}  // namespace

std::vector<calendar_row> list_events(const schema::reader& db, const calendar_filter& by) {
  const auto from = by.from ? to_micros(*by.from) : std::numeric_limits<std::int64_t>::min();
  const auto to = by.to ? to_micros(*by.to) : std::numeric_limits<std::int64_t>::max();
  std::vector<calendar_row> rows;
  const auto together = find_together(db);
  const text_search wanted(db, by, from, to);
  const state_search in_state(db, by.state);
  const auto take = [&](std::string slug, std::string organiser, std::string zone,
                        std::string title, std::string summary, std::string name, std::string venue,
                        const std::string& kind, const std::string& mode, const std::string& status,
                        instant starts, instant ends, std::optional<std::int64_t> capacity,
                        std::int64_t taken, bool waiting, instant created, instant updated) {
    calendar_row row;
    row.kind = kind_from(kind).value();
    row.mode = mode_from(mode).value();
    row.organiser_key = organiser;
    if (const auto found = together.find(slug); found != together.end()) {
      row.also_by = found->second;
    }
    if (!matches_choices(row, by)) return;  // before the texts are parsed
    fill_texts({std::move(slug), std::move(organiser), std::move(zone), std::move(title),
                std::move(summary), std::move(name), std::move(venue)},
               row);
    if (!in_state.matches(row) || !wanted.matches(row)) return;
    row.status = event_status_from(status).value();
    row.starts_at = starts;
    row.ends_at = ends;
    row.created_at = created;
    row.updated_at = updated;
    row.capacity = capacity;
    row.taken = taken;
    row.waiting_list = waiting;
    rows.push_back(std::move(row));
  };
  each_row(db, by, take, from, to);
  return rows;
}

std::vector<public_address> list_addresses(const schema::reader& db, std::int64_t most) {
  std::vector<public_address> found;
  db.each<std::string, std::string, instant>(
      "SELECT slug, kind, updated_at"
      " FROM event"
      " WHERE status = 'published' AND hidden = 0"
      " ORDER BY starts_at DESC, id"
      " LIMIT :1",
      [&](const std::string& slug, const std::string& kind, instant updated) {
        found.push_back({public_path(kind_from(kind).value(), slug), updated});
      },
      most);
  const auto left = most - std::int64_t(found.size());
  db.each<std::string, std::string, instant, instant>(
      "SELECT o.key, s.key, s.updated_at, MAX(e.updated_at)"
      " FROM event_series s"
      " JOIN organiser o ON o.id = s.organiser_id"
      " JOIN event e ON e.series_id = s.id"
      " WHERE e.status = 'published' AND e.hidden = 0"
      " GROUP BY s.id, o.key, s.key, s.updated_at"
      " ORDER BY s.id"
      " LIMIT :1",
      [&](const std::string& organiser, const std::string& key, instant own, instant events) {
        found.push_back({"/s/" + organiser + "/" + key, std::max(own, events)});
      },
      left);
  return found;
}

}  // namespace zusage::events
