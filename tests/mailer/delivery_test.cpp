// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/delivery.hpp"

#include "base/text.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using mailer::as_evidence;

TEST_CASE("what a server said is kept on one line of at most 500 characters", "[mailer]") {
  CHECK(as_evidence("550 5.1.1 no\r\nsuch\tuser\x1b[31m\r\n") == "550 5.1.1 no  such user [31m");
  CHECK(as_evidence("not \xff UTF-8") == "not ? UTF-8");
  CHECK(as_evidence(std::string(500, 'x')) == std::string(500, 'x'));
  CHECK(as_evidence(std::string(5000, 'x')) == std::string(499, 'x') + "…");
}

TEST_CASE("what a server said can neither turn the line around nor break it", "[mailer]") {
  CHECK(as_evidence("550 \u202egro.elpmaxe\u202c no") == "550 gro.elpmaxe no");
  for (const std::string control :
       {"\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069",
        "\u200e", "\u200f", "\u061c", "\u200b", "\ufeff", "\u00ad", "\u034f", "\u2800"}) {
    CHECK(as_evidence("a" + control + "b") == "ab");
  }
  for (const std::string control :
       {"\xc2\x80", "\xc2\x85", "\xc2\x9b", "\xc2\x9f", "\u2028", "\u2029"})
    CHECK(as_evidence("a" + control + "b") == "a b");
  CHECK(as_evidence("Größe überschritten – 大きい") == "Größe überschritten – 大きい");
}

TEST_CASE("a mark is gone before a reply is cut", "[mailer]") {
  const auto mark = std::string(32, 'a') + "-" + std::string(10, 'b');
  CHECK(as_evidence("553 <bounces+" + mark + "@example.org> no") == "553 <bounces@example.org> no");
  const auto before = std::string(460, 'x') + " bounces";
  CHECK(as_evidence(before + "+" + mark + "@example.org") == before + "@example.org");
}

TEST_CASE("a server's reply is told from words of our own by its code", "[mailer]") {
  using mailer::is_reply_line;
  for (const auto* reply : {"250 ok", "550-5.1.1 no", "421"}) CHECK(is_reply_line(reply));
  for (const auto* own :
       {"", "25", " 354 go on", "Could not resolve host: mail.example.org", "2500 ok",
        "the server offers no AUTH, so nothing was sent: 250 x", "650 ok", "160 ok"})
    CHECK_FALSE(is_reply_line(own));
}
