// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "events/csv_read.hpp"
#include "events/event.hpp"

/// Lists of registrations as other systems write them: which column means what.
namespace zusage::events {

enum class import_source { zusage, pretix, indico, hievents, other };
std::string_view to_text(import_source s);
std::optional<import_source> import_source_from(std::string_view text);

/// Besides those of a table (csv_limits).
namespace registration_import_limits {
inline constexpr std::size_t bytes = 6 * 1024 * 1024, rows = 20'000;
}

/// Why a column is left out.
enum class left_out {
  no,
  unknown,    ///< nobody has said what it means
  consent,    ///< a tick in a list proves nothing (GDPR 7(1)); consents have an import of their own
  sensitive,  ///< an answer about health or belief, given by express consent alone (GDPR 9(2)(a))
};

struct import_column {
  std::string heading;
  std::string target;  ///< of import_targets; "" while it is left out
  left_out why = left_out::no;
};

struct import_table {
  import_source source = import_source::other;
  std::vector<import_column> columns;
  std::vector<csv_line> rows;  ///< below the line of headings

  /// The cell of this target, cleaned and without the ' that keeps it from being a formula; ""
  /// where there is none.
  std::string cell(const csv_line& row, std::string_view target) const;
  bool has(std::string_view target) const;
  const std::string& heading_of(std::string_view target) const;  ///< "" when there is none
};

/// What a column can mean: `given_name`, `family_name`, `name` (both in one), `email`,
/// `order_email` (of whoever ordered, where the person has none), `phone`, `organisation`,
/// `function`, `municipality`, `ags`, `language`, `status`, `registered_at`, `registered_time` (the
/// time of day in a column of its own), `sessions`, `sessions_waiting`, and `answer.<key>` of
/// questions asked at sign-up, but for sensitive ones.
std::vector<std::string> import_targets(const event& of);

/// Reads a file and says for each column what it means, by the headings that the source writes in
/// German or English; without a source by which of them they are. The line of headings is the one
/// among the first ten in which most columns are known. Also in Windows-1252. Faults for the field
/// `file`: those of read_csv, and `file_too_many_rows` {most}.
checked<import_table> read_import_table(std::string_view bytes, const event& to,
                                        std::optional<import_source> from);

/// Sets what the columns mean, in their order; "" leaves one out. Faults: at `column.<number>`
/// `unknown_option`, `target_twice`.
faults set_targets(import_table& table, const event& to, const std::vector<std::string>& targets);

/// What has to be there and is not: at `columns` `no_email_column`, `no_name_column`.
faults missing_targets(const import_table& table);

}  // namespace zusage::events
