// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "web/organiser_colours.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/base64.hpp"
#include "base/crypto.hpp"

namespace zusage::web {
namespace {

// KERN 2.7 core/tokens: layout-background-default and -hued of each scheme (white and neutral-025,
// black and neutral-950). tests/browser/look.mjs compares them with what the browser computes.
constexpr std::array light_backgrounds{white, rgb{0xf3, 0xf4, 0xf7}};
constexpr std::array dark_backgrounds{black, rgb{0x13, 0x15, 0x25}};

const std::array<rgb, 2>& backgrounds(scheme in) {
  return in == scheme::light ? light_backgrounds : dark_backgrounds;
}

// Towards the end of the scale that its pages have not.
double away(scheme in) {
  return in == scheme::light ? -1 : 1;
}

struct least {
  double contrast;
  rgb background;
};

least least_contrast(rgb colour, scheme in) {
  const auto& all = backgrounds(in);
  least found{contrast(colour, all[0]), all[0]};
  for (const auto one : all) {
    if (const auto ratio = contrast(colour, one); ratio < found.contrast) found = {ratio, one};
  }
  return found;
}

// In steps too small to see. Black and white pass, so it ends.
rgb nearest_good(oklch from, scheme in) {
  constexpr double step = 0.002;
  for (;; from.lightness += away(in) * step) {
    const auto candidate = to_rgb(from);
    const bool at_end = in == scheme::light ? from.lightness <= 0 : from.lightness >= 1;
    if (at_end || least_contrast(candidate, in).contrast >= text_contrast) return candidate;
  }
}

// The strongest tint of the page, up to `most`, on which the colour can still be read.
rgb tint(rgb colour, scheme in, double most) {
  constexpr double step = 0.01;
  const auto page = backgrounds(in).front();
  for (double share = most; share > 0; share -= step) {
    const auto made = mixed(colour, page, share);
    if (contrast(colour, made) >= text_contrast) return made;
  }
  return page;
}

// Darker where the text on it is white, so that it is read better yet; where there is no room for
// that, the other way, beginning where steps can be seen.
class shades {
 public:
  shades(oklch of, rgb text, double furthest) : from_(of) {
    constexpr double lowest = 0.25, highest = 0.9;
    const bool darker = text == white;
    const bool room =
        darker ? of.lightness - furthest >= lowest : of.lightness + furthest <= highest;
    direction_ = darker == room ? -1 : 1;
    if (!room)
      from_.lightness = darker ? std::max(of.lightness, lowest) : std::min(of.lightness, highest);
  }

  rgb at(double step) const {
    return to_rgb({from_.lightness + direction_ * step, from_.chroma, from_.hue});
  }

 private:
  oklch from_;
  double direction_;
};

std::string tokens(rgb colour, scheme in) {
  const auto of = action_colours_of(colour, in);
  const std::pair<std::string_view, rgb> all[] = {
      {"--kern-color-action-default", of.plain},
      {"--kern-color-action-on-default", of.text},
      {"--kern-color-action-state-indicator-shade-hover", of.hover},
      {"--kern-color-action-state-indicator-shade-active", of.active},
      {"--kern-color-action-state-indicator-tint-hover-opacity", of.tint_hover},
      {"--kern-color-action-state-indicator-tint-active-opacity", of.tint_active},
      {"--kern-color-decorative-brand-default", of.plain}};
  std::string text = ":root{--organiser-line:4px solid " + to_text(of.plain);
  for (const auto& [name, value] : all) {
    text.append(";").append(name).append(":").append(to_text(value));
  }
  return text + "}";
}

}  // namespace

std::optional<weak_colour> find_weakness(rgb colour, scheme in) {
  const auto found = least_contrast(colour, in);
  if (found.contrast >= text_contrast) return {};
  return weak_colour{found.contrast, found.background, nearest_good(to_oklch(colour), in)};
}

rgb for_dark_pages(rgb colour) {
  constexpr double usual_lightness = 0.75;  // of KERN's own action colour on dark pages
  if (!find_weakness(colour, scheme::dark)) return colour;
  auto lighter = to_oklch(colour);
  lighter.lightness = std::max(lighter.lightness, usual_lightness);
  return nearest_good(lighter, scheme::dark);
}

action_colours action_colours_of(rgb colour, scheme in) {
  constexpr double hover_step = 0.05, active_step = 0.1;
  constexpr double hover_tint = 0.08, active_tint = 0.16;
  const auto text = contrast(colour, white) >= contrast(colour, black) ? white : black;
  const shades made(to_oklch(colour), text, active_step);
  return {colour,
          text,
          made.at(hover_step),
          made.at(active_step),
          tint(colour, in, hover_tint),
          tint(colour, in, active_tint)};
}

std::string organiser_style(rgb light, rgb dark) {
  return "@media screen and (forced-colors:none){" + tokens(light, scheme::light) +
         "@media (prefers-color-scheme:dark){" + tokens(dark, scheme::dark) + "}}";
}

std::string style_source(std::string_view style) {
  return "'sha256-" + to_base64(from_hex(sha256_hex(style)).value()) + "'";
}

}  // namespace zusage::web
