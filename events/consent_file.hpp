// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "consent/import_record.hpp"

/// Lists of subscribers and of revocations, as CSV out of another program.
namespace zusage::events {

inline constexpr std::size_t most_consent_bytes = 8 * 1024 * 1024;

/// A cell that cannot be taken. Codes: `required`, `not_an_email`, `time_unreadable`, `time_ahead`,
/// `language_unknown`, `no_network_address`, `too_long`, `twice` (the address stands above),
/// `text_is_personal` (the wording names the person), `too_many_texts` (the 51st wording of a
/// list).
struct broken_cell {
  std::size_t line = 0;  ///< of the file, from 1
  std::string column, code, shown;
};

struct consent_row {
  std::size_t line = 0;
  consent::imported_row what;
};

struct consent_list {
  std::vector<consent_row> rows;    ///< those that can be taken
  std::vector<broken_cell> broken;  ///< all of the others
};

/// Columns `email` (needed), `name`, `language`, `given_at` (ISO 8601; without an offset in German
/// time), `source`, `text` (the wording that was shown), `ip`; also by their German names.
/// `language` stands where a row has none. Faults for the field `file` as upload_table.hpp.
checked<consent_list> read_consent_list(std::string_view csv, const std::string& language,
                                        instant now);

/// Lines of rows that can be taken and deserve a second look.
struct odd_lines {
  std::vector<std::size_t> language;  ///< one that is not among the organiser's
  std::vector<std::size_t> long_ago;  ///< given more than ten years ago
};

odd_lines find_odd_lines(const consent_list& list, const std::vector<std::string>& languages,
                         instant now);

/// When a consent was given as a list says it (`given_at`); nothing for what is no time.
std::optional<instant> read_given_at(const std::string& typed);

/// The column `email` alone; the rows have nothing else.
checked<consent_list> read_revocation_list(std::string_view csv);

}  // namespace zusage::events
