// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/bar_chart.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "server/picture.hpp"

namespace zusage::server {
namespace {

// In a picture 640 wide: the words of each bar above it.
constexpr std::int64_t width = 640, row = 60, words_at = 30, bar_at = 38, bar_height = 14;
constexpr std::int64_t thinnest = 2;  // so that one of many thousands shows

std::int64_t width_of(std::int64_t value, std::int64_t highest) {
  if (value <= 0) return 0;
  return std::max(thinnest, std::int64_t(double(value) / double(highest) * double(width)));
}

}  // namespace

std::string bar_chart_svg(const bar_chart& of) {
  if (of.bars.empty()) return "";
  std::int64_t highest = 1;
  for (const auto& one : of.bars) highest = std::max(highest, one.value);
  const auto height = row * std::int64_t(of.bars.size());
  auto svg = picture_head("bar-chart", {of.id, of.title, of.description}, width, height);
  std::int64_t top = 0;
  for (const auto& one : of.bars) {
    svg += "<text x=\"0\" y=\"" + std::to_string(top + words_at) + "\">" +
           escape_html(one.label + ": " + one.words) + "</text>";
    svg += "<rect class=\"bar\" x=\"0\" y=\"" + std::to_string(top + bar_at) + "\" width=\"" +
           std::to_string(width_of(one.value, highest)) + "\" height=\"" +
           std::to_string(bar_height) + "\"/>";
    top += row;
  }
  return svg + "</svg>";
}

}  // namespace zusage::server
