// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "organisers/sign_in.hpp"

#include <map>
#include <mutex>
#include <nlohmann/json.hpp>

#include "base/email_address.hpp"
#include "organisers/audit.hpp"
#include "organisers/event_staff.hpp"
#include "organisers/second_factor.hpp"
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

std::string welcome(schema::transaction& tx, std::int64_t staff_id, const session_origin& from,
                    instant now) {
  for (const auto organiser_id : organisers_of(tx, staff_id)) {
    record(tx, {organiser_id, staff_id, "staff.signed_in", std::to_string(staff_id)}, now);
  }
  return start_session(tx, staff_id, now, from);
}

// What stands in the token between the two steps. The hash of the password's hash ends it with the
// password.
constexpr std::string_view first_step = "first step of a sign-in";

std::string half_token(const staff_member& who, const key32& key, instant now) {
  const nlohmann::json says = {{"staff", who.id},
                               {"until", to_micros(now + second_step)},
                               {"password", sha256_hex(who.password_hash)}};
  return encrypt(key, says.dump(), first_step);
}

std::optional<staff_member> who_awaits(const schema::reader& db, std::string_view token,
                                       const key32& key, instant now) {
  const auto text = decrypt(key, token, first_step);
  if (!text) return {};
  const auto says = nlohmann::json::parse(*text);  // ours, or it would not have opened
  if (from_micros(says.at("until").get<std::int64_t>()) <= now) return {};
  auto who = find_staff(db, says.at("staff").get<std::int64_t>());
  if (!who || sha256_hex(who->password_hash) != says.at("password").get<std::string>()) return {};
  return who;
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
    if (has_second_factor(tx, member->id)) {
      return {sign_in_outcome::what::needs_code, half_token(*still, with.key, now), member->id, {}};
    }
    const session_origin from{attempt.user_agent, attempt.network_address};
    return {sign_in_outcome::what::signed_in, welcome(tx, member->id, from, now), member->id, {}};
  });
}

bool awaits_code(const schema::reader& db, std::string_view token, const key32& key, instant now) {
  return !token.empty() && who_awaits(db, token, key, now).has_value();
}

sign_in_outcome finish_sign_in(schema::database& db, const code_attempt& attempt, const key32& key,
                               instant now) {
  using what = sign_in_outcome::what;
  return db.write([&](schema::transaction& tx) -> sign_in_outcome {
    const auto who = who_awaits(tx, attempt.token, key, now);
    if (!who) return {};
    const auto subject = code_subject(key, who->email);
    if (const auto wait = count_code(tx, subject, now)) {
      return {what::throttled, std::string(attempt.token), 0, *wait};
    }
    if (!use_code(tx, key, who->id, attempt.code, now)) {
      return {what::wrong, std::string(attempt.token), 0, {}};
    }
    forgive_codes(tx, subject);
    const session_origin from{attempt.user_agent, attempt.network_address};
    return {what::signed_in, welcome(tx, who->id, from, now), who->id, {}};
  });
}

faults check_own_password(schema::database& db, std::int64_t staff_id, std::string_view typed,
                          std::string_view network_address, const sign_in_settings& with,
                          instant now) {
  const auto member =
      db.read([&](const schema::reader& view) { return find_staff(view, staff_id); });
  if (!member) return {{"current_password", "password_wrong"}};
  const auto who = subjects_of(with.key, member->email, network_address);
  const auto wait = db.write([&](schema::transaction& tx) { return count_attempt(tx, who, now); });
  if (wait) return {{"", "password_throttled", {{"seconds", wait->count()}}}};
  if (!matches(member, typed, with.cost)) return {{"current_password", "password_wrong"}};
  db.write([&](schema::transaction& tx) { forgive_attempt(tx, who); });
  return {};
}

checked<std::string> change_password(schema::database& db, const password_change& change,
                                     const sign_in_settings& with, instant now) {
  const auto member =
      db.read([&](const schema::reader& view) { return find_staff(view, change.staff_id); });
  if (!member) return faults{{"current_password", "password_wrong"}};
  const auto wanted = check_password(change.wanted, member->email);
  if (!wanted) return wanted.error();
  // A session left open on somebody's screen is no way round the throttle.
  if (auto wrong =
          check_own_password(db, member->id, change.current, change.network_address, with, now);
      !wrong.empty()) {
    return wrong;
  }
  const auto hash = hash_password(*wanted, with.cost);
  return db.write([&](schema::transaction& tx) {
    set_password(tx, member->id, hash, now);
    if (with.tell) with.tell(tx, member->id);
    return start_session(tx, member->id, now, {change.user_agent, change.network_address});
  });
}

}  // namespace zusage::organisers
