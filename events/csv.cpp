// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/csv.hpp"

namespace zusage::events {
namespace {

constexpr std::string_view starts_formula = "=+-@\t\r";
constexpr std::string_view separates = ",;\t\r\n";

// Also behind what another locale's spreadsheet takes for the end of a cell.
std::string without_formulas(std::string_view text) {
  std::string safe;
  bool at_start = true;
  for (const char c : text) {
    if (at_start && starts_formula.find(c) != std::string_view::npos) safe += '\'';
    safe += c;
    at_start = separates.find(c) != std::string_view::npos;
  }
  return safe;
}

}  // namespace

std::string csv_cell(std::string_view text, char separator) {
  std::string cell = without_formulas(text);
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
