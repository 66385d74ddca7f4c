// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "server/entry_form.hpp"

/// Answers to choose from and conditions, as the fields of a question or an indicator have them.
namespace zusage::server {

/// A member that is taken out; an empty list when there is none.
nlohmann::json taken_out(nlohmann::json& from, const char* name);

/// `options` as lines (`vegan | Vegan | Vegan`: key and label in the languages of the form),
/// `show_if` as boxes (`diet/vegan`).
void options_as_fields(nlohmann::json& element, const form_languages& languages);

/// Back again. A label in a language that the form does not show stays with its key in `before`.
void options_from_fields(nlohmann::json& made, const nlohmann::json& before,
                         const form_languages& languages);

}  // namespace zusage::server
