// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace zusage::events {

/// A cell by RFC 4180, quoted where it must be. What a spreadsheet would run as a formula (it
/// begins with = + - @, tab or CR) gets a ' in front, so that a telephone number keeps its plus.
std::string csv_cell(std::string_view text, char separator);

/// A row with CR LF at its end.
std::string csv_row(const std::vector<std::string>& cells, char separator);

}  // namespace zusage::events
