// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "server/form_view.hpp"

/// The parts that form_view puts together.
namespace zusage::server {

/// What was typed first for `name`, "" when nothing was.
std::string first_value(const form_state& form, std::string_view name);

/// Whether `value` was chosen for `name`.
bool has_value(const form_state& form, std::string_view name, std::string_view value);

/// A field with every member that the templates `_field_*.html` ask for, so that none is taken from
/// what surrounds it.
nlohmann::json field_of(const form_state& form, const std::string& name, const std::string& label);

/// A field about the person; its texts are `register.<name>` and, if there is one,
/// `register.<name>_hint`.
struct person_field {
  const char* name;
  const char* autocomplete;
  const char* type = "text";
  bool required = false;
  std::string prefix = {};  ///< of its name, for companions: `person.2.`
};
nlohmann::json text_field(const form_state& form, const person_field& which);

/// The municipality: a text with suggestions, or, where what was typed means several of the
/// directory
/// (`municipalities` of the fault), the choice between them. Its other text field is sent as
/// `<name>.typed` (typed_fields_of).
nlohmann::json municipality_field(const form_state& form, const person_field& which);

/// One of the organiser's questions; `prefix` as in person_field.
nlohmann::json question_view(const form_state& form, const events::question& asked,
                             const std::string& prefix = {});

/// The people who are registered with the same form (events/check_group.hpp), each with their
/// fields and the words of the button that takes them away, and the number that the button for one
/// more sends; null where the event takes nobody together.
nlohmann::json companions_view(const form_state& form);

/// What an application to a comparison ring asks besides: `people` (groups with title and
/// fields) and `fee` (the box, in a list of at most one); null for everything else.
nlohmann::json application_view(const form_state& form);

/// The people who stand for a municipality, each a group as above; `of.ring` must be there.
nlohmann::json ring_people_view(const form_state& form, bool with_contact);

/// Adds an option to a field, chosen if it was chosen before; `language` as foreign_language says
/// it.
void add_option(const form_state& form, nlohmann::json& field, const std::string& key,
                const std::string& text, const std::string& language = {});

/// The sessions: first those that belong to no choice, then each choice.
nlohmann::json session_groups(const form_state& form);

/// The sessions that belong to no choice, from a field with an option for each: a single one is
/// included, several are booked all together or singly (events/package.hpp).
nlohmann::json open_group(const form_state& form, nlohmann::json field);

/// Everything that is wrong, each with a link to its field in `view`, in the order of the page.
nlohmann::json error_summary(const form_state& form, const nlohmann::json& view);

}  // namespace zusage::server
