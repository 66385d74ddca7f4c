// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/catch.hpp"
#include "web/render.hpp"

using namespace zusage;
using Catch::Contains;

TEST_CASE("Markdown becomes HTML below the heading of the page", "[web]") {
  CHECK(web::markdown_to_html("# Titel\n\nEin *Wort*.") ==
        "<h2>Titel</h2>\n<p>Ein <em>Wort</em>.</p>\n");
  CHECK(web::markdown_to_html("###### Tief") == "<h6>Tief</h6>\n");
  CHECK(web::markdown_to_html("").empty());
}

TEST_CASE("Markdown carries no HTML, no script and no address that runs something", "[web]") {
  for (const auto text :
       {"<script>alert(1)</script>", "a <img src=x onerror=alert(1)> b", "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))", "![x](javascript:alert(1))", "[x](vbscript:x)",
        "[x](data:text/html;base64,AAAA)", "<javascript:alert(1)>", "[x](java&#115;cript:alert(1))",
        "<div onclick='x'>\n\n</div>", "[x](file:///etc)"}) {
    INFO(text);
    const auto html = web::markdown_to_html(text);
    CHECK_THAT(html, !Contains("<script") && !Contains("<img src=x") && !Contains("<div"));
    CHECK_THAT(html, !Contains("href=\"j", Catch::CaseSensitive::No) && !Contains("href=\"vbs") &&
                         !Contains("href=\"data:") && !Contains("src=\"j") &&
                         !Contains("href=\"file"));
  }
}

TEST_CASE("quotation marks in a Markdown link do not leave its attribute", "[web]") {
  CHECK_THAT(web::markdown_to_html("[x](https://example.org/\"onclick=1)"), !Contains("\"onclick"));
  CHECK_THAT(web::markdown_to_html("[x](https://example.org 'a\" onclick=\"b')"),
             !Contains("\" onclick"));
}

TEST_CASE("broken UTF-8 in Markdown is replaced", "[web]") {
  CHECK_THAT(web::markdown_to_html("a\xff"), Contains("\xef\xbf\xbd"));
}

TEST_CASE("Markdown becomes readable text", "[web]") {
  CHECK(web::markdown_to_text(
            "# Titel\n\nEin *Wort*\nund [mehr](https://example.org/x).\n\n- a\n- b\n\nEnde") ==
        "Titel\n\nEin Wort und mehr (https://example.org/x).\n\n- a\n- b\n\nEnde");
  CHECK(web::markdown_to_text("3. drei\n4. vier") == "3. drei\n4. vier");
  CHECK(web::markdown_to_text("<b>x</b> <https://example.org>") == "x https://example.org");
  CHECK(web::markdown_to_text("[x](javascript:y)") == "x");
  CHECK(web::markdown_to_text("").empty());
}

TEST_CASE("an address in the text of a link is part of that link, once", "[web]") {
  const auto text = "[see https://a.example.org](https://b.example.org)";
  CHECK(web::markdown_to_html(text) ==
        "<p><a href=\"https://b.example.org\">see https://a.example.org</a></p>\n");
  CHECK(web::markdown_to_text(text) == "see https://a.example.org (https://b.example.org)");
  const auto bare = "[https://a.example.org](https://a.example.org)";
  CHECK(web::markdown_to_html(bare) ==
        "<p><a href=\"https://a.example.org\">https://a.example.org</a></p>\n");
  CHECK(web::markdown_to_text(bare) == "https://a.example.org");
}

TEST_CASE("a bare address with another one in brackets in it comes out once", "[web]") {
  const auto text = "Siehe https://a.example.org/x(https://b.example.org/y) und mehr.";
  const std::string address = "https://a.example.org/x(https://b.example.org/y";
  CHECK(web::markdown_to_html(text) ==
        "<p>Siehe <a href=\"" + address + "\">" + address + "</a>) und mehr.</p>\n");
  CHECK(web::markdown_to_text(text) == text);
  CHECK(web::markdown_to_text("https://a.example.org und (https://b.example.org).") ==
        "https://a.example.org und (https://b.example.org).");
}
