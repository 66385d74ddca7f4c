// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "consent/people.hpp"

#include <algorithm>
#include <stdexcept>
#include <tuple>

#include "base/email_address.hpp"
#include "base/link.hpp"

namespace zusage::consent {
namespace {

struct new_secret {
  key32 key;
  std::string stored;
};

new_secret make_secret(const key32& people_key, std::string_view public_id) {
  const key32 key = random_key();
  const std::string_view bytes(reinterpret_cast<const char*>(key.data()), key.size());
  return {key, encrypt(people_key, bytes, public_id)};
}

using principal_row = std::tuple<std::int64_t, std::string, std::optional<std::string>>;

principal looked_at(const key32& people_key, const principal_row& row) {
  const auto& [id, public_id, secret] = row;
  principal who{id, public_id, open_secret(people_key, secret, public_id)};
  who.damaged = secret.has_value() && !who.key;
  return who;
}

principal opened(const key32& people_key, const principal_row& row) {
  auto who = looked_at(people_key, row);
  // A key that does not open is not an erasure: writing under a new one would hide the damage.
  if (who.damaged) throw damaged_person(who.public_id);
  return who;
}

std::optional<principal_row> row_by_lookup(const schema::reader& db, std::int64_t organiser_id,
                                           std::string_view lookup) {
  return db.one<std::int64_t, std::string, std::optional<std::string>>(
      "SELECT id, public_id, secret"
      " FROM principal"
      " WHERE organiser_id = :1 AND lookup = :2",
      organiser_id, lookup);
}

std::optional<principal> find_by_lookup(const schema::reader& db, const key32& people_key,
                                        std::int64_t organiser_id, std::string_view lookup) {
  const auto row = row_by_lookup(db, organiser_id, lookup);
  return row ? std::optional(opened(people_key, *row)) : std::nullopt;
}

void renew_secret(schema::transaction& tx, const key32& people_key, principal& who,
                  std::int64_t organiser_id) {
  const auto secret = make_secret(people_key, who.public_id);
  tx.execute(
      "UPDATE principal"
      " SET secret = :1, erased_at = NULL,"
      "     readable_from = 1 + COALESCE((SELECT sequence FROM consent_chain WHERE organiser_id = "
      ":2), 0)"
      " WHERE id = :3",
      secret.stored, organiser_id, who.id);
  who.key = secret.key;
}

}  // namespace

damaged_person::damaged_person(std::string_view public_id)
    : std::runtime_error("the key of person " + std::string(public_id) +
                         " cannot be opened; is this the right key file?") {}

std::optional<std::string> lookup_of(const key32& lookup_key, std::int64_t organiser_id,
                                     std::string_view email) {
  const auto address = normalised_email(email);
  if (!address) return {};
  return keyed_hash_hex(lookup_key, std::to_string(organiser_id) + ":" + email_key(*address));
}

std::optional<key32> open_secret(const key32& people_key, const std::optional<std::string>& secret,
                                 std::string_view public_id) {
  if (!secret) return {};
  const auto bytes = decrypt(people_key, *secret, public_id);
  key32 key;
  if (!bytes || bytes->size() != key.size()) return {};
  std::copy(bytes->begin(), bytes->end(), key.begin());
  return key;
}

std::optional<principal> find_principal(const schema::reader& db, const person_keys& keys,
                                        std::int64_t organiser_id, std::string_view email) {
  const auto lookup = lookup_of(keys.lookup, organiser_id, email);
  if (!lookup) return {};
  return find_by_lookup(db, keys.people, organiser_id, *lookup);
}

std::optional<principal> find_person(const schema::reader& db, const person_keys& keys,
                                     std::int64_t organiser_id, std::string_view public_id) {
  const auto row = db.one<std::int64_t, std::string, std::optional<std::string>>(
      "SELECT id, public_id, secret"
      " FROM principal"
      " WHERE organiser_id = :1 AND public_id = :2",
      organiser_id, public_id);
  return row ? std::optional(looked_at(keys.people, *row)) : std::nullopt;
}

std::optional<principal> look_up_person(const schema::reader& db, const person_keys& keys,
                                        std::int64_t organiser_id, std::string_view email) {
  const auto lookup = lookup_of(keys.lookup, organiser_id, email);
  const auto row = lookup ? row_by_lookup(db, organiser_id, *lookup) : std::nullopt;
  return row ? std::optional(looked_at(keys.people, *row)) : std::nullopt;
}

principal find_or_add_principal(schema::transaction& tx, const person_keys& keys,
                                std::int64_t organiser_id, std::string_view email, instant now) {
  const auto lookup = lookup_of(keys.lookup, organiser_id, email);
  if (!lookup) throw std::invalid_argument("a consent needs an address to belong to");
  const auto public_id = new_public_id();
  const auto secret = make_secret(keys.people, public_id);
  // Most who sign up are new, so the insert comes first and mostly stays alone.
  const auto added = tx.value<std::int64_t>(
      "INSERT INTO principal (organiser_id, public_id, lookup, secret, created_at)"
      " VALUES (:1, :2, :3, :4, :5)"
      " ON CONFLICT (organiser_id, lookup) DO NOTHING"
      " RETURNING id",
      organiser_id, public_id, *lookup, secret.stored, now);
  if (added) return {*added, public_id, secret.key, true, false};
  auto known = find_by_lookup(tx, keys.people, organiser_id, *lookup);
  if (!known) throw std::logic_error("a person can neither be added nor found");
  if (!known->key) renew_secret(tx, keys.people, *known, organiser_id);
  return *known;
}

bool erase_secret(schema::transaction& tx, std::int64_t principal_id, instant now) {
  return tx.execute(
             "UPDATE principal"
             " SET secret = NULL, erased_at = :1, closed_at = NULL"
             " WHERE id = :2 AND secret IS NOT NULL",
             now, principal_id) > 0;
}

}  // namespace zusage::consent
