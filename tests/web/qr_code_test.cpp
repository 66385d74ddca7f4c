// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "web/qr_code.hpp"

#include "tests/support/catch.hpp"

using zusage::web::qr_svg;

TEST_CASE("a QR code is a drawing with a quiet zone, a name and its finder patterns", "[web]") {
  const auto svg = qr_svg("ZUSAGE:7K3-M9Q-2XC-1F0A93BC", "Code <1>");
  // Version 2 holds 38 letters at level M: 25 modules and four on each side.
  CHECK(svg.find("viewBox=\"0 0 33 33\"") != std::string::npos);
  CHECK(svg.find("aria-label=\"Code &lt;1&gt;\"") != std::string::npos);
  CHECK(svg.find("d=\"M4 4h7v1h-7z") != std::string::npos);
  CHECK(svg.find("M22 4h7v1h-7z") != std::string::npos);
  CHECK(svg.find("M4 28h7v1h-7z") != std::string::npos);
  CHECK(qr_svg("a", "") != qr_svg("b", ""));
}

TEST_CASE("a text longer than any QR code is refused", "[web]") {
  CHECK_THROWS(qr_svg(std::string(4000, 'a'), ""));
}
