// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/check_form.hpp"
#include "tests/events/figures_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;

TEST_CASE("a municipality that stands and is not touched is not judged again",
          "[events][municipalities]") {
  test_database db;
  put_directory(db);
  const auto of = add_event(db, {{"audience", {{"municipalities", {"05962016"}}}},
                                 {"sessions", nullptr},
                                 {"choices", nullptr}});
  events::registration before;
  before.municipality = "Amt Irgendwo";
  const auto change = [&](const std::string& municipality) {
    const events::typed_fields typed = {{"given_name", "Ina"},
                                        {"family_name", "Kurz"},
                                        {"email", "ina@stadt.example.org"},
                                        {"phone", "+49 30 123456"},
                                        {"municipality", municipality}};
    return db->read([&](const schema::reader& r) {
      return events::check_change_by_others(r, *of, typed, true, before);
    });
  };
  const auto kept = change("Amt Irgendwo");
  REQUIRE(kept.has_value());
  CHECK(kept->municipality == "Amt Irgendwo");
  CHECK(kept->ags.empty());
  CHECK(kept->phone == "+49 30 123456");
  const auto other = change("Amt Nirgendwo");
  REQUIRE(other.has_error());
  CHECK(other.error().front().code == "unknown_municipality");
  CHECK(change("Hemer")->ags == "05962016");
  // A key that the directory has no more.
  before.ags = "05315000";
  before.municipality = "Köln";
  CHECK(change("05315000")->municipality == "Köln");
}
