// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <vector>

#include "events/registration.hpp"

/// People who were registered with one form. Each has a registration of their own; who filled in
/// the form sees how the others stand and can cancel for them.
namespace zusage::events {

struct group_member {
  std::int64_t id = 0;
  std::string reference, given_name, family_name;
  registration_status status = registration_status::confirmed;
  bool proven = false;  ///< has used the link that only their own mails carry
};

/// Those whom this registration has registered, itself first; none for everybody else.
std::vector<group_member> find_group(const schema::reader& db, std::int64_t booked_by);

/// The name of who registered somebody else; "" for all others.
std::string find_booker_name(const schema::reader& db, std::int64_t registration_id);

}  // namespace zusage::events
