// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

/// Tables that people take out of other programs, as CSV (RFC 4180).
namespace zusage::events {

namespace csv_limits {
inline constexpr std::size_t bytes = 3 * 1024 * 1024, rows = 50'000, columns = 200,
                             cell = 20'000,  ///< bytes of UTF-8
    cells = 2'000'000;                       ///< an empty one takes 32 bytes all the same
}

struct csv_line {
  std::size_t number = 0;  ///< of the line in the file at which it begins, from 1
  std::vector<std::string> cells;
};

struct csv_table {
  char separator = ',';
  std::vector<csv_line> lines;  ///< those that are not empty
};

/// UTF-8 with or without BOM, or UTF-16 with one; `,`, `;` or tab, whichever stands most often
/// outside of quotes in the first lines; CR LF, LF or CR at the end of a line; quoted cells may
/// hold all of these. Faults, all for the field `file`: `file_empty`, `file_encoding`,
/// `file_too_large` {most}, `file_quote` {line} (a quote that is not closed, or text behind one),
/// `file_too_many_rows` {most}, `file_too_wide` {line, most}, `file_cell_too_long` {line, most},
/// `file_too_many_cells` {line, most}, `file_control` {line} (a control character).
checked<csv_table> read_csv(std::string_view bytes, std::size_t most_bytes = csv_limits::bytes);

}  // namespace zusage::events
