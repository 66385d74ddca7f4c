// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "events/registration.hpp"

/// What a form brought, by name, and the checks that every text in it goes through.
namespace zusage::events {

/// Values by field name, in the order in which they came; empty ones are left out.
using form_input = std::map<std::string, std::vector<std::string>, std::less<>>;

form_input grouped(const typed_fields& typed);

/// All values of a field; none when it did not come.
const std::vector<std::string>& values_of(const form_input& form, std::string_view name);

struct text_rule {
  std::size_t most;  ///< code points
  bool required = false;
  bool multiline = false;
};

/// `typed` cleaned, or "" with a fault for `field`: `not_utf8` (not UTF-8), `control_characters`,
/// `too_long` {most}, `required`.
std::string checked_text(std::string_view field, std::string_view typed, const text_rule& rule,
                         faults& wrong);

/// The same for a field that may come once; more than once is `too_many` {maximum}.
std::string read_text(const form_input& form, std::string_view field, const text_rule& rule,
                      faults& wrong);

/// The field `email`, normalised, or "" with a fault: those of checked_text, `required`,
/// `not_an_email`.
std::string read_email(const form_input& form, faults& wrong);

/// Whether it could be dialled: digits with the usual separators, a plus only in front.
bool is_phone_number(std::string_view text);

/// From texts by language the one in `language`, else German, else any, else "".
std::string text_in(const nlohmann::json& texts, std::string_view language);

}  // namespace zusage::events
