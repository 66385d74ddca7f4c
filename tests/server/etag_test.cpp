// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/etag.hpp"

#include "tests/support/catch.hpp"

using zusage::server::names_etag;

TEST_CASE("If-None-Match names a tag alone, weakly, in a list, or by a star", "[server]") {
  const auto own = "\"ab,c\"";
  for (const auto* list : {"\"ab,c\"", "W/\"ab,c\"", "\"x\", \"ab,c\"", "\"x\",W/\"ab,c\"", "*",
                           " * ", "W/\"x\" ,\t\"ab,c\" , \"y\"", ", \"ab,c\",", "\"\", \"ab,c\""}) {
    INFO(list);
    CHECK(names_etag(list, own));
    CHECK(names_etag(list, "W/\"ab,c\""));
  }
}

TEST_CASE("what is no list of tags names none", "[server]") {
  const auto own = "\"ab,c\"";
  for (const auto* list : {"", "ab,c", "\"ab\"", "\"ab,c", "w/\"ab,c\"", "\"x\" \"ab,c\"",
                           "*, \"x\"", "x, \"ab,c\"", "\"ab,c \"", ",", "W/"}) {
    INFO(list);
    CHECK_FALSE(names_etag(list, own));
  }
}
