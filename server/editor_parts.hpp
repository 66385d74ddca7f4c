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

/// A list of the programme, the questions or the mails.
struct editor_list {
  std::string name, section, new_page;
};
const std::vector<editor_list>& editor_lists();

/// `Auftakt in Köln` → `auftakt-in-koeln`; "" when nothing is left.
std::string key_from(const std::string& words, std::size_t most);

}  // namespace zusage::server
