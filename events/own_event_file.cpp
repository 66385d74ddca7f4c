// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/own_event_file.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "events/event_editing.hpp"
#include "events/import.hpp"
#include "events/load_event.hpp"
#include "events/paper.hpp"
#include "organisers/audit.hpp"

namespace zusage::events {
namespace {

faults check_events_alone(const event_file& file) {
  faults wrong;
  if (!file.organisers.empty()) wrong.push_back({"organisers", "only_events"});
  if (!file.purposes.empty()) wrong.push_back({"purposes", "only_events"});
  if (!file.series.empty()) wrong.push_back({"series", "only_events"});
  return wrong;
}

// Whom an event is run together with sees its registrations: that is agreed elsewhere.
bool keeps_partners(const schema::reader& db, const organisers::scope& whose,
                    const event_entry& entry) {
  const auto now = find_for_editing(db, whose, entry.what.slug);
  std::set<std::string> before;
  if (now) {
    for (const auto& one : now->of->also_by) before.insert(one.key);
  }
  return std::set<std::string>(entry.also_by.begin(), entry.also_by.end()) == before;
}

faults check_owner(const schema::reader& db, const organisers::scope& whose,
                   const event_file& file) {
  faults wrong;
  const auto own = load_organiser(db, whose.organiser_id()).key;
  for (std::size_t i = 0; i < file.events.size(); ++i) {
    const auto& entry = file.events[i];
    const auto place = "events[" + std::to_string(i) + "].";
    if (entry.organiser != own) {
      wrong.push_back({place + "organiser", "not_own"});
    } else if (!keeps_partners(db, whose, entry)) {
      wrong.push_back({place + "also_by", "partners_fixed"});
    }
  }
  return wrong;
}

// Names of documents are not unique over the events of a file, so each paper is read by itself.
faults take_stored_documents(const schema::reader& db, const organisers::scope& whose,
                             event_file& file) {
  faults wrong;
  for (std::size_t i = 0; i < file.events.size(); ++i) {
    auto& entry = file.events[i];
    if (entry.document_name.empty()) continue;
    const auto now = find_for_editing(db, whose, entry.what.slug);
    event_file alone;
    alone.events.push_back(entry);
    const auto source = stored_document_of(db, now ? now->of->id : 0);
    for (auto& one : read_documents(alone, source)) {
      one.field = "events[" + std::to_string(i) + "].paper.file";
      wrong.push_back(std::move(one));
    }
    entry = std::move(alone.events.front());
  }
  return wrong;
}

using step = own_event_step;

// Of one that people see at once, what they would miss.
void add_publishing(const schema::reader& db, step& made, instant now) {
  const auto id = db.value<std::int64_t>(
      "SELECT id FROM event WHERE slug = :1 AND status = 'published'", made.slug);
  if (!id) return;
  made.published = true;
  made.missing = check_publishing(db, *load_event(db, *id), now);
}

std::vector<step> steps_of(const schema::reader& db, const event_file& file,
                           const std::set<std::string>& before, const import_summary& done,
                           instant now) {
  std::map<std::string, const import_summary::update*> updates;
  for (const auto& one : done.updates) updates[one.before->slug] = &one;
  std::vector<step> all;
  for (const auto& entry : file.events) {
    step made{step::what::unchanged, entry.what.slug, entry.what.title, false, 0};
    const auto update = updates.find(entry.what.slug);
    if (!before.contains(entry.what.slug)) {
      made.done = step::what::made;
    } else if (update != updates.end()) {
      made.done = step::what::changed;
      made.rescheduled = update->second->rescheduled;
      made.concerned = find_concerned(db, update->second->before->id).all();
    }
    if (made.done != step::what::unchanged) add_publishing(db, made, now);
    all.push_back(std::move(made));
  }
  return all;
}

}  // namespace

checked<event_file> read_own_file(const schema::reader& db, const organisers::scope& whose,
                                  std::string_view text) {
  if (text.size() > most_of_own_file)
    return faults{{"", "too_large", {{"most", most_of_own_file}}}};
  auto file = parse_event_file(text, find_known_keys(db));
  if (!file) return file;
  auto wrong = check_events_alone(*file);
  if (wrong.empty()) wrong = check_owner(db, whose, *file);
  if (wrong.empty()) wrong = take_stored_documents(db, whose, *file);
  if (!wrong.empty()) return wrong;
  return file;
}

checked<std::vector<own_event_step>> import_own_file(schema::transaction& tx,
                                                     const registrar& places,
                                                     const organisers::scope& whose,
                                                     const event_file& file, instant now) {
  std::set<std::string> before;
  for (const auto& one : file.events) {
    if (tx.value<std::int64_t>("SELECT id FROM event WHERE slug = :1", one.what.slug))
      before.insert(one.what.slug);
  }
  const auto done = import_events(tx, file, now);
  if (!done) return done.error();
  follow_import(tx, places, *done, now);
  auto steps = steps_of(tx, file, before, *done, now);
  for (const auto& one : steps) {
    if (one.done == step::what::unchanged) continue;
    const auto* act = one.done == step::what::made ? "event.created" : "event.changed";
    auto details = nlohmann::json::object();
    details["section"] = "file";
    organisers::record(tx, {whose.organiser_id(), whose.staff_id(), act, one.slug, details}, now);
  }
  return steps;
}

}  // namespace zusage::events
