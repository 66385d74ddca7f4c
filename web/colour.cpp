// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "web/colour.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace zusage::web {
namespace {

constexpr double most = 255;

using triple = std::array<double, 3>;
using matrix = std::array<triple, 3>;

// IEC 61966-2-1. WCAG writes 0.03928 for the threshold; no colour of eight bits lies between.
double to_linear(double channel) {
  constexpr double threshold = 0.04045, slope = 12.92, offset = 0.055, exponent = 2.4;
  return channel <= threshold ? channel / slope
                              : std::pow((channel + offset) / (1 + offset), exponent);
}

double from_linear(double channel) {
  constexpr double threshold = 0.0031308, slope = 12.92, offset = 0.055, exponent = 2.4;
  return channel <= threshold ? channel * slope
                              : (1 + offset) * std::pow(channel, 1 / exponent) - offset;
}

triple linear(rgb of) {
  return {to_linear(of.red / most), to_linear(of.green / most), to_linear(of.blue / most)};
}

triple times(const matrix& by, const triple& of) {
  triple made{};
  for (std::size_t i = 0; i < made.size(); ++i) {
    made[i] = by[i][0] * of[0] + by[i][1] * of[1] + by[i][2] * of[2];
  }
  return made;
}

// https://bottosson.github.io/posts/oklab/: from linear sRGB to cone responses, and from their cube
// roots to Oklab; and back.
constexpr matrix to_cones = {{{0.4122214708, 0.5363325363, 0.0514459929},
                              {0.2119034982, 0.6806995451, 0.1073969566},
                              {0.0883024619, 0.2817188376, 0.6299787005}}};
constexpr matrix to_lab = {{{0.2104542553, 0.7936177850, -0.0040720468},
                            {1.9779984951, -2.4285922050, 0.4505937099},
                            {0.0259040371, 0.7827717662, -0.8086757660}}};
constexpr matrix from_lab = {{{1, 0.3963377774, 0.2158037573},
                              {1, -0.1055613458, -0.0638541728},
                              {1, -0.0894841775, -1.2914855480}}};
constexpr matrix from_cones = {{{4.0767416621, -3.3077115913, 0.2309699292},
                                {-1.2684380046, 2.6097574011, -0.3413193965},
                                {-0.0041960863, -0.7034186147, 1.7076147010}}};

triple to_linear_rgb(const oklch& of) {
  auto cones =
      times(from_lab, {of.lightness, of.chroma * std::cos(of.hue), of.chroma * std::sin(of.hue)});
  for (auto& one : cones) one = one * one * one;
  return times(from_cones, cones);
}

bool is_shown(const triple& of) {
  constexpr double rounding = 1e-4;
  return std::all_of(of.begin(), of.end(),
                     [](double one) { return one >= -rounding && one <= 1 + rounding; });
}

std::uint8_t to_byte(double channel) {
  return std::uint8_t(std::lround(std::clamp(channel, 0.0, 1.0) * most));
}

std::optional<int> digit(char c) {
  constexpr int ten = 10;
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + ten;
  if (c >= 'A' && c <= 'F') return c - 'A' + ten;
  return {};
}

std::optional<std::uint8_t> byte_at(std::string_view text, std::size_t at) {
  constexpr int base = 16;
  const auto high = digit(text[at]), low = digit(text[at + 1]);
  if (!high || !low) return {};
  return std::uint8_t(*high * base + *low);
}

}  // namespace

std::optional<rgb> parse_colour(std::string_view text) {
  constexpr std::size_t length = 7, red_at = 1, green_at = 3, blue_at = 5;
  if (text.size() != length || text.front() != '#') return {};
  const auto red = byte_at(text, red_at), green = byte_at(text, green_at),
             blue = byte_at(text, blue_at);
  if (!red || !green || !blue) return {};
  return rgb{*red, *green, *blue};
}

std::string to_text(rgb of) {
  constexpr std::string_view digits = "0123456789abcdef";
  constexpr unsigned base = 16;
  std::string text = "#";
  for (const unsigned channel : {of.red, of.green, of.blue}) {
    text += digits[channel / base];
    text += digits[channel % base];
  }
  return text;
}

double luminance(rgb of) {
  constexpr triple weights = {0.2126, 0.7152, 0.0722};
  const auto channels = linear(of);
  return weights[0] * channels[0] + weights[1] * channels[1] + weights[2] * channels[2];
}

double contrast(rgb one, rgb other) {
  constexpr double flare = 0.05;
  const auto [darker, lighter] = std::minmax({luminance(one), luminance(other)});
  return (lighter + flare) / (darker + flare);
}

oklch to_oklch(rgb of) {
  auto cones = times(to_cones, linear(of));
  for (auto& one : cones) one = std::cbrt(one);
  const auto lab = times(to_lab, cones);
  return {lab[0], std::hypot(lab[1], lab[2]), std::atan2(lab[2], lab[1])};
}

rgb to_rgb(oklch of) {
  constexpr int halvings = 20;
  of.lightness = std::clamp(of.lightness, 0.0, 1.0);
  auto channels = to_linear_rgb(of);
  if (!is_shown(channels)) {
    double shown = 0, too_strong = of.chroma;
    for (int i = 0; i < halvings; ++i) {
      of.chroma = (shown + too_strong) / 2;
      (is_shown(to_linear_rgb(of)) ? shown : too_strong) = of.chroma;
    }
    of.chroma = shown;
    channels = to_linear_rgb(of);
  }
  return {to_byte(from_linear(channels[0])), to_byte(from_linear(channels[1])),
          to_byte(from_linear(channels[2]))};
}

rgb mixed(rgb over, rgb under, double share) {
  const auto channel = [share](std::uint8_t above, std::uint8_t below) {
    return std::uint8_t(std::lround(share * above + (1 - share) * below));
  };
  return {channel(over.red, under.red), channel(over.green, under.green),
          channel(over.blue, under.blue)};
}

}  // namespace zusage::web
