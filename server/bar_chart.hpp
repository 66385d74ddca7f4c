// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace zusage::server {

struct bar {
  std::string label;
  std::int64_t value = 0;  ///< none below zero
  std::string words;       ///< the value in the language of the page
};

struct bar_chart {
  std::string id;  ///< of the picture in its page: letters, digits, `-`
  std::string title, description;
  std::vector<bar> bars;
};

/// An SVG picture for HTML, role `img`: a lying bar for each value below its label and number, all
/// on one scale that begins at zero. Colours come from the style sheet (`.bar-chart`), and tell
/// nothing. "" without bars. What it shows stands in a table beside it.
std::string bar_chart_svg(const bar_chart& of);

}  // namespace zusage::server
