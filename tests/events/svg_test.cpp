// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/svg.hpp"

#include <string>

#include "tests/support/catch.hpp"

using namespace zusage;

namespace {

const std::string begin = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 120 40\">";

std::string image(const std::string& content) {
  return begin + content + "</svg>";
}

// The code of its fault, with what it names; "" for a good one.
std::string fault_of(const std::string& text) {
  const auto checked = events::check_svg(text);
  if (checked.has_value()) return "";
  REQUIRE(checked.error().size() == 1);
  const auto wrong = checked.error().front();  // error() is a copy
  return wrong.code == "logo_unsafe" ? wrong.arguments.at("what").get<std::string>() : wrong.code;
}

std::string size_of(const std::string& attributes) {
  const auto checked =
      events::check_svg("<svg xmlns=\"http://www.w3.org/2000/svg\" " + attributes + "/>");
  if (!checked) return checked.error().front().code;
  return std::to_string(checked->width) + "x" + std::to_string(checked->height);
}

}  // namespace

TEST_CASE("shapes, texts, gradients and styles are what a logo may hold", "[events][look]") {
  CHECK(fault_of(image("")) == "");
  CHECK(fault_of("\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- a > b -->\n" +
                 image("<title>Stadt &amp; Land &#xE4;</title>"
                       "<defs><linearGradient id='a'><stop offset='0'/></linearGradient></defs>"
                       "<style><![CDATA[ .a > .b { fill: url( '#a' ) } ]]></style>"
                       "<g class=\"a\"><path d=\"M0 0L1 1\" fill=\"url(#a)\"/>"
                       "<use xlink:href=\"#b\" href='#b'/></g>")) == "");
}

TEST_CASE("what could run or fetch something is refused in a logo", "[events][look]") {
  CHECK(fault_of(image("<script>alert(1)</script>")) == "the element script");
  CHECK(fault_of(image("<SCRIPT/>")) == "the element SCRIPT");
  CHECK(fault_of(image("<x:script xmlns:x='http://www.w3.org/2000/svg'/>")) ==
        "the element x:script");
  CHECK(fault_of(image("<foreignObject><p/></foreignObject>")) == "the element foreignObject");
  CHECK(fault_of(image("<a href='#x'/>")) == "the element a");
  CHECK(fault_of(image("<animate attributeName='href' to='javascript:1'/>")) ==
        "the element animate");
  CHECK(fault_of(image("<image href='https://example.org/a.png'/>")) == "the element image");
  CHECK(fault_of(image("<g onload='alert(1)'/>")) == "the event handler onload");
  CHECK(fault_of(image("<g OnClick=\"a\"/>")) == "the event handler OnClick");
  CHECK(fault_of("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1' onload='x'/>") ==
        "the event handler onload");
  CHECK(fault_of(image("<use href='https://example.org/a.svg#b'/>")) ==
        "a reference to another place in href");
  CHECK(fault_of(image("<use z:HREF='data:image/svg+xml,x'/>")) ==
        "a reference to another place in z:HREF");
  CHECK(fault_of(image("<g xml:base='https://example.org/'/>")) == "the attribute xml:base");
}

TEST_CASE("styles of a logo refer to nothing outside it", "[events][look]") {
  CHECK(fault_of(image("<style>@import 'https://example.org/a.css';</style>")) == "@import");
  CHECK(fault_of(image("<style>a{fill:url(https://example.org/a)}</style>")) ==
        "a reference by url()");
  CHECK(fault_of(image("<style>a{fill:url(#a);b:URL( \"//example.org\")}</style>")) ==
        "a reference by url()");
  CHECK(fault_of(image("<g style='fill:url(data:x)'/>")) == "a reference by url()");
  CHECK(fault_of(image("<style>a{b:\\75rl(x)}</style>")) == "a backslash in an attribute or style");
  CHECK(fault_of(image("<g style='fill:&#117;rl(x)'/>")) ==
        "a character reference in an attribute or style");
  CHECK(fault_of(image("<use href='&#104;ttps:'/>")) == "a reference to another place in href");
  CHECK(fault_of(image("<style><![CDATA[@import 'x';]]></style>")) == "@import");
  CHECK(fault_of(image("<style>@imp<!-- -->ort 'x';</style>")) == "@import");
  CHECK(fault_of(image("<style>a{b:u<![CDATA[rl(x)]]>}</style>")) == "a reference by url()");
  CHECK(fault_of(image("<style>a{fill:red}</style><style>b{fill:blue}</style>")).empty());
}

TEST_CASE("a logo has no document type, entities or other encodings", "[events][look]") {
  CHECK(fault_of("<!DOCTYPE svg [<!ENTITY a \"b\">]>" + image("")) == "a document type or entity");
  CHECK(fault_of(image("<!ENTITY a 'b'>")) == "a document type or entity");
  CHECK(fault_of("<?xml-stylesheet href='https://example.org/a.css'?>" + image("")) ==
        "a processing instruction");
  CHECK(fault_of("<?xml version='1.0' encoding='UTF-7'?>" + image("")) ==
        "another encoding than UTF-8");
}

TEST_CASE("what is not well-formed is no logo", "[events][look]") {
  for (const auto& wrong : {std::string(),
                            std::string("  "),
                            begin,
                            begin + "<g></svg>",
                            image("") + image(""),
                            image("") + "text",
                            "text" + image(""),
                            image("<g a=b/>"),
                            image("<g a='1' a='2'/>"),
                            image("<g a='<'/>"),
                            begin + "<!-- </svg>",
                            begin + "<",
                            begin + "<g",
                            begin + "<g a",
                            begin + "<g a='",
                            std::string("<g xmlns='http://www.w3.org/2000/svg'/>"),
                            std::string("<svg viewBox='0 0 1 1'/>"),
                            std::string("<svg xmlns='http://www.w3.org/1999/"
                                        "xhtml' viewBox='0 0 1 1'/>"),
                            image("\xff"),
                            image(std::string("\0", 1))}) {
    INFO(wrong);
    CHECK(fault_of(wrong) == "logo_broken");
  }
  std::string deep;
  for (int i = 0; i < 100; ++i) deep += "<g>";
  CHECK(fault_of(begin + deep) == "too deep a nesting");
}

TEST_CASE("every beginning of a logo is refused without reading past its end", "[events][look]") {
  const auto whole = image("<style>a{fill:url(#b)}</style><g a='&amp;'><!-- c --></g>");
  REQUIRE(fault_of(whole) == "");
  for (std::size_t length = 0; length < whole.size(); ++length) {
    INFO(whole.substr(0, length));
    CHECK(fault_of(whole.substr(0, length)) != "");
  }
}

TEST_CASE("a logo's size is its width and height, else its viewBox", "[events][look]") {
  CHECK(size_of("width='120' height='40px' viewBox='0 0 1 1'") == "120x40");
  CHECK(size_of("viewBox='0 0 120.4 39.5'") == "120x40");
  CHECK(size_of("viewBox='0,0,120,40'") == "120x40");
  CHECK(size_of("width='100%' height='100%' viewBox='0 0 12 4'") == "12x4");
  CHECK(size_of("viewBox='0 0 0.1 0.1'") == "1x1");
  for (const auto* without :
       {"", "width='10'", "width='10em' height='1em'", "viewBox='0 0 1'", "width='-1' height='1'",
        "width='nan' height='1'", "width='inf' height='1'", "width='1e9' height='1'"}) {
    INFO(without);
    CHECK(size_of(without) == "logo_without_size");
  }
}
