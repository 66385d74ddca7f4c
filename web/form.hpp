// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "web/locale.hpp"

/// What `{{> field}}` and `{{> error_summary}}` show (web/templates/_field.html).
namespace zusage::web {

struct form_option {
  std::string value, text, note;
  bool selected = false, disabled = false;
};

struct form_field {
  enum class control { text, textarea, select, radio, checkboxes, checkbox };
  control as = control::text;
  std::string name, label, hint;
  std::string value;          ///< of text and textarea; of a checkbox what it sends (`yes`)
  std::string type = "text";  ///< of the input element: email, tel, date, number, password …
  std::string autocomplete;   ///< HTML 4.10.18.7: `given-name`, `email` …
  std::string inputmode;
  bool optional = false;
  bool checked = false;  ///< of a checkbox
  std::size_t rows = 5;  ///< of a textarea
  std::vector<form_option> options;
  std::string show_if;  ///< shown only when the field of this name …
  std::vector<std::string>
      show_is;  ///< … has one of these values (by script; the server checks again)
};

/// The object for `{{#fields}}{{> field}}{{/fields}}`, with every member that the partials ask for.
nlohmann::json to_json(const form_field& field);

/// The id of the element for a form field: `answer.diet` → `field-answer-diet`.
std::string field_id(std::string_view name);

/// The text of `fault.<code>` with its arguments; that of `fault.unknown` for a code without text.
std::string fault_text(const fault& wrong, const locale& in);

/// What the summary says of a field: its label and what is wrong, with a colon between them unless
/// the label ends as a sentence does.
std::string summary_line(const std::string& label, const std::string& text, const locale& in);

/// Sets `data["errors"]` (summary, in the order of `wrong`) and, in every object anywhere in `data`
/// whose `name` is the field of a fault, `error` with its text: of a field that was left empty
/// `fault.required_<name>`, if there is such a text. A fault of a field that is not on
/// the page stands in the summary without a link.
void show_faults(nlohmann::json& data, const faults& wrong, const locale& in);

}  // namespace zusage::web
