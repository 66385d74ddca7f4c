// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "web/colour.hpp"

#include <cmath>

#include "tests/support/catch.hpp"

using namespace zusage::web;

namespace {

rgb colour(const char* text) {
  return parse_colour(text).value();
}

double ratio(const char* one, const char* other) {
  return std::round(contrast(colour(one), colour(other)) * 100) / 100;
}

// Every 15th value of each channel: 5832 colours.
template <class Each>
void for_many_colours(Each&& each) {
  for (int red = 0; red < 256; red += 15) {
    for (int green = 0; green < 256; green += 15) {
      for (int blue = 0; blue < 256; blue += 15)
        each(rgb{std::uint8_t(red), std::uint8_t(green), std::uint8_t(blue)});
    }
  }
}

}  // namespace

TEST_CASE("a colour is six hexadecimal digits after a hash", "[web][look]") {
  CHECK(colour("#0b5fA5") == rgb{0x0b, 0x5f, 0xa5});
  CHECK(to_text(colour("#0B5FA5")) == "#0b5fa5");
  for (const auto* wrong : {"", "#", "0b5fa5", "#0b5fa", "#0b5fa55", "#0b5fag", "#fff", "red",
                            "#0b5f a", "rgb(1,2,3)", "#-1-1-1"}) {
    INFO(wrong);
    CHECK_FALSE(parse_colour(wrong));
  }
}

TEST_CASE("contrast ratios are those that WCAG gives for known pairs", "[web][look]") {
  CHECK(ratio("#000000", "#ffffff") == 21);
  CHECK(ratio("#ffffff", "#ffffff") == 1);
  CHECK(ratio("#767676", "#ffffff") == 4.54);  // the lightest grey that is read on white
  CHECK(ratio("#777777", "#ffffff") == 4.48);
  CHECK(ratio("#949494", "#ffffff") == 3.03);  // the lightest grey for what is no text
  CHECK(ratio("#ff0000", "#ffffff") == 4);
  CHECK(ratio("#0000ff", "#ffffff") == 8.59);
  CHECK(ratio("#008000", "#ffffff") == 5.14);
  CHECK(ratio("#ffffff", "#767676") == ratio("#767676", "#ffffff"));
}

TEST_CASE("Oklab is that of its author's table", "[web][look]") {
  // CSS Color 4 gives oklch(51.975% 0.17686 142.495deg) for green.
  const auto green = to_oklch(colour("#008000"));
  CHECK(green.lightness == Approx(0.51975).margin(1e-4));
  CHECK(green.chroma == Approx(0.17686).margin(1e-4));
  CHECK(green.hue == Approx(142.495 * std::acos(-1.0) / 180).margin(1e-3));
  // KERN's own darkblue-700.
  CHECK(to_text(to_rgb({0.4284, 0.1689, 265.02 * std::acos(-1.0) / 180})) == "#2044aa");
}

TEST_CASE("every colour comes back from Oklab as it went in", "[web][look]") {
  int wrong = 0;
  for_many_colours([&](rgb one) { wrong += to_rgb(to_oklch(one)) == one ? 0 : 1; });
  CHECK(wrong == 0);
}

TEST_CASE("a colour that sRGB has not keeps hue and lightness and loses chroma", "[web][look]") {
  const auto wanted = to_oklch(colour("#0000ff"));
  const auto made = to_oklch(to_rgb({0.9, wanted.chroma, wanted.hue}));
  CHECK(made.lightness == Approx(0.9).margin(0.01));
  CHECK(made.chroma < wanted.chroma);
  CHECK(made.hue == Approx(wanted.hue).margin(0.1));
}

TEST_CASE("a share of a colour on another lies between them", "[web][look]") {
  CHECK(mixed(black, white, 0) == white);
  CHECK(mixed(black, white, 1) == black);
  CHECK(to_text(mixed(black, white, 0.2)) == "#cccccc");
}
