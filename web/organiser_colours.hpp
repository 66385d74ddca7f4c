// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "web/colour.hpp"

/// An organiser's colour as that of links and buttons, in place of KERN's.
namespace zusage::web {

enum class scheme { light, dark };

/// WCAG 2.2, 1.4.3 for texts and 1.4.11 for what is no text.
inline constexpr double text_contrast = 4.5, part_contrast = 3;

/// Why a colour cannot be used.
struct weak_colour {
  double contrast = 0;  ///< to the background where it is least
  rgb background;
  rgb nearest;  ///< of the same hue, only darker (in dark pages lighter), and good
};

/// Links stand on the page and on its header and footer, which are tinted: on each of them the
/// colour needs `text_contrast`. Nothing when it has that.
std::optional<weak_colour> find_weakness(rgb colour, scheme in);

/// What goes with light pages, for dark ones: itself where it is good there too, else lighter.
rgb for_dark_pages(rgb colour);

/// What belongs to a colour that has no weakness.
struct action_colours {
  rgb plain;                    ///< of links and buttons
  rgb text;                     ///< on buttons: white or black, whichever contrasts more
  rgb hover, active;            ///< of buttons: away from the text's lightness, in OKLCH
  rgb tint_hover, tint_active;  ///< behind buttons without a background of their own
};

action_colours action_colours_of(rgb colour, scheme in);

/// The style sheet that redefines KERN's tokens for light and dark screens, and nothing in forced
/// colours and on paper. On one line, safe inside `<style>`.
std::string organiser_style(rgb light, rgb dark);

/// The source expression that allows exactly this inline style (CSP 3, 2.3.1):
/// `'sha256-<base64>'`.
std::string style_source(std::string_view style);

}  // namespace zusage::web
