// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/upload_table.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "events/heading_words.hpp"

namespace zusage::events {
namespace {

constexpr std::size_t most_before_heading = 50, longest_heading = 100;

std::string word_of(const std::string& heading) {
  return heading.size() > longest_heading ? std::string() : bare_word(heading);
}

}  // namespace

checked<upload_table> upload_table::read(std::string_view bytes,
                                         std::span<const known_column> known,
                                         std::span<const std::string_view> needed,
                                         std::size_t most_bytes) {
  auto table = read_csv(bytes, most_bytes);
  if (!table) return table.error();
  upload_table best;
  std::size_t heading = 0;
  const auto looked_at = std::min(table->lines.size(), most_before_heading);
  for (std::size_t i = 0; i < looked_at; ++i) {
    upload_table found;
    const auto& cells = table->lines[i].cells;
    for (std::size_t c = 0; c < cells.size(); ++c) {
      const auto word = word_of(cells[c]);
      for (const auto& column : known) {
        if (is_among(word, column.headings) && !found.has(column.name))
          found.places_.push_back({column.name, c});
      }
    }
    const bool usable = std::any_of(needed.begin(), needed.end(),
                                    [&](std::string_view one) { return found.has(one); });
    if (!usable || found.places_.size() <= best.places_.size()) continue;
    best = std::move(found);
    heading = i;
  }
  if (best.places_.empty()) {
    std::string first;
    for (const auto& cell : table->lines.front().cells) first += (first.empty() ? "" : ", ") + cell;
    return faults{{"file",
                   "file_no_heading",
                   {{"line", table->lines.front().number}, {"found", cut(cleaned(first), 200)}}}};
  }
  const auto from = table->lines.begin() + std::ptrdiff_t(heading) + 1;
  best.rows_.assign(std::make_move_iterator(from), std::make_move_iterator(table->lines.end()));
  return best;
}

bool upload_table::has(std::string_view column) const {
  return std::any_of(places_.begin(), places_.end(),
                     [&](const place& one) { return one.name == column; });
}

std::string upload_table::cell(const csv_line& row, std::string_view column) const {
  for (const auto& one : places_) {
    if (one.name == column && one.index < row.cells.size()) return cleaned(row.cells[one.index]);
  }
  return {};
}

}  // namespace zusage::events
