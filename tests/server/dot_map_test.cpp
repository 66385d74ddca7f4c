// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/dot_map.hpp"

#include <cstdlib>

#include "tests/support/catch.hpp"

using namespace zusage;
using namespace zusage::server;

namespace {

struct placed {
  std::string name;
  double x = 0, y = 0;
};

// What stands behind `name` up to the next quotation mark.
std::string after(const std::string& svg, const std::string& name, std::size_t from) {
  const auto begin = svg.find(name, from) + name.size();
  return svg.substr(begin, svg.find('"', begin) - begin);
}

std::vector<placed> circles_of(const std::string& svg) {
  std::vector<placed> found;
  for (auto at = svg.find("<circle"); at != svg.npos; at = svg.find("<circle", at + 1))
    found.push_back({after(svg, "class=\"", at), std::atof(after(svg, "cx=\"", at).c_str()),
                     std::atof(after(svg, "cy=\"", at).c_str())});
  return found;
}

double height_of(const std::string& svg) {
  return std::atof(after(svg, "viewBox=\"0 0 640 ", 0).c_str());
}

}  // namespace

TEST_CASE("dots lie as on a map: north at the top, east to the right, filled above the rings",
          "[server][chart]") {
  const auto svg = dot_map_svg(
      {"m",
       "Karte",
       "1 von 2",
       {{"Süd <West>", 51'000'000, 7'000'000, true}, {"Nordost", 52'000'000, 8'000'000, false}}});
  const auto dots = circles_of(svg);
  REQUIRE(dots.size() == 2);
  CHECK(dots[0].name == "dot-ring");
  CHECK(dots[1].name == "dot-filled");
  CHECK(dots[0].x > dots[1].x);
  CHECK(dots[0].y < dots[1].y);
  CHECK(svg.find("<title>Süd &lt;West&gt;</title>") != std::string::npos);
  CHECK(svg.find("role=\"img\" aria-labelledby=\"m-title m-desc\"") != std::string::npos);
  // A degree of longitude is cos 51.5° of one of latitude.
  const auto across = dots[0].x - dots[1].x, down = dots[1].y - dots[0].y;
  CHECK(across / down == Approx(0.6225).epsilon(0.005));
}

TEST_CASE("a name stands beside its dot, towards the middle and above all dots",
          "[server][chart]") {
  const auto svg = dot_map_svg({"m",
                                "Karte",
                                "1 von 2",
                                {{"West", 51'000'000, 7'000'000, true, "Am <Rand>"},
                                 {"Ost", 52'000'000, 8'000'000, false, "Ostheim"}}});
  CHECK(svg.find("text-anchor=\"start\">Am &lt;Rand&gt;</text>") != std::string::npos);
  CHECK(svg.find("text-anchor=\"end\">Ostheim</text>") != std::string::npos);
  CHECK(svg.rfind("<circle") < svg.find("<text"));
}

TEST_CASE("every dot lies in the picture, however the members are spread", "[server][chart]") {
  const std::vector<std::vector<map_dot>> all = {
      {{"one", 51'000'000, 7'000'000, true}},
      {{"a", 51'000'000, 7'000'000, true}, {"b", 51'000'000, 7'000'000, false}},
      {{"west", 51'000'000, 6'000'000, true}, {"east", 51'000'000, 15'000'000, false}},
      {{"south", 47'300'000, 9'000'000, true}, {"north", 55'000'000, 9'000'000, false}},
      {{"south", 47'300'000, 6'000'000, true}, {"north", 55'000'000, 15'000'000, false}}};
  for (const auto& dots : all) {
    const auto svg = dot_map_svg({"m", "", "", dots});
    INFO(svg);
    const auto height = height_of(svg);
    CHECK(height >= 240);
    CHECK(height <= 720);
    for (const auto& one : circles_of(svg)) {
      CHECK(one.x >= 16);
      CHECK(one.x <= 640 - 16);
      CHECK(one.y >= 16);
      CHECK(one.y <= height - 16);
    }
  }
}

TEST_CASE("without dots there is no map", "[server][chart]") {
  CHECK(dot_map_svg({"m", "", "", {}}).empty());
}
