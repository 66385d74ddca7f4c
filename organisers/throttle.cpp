// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "organisers/throttle.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace zusage::organisers {
namespace {

std::string network_part(std::string_view address) {
  const std::string text(address);
  std::array<unsigned char, 16> bytes{};
  if (::inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) return text;
  // IPv4 in IPv6 (RFC 4291 2.5.5.2): the first 64 bits are the same for everybody.
  const bool mapped =
      std::all_of(bytes.begin(), bytes.begin() + 10, [](auto b) { return b == 0; }) &&
      bytes[10] == 0xff && bytes[11] == 0xff;
  const auto first = bytes.begin() + (mapped ? 12 : 0);
  return to_hex(std::string(first, first + (mapped ? 4 : 8)));
}

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
  return {keyed_hash_hex(key, "sign-in by mail address\n" + std::string(email_key)),
          keyed_hash_hex(key, "sign-in by network\n" + network_part(network_address))};
}

std::optional<std::chrono::seconds> count_attempt(schema::transaction& tx,
                                                  const throttle_subjects& who, instant now) {
  const auto mail = find_failures(tx, who.mail);
  const auto network = find_failures(tx, who.network);
  const auto wait = std::max(still_to_wait(mail, per_mail_address, now),
                             still_to_wait(network, per_network_address, now));
  if (wait > std::chrono::seconds{0}) return wait;
  store_failures(tx, who.mail, one_more(mail, per_mail_address, now));
  store_failures(tx, who.network, one_more(network, per_network_address, now));
  return {};
}

void forgive_attempt(schema::transaction& tx, const throttle_subjects& who) {
  tx.execute("DELETE FROM sign_in_failure WHERE subject = :1", who.mail);
  tx.execute("UPDATE sign_in_failure SET count = count - 1 WHERE subject = :1 AND count > 0",
             who.network);
}

std::int64_t forget_old_failures(schema::transaction& tx, instant now) {
  const auto longest = std::max(per_mail_address.forgotten, per_network_address.forgotten);
  return tx.execute("DELETE FROM sign_in_failure WHERE last_at <= :1", now - longest);
}

}  // namespace zusage::organisers
