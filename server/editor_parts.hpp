// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "events/event_editing.hpp"
#include "server/entry_form.hpp"
#include "server/handler.hpp"

/// What the editor of an event changes at a time: a section of the entry, or one element of one of
/// its lists.
namespace zusage::server {

using named_options = std::vector<std::pair<std::string, std::string>>;  ///< value, text

/// An event that is being edited, with what its forms offer.
struct editing {
  events::edited_event what;
  form_languages languages;
  named_options purposes, series;  ///< key, title
  named_options partners;          ///< who may be named in `also_by` here, see editor_partners.cpp

  const events::event& event() const { return *what.of; }
};

/// The event of the route's `{slug}`; nothing for whoever does not edit it.
std::optional<editing> find_editing(const request& of, const schema::reader& db);

struct editor_part {
  std::string section;    ///< `basics` …; of elements the page of their list: `programme` …
  std::string list;       ///< `sessions`, `choices` …; empty: a section
  std::size_t index = 0;  ///< of an element; behind the last one: it is new
  bool is_new = false;

  /// Where its members lie in the entry: `sessions[2].`, or "".
  std::string inside() const;
};

/// What the route's `{section}` and `{item}` name; nothing when there is no such thing here.
std::optional<editor_part> find_part(const request& of, const editing& at);

/// The sections of an event of this kind that are forms or lists, in the order of the task list.
std::vector<std::string> editor_sections(const events::event& of);

entry_fields part_fields(const editor_part& part, const editing& at, const web::locale& in);

/// The part as its fields see it: options as lines, conditions as boxes.
nlohmann::json part_in(const editor_part& part, const editing& at);

/// The entry with the part as its fields have made it. A new element gets a key from its title
/// when it has none.
nlohmann::json entry_with(const editor_part& part, const editing& at, nlohmann::json made);

/// A list of the programme, the questions, the invitations, the mails or a ring.
struct editor_list {
  std::string name, section, new_page;
  std::string place = {};  ///< in the entry, where it is not called so: `ring.groups`
};
const std::vector<editor_list>& editor_lists();
const editor_list* find_editor_list(const std::string& name);  ///< null: there is none

/// The elements of a list (or of `purposes`); none when the entry has no such member.
const nlohmann::json& elements_of(const nlohmann::json& entry, const std::string& list);
nlohmann::json& elements_in(nlohmann::json& entry, const std::string& list);  ///< made if missing

/// By what an element is found in its list: its key, of an invitation its code as it is compared.
std::string element_id(const nlohmann::json& element);
std::optional<std::size_t> find_element(const nlohmann::json& list, const std::string& id);

/// Whom the acting person may take in as an organiser of the event, or take out again: where they
/// manage events themselves, so that nobody is made an organiser by others. Only as long as nobody
/// has registered: afterwards it would show people's data to somebody they were not told of. Others
/// are named by the operator's event file, and what it named stays.
named_options offered_partners(const request& of, const schema::reader& db,
                               const events::edited_event& what);

/// Makes `also_by` of the entry, which holds the boxes that were ticked, what it is to be: whom no
/// box is offered for stays as it was.
void put_partners(nlohmann::json& entry, const editing& at);

/// What else there is to say of an element beside its name: time, places, kind …; may be empty.
std::string element_note(const std::string& list, const std::string& id, const editing& at,
                         const web::locale& in);

/// What a new element begins with, as its fields see it: all of the element `of.query` `copy` but
/// what tells them apart; of `like`, which was saved just before, time, choice and places. Nothing
/// without them.
nlohmann::json new_part(const request& of, const editor_part& part, const editing& at);

/// `Auftakt in Köln` → `auftakt-in-koeln`; "" when nothing is left.
std::string key_from(const std::string& words, std::size_t most);

}  // namespace zusage::server
