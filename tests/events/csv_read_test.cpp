// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/csv_read.hpp"

#include "events/csv.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace zusage::events;
using namespace std::string_literals;

namespace {

using cells = std::vector<std::string>;

cells line(const csv_table& of, std::size_t index) {
  return of.lines.at(index).cells;
}

std::string code_of(std::string_view text) {
  const auto read = read_csv(text);
  return read ? "" : read.error().at(0).code;
}

std::string utf16(std::u16string_view text, bool big_endian) {
  std::string bytes = big_endian ? "\xfe\xff" : "\xff\xfe";
  for (const auto unit : text) {
    const auto high = static_cast<char>(unit >> 8), low = static_cast<char>(unit & 0xff);
    bytes += big_endian ? high : low;
    bytes += big_endian ? low : high;
  }
  return bytes;
}

}  // namespace

TEST_CASE("a quoted cell may hold separators, quotes and line ends", "[events][csv]") {
  const auto read = read_csv("a,\"b, \"\"c\"\"\"\r\n\"d\r\ne\",\r\nf,g").value();
  CHECK(line(read, 0) == cells{"a", "b, \"c\""});
  CHECK(line(read, 1) == cells{"d\r\ne", ""});
  CHECK(line(read, 2) == cells{"f", "g"});
  CHECK(read.lines[1].number == 2);
  CHECK(read.lines[2].number == 4);
}

TEST_CASE("comma, semicolon and tab are told apart, also where cells hold another one",
          "[events][csv]") {
  CHECK(read_csv("a,b\n\"1;2;3\",2").value().separator == ',');
  CHECK(read_csv("a;b\n1,5;2").value().separator == ';');
  CHECK(line(read_csv("a\tb, c\n1\t2").value(), 0) == cells{"a", "b, c"});
  CHECK(line(read_csv("alone").value(), 0) == cells{"alone"});
}

TEST_CASE("UTF-8 with and without BOM and UTF-16 of both orders are the same table",
          "[events][csv]") {
  const cells expected{"Müller", "𝄞"};
  CHECK(line(read_csv("Müller;𝄞\n").value(), 0) == expected);
  CHECK(line(read_csv("\xef\xbb\xbfMüller;𝄞\n").value(), 0) == expected);
  CHECK(line(read_csv(utf16(u"Müller;𝄞\n", false)).value(), 0) == expected);
  CHECK(line(read_csv(utf16(u"Müller;𝄞\n", true)).value(), 0) == expected);
}

TEST_CASE("every kind of line end ends a line, and empty lines are none", "[events][csv]") {
  for (const auto* text : {"a,b\nc,d", "a,b\r\nc,d\r\n", "a,b\rc,d\r", "a,b\n\n\r\n , \nc,d\n\n"}) {
    INFO(text);
    const auto read = read_csv(text).value();
    REQUIRE(read.lines.size() == 2);
    CHECK(line(read, 0) == cells{"a", "b"});
    CHECK(line(read, 1) == cells{"c", "d"});
  }
}

TEST_CASE("what is no table is refused with its line", "[events][csv]") {
  CHECK(code_of("") == "file_empty");
  CHECK(code_of("\n \n") == "file_empty");
  CHECK(code_of("M\xfcller,b") == "file_encoding");
  CHECK(code_of("\xff\xfe"
                "a"s) == "file_encoding");
  CHECK(code_of("\xff\xfe\x00\xdc"s) == "file_encoding");
  CHECK(code_of("a,b\n\"c") == "file_quote");
  CHECK(code_of("a,\"b\"c") == "file_quote");
  CHECK(code_of("a,b\0"s) == "file_control");
  CHECK(code_of(std::string(csv_limits::bytes + 1, 'a')) == "file_too_large");
  CHECK(code_of(std::string(csv_limits::cell + 1, 'a')) == "file_cell_too_long");
  CHECK(code_of(std::string(csv_limits::columns, ',')) == "file_too_wide");
  std::string rows;
  for (std::size_t i = 0; i <= csv_limits::rows; ++i) rows += "a\n";
  CHECK(code_of(rows) == "file_too_many_rows");
  const auto wrong = read_csv("a,b\nc,d\n\"e\"f,g");
  CHECK(wrong.error().at(0).arguments.at("line") == 3);
}

TEST_CASE("what we write as CSV reads back as it was", "[events][csv]") {
  const cells row{"Ada \"die Erste\"", "a;b,c\nd", "", "Müller"};
  for (const char separator : {',', ';'}) {
    CHECK(line(read_csv("x" + std::string(3, separator) + "\r\n" + csv_row(row, separator)).value(),
               1) == row);
  }
}
