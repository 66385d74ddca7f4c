// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "base/crypto.hpp"
#include "base/time.hpp"
#include "schema/sql.hpp"

/// Persons as the ledger knows them: a keyed hash by which an address is found again, and a key of
/// their own. The address itself stands only in the encrypted part of their records.
namespace zusage::consent {

struct person_keys {
  const key32& lookup;
  const key32& people;
};

/// A person's key is there and cannot be opened: nothing can be written about them.
struct damaged_person : std::runtime_error {
  explicit damaged_person(std::string_view public_id);
};

struct principal {
  std::int64_t id = 0;
  std::string public_id;
  std::optional<key32> key;  ///< nothing after erasure
  bool is_new = false;       ///< made just now, so there are no records yet
  bool damaged = false;      ///< has a key that cannot be opened: nothing is readable, nor erased
};

/// The same for one address however it is written; differs between organisers, so that two of them
/// cannot compare whom they have. Nothing for what is no address.
std::optional<std::string> lookup_of(const key32& lookup_key, std::int64_t organiser_id,
                                     std::string_view email);

/// The person's key from `principal.secret`, or nothing when it is NULL or was altered.
std::optional<key32> open_secret(const key32& people_key, const std::optional<std::string>& secret,
                                 std::string_view public_id);

std::optional<principal> find_principal(const schema::reader& db, const person_keys& keys,
                                        std::int64_t organiser_id, std::string_view email);

/// For looking alone, by the public id, which says nothing about the address, or by the address.
/// Nothing for a person of another organiser. A key that cannot be opened makes them `damaged`,
/// where `find_principal` throws `damaged_person`, because nothing may be written then.
std::optional<principal> find_person(const schema::reader& db, const person_keys& keys,
                                     std::int64_t organiser_id, std::string_view public_id);
std::optional<principal> look_up_person(const schema::reader& db, const person_keys& keys,
                                        std::int64_t organiser_id, std::string_view email);

/// Who was erased before gets a new key; what was written under the old one stays unreadable.
/// @throws std::invalid_argument when `email` is no address.
principal find_or_add_principal(schema::transaction& tx, const person_keys& keys,
                                std::int64_t organiser_id, std::string_view email, instant now);

/// Takes the key away. False when it was gone already.
bool erase_secret(schema::transaction& tx, std::int64_t principal_id, instant now);

}  // namespace zusage::consent
