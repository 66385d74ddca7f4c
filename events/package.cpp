// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/package.hpp"

#include <algorithm>

namespace zusage::events {

std::vector<const session*> open_sessions(const event& of) {
  std::vector<const session*> open;
  if (of.ring) return open;  // meetings, which nobody chooses (ring_meetings.hpp)
  for (const auto& one : of.sessions) {
    if (one.choice.empty() && !one.cancelled) open.push_back(&one);
  }
  return open;
}

bool offers_package(const event& of) {
  return open_sessions(of).size() > 1;
}

bool takes_package(const event& to, const form_input& form,
                   const std::vector<const session*>& chosen, faults& wrong) {
  const auto& values = values_of(form, "package");
  const bool known = std::all_of(values.begin(), values.end(), [](const std::string& value) {
    return value == "all" || value == "single";
  });
  if (!known || values.size() > 1) wrong.push_back({"package", "unknown_option"});
  const bool none = std::all_of(chosen.begin(), chosen.end(),
                                [](const session* one) { return !one->choice.empty(); });
  const bool single = !values.empty() && values.front() == "single";
  if (none && single && offers_package(to)) wrong.push_back({"session", "no_session_chosen"});
  return none;
}

bool has_package(const event& of, const registration& row) {
  const auto open = open_sessions(of);
  return open.size() > 1 && std::all_of(open.begin(), open.end(), [&](const session* one) {
           return std::any_of(row.sessions.begin(), row.sessions.end(),
                              [&](const auto& booked) { return booked.session_key == one->key; });
         });
}

bool has_whole_programme(const event& of, const registration& row) {
  return of.choices.empty() && has_package(of, row);
}

}  // namespace zusage::events
