// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/bar_chart.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/text.hpp"

using namespace zusage;
using tests::contains;
using namespace zusage::server;

TEST_CASE("bars stand on one scale, each with its label and number", "[server][chart]") {
  const auto svg = bar_chart_svg({"states",
                                  "Nach Ländern",
                                  "Hessen <vorn>",
                                  {{"Hessen", 2000, "2.000"},
                                   {"Saar & mehr", 500, "500"},
                                   {"Bremen", 0, "0"},
                                   {"Berlin", 1, "1"}}});
  CHECK(contains(
      svg, "viewBox=\"0 0 640 240\" role=\"img\" aria-labelledby=\"states-title states-desc\""));
  CHECK(contains(svg, "<title id=\"states-title\">Nach Ländern</title>"));
  CHECK(contains(svg, "<desc id=\"states-desc\">Hessen &lt;vorn&gt;</desc>"));
  CHECK(contains(svg, ">Hessen: 2.000</text>"));
  CHECK(contains(svg, ">Saar &amp; mehr: 500</text>"));
  CHECK(contains(svg, "width=\"640\" height"));
  CHECK(contains(svg, "width=\"160\" height"));
  CHECK(contains(svg, "width=\"0\" height"));
  // One of two thousand still shows.
  CHECK(contains(svg, "width=\"2\" height"));
}

TEST_CASE("without bars there is no picture, with nothing in them no division by nothing",
          "[server][chart]") {
  CHECK(bar_chart_svg({"x", "", "", {}}).empty());
  CHECK(contains(bar_chart_svg({"x", "", "", {{"a", 0, "0"}}}), "width=\"0\" height"));
}
