// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/bounded_json.hpp"

#include "tests/support/catch.hpp"

using namespace zusage;
using nlohmann::json;

namespace {

std::string code_of(const checked<json>& read) {
  return read ? "" : read.error().at(0).code;
}

std::string repeated(const std::string& piece, std::size_t count) {
  std::string all;
  all.reserve(piece.size() * count);
  for (std::size_t i = 0; i < count; ++i) all += piece;
  return all;
}

}  // namespace

// The parser with a callback would look at all elements again for each: hours.
TEST_CASE("a body of very many small elements is read in one go", "[server][json]") {
  constexpr std::size_t many = 300000;
  const auto read = server::parse_bounded("{\"a\":[" + repeated("{},", many) + "{}]}");
  REQUIRE(read.has_value());
  CHECK(read->at("a").size() == many + 1);
}

TEST_CASE("a member that stands twice in one object is named, in others it may stand again",
          "[server][json]") {
  CHECK(server::parse_bounded(R"({"a":1,"b":{"a":2},"c":[{"a":3},{"a":4}]})").has_value());
  const auto twice = server::parse_bounded(R"({"a":{"x":1,"\u0078":2}})");
  REQUIRE_FALSE(twice.has_value());
  CHECK(twice.error().at(0).code == "duplicate_member");
  CHECK(twice.error().at(0).field == "x");
  CHECK(code_of(server::parse_bounded(R"({"a\u0000":1,"a\u0000":2})")) == "duplicate_member");
}

TEST_CASE("what is no JSON, too deep or no UTF-8 is refused", "[server][json]") {
  for (const std::string text : {"", "{", "{\"a\":}", "[1,]", "{\"a\":1}x", "\xef\xbb\xbf{}",
                                 "\"\xff\"", "[1e999]", "nul", "[1e400]"})
    CHECK(code_of(server::parse_bounded(text)) == "bad_json");
  CHECK(server::parse_bounded(repeated("[", 8) + repeated("]", 8)).has_value());
  CHECK(code_of(server::parse_bounded(repeated("[", 9) + repeated("]", 9))) == "bad_json");
}
