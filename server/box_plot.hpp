// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string>

#include "events/indicators.hpp"

namespace zusage::server {

/// A box plot as SVG, for HTML: a line from the minimum to the maximum, a box between the
/// quartiles, the median as a stroke in it, and one's own value as a marked point, all on one
/// scale. Colours come from the style sheet (`.box-plot`), so that it is right in the dark and on
/// paper. `title` is its text alternative; `own_words` stands at the point.
std::string box_plot_svg(const events::five_figures& of, std::optional<double> own,
                         const std::string& title, const std::string& own_words);

}  // namespace zusage::server
