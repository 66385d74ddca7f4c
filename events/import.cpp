// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/import.hpp"

#include <functional>
#include <map>

#include "events/event_file_pages.hpp"
#include "events/event_file_parts.hpp"
#include "events/import_parts.hpp"
#include "events/load_event.hpp"
#include "events/organiser_pages.hpp"
#include "events/purpose_change.hpp"
#include "events/ring_meetings.hpp"
#include "events/series.hpp"

namespace zusage::events {
namespace {

using nlohmann::json;

// Stores a file that has no conflicts, in the order of its references.
class importer {
 public:
  importer(schema::transaction& tx, instant now) : tx_(tx), now_(now) {}

  void store(const organiser_entry& entry);
  void store(const purpose_entry& entry);
  void store(const series_entry& entry);
  void store(const event_entry& entry);

  import_summary summary;

 private:
  std::int64_t organiser_id(const std::string& key);

  schema::transaction& tx_;
  instant now_;
  std::function<void(std::int64_t)> announce_ = [this](std::int64_t event_id) {
    tx_.announce(topic_of_event(event_id));
  };
  std::map<std::string, std::int64_t> organiser_ids_;
};

void importer::store(const organiser_entry& entry) {
  const auto& o = entry.what;
  const auto stored =
      tx_.value<std::string>("SELECT definition FROM organiser WHERE key = :1", o.key);
  if (stored == entry.definition) {
    ++summary.organisers.unchanged;
    return;
  }
  const auto id = tx_.value<std::int64_t>(
      "INSERT INTO organiser (key, name, contact, imprint_url, privacy_url, languages,"
      " definition, created_at) VALUES (:1, :2, :3, :4, :5, :6, :7, :8)"
      " ON CONFLICT (key) DO UPDATE SET name = excluded.name, contact = excluded.contact,"
      " imprint_url = excluded.imprint_url, privacy_url = excluded.privacy_url,"
      " languages = excluded.languages, definition = excluded.definition RETURNING id",
      o.key, canonical(o.name), o.contact, o.imprint_url, o.privacy_url,
      canonical(json(o.languages)), entry.definition, now_);
  store_pages(tx_, id.value(), pages_in(entry.definition));
  tx_.announce(topic_of_organiser(o.key));
  store_look(tx_, id.value(), entry.look.get());
  ++(stored ? summary.organisers.changed : summary.organisers.made);
  // Kept copies of events hold their organiser.
  tx_.each<std::int64_t>(
      "UPDATE event SET version = version + 1, updated_at = :1"
      " WHERE organiser_id = :2"
      "  OR id IN (SELECT event_id FROM event_organiser WHERE organiser_id = :3)"
      " RETURNING id",
      announce_, now_, id.value(), id.value());
  // A series without events shows its organiser too.
  tx_.each<std::int64_t>(
      "SELECT id FROM event_series WHERE organiser_id = :1",
      [this](std::int64_t series_id) { tx_.announce(topic_of_series(series_id)); }, id.value());
}

void importer::store(const purpose_entry& entry) {
  const auto organiser = organiser_id(entry.organiser);
  auto definition = entry.what;
  definition.controller = consent::controller_of(tx_, organiser);
  const auto by_page =
      tx_.value<bool>("SELECT by_page FROM purpose WHERE organiser_id = :1 AND key = :2", organiser,
                      definition.key);
  const bool known = by_page.has_value();
  if (by_page.value_or(false)) {
    if (!consent::says_the_same(tx_, organiser, definition)) {
      summary.kept_purposes.push_back(entry.organiser + "/" + definition.key);
    }
    ++summary.purposes.unchanged;
    return;
  }
  const auto [id, changed] = consent::store_purpose(tx_, organiser, definition, now_);
  const bool moved = store_use(tx_, id, entry.use);
  if (known && !changed && !moved) {
    ++summary.purposes.unchanged;
    return;
  }
  ++(known ? summary.purposes.changed : summary.purposes.made);
  announce_purpose(tx_, id, now_);
}

void importer::store(const series_entry& entry) {
  const auto organiser = organiser_id(entry.organiser);
  const auto stored = tx_.value<std::string>(
      "SELECT definition FROM event_series WHERE organiser_id = :1 AND key = :2", organiser,
      entry.key);
  if (stored == entry.definition) {
    ++summary.series.unchanged;
    return;
  }
  const auto id = tx_.value<std::int64_t>(
      "INSERT INTO event_series (organiser_id, key, title, summary, description, definition,"
      " created_at, updated_at) VALUES (:1, :2, :3, :4, :5, :6, :7, :8)"
      " ON CONFLICT (organiser_id, key) DO UPDATE SET title = excluded.title,"
      " summary = excluded.summary, description = excluded.description,"
      " definition = excluded.definition, updated_at = excluded.updated_at RETURNING id",
      organiser, entry.key, canonical(entry.title), canonical(entry.summary),
      canonical(entry.description), entry.definition, now_, now_);
  ++(stored ? summary.series.changed : summary.series.made);
  tx_.announce(topic_of_series(id.value()));
  // Kept copies of events hold the name of their series.
  tx_.each<std::int64_t>(
      "UPDATE event SET version = version + 1, updated_at = :1 WHERE series_id = :2"
      " RETURNING id",
      announce_, now_, id.value());
}

void importer::store(const event_entry& entry) {
  const auto stored = tx_.one<std::int64_t, std::string>(
      "SELECT id, definition FROM event WHERE slug = :1", entry.what.slug);
  event_storing with{organiser_id(entry.organiser), false, now_};
  if (!stored) {
    store_event(tx_, entry, with);
    ++summary.events.made;
    return;
  }
  const auto& [id, definition] = *stored;
  if (definition == entry.definition) {
    ++summary.events.unchanged;
    return;
  }
  const auto before = load_event(tx_, id);
  auto wanted = with_links_of_page(entry, *before, definition);
  keep_meetings(*before, wanted.what);
  with.rescheduled = is_rescheduled(*before, wanted.what);
  store_event(tx_, wanted, with);
  ++summary.events.changed;
  summary.updates.push_back({before, with.rescheduled, is_raised(*before, wanted.what)});
}

std::int64_t importer::organiser_id(const std::string& key) {
  const auto [place, added] = organiser_ids_.try_emplace(key, 0);
  if (added) {
    place->second = tx_.value<std::int64_t>("SELECT id FROM organiser WHERE key = :1", key).value();
  }
  return place->second;
}

}  // namespace

void hold_imports(schema::transaction& tx) {
  if (tx.is_shared()) tx.execute("LOCK TABLE organiser IN SHARE ROW EXCLUSIVE MODE");
}

checked<import_summary> import_events(schema::transaction& tx, const event_file& file,
                                      instant now) {
  hold_imports(tx);
  if (auto wrong = find_conflicts(tx, file); !wrong.empty()) return wrong;
  importer into(tx, now);
  for (const auto& one : file.organisers) into.store(one);
  for (const auto& one : file.purposes) into.store(one);
  for (const auto& one : file.series) into.store(one);
  for (const auto& one : file.events) into.store(one);
  return std::move(into.summary);
}

void follow_import(schema::transaction& tx, const registrar& places, const import_summary& done,
                   instant now) {
  for (const auto& one : done.updates) {
    const auto after = load_event(tx, one.before->id);
    places.follow_change(tx, *one.before, *after, now);
    // Seats that an invitation kept may be free as well, so this is asked after every change.
    places.promote_waiting(tx, *after, now);
  }
}

}  // namespace zusage::events
