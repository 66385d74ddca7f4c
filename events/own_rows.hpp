// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "consent/ledger.hpp"

/// What belongs to one address, over all events and organisers.
namespace zusage::events {

struct own_row {
  std::int64_t id = 0, organiser_id = 0;
};

/// Registrations of an address, newest first; cancelled ones too where `ended`.
std::vector<own_row> registrations_of(const schema::reader& db, std::string_view email, bool ended);

/// A position in a comparison ring.
struct ring_position {
  std::int64_t id = 0, organiser_id = 0, registration_id = 0;
  std::string public_id, role;
  bool ended = false;
};

/// Those of an address, newest first.
std::vector<ring_position> ring_positions_of(const schema::reader& db, std::string_view email);

/// An organiser that knows an address from consents, and the person as it knows them.
struct known_person_of {
  std::int64_t organiser_id = 0;
  std::string public_id;
};
std::vector<known_person_of> persons_of(const schema::reader& db, const consent::ledger& ledger,
                                        std::string_view email);

/// Under whom a mail that is about all organisers is kept: the first that knows the address by a
/// registration that stands, else by consents, else by a position of today in a ring.
std::optional<std::int64_t> keeper_of(const schema::reader& db, const consent::ledger& ledger,
                                      std::string_view email);

}  // namespace zusage::events
