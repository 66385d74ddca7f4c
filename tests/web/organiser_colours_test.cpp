// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "web/organiser_colours.hpp"

#include <algorithm>

#include "tests/support/catch.hpp"

using namespace zusage::web;

namespace {

rgb colour(const char* text) {
  return parse_colour(text).value();
}

// The backgrounds of KERN's pages that links and buttons stand on.
const std::vector<rgb> light_pages = {white, colour("#f3f4f7")};
const std::vector<rgb> dark_pages = {black, colour("#131525")};

const std::vector<rgb>& pages(scheme in) {
  return in == scheme::light ? light_pages : dark_pages;
}

double worst(rgb of, const std::vector<rgb>& on) {
  double found = 21;
  for (const auto one : on) found = std::min(found, contrast(of, one));
  return found;
}

template <class Each>
void for_many_colours(Each&& each) {
  for (int red = 0; red < 256; red += 15) {
    for (int green = 0; green < 256; green += 15) {
      for (int blue = 0; blue < 256; blue += 15)
        each(rgb{std::uint8_t(red), std::uint8_t(green), std::uint8_t(blue)});
    }
  }
}

// How much of what is needed a set of colours lacks.
bool is_readable(const action_colours& of, scheme in) {
  for (const auto button : {of.plain, of.hover, of.active}) {
    if (contrast(of.text, button) < text_contrast) return false;
    if (worst(button, pages(in)) < part_contrast) return false;
  }
  for (const auto behind : {of.tint_hover, of.tint_active}) {
    if (contrast(of.plain, behind) < text_contrast) return false;
  }
  return worst(of.plain, pages(in)) >= text_contrast;
}

}  // namespace

TEST_CASE("a colour is weak where links could not be read on the page or its header",
          "[web][look]") {
  CHECK_FALSE(find_weakness(colour("#0b5fa5"), scheme::light));
  // 4.54 on white is enough, 4.13 on the tinted header is not.
  const auto grey = find_weakness(colour("#767676"), scheme::light);
  REQUIRE(grey);
  CHECK(grey->background == light_pages[1]);
  CHECK(grey->contrast == Approx(4.13).margin(0.01));
  CHECK(find_weakness(colour("#0b5fa5"), scheme::dark));
  CHECK_FALSE(find_weakness(colour("#8ec5ff"), scheme::dark));
  CHECK(find_weakness(white, scheme::light)->contrast == Approx(1));
}

TEST_CASE("the nearest good colour passes, and the one before it does not", "[web][look]") {
  for (const auto in : {scheme::light, scheme::dark}) {
    int weak = 0, wrong = 0, far = 0;
    for_many_colours([&](rgb one) {
      const auto found = find_weakness(one, in);
      if (!found) return;
      ++weak;
      if (worst(found->nearest, pages(in)) < text_contrast) ++wrong;
      if (worst(found->nearest, pages(in)) > text_contrast * 1.05) ++far;
    });
    CHECK(weak > 1000);
    CHECK(wrong == 0);
    CHECK(far == 0);
  }
}

TEST_CASE("the nearest good colour keeps the hue", "[web][look]") {
  const auto weak = colour("#e8590c");
  const auto near = find_weakness(weak, scheme::light)->nearest;
  CHECK(to_oklch(near).hue == Approx(to_oklch(weak).hue).margin(0.05));
  CHECK(to_oklch(near).lightness < to_oklch(weak).lightness);
}

TEST_CASE("every colour has one for dark pages that is good there", "[web][look]") {
  int wrong = 0;
  for_many_colours(
      [&](rgb one) { wrong += find_weakness(for_dark_pages(one), scheme::dark) ? 1 : 0; });
  CHECK(wrong == 0);
  CHECK(for_dark_pages(colour("#8ec5ff")) == colour("#8ec5ff"));  // what is good stays
}

TEST_CASE("with every good colour all states of links and buttons can be read", "[web][look]") {
  for (const auto in : {scheme::light, scheme::dark}) {
    int good = 0, wrong = 0, still = 0;
    for_many_colours([&](rgb one) {
      if (find_weakness(one, in)) return;
      ++good;
      const auto made = action_colours_of(one, in);
      if (!is_readable(made, in)) ++wrong;
      if (made.hover == made.plain || made.active == made.hover) ++still;
    });
    CHECK(good > 500);
    CHECK(wrong == 0);
    CHECK(still == 0);  // every state looks different
  }
}

TEST_CASE("buttons carry white or black text, whichever contrasts more", "[web][look]") {
  CHECK(action_colours_of(colour("#0b5fa5"), scheme::light).text == white);
  CHECK(action_colours_of(colour("#8ec5ff"), scheme::dark).text == black);
}

TEST_CASE("an organiser's style is for screens without forced colours and holds tokens alone",
          "[web][look]") {
  const auto style = organiser_style(colour("#0b5fa5"), colour("#8ec5ff"));
  CHECK(style.starts_with("@media screen and (forced-colors:none){:root{"));
  CHECK_THAT(style, Catch::Contains("--kern-color-action-default:#0b5fa5;") &&
                        Catch::Contains("@media (prefers-color-scheme:dark){:root{") &&
                        Catch::Contains("--kern-color-action-default:#8ec5ff;"));
  CHECK_THAT(style, !Catch::Contains("<") && !Catch::Contains("url") && !Catch::Contains("&") &&
                        !Catch::Contains("\n"));
  CHECK(std::count(style.begin(), style.end(), '{') == std::count(style.begin(), style.end(), '}'));
}

TEST_CASE("an inline style is allowed by the hash that browsers compute", "[web][look]") {
  // sha256 of nothing, as RFC 6234 and every browser have it.
  CHECK(style_source("") == "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='");
}
