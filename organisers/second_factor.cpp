// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "organisers/second_factor.hpp"

#include <liboath/oath.h>

#include <algorithm>
#include <cstdlib>
#include <mutex>
#include <stdexcept>

#include "base/reference_digits.hpp"
#include "organisers/audit.hpp"
#include "organisers/event_staff.hpp"
#include "organisers/staff.hpp"

namespace zusage::organisers {
namespace {

constexpr std::size_t secret_bytes = 20;  // RFC 4226 4, R6
constexpr std::int64_t step_seconds = 30;
constexpr unsigned code_digits = 6;
constexpr std::size_t recovery_digits = 10;

std::string context_of(std::int64_t staff_id) {
  return "second factor of " + std::to_string(staff_id);
}

void start_library() {
  static std::once_flag once;
  std::call_once(once, [] {
    if (oath_init() != OATH_OK) throw std::runtime_error("liboath does not start");
  });
}

std::string base32(const std::string& bytes) {
  start_library();
  char* made = nullptr;
  std::size_t size = 0;
  if (oath_base32_encode(bytes.data(), bytes.size(), &made, &size) != OATH_OK)
    throw std::runtime_error("no memory for base 32");
  std::string text(made, size);
  std::free(made);
  return text;
}

std::string from_base32(const std::string& text) {
  start_library();
  char* made = nullptr;
  std::size_t size = 0;
  if (oath_base32_decode(text.data(), text.size(), &made, &size) != OATH_OK) return {};
  std::string bytes(made, size);
  std::free(made);
  return bytes;
}

std::int64_t step_of(instant now) {
  return std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count() / step_seconds;
}

std::string code_of(const std::string& secret, std::int64_t step) {
  start_library();
  char made[code_digits + 1] = {};
  if (oath_totp_generate(secret.data(), secret.size(), std::time_t(step * step_seconds),
                         unsigned(step_seconds), 0, code_digits, made) != OATH_OK) {
    throw std::runtime_error("liboath makes no code");
  }
  return made;
}

std::string without_blanks(std::string_view typed) {
  std::string kept;
  for (const char c : typed) {
    if (c != ' ' && c != '-') kept += c >= 'a' && c <= 'z' ? char(c - 'a' + 'A') : c;
  }
  return kept;
}

// The step that a code belongs to, later than the one whose code was used last.
std::optional<std::int64_t> step_for(const std::string& secret, const std::string& code,
                                     std::int64_t last, instant now) {
  std::optional<std::int64_t> found;
  for (const auto step : {step_of(now) - 1, step_of(now), step_of(now) + 1}) {
    if (same_secret(code_of(secret, step), code) && step > last) found = step;
  }
  return found;
}

struct stored_factor {
  std::string secret;
  std::int64_t last_step = 0;
};

std::optional<stored_factor> find_factor(const schema::reader& db, const key32& key,
                                         std::int64_t staff_id, bool confirmed) {
  const auto row = db.one<std::string, std::int64_t, std::optional<instant>>(
      "SELECT secret, last_step, confirmed_at FROM second_factor WHERE staff_id = :1", staff_id);
  if (!row || std::get<2>(*row).has_value() != confirmed) return {};
  auto secret = decrypt(derived_key(key, "second factor"), std::get<0>(*row), context_of(staff_id));
  if (!secret) return {};
  return stored_factor{std::move(*secret), std::get<1>(*row)};
}

// Of two that come with the same code at once, the row lets one through.
bool take_step(schema::transaction& tx, std::int64_t staff_id, std::int64_t step) {
  return tx.execute(
             "UPDATE second_factor SET last_step = :1 WHERE staff_id = :2 AND last_step < :3", step,
             staff_id, step) == 1;
}

std::string recovery_hash(const key32& key, std::int64_t staff_id, const std::string& digits) {
  return keyed_hash_hex(key, "recovery code of " + std::to_string(staff_id) + "\n" + digits);
}

std::vector<std::string> make_recovery_codes(schema::transaction& tx, const key32& key,
                                             std::int64_t staff_id) {
  std::vector<std::string> made;
  tx.execute("DELETE FROM recovery_code WHERE staff_id = :1", staff_id);
  while (made.size() < recovery_codes) {
    const auto digits = random_reference_digits(recovery_digits);
    tx.execute("INSERT INTO recovery_code (staff_id, hash) VALUES (:1, :2)", staff_id,
               recovery_hash(key, staff_id, digits));
    made.push_back(digits.substr(0, recovery_digits / 2) + "-" +
                   digits.substr(recovery_digits / 2));
  }
  return made;
}

// Typed by hand: O for 0, I and L for 1.
std::string as_digits(std::string typed) {
  for (char& c : typed) {
    if (c == 'O') c = '0';
    if (c == 'I' || c == 'L') c = '1';
  }
  return typed;
}

void note(schema::transaction& tx, std::int64_t staff_id, const char* action, instant now) {
  for (const auto organiser_id : organisers_of(tx, staff_id)) {
    record(tx, {organiser_id, staff_id, action, std::to_string(staff_id)}, now);
  }
}

std::string encoded(std::string_view text) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
  std::string made;
  for (const char c : text) {
    if (plain.find(c) != plain.npos) {
      made += c;
    } else {
      made += "%" + to_hex(std::string(1, c));
    }
  }
  return made;
}

}  // namespace

bool has_second_factor(const schema::reader& db, std::int64_t staff_id) {
  return db
      .value<std::int64_t>(
          "SELECT 1 FROM second_factor WHERE staff_id = :1 AND confirmed_at IS NOT NULL", staff_id)
      .has_value();
}

std::int64_t recovery_codes_left(const schema::reader& db, std::int64_t staff_id) {
  return db.value<std::int64_t>("SELECT COUNT(*) FROM recovery_code WHERE staff_id = :1", staff_id)
      .value();
}

bool begin_second_factor(schema::transaction& tx, const key32& key, std::int64_t staff_id) {
  const auto secret =
      encrypt(derived_key(key, "second factor"), random_bytes(secret_bytes), context_of(staff_id));
  return tx.execute(
             "INSERT INTO second_factor (staff_id, secret) VALUES (:1, :2)"
             " ON CONFLICT (staff_id) DO UPDATE SET secret = excluded.secret, last_step = 0"
             "  WHERE second_factor.confirmed_at IS NULL",
             staff_id, secret) == 1;
}

std::optional<std::string> pending_secret(const schema::reader& db, const key32& key,
                                          std::int64_t staff_id) {
  const auto factor = find_factor(db, key, staff_id, false);
  if (!factor) return {};
  return base32(factor->secret);
}

std::string second_factor_uri(std::string_view secret, std::string_view site,
                              std::string_view email) {
  return "otpauth://totp/" + encoded(site) + ":" + encoded(email) +
         "?secret=" + std::string(secret) + "&issuer=" + encoded(site);
}

std::optional<std::vector<std::string>> confirm_second_factor(schema::transaction& tx,
                                                              const key32& key,
                                                              std::int64_t staff_id,
                                                              std::string_view code, instant now) {
  const auto factor = find_factor(tx, key, staff_id, false);
  if (!factor) return {};
  const auto step = step_for(factor->secret, without_blanks(code), factor->last_step, now);
  if (!step) return {};
  const auto confirmed = tx.execute(
      "UPDATE second_factor SET confirmed_at = :1, last_step = :2"
      " WHERE staff_id = :3 AND confirmed_at IS NULL",
      now, *step, staff_id);
  if (confirmed != 1) return {};
  note(tx, staff_id, "staff.second_factor_on", now);
  return make_recovery_codes(tx, key, staff_id);
}

bool use_code(schema::transaction& tx, const key32& key, std::int64_t staff_id,
              std::string_view typed, instant now) {
  const auto factor = find_factor(tx, key, staff_id, true);
  if (!factor) return false;
  const auto code = without_blanks(typed);
  if (code.size() == code_digits) {
    const auto step = step_for(factor->secret, code, factor->last_step, now);
    return step && take_step(tx, staff_id, *step);
  }
  const bool used = tx.execute("DELETE FROM recovery_code WHERE staff_id = :1 AND hash = :2",
                               staff_id, recovery_hash(key, staff_id, as_digits(code))) == 1;
  if (used) note(tx, staff_id, "staff.recovery_code_used", now);
  return used;
}

void end_second_factor(schema::transaction& tx, std::int64_t staff_id, instant now) {
  const auto had = has_second_factor(tx, staff_id);
  tx.execute("DELETE FROM second_factor WHERE staff_id = :1", staff_id);
  tx.execute("DELETE FROM recovery_code WHERE staff_id = :1", staff_id);
  if (had) note(tx, staff_id, "staff.second_factor_off", now);
}

bool demands_second_factor(const schema::reader& db, std::int64_t organiser_id) {
  return db.value<std::int64_t>("SELECT second_factor FROM organiser WHERE id = :1",
                                organiser_id) == 1;
}

bool demand_second_factor(schema::transaction& tx, const scope& of, bool demanded, instant now) {
  const auto changed =
      tx.execute("UPDATE organiser SET second_factor = :1 WHERE id = :2 AND second_factor <> :3",
                 std::int64_t(demanded), of.organiser_id(), std::int64_t(demanded));
  if (changed == 0) return false;
  record(tx,
         {of.organiser_id(),
          of.staff_id(),
          "staff.second_factor_rule",
          "",
          {{"before", {{"demanded", !demanded}}}, {"after", {{"demanded", demanded}}}}},
         now);
  return true;
}

bool lacks_second_factor(const schema::reader& db, std::int64_t staff_id,
                         std::int64_t organiser_id) {
  return demands_second_factor(db, organiser_id) && !has_second_factor(db, staff_id);
}

std::string code_at(const std::string& secret_base32, instant now) {
  return code_of(from_base32(secret_base32), step_of(now));
}

}  // namespace zusage::organisers
