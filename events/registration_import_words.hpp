// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "events/registration_import.hpp"

/// What the cells of other systems say, in our words.
namespace zusage::events {

/// How somebody stands, by the words of the known systems in German and English; nothing stands for
/// who comes. Empty for a word that is not known.
std::optional<foreign_standing> standing_of(const std::string& typed);

/// Given and family name out of one text: `Muster, Ada`, or the last word is the family name.
std::pair<std::string, std::string> split_name(const std::string& name);

/// `de`, `de-informal`, `Deutsch`: ISO 639; "" for anything else.
std::string language_in(const std::string& typed);

/// A point in time; without an offset in `zone`, a day alone is its beginning.
std::optional<instant> read_registered_at(std::string day, const std::string& time,
                                          const std::string& zone);

/// The answer as the form would send it: keys of options for their labels, `yes` and `no`. What is
/// not understood stays as it is.
std::vector<std::string> answers_in(const question& asked, const std::string& typed);

/// Keys of the sessions that are named by key or title; what is not understood stays as it is.
std::vector<std::string> sessions_in(const event& of, const std::string& typed);

}  // namespace zusage::events
