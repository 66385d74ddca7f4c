// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "organisers/throttle.hpp"

#include <algorithm>

#include "base/network.hpp"

namespace zusage::organisers {
namespace {

failures find_failures(const schema::reader& db, const std::string& subject) {
  const auto row = db.one<std::int64_t, instant>(
      "SELECT count, last_at"
      " FROM sign_in_failure"
      " WHERE subject = :1",
      subject);
  if (!row) return {};
  return {std::get<0>(*row), std::get<1>(*row)};
}

void store_failures(schema::transaction& tx, const std::string& subject, const failures& had) {
  tx.execute(
      "INSERT INTO sign_in_failure (subject, count, last_at)"
      " VALUES (:1, :2, :3)"
      " ON CONFLICT (subject) DO UPDATE SET count = excluded.count, last_at = excluded.last_at",
      subject, had.count, had.last_at);
}

// Where several processes count, one after the other: an attempt that does not see those beside it
// would give as many guesses for one as there are processes.
void hold_failures(schema::transaction& tx, const std::string& subject) {
  if (!tx.is_shared()) return;
  tx.execute(
      "INSERT INTO sign_in_failure (subject, count, last_at)"
      " VALUES (:1, 0, 0)"
      " ON CONFLICT (subject) DO UPDATE SET count = sign_in_failure.count",
      subject);
}

void hold_failures(schema::transaction& tx, const throttle_subjects& who) {
  for (const auto* subject : {&who.account_and_network, &who.account, &who.network})
    hold_failures(tx, *subject);
}

// How long the failures of all networks make this one wait: from its own last failure on, so that
// nobody elsewhere can keep the wait going.
std::chrono::seconds still_to_wait_for_others(const failures& account, const failures& both,
                                              instant now) {
  const bool forgotten = now - account.last_at >= per_account.forgotten;
  if (both.count == 0 || forgotten) return std::chrono::seconds{0};
  return still_to_wait({account.count, both.last_at}, per_account, now);
}

failures one_more(const failures& had, const throttle_rule& rule, instant now) {
  const bool forgotten = now - had.last_at >= rule.forgotten;
  return {forgotten ? 1 : had.count + 1, now};
}

}  // namespace

std::chrono::seconds delay_after(std::int64_t count, const throttle_rule& rule) {
  if (count < rule.free) return std::chrono::seconds{0};
  const auto doublings = std::min<std::int64_t>(count - rule.free + 1, 30);
  return std::min(std::chrono::seconds{std::int64_t{1} << doublings}, rule.longest);
}

std::chrono::seconds still_to_wait(const failures& had, const throttle_rule& rule, instant now) {
  if (had.count == 0 || now - had.last_at >= rule.forgotten) return std::chrono::seconds{0};
  const auto free_at = had.last_at + delay_after(had.count, rule);
  if (now >= free_at) return std::chrono::seconds{0};
  return std::chrono::ceil<std::chrono::seconds>(free_at - now);
}

throttle_subjects subjects_of(const key32& key, std::string_view email_key,
                              std::string_view network_address) {
  const std::string account(email_key), network = network_of(network_address);
  return {keyed_hash_hex(key, "sign-in by both\n" + network + "\n" + account),
          keyed_hash_hex(key, "sign-in by mail address\n" + account),
          keyed_hash_hex(key, "sign-in by network\n" + network)};
}

std::optional<std::chrono::seconds> count_attempt(schema::transaction& tx,
                                                  const throttle_subjects& who, instant now) {
  hold_failures(tx, who);
  const auto both = find_failures(tx, who.account_and_network);
  const auto account = find_failures(tx, who.account);
  const auto network = find_failures(tx, who.network);
  const auto wait = std::max({still_to_wait(both, per_account_and_network, now),
                              still_to_wait_for_others(account, both, now),
                              still_to_wait(network, per_network_address, now)});
  if (wait > std::chrono::seconds{0}) return wait;
  store_failures(tx, who.account_and_network, one_more(both, per_account_and_network, now));
  store_failures(tx, who.account, one_more(account, per_account, now));
  store_failures(tx, who.network, one_more(network, per_network_address, now));
  return {};
}

void forgive_attempt(schema::transaction& tx, const throttle_subjects& who) {
  tx.execute("DELETE FROM sign_in_failure WHERE subject = :1", who.account_and_network);
  for (const auto* subject : {&who.account, &who.network}) {
    tx.execute("UPDATE sign_in_failure SET count = count - 1 WHERE subject = :1 AND count > 0",
               *subject);
  }
}

std::string code_subject(const key32& key, std::string_view email_key) {
  return keyed_hash_hex(key, "sign-in code\n" + std::string(email_key));
}

std::optional<std::chrono::seconds> count_code(schema::transaction& tx, const std::string& subject,
                                               instant now) {
  hold_failures(tx, subject);
  const auto had = find_failures(tx, subject);
  const auto wait = still_to_wait(had, per_second_factor, now);
  if (wait > std::chrono::seconds{0}) return wait;
  store_failures(tx, subject, one_more(had, per_second_factor, now));
  return {};
}

void forgive_codes(schema::transaction& tx, const std::string& subject) {
  tx.execute("DELETE FROM sign_in_failure WHERE subject = :1", subject);
}

std::int64_t forget_old_failures(schema::transaction& tx, instant now) {
  const auto longest = std::max(
      {per_account_and_network.forgotten, per_account.forgotten, per_network_address.forgotten});
  return tx.execute("DELETE FROM sign_in_failure WHERE last_at <= :1", now - longest);
}

}  // namespace zusage::organisers
