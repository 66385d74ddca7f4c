// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "events/change_notice.hpp"
#include "events/event_file.hpp"
#include "events/registration.hpp"
#include "organisers/scope.hpp"

/// Changing a stored event by changing its entry of the event file (docs/event-file.md): what the
/// organiser's editor does, section by section.
namespace zusage::events {

/// An event and the entry that stands for it.
struct edited_event {
  std::shared_ptr<const event> of;
  nlohmann::json entry;
};

/// The organiser's own event as it is stored now. Nothing: there is none with this slug, it is
/// another organiser's, or the scope does not reach it as its main organiser's does (of those who
/// run an event together, the others edit nothing).
std::optional<edited_event> find_for_editing(const schema::reader& db,
                                             const organisers::scope& whose,
                                             const std::string& slug);

/// The document that the event has, by its name: a paper keeps it as long as its entry names it.
document_source stored_document_of(const schema::reader& db, std::int64_t event_id);

/// All registrations there are, also those that have ended.
std::int64_t count_registrations(const schema::reader& db, std::int64_t event_id);

/// What an entry can refer to by key.
struct named_key {
  std::string key;
  nlohmann::json title;  ///< by language
};
/// The organiser's purposes that have not ended, and its series; both by key.
std::vector<named_key> list_purpose_names(const schema::reader& db, const organisers::scope& whose);
std::vector<named_key> list_series_names(const schema::reader& db, const organisers::scope& whose);

/// The places of a file that holds one event (`events[0].title.de`) as places within its entry.
faults of_entry(faults wrong);

/// Checks an entry as a file that holds nothing else. Faults have their places within the entry:
/// `title.de`, `sessions[2].starts_at`.
checked<event_file> check_entry(const schema::reader& db, const nlohmann::json& entry);

/// Who last changed an event on the organiser's pages, and when.
struct last_change {
  instant at{};
  std::string staff_email;  ///< empty: not known (a file, or somebody who is no longer staff)
};
last_change find_last_change(const schema::reader& db, const event& of);

/// A document that staff upload for a paper, checked as the import does. Faults at `paper.file`:
/// `empty_document`, `document_too_large` {most}, `not_what_it_is_called`; what is wrong with its
/// name says check_entry.
checked<document_entry> read_new_document(const std::string& name,
                                          const std::shared_ptr<const std::string>& content);

/// Gives the entry of a paper the document that it names: `fresh` if that is called so, else the
/// one that the event has already. Fault at `paper.file`: `no_such_document` {name, most}.
faults take_document(const schema::reader& db, event_entry& entry, std::int64_t event_id,
                     const document_entry* fresh = nullptr);

struct entry_change {
  nlohmann::json entry;      ///< all of it, with what is changed
  std::int64_t version = 0;  ///< `event.version` that it was made from
  std::string section;       ///< for the audit trail: `basics`, `sessions` …
  /// The document that the entry names, where it is a new one; null: the stored one stays.
  std::shared_ptr<const document_entry> document = nullptr;
  change_notice notice = {};
};

struct edit_outcome {
  bool changed = false;  ///< else the event already was as the entry says
};

/// Stores a changed entry in the name of `whose` and lets those who are registered follow, as the
/// import of a file does (`import_events`, `follow_import`). A paper keeps its document unless
/// there is another one; those who have a link get what there is when they use it. What changes
/// nothing leaves the version as it is. Faults as check_entry gives them, those of import_events,
/// and without a field `event_edited`: somebody else has changed the event meanwhile, or it is
/// gone; nothing was written then.
/// At `also_by`: `partners_of_organiser` when somebody with a role for this event alone would
/// change whom it is run together with.
checked<edit_outcome> save_entry(schema::transaction& tx, const registrar& places,
                                 const organisers::scope& whose, const entry_change& change,
                                 instant now);

/// Stores an entry as a new event. Faults as check_entry, and at `slug`: `slug_in_use`.
checked<edit_outcome> create_from_entry(schema::transaction& tx, const organisers::scope& whose,
                                        const nlohmann::json& entry, instant now);

/// The members of both that are not the same: `["capacity", "title"]`.
std::vector<std::string> changed_members(const nlohmann::json& before, const nlohmann::json& after);

}  // namespace zusage::events
