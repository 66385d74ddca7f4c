// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/hmac.hpp"
#include "base/base64.hpp"

#include "base/crypto.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;

TEST_CASE("HMAC-SHA-256 is that of RFC 4231", "[base]") {
  CHECK(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  const std::string long_key(131, '\xaa');
  CHECK(to_hex(hmac_sha256(long_key, "Test Using Larger Than Block-Size Key - Hash Key First")) ==
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST_CASE("base 64 is that of RFC 4648, with padding", "[base]") {
  CHECK(to_base64("") == "");
  CHECK(to_base64("f") == "Zg==");
  CHECK(to_base64("foobar") == "Zm9vYmFy");
  CHECK(to_base64("\xfb\xff") == "+/8=");
  CHECK(from_base64("Zg==") == "f");
  CHECK(from_base64("Zm9vYmFy") == "foobar");
  CHECK_FALSE(from_base64("Zg"));
  CHECK_FALSE(from_base64("-_8="));
}
