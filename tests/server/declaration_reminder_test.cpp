// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/server/admin_fixture.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

void declare(admin_side& side, const std::string& date) {
  auto file = sample_event_file();
  file["organisers"][0]["pages"]["accessibility"] = {
      {"declared_on", date}, {"method", "external"}, {"conformance", "full"}};
  import_file(side.db, file);
}

}  // namespace

TEST_CASE("staff is reminded of a missing or old declaration of accessibility",
          "[server][admin][duty]") {
  admin_side side;
  side.sign_in_as("nora@sit.example.org", "sit", "owner");
  const auto link = "href=\"/accessibility?organiser=sit\">Erklärung ansehen";
  const auto path = "/admin/sit/events";
  CHECK(has(side.get(path), "Es gibt noch keine Erklärung zur Barrierefreiheit."));
  CHECK(has(side.get(path), link));
  declare(side, "2001-03-01");
  CHECK(has(side.get(path), "ist vom Donnerstag, 1. März 2001."));
  declare(side, to_iso(side.now).substr(0, 10));
  CHECK_FALSE(has(side.get(path), link));
}
