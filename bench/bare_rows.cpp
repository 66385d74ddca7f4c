// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "bench/bare_rows.hpp"

#include <chrono>
#include <stdexcept>

namespace bare {
namespace {

constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return (c | 0x20) - 'a' + 10;
}

// The decoded value of one field of a form that is known to be well formed.
std::string field(std::string_view form, std::string_view name) {
  for (std::size_t at = 0; at < form.size();) {
    const auto end = std::min(form.find('&', at), form.size());
    const auto pair = form.substr(at, end - at);
    at = end + 1;
    if (pair.size() <= name.size() || pair[name.size()] != '=' ||
        pair.substr(0, name.size()) != name)
      continue;
    std::string value;
    for (std::size_t i = name.size() + 1; i < pair.size(); ++i) {
      if (pair[i] == '%' && i + 2 < pair.size()) {
        value += char(hex_digit(pair[i + 1]) * 16 + hex_digit(pair[i + 2]));
        i += 2;
      } else {
        value += pair[i] == '+' ? ' ' : pair[i];
      }
    }
    return value;
  }
  return {};
}

std::int64_t micros() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace

class database::statement {
 public:
  statement(sqlite3* on, const char* sql) : connection_(on) {
    if (sqlite3_prepare_v3(on, sql, -1, SQLITE_PREPARE_PERSISTENT, &prepared_, nullptr) !=
        SQLITE_OK)
      fail();
  }
  ~statement() { sqlite3_finalize(prepared_); }
  statement(const statement&) = delete;
  statement& operator=(const statement&) = delete;

  template <class... Values>
  void operator()(const Values&... values) {
    int number = 0;
    (bind(++number, values), ...);
    const int result = sqlite3_step(prepared_);
    if (result != SQLITE_DONE && result != SQLITE_ROW) fail();
    sqlite3_reset(prepared_);
  }

 private:
  void bind(int number, std::int64_t value) { sqlite3_bind_int64(prepared_, number, value); }
  void bind(int number, std::string_view value) {
    sqlite3_bind_text(prepared_, number, value.data(), int(value.size()), SQLITE_STATIC);
  }
  [[noreturn]] void fail() { throw std::runtime_error(sqlite3_errmsg(connection_)); }

  sqlite3* connection_;
  sqlite3_stmt* prepared_ = nullptr;
};

database::database(const std::string& path, std::string migrations, bool with_consent)
    : with_consent_(with_consent) {
  // All as schema/sqlite_engine.cpp has it.
  if (sqlite3_config(SQLITE_CONFIG_MULTITHREAD) != SQLITE_OK ||
      sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) != SQLITE_OK ||
      sqlite3_open(path.c_str(), &connection_) != SQLITE_OK) {
    throw std::runtime_error("cannot open " + path);
  }
  run("PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA cache_size = -4000;"
      "PRAGMA mmap_size = 268435456; PRAGMA temp_store = MEMORY;"
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;");
  constexpr std::string_view identity = "@identity@";
  for (std::size_t at = 0; (at = migrations.find(identity, at)) != std::string::npos;) {
    migrations.replace(at, identity.size(), "INTEGER PRIMARY KEY");
  }
  run(migrations);
  add_event();
  prepare_rows();
}

database::~database() {
  for (auto* one : {&idempotency_, &registration_, &booking_, &message_, &principal_, &chain_,
                    &record_, &state_, &begin_, &commit_}) {
    one->reset();
  }
  sqlite3_close(connection_);
}

void database::run(const std::string& script) {
  if (sqlite3_exec(connection_, script.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
    throw std::runtime_error(sqlite3_errmsg(connection_));
  }
}

void database::add_event() {
  run("INSERT INTO organiser (id, key, name, contact, languages, definition, created_at)"
      " VALUES (1, 'bench', '{}', 'bench@example.org', '[]', '{}', 0);"
      "INSERT INTO event (id, organiser_id, slug, kind, status, updated_at, title, summary, "
      "description, starts_at,"
      " ends_at, time_zone, mode, venue, join_url, waiting_list, approval, audience, verify_email, "
      "max_group,"
      " retention_days, definition, created_at)"
      " VALUES (1, 1, 'sign-up', 'conference', 'published', 0, '{}', '{}', '{}', 0, 0, "
      "'Europe/Berlin', 'online',"
      " '{}', '', 0, 0, '{}', 0, 1, 365, '{}', 0);"
      "INSERT INTO event_session (id, organiser_id, event_id, key, position, title, speakers, "
      "join_url)"
      " VALUES (1, 1, 1, 'plenary', 0, '{}', '[]', '');"
      "INSERT INTO purpose (id, organiser_id, key, channel, title, recipients, version, created_at)"
      " VALUES (1, 1, 'newsletter', 'email', '{}', '[]', 1, 0);"
      "INSERT INTO notice (id, organiser_id, purpose_id, version, language, channel, title, text, "
      "controller,"
      " recipients, hash, created_at) VALUES (1, 1, 1, 1, 'de', 'email', '', '', '{}', '[]', '', "
      "0);");
}

void database::prepare_rows() {
  const auto prepare = [this](std::unique_ptr<statement>& to, const char* sql) {
    to = std::make_unique<statement>(connection_, sql);
  };
  prepare(begin_, "BEGIN IMMEDIATE");
  prepare(commit_, "COMMIT");
  prepare(idempotency_,
          "INSERT INTO idempotency (scope, key, request, subject, created_at)"
          " VALUES ('register:1', ?, ?, ?, ?)");
  prepare(registration_,
          "INSERT INTO registration (organiser_id, event_id, public_id, reference, status, "
          "given_name, family_name,"
          " email, email_key, phone, organisation, job_function, ags, municipality, language, "
          "answers, search,"
          " registered_at, updated_at)"
          " VALUES (1, 1, ?, ?, 'confirmed', ?, ?, ?, ?, ?, ?, ?, ?, '', ?, '{}', ?, ?, ?)");
  prepare(booking_,
          "INSERT INTO registration_session (registration_id, session_id, status) VALUES (?, 1, "
          "'confirmed')");
  prepare(
      message_,
      "INSERT INTO message (organiser_id, message_id, template, language, recipient, recipient_key,"
      " recipient_name, data, registration_id, event_id, needs_consent, priority, state, due_at, "
      "expires_at,"
      " created_at) VALUES (1, ?, ?, 'de', ?, ?, ?, ?, ?, 1, 0, 0, 'queued', ?, ?, ?)");
  prepare(principal_,
          "INSERT INTO principal (organiser_id, public_id, lookup, secret, created_at)"
          " VALUES (1, ?, ?, ?, ?)");
  prepare(
      chain_,
      "INSERT INTO consent_chain (organiser_id, sequence, hash) VALUES (1, 1, ?)"
      " ON CONFLICT (organiser_id) DO UPDATE SET sequence = sequence + 1, hash = excluded.hash");
  prepare(record_,
          "INSERT INTO consent_record (organiser_id, sequence, principal_id, purpose_id, "
          "notice_id, event, method, at,"
          " personal, commitment, previous_hash, hash)"
          " VALUES (1, ?, ?, 1, 1, 'requested', 'form', ?, ?, ?, ?, ?)");
  prepare(state_,
          "INSERT INTO consent_state (principal_id, purpose_id, organiser_id, public_id, state, "
          "record_id,"
          " changed_at) VALUES (?, 1, 1, ?, 'requested', ?, ?)");
}

void database::begin() {
  (*begin_)();
}
void database::commit() {
  (*commit_)();
}

void database::insert(std::string_view form) {
  const auto now = micros();
  const auto email = field(form, "email");
  insert_registration(form, email, now);
  insert_message("registration-confirmed", email, now);
  if (with_consent_) insert_consent(email, now);
}

void database::insert_registration(std::string_view form, const std::string& email,
                                   std::int64_t now) {
  const auto public_id = timed_text(now, 22);
  const auto reference = timed_text(now, 8) + next_number();
  const auto given = field(form, "given_name"), family = field(form, "family_name");
  const auto organisation = field(form, "organisation"), ags = field(form, "municipality");
  (*idempotency_)(field(form, "idempotency_key"), random_text(64), public_id, now);
  const auto search =
      given + " " + family + " " + email + " " + organisation + " " + ags + " " + reference;
  (*registration_)(public_id, reference, given, family, email, email, field(form, "phone"),
                   organisation, field(form, "function"), ags, field(form, "lang"), search, now,
                   now);
  registrations_ = sqlite3_last_insert_rowid(connection_);
  (*booking_)(registrations_);
}

void database::insert_message(std::string_view template_name, const std::string& email,
                              std::int64_t now) {
  constexpr std::int64_t four_days = 4LL * 24 * 3600 * 1'000'000;
  (*message_)(timed_text(now, 32) + "@127.0.0.1", template_name, email, email,
              std::string_view("Erika Beispiel"), std::string_view("{}"), registrations_, now,
              now + four_days, now);
}

// The lengths are those of what consent/ stores for such a sign-up.
void database::insert_consent(const std::string& email, std::int64_t now) {
  (*principal_)(random_text(22), random_text(64), random_text(96), now);
  const auto principal = sqlite3_last_insert_rowid(connection_);
  const auto hash = random_text(64);
  (*chain_)(hash);
  (*record_)(++records_, principal, now, random_text(380), random_text(64), random_text(64), hash);
  (*state_)(principal, random_text(22), sqlite3_last_insert_rowid(connection_), now);
  insert_message("consent-confirm", email, now);
}

std::string database::random_text(std::size_t length) {
  std::string text(length, '\0');
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < length; ++i) {
    if (i % 10 == 0) bits = random_();
    text[i] = alphabet[bits & 63];
    bits >>= 6;
  }
  return text;
}

std::string database::timed_text(std::int64_t now, std::size_t length) {
  constexpr std::size_t time_length = 8;  // 48 bits of milliseconds
  std::string text = random_text(length);
  auto milliseconds = std::uint64_t(now / 1000);
  for (std::size_t i = std::min(time_length, length); i > 0; --i) {
    text[i - 1] = alphabet[milliseconds & 63];
    milliseconds >>= 6;
  }
  return text;
}

// Three characters of chance behind a millisecond meet each other within seconds at this pace.
std::string database::next_number() {
  const auto number = references_++;
  return {alphabet[number >> 12 & 63], alphabet[number >> 6 & 63], alphabet[number & 63]};
}

}  // namespace bare
