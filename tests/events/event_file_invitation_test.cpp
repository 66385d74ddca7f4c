// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/event_file.hpp"
#include "tests/events/registration_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

texts faults_of_file(const nlohmann::json& changes) {
  auto file = sample_event_file();
  file["events"][0].merge_patch(changes);
  texts lines;
  const auto parsed = events::parse_event_file(file.dump());
  if (parsed.has_error()) {
    for (const auto& one : parsed.error()) lines.push_back(events::describe(one));
  }
  return lines;
}

}  // namespace

TEST_CASE("invitations that cannot be are refused with their place", "[events][invitation]") {
  CHECK(faults_of_file({{"capacity", 5},
                        {"invitations",
                         {{{"code", "a"}, {"uses", 1}, {"seats", 2}},
                          {{"code", "A"}, {"seats", 4}},
                          {{"code", "-"}},
                          {{"uses", 0}}}}}) ==
        texts{"events[0].invitations[0].seats: is greater than uses",
              "events[0].invitations[1].code: 'a' stands here a second time",
              "events[0].invitations[2].code: has no letter and no digit",
              "events[0].invitations[3].code: is missing",
              "events[0].invitations[3].uses: must be between 1 and 1000000",
              "events[0].invitations: keep more seats than the event has"});
  CHECK(faults_of_file({{"capacity", nullptr}, {"invitations", {{{"code", "a"}, {"seats", 1}}}}}) ==
        texts{"events[0].invitations[0].seats: needs a capacity of the event"});
}
