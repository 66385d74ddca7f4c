// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/registration_import.hpp"

/// What stays of an import of registrations, in the details of its audit entry
/// (`registration.imported`): counts, the rows that were left out by line, column and reason, and
/// what the columns meant. Nothing that stands in a cell, and of a heading no more than a hash: a
/// file without headings begins with a person.
namespace zusage::events {

/// A row that was left out, or that changed nothing.
struct left_row {
  std::size_t line = 0;
  std::string target;  ///< as in import_targets, `row` for the whole row
  fault why;  ///< that of broken_row, or `open`, `outside`, `doubled`, `full`, `outdated`, `known`
};

/// So many are kept of an import.
inline constexpr std::size_t most_left_rows = 1000;

nlohmann::json import_details(const registration_counts& counts, const registration_list& list,
                              import_source from, const column_meanings& meanings);

struct import_result {
  nlohmann::json counts;
  std::vector<left_row> left;  ///< by line
  std::int64_t more = 0;       ///< left out beyond `most_left_rows`
};

/// The result of one import into the event; nothing for that of another organiser or event.
std::optional<import_result> find_import_result(const schema::reader& db,
                                                const organisers::scope& whose, const event& of,
                                                std::int64_t id);
/// The newest import into the event.
std::optional<std::int64_t> last_import(const schema::reader& db, const organisers::scope& whose,
                                        const event& of);

/// What the columns of a table mean, for `recall_meanings` of a later one.
column_meanings meanings_of(const import_table& table);

/// Gives columns the meaning that columns with these headings had in the last import into this
/// event, also that of being left out. A heading that is new keeps what was recognised, and so do
/// all when two columns would mean the same.
void recall_meanings(const schema::reader& db, const organisers::scope& whose, const event& of,
                     import_table& table);

}  // namespace zusage::events
