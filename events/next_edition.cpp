// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/next_edition.hpp"

#include <algorithm>
#include <memory>

#include "base/text.hpp"
#include "base/time_zone.hpp"
#include "events/event_file_parts.hpp"
#include "events/import.hpp"
#include "events/import_parts.hpp"
#include "events/load_event.hpp"
#include "events/paper.hpp"
#include "events/ring.hpp"
#include "events/sign_up_steps.hpp"
#include "organisers/audit.hpp"

namespace zusage::events {
namespace {

using days = std::chrono::days;

std::shared_ptr<event> find_own(const schema::reader& db, const organisers::scope& whose,
                                const std::string& slug) {
  const auto id = db.value<std::int64_t>(
      "SELECT id FROM event WHERE slug = :1 AND organiser_id = :2", slug, whose.organiser_id());
  return id ? load_event(db, *id) : nullptr;
}

std::optional<instant> midnight(const std::string& day) {
  if (day.size() != 10) return {};
  return local_to_instant(day + "T00:00", "UTC");
}

// Local times as if they were UTC, so that a day more is always 24 hours more.
instant wall_clock(instant t, std::string_view zone) {
  return local_to_instant(to_iso(t, zone).substr(0, 19), "UTC").value();
}

/// Moves times of one zone by days; what does not exist there afterwards is noted, once.
class mover {
 public:
  mover(std::string zone, days by) : zone_(std::move(zone)), by_(by) {}

  void move(instant& t) {
    const auto text = to_iso(wall_clock(t, zone_) + by_);
    const auto moved = text.size() == 20 ? local_to_instant(text.substr(0, 19), zone_)
                                         : std::optional<instant>();  // beyond the year 9999
    if (moved) {
      t = *moved;
    } else if (!wrong_) {
      wrong_ = fault{"starts_on",
                     text.size() == 20 ? "time_in_gap" : "wrong_date",
                     {{"value", text.substr(0, 16)}, {"zone", zone_}}};
    }
  }
  void move(std::optional<instant>& t) {
    if (t) move(*t);
  }
  const std::optional<fault>& wrong() const { return wrong_; }

 private:
  std::string zone_;
  days by_;
  std::optional<fault> wrong_;
};

std::optional<fault> move_times(event& e, days by) {
  mover m(e.time_zone, by);
  m.move(e.starts_at);
  m.move(e.ends_at);
  m.move(e.opens_at);
  m.move(e.closes_at);
  for (auto& one : e.sessions) {
    m.move(one.starts_at);
    m.move(one.ends_at);
  }
  return m.wrong();
}

std::optional<fault> wrong_slug(const schema::reader& db, const std::string& slug) {
  const auto because = [](const char* code) { return fault{"slug", code}; };
  if (slug.empty()) return because("missing");
  if (slug.size() > file_limits::slug) {
    return fault{"slug", "too_long", {{"most", file_limits::slug}}};
  }
  if (!is_slug(slug)) return because("wrong_slug");
  if (db.value<std::int64_t>("SELECT id FROM event WHERE slug = :1", slug))
    return because("slug_in_use");
  return {};
}

// The event with its new times, or why it cannot have them.
std::optional<fault> move_to(event& e, const std::string& starts_on) {
  if (starts_on.empty()) return fault{"starts_on", "missing"};
  const auto wanted = midnight(starts_on);
  if (!wanted) return fault{"starts_on", "wrong_date"};
  const auto before = std::chrono::floor<days>(wall_clock(e.starts_at, e.time_zone));
  const auto by = std::chrono::floor<days>(*wanted) - before;
  if (by <= days(0)) return fault{"starts_on", "starts_not_later"};
  return move_times(e, by);
}

struct prepared {
  std::shared_ptr<event> next;
  faults wrong;
};

prepared prepare(const schema::reader& db, const organisers::scope& whose,
                 const wanted_edition& wanted) {
  prepared result{find_own(db, whose, wanted.of), {}};
  if (!result.next) {
    result.wrong.push_back({"", "unknown_event"});
    return result;
  }
  if (auto fault = wrong_slug(db, wanted.slug)) result.wrong.push_back(std::move(*fault));
  if (auto fault = move_to(*result.next, wanted.starts_on)) {
    result.wrong.push_back(std::move(*fault));
  }
  return result;
}

std::vector<std::string> purposes_of(const schema::reader& db, std::int64_t event_id) {
  std::vector<std::string> keys;
  db.each<std::string>(
      "SELECT p.key FROM event_purpose e JOIN purpose p ON p.id = e.purpose_id"
      " WHERE e.event_id = :1 ORDER BY e.position",
      [&](std::string key) { keys.push_back(std::move(key)); }, event_id);
  return keys;
}

// Ring groups that the organiser's page made are of the members that there are now.
void drop_meetings_of_made_groups(event& e) {
  if (!e.ring) return;
  const auto& kept = e.ring->groups;
  std::erase_if(e.sessions, [&](const session& one) {
    return !one.ring_group.empty() &&
           std::none_of(kept.begin(), kept.end(),
                        [&](const named_group& group) { return group.key == one.ring_group; });
  });
}

event_entry entry_of(const schema::reader& db, event next, const wanted_edition& wanted) {
  event_entry entry;
  entry.organiser = next.by.key;
  if (next.series) entry.series = next.series->key;
  for (const auto& one : next.also_by) entry.also_by.push_back(one.key);
  entry.purposes = purposes_of(db, next.id);
  // No entry of a file looks like this: a file that names the new slug is always taken at its word,
  // and one with the old event finds nothing here to compare with.
  auto definition = nlohmann::json::object();
  definition["copied_from"] = wanted.of;
  if (const auto steps = wanted_steps(db, next.id)) definition["registration"]["steps"] = *steps;
  entry.definition = canonical(definition);
  next.slug = wanted.slug;
  next.status = event_status::draft;
  next.join_url.clear();
  if (next.paper) {
    auto without_document = *next.paper;
    without_document.file.clear();
    without_document.url.clear();
    next.paper = std::make_shared<const paper>(std::move(without_document));
  }
  next.recording_url.clear();
  drop_meetings_of_made_groups(next);
  for (auto& one : next.sessions) {
    one.cancelled = one.by_page = false;
    one.join_url.clear();
    one.recording_url.clear();
  }
  entry.what = std::move(next);
  return entry;
}

}  // namespace

faults check_next_edition(const schema::reader& db, const organisers::scope& whose,
                          const wanted_edition& wanted) {
  return prepare(db, whose, wanted).wrong;
}

checked<std::string> make_next_edition(schema::transaction& tx, const organisers::scope& whose,
                                       const wanted_edition& wanted, instant now) {
  hold_imports(tx);  // nobody else makes an event between looking for the slug and storing it
  auto ready = prepare(tx, whose, wanted);
  if (!ready.wrong.empty()) return std::move(ready.wrong);
  const auto entry = entry_of(tx, std::move(*ready.next), wanted);
  store_event(tx, entry, {whose.organiser_id(), false, now});
  auto details = nlohmann::json::object();
  details["from"] = wanted.of;
  organisers::record(
      tx, {whose.organiser_id(), whose.staff_id(), "event.copied", wanted.slug, details}, now);
  return wanted.slug;
}

}  // namespace zusage::events
