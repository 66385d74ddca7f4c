// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Colours and what can be told apart: pure functions.
namespace zusage::web {

/// Eight bits for each channel, sRGB (IEC 61966-2-1).
struct rgb {
  std::uint8_t red = 0, green = 0, blue = 0;
  bool operator==(const rgb&) const = default;
};

inline constexpr rgb white{0xff, 0xff, 0xff}, black{};

/// `#0b5fa5`; nothing for anything else, short forms and names included.
std::optional<rgb> parse_colour(std::string_view text);
std::string to_text(rgb of);

/// WCAG 2.2, 'relative luminance': 0 black to 1 white.
double luminance(rgb of);

/// WCAG 2.2, 'contrast ratio': 1 to 21, the same in both directions.
double contrast(rgb one, rgb other);

/// Björn Ottosson's Oklab in polar form (CSS Color 4, 9.4), in which equal steps of lightness look
/// equal whatever the hue.
struct oklch {
  double lightness = 0;  ///< 0 to 1
  double chroma = 0;
  double hue = 0;  ///< radians
};

oklch to_oklch(rgb of);

/// The colour of this lightness and hue, with less chroma where sRGB has none so strong.
rgb to_rgb(oklch of);

/// `share` (0 to 1) of `over` laid on `under`, channel by channel, as transparency does it.
rgb mixed(rgb over, rgb under, double share);

}  // namespace zusage::web
