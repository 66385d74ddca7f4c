// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "consent/ledger.hpp"
#include "events/event.hpp"
#include "events/export.hpp"
#include "organisers/scope.hpp"

/// Who stands on paper: on a list to tick, on badges, on certificates of attendance.
namespace zusage::events {

/// What is printed of a person: no address, no answers.
struct printed_person {
  std::int64_t id = 0;
  std::string reference, given_name, family_name, organisation;
  std::string municipality;           ///< its name, its key where there is none
  std::vector<std::string> sessions;  ///< keys of those with a place
  std::vector<std::string> attended;  ///< keys of sessions: checked in, or on a list of who
                                      ///< attended
};

struct print_choice {
  export_filter filter;
  std::string reference = {};  ///< this person alone, if the filter has them
};

/// By family name and given name. Nobody for another organiser's event.
std::vector<printed_person> list_for_print(const schema::reader& db, const organisers::scope& whose,
                                           const event& of, const consent::ledger& consents,
                                           const print_choice& wanted);

/// The sessions of `attended` in the event's order, without those that were cancelled.
std::vector<const session*> attended_sessions(const event& of, const printed_person& who);

}  // namespace zusage::events
