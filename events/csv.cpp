// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/csv.hpp"

namespace zusage::events {
namespace {

bool is_formula(std::string_view text) {
  constexpr std::string_view starts = "=+-@\t\r";
  return !text.empty() && starts.find(text.front()) != std::string_view::npos;
}

}  // namespace

std::string csv_cell(std::string_view text, char separator) {
  std::string cell = is_formula(text) ? "'" : "";
  cell += text;
  const std::string special = {separator, '"', '\r', '\n', ',', ';'};
  const bool padded = !cell.empty() && (cell.front() == ' ' || cell.back() == ' ');
  if (!padded && cell.find_first_of(special) == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string csv_row(const std::vector<std::string>& cells, char separator) {
  std::string row;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) row += separator;
    row += csv_cell(cells[i], separator);
  }
  return row + "\r\n";
}

}  // namespace zusage::events
