// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "events/csv_read.hpp"

namespace zusage::events {

/// A column of a foreign table: our word for it, and the headings it is known by, folded and
/// without anything but letters and digits, separated by spaces.
struct known_column {
  std::string_view name, headings;
};

/// Rows below the line of headings, cells by our words.
class upload_table {
 public:
  /// Finds the headings: the line, among the first fifty, in which most columns are known; tools
  /// write some lines about the meeting above it. Faults: those of read_csv, and
  /// `file_no_heading` when there is no line with one of `needed`.
  static checked<upload_table> read(std::string_view bytes, std::span<const known_column> known,
                                    std::span<const std::string_view> needed,
                                    std::size_t most_bytes = csv_limits::bytes);

  const std::vector<csv_line>& rows() const { return rows_; }
  bool has(std::string_view column) const;
  /// The cell, cleaned; "" where the row ends before it or the column is not there.
  std::string cell(const csv_line& row, std::string_view column) const;

 private:
  struct place {
    std::string_view name;
    std::size_t index;
  };
  std::vector<place> places_;
  std::vector<csv_line> rows_;
};

}  // namespace zusage::events
