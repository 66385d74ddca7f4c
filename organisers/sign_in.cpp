// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "organisers/sign_in.hpp"

#include <map>
#include <mutex>

#include "base/email_address.hpp"
#include "organisers/audit.hpp"
#include "organisers/staff.hpp"
#include "organisers/throttle.hpp"

namespace zusage::organisers {
namespace {

// The hash that stands in for an address without account; nobody has its password.
std::string dummy_hash(hashing_cost cost) {
  static std::mutex mutex;
  static std::map<std::pair<unsigned long long, std::size_t>, std::string> made;
  const std::lock_guard lock(mutex);
  auto& hash = made[{cost.operations, cost.memory}];
  if (hash.empty()) hash = hash_password(to_base64url(random_bytes(32)), cost);
  return hash;
}

// What is no address is throttled and answered like one without account; its hash stands for it,
// since it may hold bytes that the database does not take.
std::string address_key(std::string_view typed) {
  if (const auto email = normalised_email(typed)) return email_key(*email);
  return sha256_hex(typed);
}

bool matches(const std::optional<staff_member>& member, std::string_view typed, hashing_cost cost) {
  const auto password = normalised_password(typed);
  const auto dummy = dummy_hash(cost);  // in both cases, so that the first call costs both the same
  const bool same = is_password(member ? member->password_hash : dummy, password.value_or(""));
  return same && member && password;
}

std::string welcome(schema::transaction& tx, std::int64_t staff_id, instant now) {
  for (const auto& at : memberships_of(tx, staff_id)) {
    record(tx, {at.organiser_id, staff_id, "staff.signed_in", std::to_string(staff_id)}, now);
  }
  return start_session(tx, staff_id, now);
}

}  // namespace

sign_in_outcome sign_in(schema::database& db, const sign_in_attempt& attempt,
                        const sign_in_settings& with, instant now) {
  const auto key = address_key(attempt.email);
  const auto who = subjects_of(with.key, key, attempt.network_address);
  const auto wait = db.write([&](schema::transaction& tx) { return count_attempt(tx, who, now); });
  if (wait) return {sign_in_outcome::what::throttled, {}, 0, *wait};

  const auto member = db.read([&](const schema::reader& view) { return find_staff(view, key); });
  if (!matches(member, attempt.password, with.cost)) return {};

  return db.write([&](schema::transaction& tx) -> sign_in_outcome {
    // Between looking and now the password may have been changed or the account removed.
    const auto still = find_staff(tx, member->id);
    if (!still || still->password_hash != member->password_hash) return {};
    forgive_attempt(tx, who);
    return {sign_in_outcome::what::signed_in, welcome(tx, member->id, now), member->id, {}};
  });
}

checked<std::string> change_password(schema::database& db, const password_change& change,
                                     const sign_in_settings& with, instant now) {
  const auto member =
      db.read([&](const schema::reader& view) { return find_staff(view, change.staff_id); });
  if (!member) return faults{{"current_password", "password_wrong"}};
  const auto wanted = check_password(change.wanted, member->email);
  if (!wanted) return wanted.error();

  // A session left open on somebody's screen is no way round the throttle.
  const auto who = subjects_of(with.key, member->email, change.network_address);
  const auto wait = db.write([&](schema::transaction& tx) { return count_attempt(tx, who, now); });
  if (wait) return faults{{"", "password_throttled", {{"seconds", wait->count()}}}};
  if (!matches(member, change.current, with.cost)) {
    return faults{{"current_password", "password_wrong"}};
  }

  const auto hash = hash_password(*wanted, with.cost);
  return db.write([&](schema::transaction& tx) {
    forgive_attempt(tx, who);
    set_password(tx, member->id, hash, now);
    return start_session(tx, member->id, now);
  });
}

}  // namespace zusage::organisers
