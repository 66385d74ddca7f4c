// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>

#include "organisers/sign_in.hpp"
#include "organisers/staff.hpp"
#include "tests/support/database.hpp"

namespace zusage::tests {

inline const instant noon = from_micros(1'800'000'000'000'000);  // 2027-01-15T08:00:00Z
inline constexpr auto good_password = "vier Pinguine am Kanal";

/// Adds a person with a cheap hash and the password above; their id.
inline std::int64_t add_person(schema::database& db, const std::string& email,
                               const std::string& organiser, const std::string& role) {
  const auto added = organisers::add_user(db, {email, organiser, role, good_password}, noon,
                                          organisers::hashing_cost::least());
  return added.value().staff_id;
}

inline organisers::sign_in_settings cheap_settings() {
  key32 key{};
  key.fill(7);
  return {key, organisers::hashing_cost::least()};
}

}  // namespace zusage::tests
