// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/crypto.hpp"
#include "tests/server/admin_fixture.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using tests::admin_side;

namespace {

const std::string people = "/admin/sit/purposes/newsletter/people";

}  // namespace

TEST_CASE("the people of a purpose show an imported consent as such, with both its days",
          "[server][purposes]") {
  admin_side side;
  side.sign_in_as("owner@example.org", "sit", "owner");
  const std::string list = "email,given_at,source,text\nbob@example.org,2024-05-01,Messe,Ja\n";
  REQUIRE(side.post("/admin/sit/consents/import", {{"csrf", side.csrf()},
                                                   {"purpose", "newsletter"},
                                                   {"confirm", "yes"},
                                                   {"kept", to_base64url(list)}})
              .status == 303);
  const auto page = side.get(people);
  CHECK(has(page, ">übernommen</td>"));
  CHECK(has(page, "01.05.2024; übernommen: "));
  CHECK_FALSE(has(page, ">-1<"));
  CHECK_FALSE(has(page, ">−1<"));
}

TEST_CASE("an id that is no text begins the people of a purpose anew", "[server][purposes]") {
  admin_side side;
  consent::evidence by;
  by.email = "ada@example.org";
  side.add_consent("sit", by);
  side.sign_in_as("owner@example.org", "sit", "owner");
  for (const auto* after : {"\xff\xfe", "\xc3", "nobody"}) {
    const auto page = side.get(people, {{"after", after}});
    CHECK(page.status == 200);
    CHECK(has(page, "ada@example.org"));
  }
  CHECK_FALSE(has(side.get(people, {{"after", "\xff"}}), "Von vorn"));
}
