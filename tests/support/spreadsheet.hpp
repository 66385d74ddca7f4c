// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace zusage::tests {

/// A part of a ZIP archive (PKWARE APPNOTE), inflated. @throws std::runtime_error without it.
std::string part_of_archive(std::string_view archive, std::string_view name);

struct sheet_cell {
  std::string text;
  bool number = false, formula = false;
};

/// The first sheet of an XLSX file, row by row; a cell that is left out is empty text.
std::vector<std::vector<sheet_cell>> read_sheet(std::string_view file);

}  // namespace zusage::tests
