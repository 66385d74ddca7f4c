// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "events/registration.hpp"

/// From what somebody typed as their municipality to its official key.
namespace zusage::events {

/// A form after the directory was asked, once for each municipality in it.
struct resolved_form {
  typed_fields typed;  ///< every name that the directory knows once is its AGS
  std::map<std::string, std::string> names;  ///< official names by AGS
  faults wrong;                              ///< what the directory has against it
};

/// Faults at the fields: `unknown_municipality` for a key that is none, `municipality_ambiguous`
/// for a name that several have. Where it has to be one of the directory (`to.ring`, or an audience
/// of municipalities without invitations) also `municipality_meant` for the beginning of a name,
/// and `unknown_municipality` for a name that nobody has. Which may be meant is in the arguments
/// twice: `choices` in words, `municipalities` as a list of {ags, name, district, state}. Without a
/// directory the form stays as it is.
resolved_form resolve_municipalities(const schema::reader& db, const event& to, typed_fields typed);

/// The form as people are to see it: in place of an official key the name, with district and state
/// where several are called so (listed_municipality::label), which means the same when it is sent
/// again. Keys that the directory does not know stay.
typed_fields with_municipality_names(const schema::reader& db, typed_fields typed);

/// Whether a form's field is for a municipality: `municipality`, `person.2.municipality`.
bool is_municipality_field(std::string_view name);

/// Fills in the official name of the municipality whose key is given, of companions too.
void name_municipality(const resolved_form& by, sign_up& form);

}  // namespace zusage::events
