// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/event.hpp"
#include "events/load_event.hpp"

namespace zusage::events {
namespace {

constexpr std::size_t most_kept = 5000;  // events in memory

}  // namespace

std::shared_ptr<const event> catalogue::find(const schema::reader& db, std::string_view slug) {
  const auto row = db.one<std::int64_t, std::int64_t, instant>(
      "SELECT id, version, updated_at FROM event WHERE slug = :1", slug);
  if (!row) return nullptr;
  const auto [id, version, updated_at] = *row;
  return get(db, {id, version, updated_at});
}

std::shared_ptr<const event> catalogue::find(const schema::reader& db, std::int64_t id) {
  const auto row =
      db.one<std::int64_t, instant>("SELECT version, updated_at FROM event WHERE id = :1", id);
  if (!row) return nullptr;
  const auto [version, updated_at] = *row;
  return get(db, {id, version, updated_at});
}

std::shared_ptr<const event> catalogue::get(const schema::reader& db, const stamp& wanted) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = kept_.find(wanted.id);
    // The time is compared besides the version: a version that was read inside a transaction which
    // was then rolled back is given out a second time.
    if (found != kept_.end() && found->second->version == wanted.version &&
        found->second->updated_at == wanted.updated_at) {
      return found->second;
    }
  }
  // Two threads may load the same event at once; that costs less than making all wait.
  std::shared_ptr<const event> loaded = load_event(db, wanted.id);
  const std::lock_guard lock(mutex_);
  if (kept_.size() >= most_kept) kept_.clear();
  if (loaded) kept_[wanted.id] = loaded;
  return loaded;
}

std::string topic_of_event(std::int64_t event_id) {
  return std::string(topic_of_all_events) + std::to_string(event_id);
}

occupancy find_occupancy(const schema::reader& db, std::int64_t event_id) {
  occupancy found;
  found.taken =
      db.value<std::int64_t>("SELECT taken FROM event WHERE id = :1", event_id).value_or(0);
  for (auto& [key, taken] : db.all<std::string, std::int64_t>(
           "SELECT key, taken FROM event_session WHERE event_id = :1 AND capacity IS NOT NULL",
           event_id)) {
    found.taken_in_session[key] = taken;
  }
  return found;
}

}  // namespace zusage::events
