// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <map>
#include <string>

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
/// {choices} for a name that several have (each with district, state and key). Where it has to be
/// one of the directory (`to.ring`, or an audience of municipalities without invitations) also
/// `municipality_meant` {choices} for the beginning of a name, and `unknown_municipality` for a
/// name that nobody has. Without a directory the form stays as it is.
resolved_form resolve_municipalities(const schema::reader& db, const event& to, typed_fields typed);

/// Fills in the official name of the municipality whose key is given, of companions too.
void name_municipality(const resolved_form& by, sign_up& form);

}  // namespace zusage::events
