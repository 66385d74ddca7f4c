// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "server/handler.hpp"
#include "web/form.hpp"

/// Members of an entry of the event file as fields of a form, and back. A field is called like the
/// member's place (`venue.name`, `title.de`), so that the faults of the file stand at it.
namespace zusage::server {

struct entry_field {
  enum class shape {
    text,
    url,
    number,
    time,      ///< local time, `datetime-local`
    flag,      ///< a box
    maybe,     ///< yes, no, or left to the program
    texts,     ///< one field for each language
    passage,   ///< the same, several lines
    markdown,  ///< the same, with a preview
    lines,     ///< a list of texts, one a line
    word,      ///< one of `options`
    boxes      ///< some of `options`: a list of keys
  };
  std::string name;  ///< place of the member: `registration.opens_at`
  shape as = shape::text;
  bool needed = false;
  std::vector<std::pair<std::string, std::string>> options = {};  ///< value, text
  std::size_t rows = 5;
  std::string words = {};  ///< the last part of the keys of label and hint; empty: `name`
};

using entry_fields = std::vector<entry_field>;

/// The languages that a form shows: those of the organiser, `de` when there are none.
using form_languages = std::vector<std::string>;

/// The form's fields as they would be sent for what `entry` says.
fields fields_from(const entry_fields& all, const nlohmann::json& entry,
                   const form_languages& languages);

/// `entry` with what was sent. Texts in languages that the form does not show stay. What is empty
/// is taken out. Faults: `not_a_number`, `not_utf8`; those members stay as they are.
faults apply(const entry_fields& all, const fields& sent, const form_languages& languages,
             nlohmann::json& entry);

/// As `{{#fields}}{{> field}}{{/fields}}` shows them, with the values of `sent`. The label of a
/// field is `editor.field.<name with _ for .>` (of texts with {language}), its hint
/// `editor.hint.…` if there is one.
nlohmann::json fields_view(const entry_fields& all, const fields& sent,
                           const form_languages& languages, const web::locale& in);

/// Where two forms differ: label, what `stored` says and what `sent` says, in words.
nlohmann::json differences(const entry_fields& all, const fields& stored, const fields& sent,
                           const form_languages& languages, const web::locale& in);

/// The Markdown of `sent` as HTML, each with its label; only fields that say something.
nlohmann::json preview(const entry_fields& all, const fields& sent, const form_languages& languages,
                       const web::locale& in);

/// Faults of the entry with the names of these fields: `audience.municipalities[3]` stands at
/// `audience.municipalities`, `title` at its first language. What is at none of them keeps its
/// place in words in front of its text and has no field. Codes get their words for people
/// (`fault.editor_<code>`). `inside` is where the fields lie: `sessions[2].`, or empty.
faults at_fields(const faults& wrong, const entry_fields& all, const form_languages& languages,
                 const std::string& inside, const web::locale& in);

/// `fault.editor_<code>` in words.
std::string editor_fault_words(const fault& wrong, const web::locale& in);

}  // namespace zusage::server
