// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/event_editing.hpp"

#include <algorithm>
#include <set>

#include "events/event_entry_json.hpp"
#include "events/event_file_parts.hpp"
#include "events/import.hpp"
#include "events/load_event.hpp"
#include "events/paper.hpp"
#include "events/registration_rows.hpp"
#include "organisers/audit.hpp"
#include "organisers/event_staff.hpp"

namespace zusage::events {
namespace {

using nlohmann::json;

constexpr std::string_view in_file = "events[0].";

// The document stays where it is, so that its hash is enough: to read it, up to 50 MiB, would hold
// the writer.
bool keep_document(const schema::reader& db, event_entry& entry, std::int64_t event_id) {
  const auto stored = find_document(db, event_id);
  if (!stored || stored->name != entry.document_name) return false;
  entry.document = document_entry{stored->name, stored->media_type, stored->hash, nullptr};
  entry.definition = with_document(std::move(entry.definition), stored->hash);
  return true;
}

checked<event_file> read_entry(const schema::reader& db, const entry_change& change,
                               std::int64_t event_id) {
  auto file = check_entry(db, change.entry);
  if (!file) return file;
  auto wrong = take_document(db, file->events.front(), event_id, change.document.get());
  if (!wrong.empty()) return wrong;
  return file;
}

// Of what is stored, as reading its entry would have it.
std::string definition_of(const schema::reader& db, const edited_event& what) {
  auto text = canonical(what.entry);
  const auto stored = find_document(db, what.of->id);
  return stored ? with_document(std::move(text), stored->hash) : text;
}

void write_definition(schema::transaction& tx, std::int64_t event_id, const std::string& text) {
  tx.execute("UPDATE event SET definition = :1 WHERE id = :2", text, event_id);
}

void forget_links(json& said) {
  said.erase("join_url");
  said.erase("recording_url");
}

// What was set here is like what other pages have set: a later file that says nothing of links
// leaves them as they are (import_parts.hpp, with_links_of_page).
std::string without_links(const std::string& definition) {
  const auto end = definition.find('\n');  // the hash of a paper's document follows
  auto said = json::parse(definition.substr(0, end), nullptr, false);
  if (!said.is_object()) return definition;
  forget_links(said);
  if (const auto sessions = said.find("sessions"); sessions != said.end()) {
    for (auto& one : *sessions) forget_links(one);
  }
  return canonical(said) + (end == std::string::npos ? "" : definition.substr(end));
}

// Organisers that have come in or have gone.
std::set<std::string> moved_partners(const json& before, const json& after) {
  std::set<std::string> moved;
  const auto partners_in = [](const json& entry) { return entry.value("also_by", json::array()); };
  for (const auto& key : partners_in(before)) moved.insert(key.get<std::string>());
  for (const auto& key : partners_in(after)) {
    if (const auto text = key.get<std::string>(); moved.erase(text) == 0) moved.insert(text);
  }
  return moved;
}

// In the trail of whoever comes in or goes, too: its staff sees the event from then on, or no more.
void record_change(schema::transaction& tx, const organisers::scope& whose,
                   const entry_change& change, const edited_event& before, instant now) {
  auto details = json::object();
  details["section"] = change.section;
  details["fields"] = changed_members(before.entry, change.entry);
  std::vector<std::int64_t> trails = {whose.organiser_id()};
  for (const auto& key : moved_partners(before.entry, change.entry)) {
    const auto id = tx.value<std::int64_t>("SELECT id FROM organiser WHERE key = :1", key);
    if (id) trails.push_back(*id);
  }
  for (const auto trail : trails) {
    organisers::record(tx, {trail, whose.staff_id(), "event.changed", before.of->slug, details},
                       now);
  }
}

std::optional<edited_event> load_own(const schema::reader& db, const organisers::scope& whose,
                                     const std::string& slug) {
  const auto id = db.value<std::int64_t>(
      "SELECT id FROM event WHERE slug = :1 AND organiser_id = :2", slug, whose.organiser_id());
  if (!id || !organisers::may_edit(whose, *id)) return {};
  std::shared_ptr<const event> found = load_event(db, *id);
  auto entry = event_as_entry(db, *found);
  return edited_event{std::move(found), std::move(entry)};
}

// Whom the event is run together with gets at it too, so that this is for the organiser's own
// staff.
bool changes_partners(const json& before, const json& after) {
  const auto changed = changed_members(before, after);
  return std::find(changed.begin(), changed.end(), "also_by") != changed.end();
}

std::vector<named_key> list_names(const schema::reader& db, const char* sql,
                                  const organisers::scope& whose) {
  std::vector<named_key> all;
  for (auto& [key, title] : db.all<std::string, std::string>(sql, whose.organiser_id()))
    all.push_back({std::move(key), json::parse(title, nullptr, false)});
  return all;
}

struct stored_target {
  std::int64_t event_id = 0;
  const change_notice& notice;
};

checked<edit_outcome> store_change(schema::transaction& tx, const registrar& places,
                                   const event_file& file, const stored_target& to, instant now) {
  auto done = import_events(tx, file, now);
  if (!done) return of_entry(done.error());
  if (!done->anything_changed()) return edit_outcome{};
  write_definition(tx, to.event_id, without_links(file.events.front().definition));
  if (!to.notice.tell) set_earlier_notices_aside(tx, to.event_id);
  follow_import(tx, places, *done, now);
  settle_notices(tx, to.event_id, to.notice);
  return edit_outcome{true};
}

}  // namespace

faults of_entry(faults wrong) {
  for (auto& one : wrong) {
    if (one.field.starts_with(in_file)) one.field.erase(0, in_file.size());
    if (one.field == "events[0]") one.field.clear();
  }
  return wrong;
}

document_source stored_document_of(const schema::reader& db, std::int64_t event_id) {
  return [&db, event_id](const std::string& name,
                         std::size_t most) -> std::shared_ptr<const std::string> {
    const auto stored = find_document(db, event_id);
    if (!stored || stored->name != name) return nullptr;
    auto content = std::make_shared<std::string>();
    for (std::int64_t number = 0; content->size() <= most; ++number) {
      const auto chunk = read_document_chunk(db, *stored, number);
      if (!chunk || chunk->empty()) break;
      *content += *chunk;
    }
    return content;
  };
}

std::optional<edited_event> find_for_editing(const schema::reader& db,
                                             const organisers::scope& whose,
                                             const std::string& slug) {
  return load_own(db, whose, slug);
}

std::vector<named_key> list_purpose_names(const schema::reader& db,
                                          const organisers::scope& whose) {
  return list_names(db,
                    "SELECT key, title FROM purpose"
                    " WHERE organiser_id = :1 AND ended_at IS NULL ORDER BY key",
                    whose);
}

std::vector<named_key> list_series_names(const schema::reader& db, const organisers::scope& whose) {
  return list_names(db, "SELECT key, title FROM event_series WHERE organiser_id = :1 ORDER BY key",
                    whose);
}

std::int64_t count_registrations(const schema::reader& db, std::int64_t event_id) {
  return db.value<std::int64_t>("SELECT COUNT(*) FROM registration WHERE event_id = :1", event_id)
      .value_or(0);
}

checked<event_file> check_entry(const schema::reader& db, const json& entry) {
  auto file = json::object();
  file["events"] = json::array({entry});
  auto parsed = parse_event_file(file.dump(), find_known_keys(db));
  if (!parsed) return of_entry(parsed.error());
  return parsed;
}

last_change find_last_change(const schema::reader& db, const event& of) {
  const auto found = db.one<instant, std::optional<std::string>>(
      "SELECT a.at, s.email FROM audit_entry a LEFT JOIN staff s ON s.id = a.staff_id"
      " WHERE a.organiser_id = :1 AND a.subject = :2 AND a.action LIKE 'event.%'"
      " ORDER BY a.id DESC LIMIT 1",
      of.by.id, of.slug);
  // A file changes it without a word in the audit trail, and then later than the entry says.
  if (!found || std::get<0>(*found) < of.updated_at) return {of.updated_at, ""};
  return {std::get<0>(*found), std::get<1>(*found).value_or("")};
}

checked<document_entry> read_new_document(const std::string& name,
                                          const std::shared_ptr<const std::string>& content) {
  event_file alone;
  alone.events.emplace_back().document_name = name;
  const auto wrong =
      read_documents(alone, [&](const std::string&, std::size_t) { return content; });
  if (!wrong.empty()) return of_entry(wrong);
  return *alone.events.front().document;
}

faults take_document(const schema::reader& db, event_entry& entry, std::int64_t event_id,
                     const document_entry* fresh) {
  if (entry.document_name.empty()) return {};
  if (fresh && fresh->name == entry.document_name) {
    entry.document = *fresh;
    entry.definition = with_document(std::move(entry.definition), fresh->hash);
    return {};
  }
  if (keep_document(db, entry, event_id)) return {};
  return {{"paper.file",
           "no_such_document",
           {{"name", entry.document_name}, {"most", file_limits::document}}}};
}

checked<edit_outcome> save_entry(schema::transaction& tx, const registrar& places,
                                 const organisers::scope& whose, const entry_change& change,
                                 instant now) {
  hold_imports(tx);
  const auto slug = change.entry.value("slug", "");
  if (const auto held = tx.value<std::int64_t>("SELECT id FROM event WHERE slug = :1", slug))
    hold_event(tx, *held);
  const auto before = load_own(tx, whose, slug);
  if (!before || before->of->version != change.version) return faults{{"", "event_edited"}};
  if (organisers::is_for_one_event(whose) && changes_partners(before->entry, change.entry))
    return faults{{"also_by", "partners_of_organiser"}};
  const auto id = before->of->id;
  auto wanted = read_entry(tx, change, id);
  if (!wanted) return wanted.error();
  // What is stored may stand on another file than the entry would make now. From here on it stands
  // on the entry, so that the import finds the differences of the two and no others.
  const auto stood = definition_of(tx, *before);
  if (stood == wanted->events.front().definition) return edit_outcome{};
  write_definition(tx, id, stood);
  auto done = store_change(tx, places, *wanted, {id, change.notice}, now);
  if (done && done->changed) record_change(tx, whose, change, *before, now);
  return done;
}

checked<edit_outcome> create_from_entry(schema::transaction& tx, const organisers::scope& whose,
                                        const json& entry, instant now) {
  hold_imports(tx);
  const auto slug = entry.value("slug", "");
  if (tx.value<std::int64_t>("SELECT id FROM event WHERE slug = :1", slug))
    return faults{{"slug", "slug_in_use"}};
  auto wanted = check_entry(tx, entry);
  if (!wanted) return wanted.error();
  auto done = import_events(tx, *wanted, now);
  if (!done) return of_entry(done.error());
  organisers::record(
      tx, {whose.organiser_id(), whose.staff_id(), "event.created", slug, json::object()}, now);
  return edit_outcome{true};
}

std::vector<std::string> changed_members(const json& before, const json& after) {
  std::set<std::string> keys;
  for (const auto* side : {&before, &after}) {
    for (const auto& [key, value] : side->items()) keys.insert(key);
  }
  static const json nothing;
  const auto in = [](const json& side, const std::string& key) -> const json& {
    const auto found = side.find(key);
    return found == side.end() ? nothing : *found;
  };
  std::vector<std::string> changed;
  for (const auto& key : keys) {
    if (in(before, key) != in(after, key)) changed.push_back(key);
  }
  return changed;
}

}  // namespace zusage::events
