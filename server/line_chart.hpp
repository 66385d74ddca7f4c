// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace zusage::server {

struct chart_line {
  std::string mark;  ///< short, at the line's end; the table beside the picture names it too
  std::vector<std::int64_t> values;  ///< as many as there are labels; none below zero
};

struct line_chart {
  std::string title;
  std::vector<std::string> labels;                  ///< below the axis, every few of them: short
  std::vector<chart_line> lines;                    ///< at most `most_chart_lines`
  std::function<std::string(std::int64_t)> number;  ///< in the language of the page
};

/// As many strokes as can be told apart without colours.
inline constexpr std::size_t most_chart_lines = 6;

/// An SVG picture: lines differ by their strokes and carry their marks, so that nothing rests on
/// colour. What it shows stands in a table beside it.
std::string line_chart_svg(const line_chart& of);

}  // namespace zusage::server
