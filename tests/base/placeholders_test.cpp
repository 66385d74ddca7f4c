// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/placeholders.hpp"

#include "base/text.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;

namespace {

constexpr known_placeholder known[] = {
    {"event_title"}, {"given_name", true}, {"family_name", true}};

std::string fault_in(std::string_view text) {
  const auto found = find_placeholder_fault(text, known);
  return found ? found->code + " " + found->found : "";
}

}  // namespace

TEST_CASE("placeholders from the list are fine wherever they stand", "[base]") {
  for (const auto* text :
       {"", "Ohne", "{event_title}", "a {event_title}.", "Guten Tag {given_name} {family_name},",
        "{given_name}.", "({given_name}): so", "{event_title}{event_title}"}) {
    INFO(text);
    CHECK(fault_in(text).empty());
  }
}

TEST_CASE("every brace that belongs to no placeholder is a fault that shows the place", "[base]") {
  CHECK(fault_in("a {{event_title}}") == "placeholder_doubled {{event_title}");
  CHECK(fault_in("a {event_title}} b") == "placeholder_doubled {event_title}");
  CHECK(fault_in("a {event_title b") == "placeholder_unclosed {event_title b");
  CHECK(fault_in("a {event_title\n}") == "placeholder_unclosed {event_title");
  CHECK(fault_in("a { {event_title}") == "placeholder_unclosed { {event_title}");
  CHECK(fault_in("a } b") == "placeholder_unopened }");
  CHECK(fault_in("{password}") == "placeholder_unknown {password}");
  CHECK(fault_in("{Event_title}") == "placeholder_unknown {Event_title}");
  CHECK(fault_in("{}") == "placeholder_unknown {}");
  CHECK(fault_in("{event_title, select, other {x}}").substr(0, 20) == "placeholder_unclosed");
  CHECK(fault_in("{") == "placeholder_unclosed {");
  CHECK(length(find_placeholder_fault("{" + std::string(500, 'x'), known)->found) <= 41);
}

TEST_CASE("a stranger's name stands where it cannot become part of an address", "[base]") {
  for (const auto* text :
       {"{given_name}.{family_name}", "{given_name}{family_name}", "a.{given_name}",
        "https://{given_name}", "{given_name}@x", "{given_name}.de"}) {
    INFO(text);
    CHECK(fault_in(text).rfind("placeholder_touched ", 0) == 0);
  }
}

TEST_CASE("what is filled in is never read again", "[base]") {
  const placeholder_values values = {{"event_title", {"{given_name} {{x}}"}},
                                     {"given_name", {"Ada"}}};
  CHECK(fill_placeholders("{event_title}, {given_name}, {other}, { {", values) ==
        "{given_name} {{x}}, Ada, {other}, { {");
}
