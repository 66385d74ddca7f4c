// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "organisers/passwords.hpp"

#include "tests/support/catch.hpp"

using namespace zusage;
using organisers::check_password;
using organisers::hash_password;
using organisers::hashing_cost;
using organisers::is_password;

namespace {

std::string code(const std::string& password,
                 const std::string& email = "k.meier@stadtwerke.example") {
  const auto checked = check_password(password, email);
  if (checked) return "accepted";
  CHECK(checked.error().size() == 1);
  CHECK(checked.error().front().field == "password");
  return checked.error().front().code;
}

std::string repeated(const std::string& text, std::size_t times) {
  std::string result;
  for (std::size_t i = 0; i < times; ++i) result += text;
  return result;
}

}  // namespace

TEST_CASE("a password has 8 to 128 characters, counted as people count", "[organisers]") {
  CHECK(code("kjhzgtf") == "password_short");
  CHECK(code("kjhzgtfr") == "accepted");
  CHECK(code("ä€x𝄞ß7q") == "password_short");  // 7 characters in 14 bytes
  CHECK(code("ä€x𝄞ß7qw") == "accepted");
  CHECK(code(repeated("ab€𝄞", 32)) == "accepted");
  CHECK(code(repeated("ab€𝄞", 32) + "x") == "password_long");
  CHECK(code(std::string(1'000'000, 'x')) == "password_long");
}

TEST_CASE("no rules of composition: letters or digits alone will do", "[organisers]") {
  CHECK(code("korrektpferdbatterieklammer") == "accepted");
  CHECK(code("8402759163") == "accepted");
  CHECK(code("   drei   Worte   ") == "accepted");
}

TEST_CASE("common passwords are refused, in any case, with numbers and signs around them",
          "[organisers]") {
  for (const auto* password :
       {"12345678", "password", "PassWort", "Passwort2027!", "!!qwertzuiop", "Sommer2027",
        "Hallo1234!", "Bürgermeister1", "Stadtverwaltung#1", "11111111", "abababab", "        "}) {
    INFO(password);
    CHECK(code(password) == "password_common");
  }
}

TEST_CASE("a password made of one's address or the product's name is refused", "[organisers]") {
  for (const auto* password : {"zusage2027", "Zusage-Zusage", "meier-1975",
                               "k.meier@stadtwerke.example", "Stadtwerke2027", "MeierStadtwerke"}) {
    INFO(password);
    CHECK(code(password) == "password_personal");
  }
  CHECK(code("meier liebt Pizza") == "accepted");
}

TEST_CASE("broken UTF-8 and control characters are no password", "[organisers]") {
  CHECK(code("gut genug \xff\xfe") == "password_broken");
  CHECK(code(std::string("gut genug \0 mit Null", 20)) == "password_broken");
  CHECK(code("gut genug\nzweite Zeile") == "password_broken");
}

TEST_CASE("the same password opens from every keyboard", "[organisers]") {
  const auto composed = check_password("Gr\u00fcner \u00c4rger", "");
  const auto decomposed = check_password("Gru\u0308ner\u00a0A\u0308rger", "");
  REQUIRE(composed.has_value());
  REQUIRE(decomposed.has_value());
  CHECK(*composed == *decomposed);
}

TEST_CASE("a hash is Argon2id, salted, and opens for its password alone", "[organisers]") {
  const auto hash = hash_password("vier Pinguine", hashing_cost::least());
  CHECK(hash.rfind("$argon2id$", 0) == 0);
  CHECK(hash != hash_password("vier Pinguine", hashing_cost::least()));
  CHECK(is_password(hash, "vier Pinguine"));
  CHECK_FALSE(is_password(hash, "vier Pinguine "));
  CHECK_FALSE(is_password(hash, ""));
  CHECK_FALSE(is_password("", ""));
  CHECK_FALSE(is_password("no hash", "vier Pinguine"));
}

TEST_CASE("a long password counts to its last character", "[organisers]") {
  const std::string long_password(128, 'x');
  const auto hash = hash_password(long_password + "a", hashing_cost::least());
  CHECK_FALSE(is_password(hash, long_password + "b"));
}

TEST_CASE("the usual cost is at least what OWASP asks for: 19 MiB, twice", "[organisers]") {
  CHECK(hashing_cost::usual().memory >= 19u * 1024 * 1024);
  CHECK(hashing_cost::usual().operations >= 2);
}
