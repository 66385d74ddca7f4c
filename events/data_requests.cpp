// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/data_requests.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "base/crypto.hpp"
#include "base/email_address.hpp"
#include "events/json_members.hpp"
#include "events/own_rows.hpp"

namespace zusage::events {
namespace {

constexpr auto kinds = std::to_array<std::string_view>({"rectify", "erase", "object"});

std::string context_of(std::string_view table, std::string_view row) {
  return std::string(table) + " " + std::string(row);
}

data_request request_from(
    std::tuple<std::int64_t, std::string, std::string, std::string, instant, instant> row) {
  data_request found;
  std::tie(found.organiser_id, found.reference, found.kind, found.state, found.asked_at,
           found.due_at) = std::move(row);
  return found;
}

// The mailer holds the key of links alone, and opens a request when it composes the mail about it:
// each has a key of its own, which only the key of links makes again.
key32 key_of_request(const links& with, std::string_view reference) {
  const auto hash =
      from_hex(sha256_hex(context_of("data_request", with.token(link_purpose::data, reference))));
  key32 key{};
  std::copy(hash->begin(), hash->end(), key.begin());
  return key;
}

// By what the same wish is known again without opening what is stored.
std::string wish_key_of(const data_tools& with, const new_data_request& what) {
  if (what.wish.empty()) return {};
  return keyed_hash_hex(with.keys.lookup, context_of("data_request wish", what.wish));
}

std::string lookup_of(const data_tools& with, const new_data_request& what) {
  return with.ledger.lookup_of(what.organiser_id, what.email).value();
}

// The reference of an open one that asks for the same.
std::optional<std::string> same_request(const schema::reader& db, const data_tools& with,
                                        const new_data_request& what) {
  return db.value<std::string>(
      "SELECT reference"
      " FROM data_request"
      " WHERE organiser_id = :1 AND lookup = :2 AND kind = :3 AND wish_key = :4"
      "  AND state = 'open'",
      what.organiser_id, lookup_of(with, what), what.kind, wish_key_of(with, what));
}

void tell_organiser(schema::transaction& tx, const mailer::outbox& mails,
                    const new_data_request& what, const std::string& reference, instant now) {
  const auto row = tx.one<std::string, std::string>(
      "SELECT contact, languages FROM organiser WHERE id = :1", what.organiser_id);
  const auto contact = row ? normalised_email(std::get<0>(*row)) : std::nullopt;
  if (!contact) return;
  const auto languages = texts_of(nlohmann::json::parse(std::get<1>(*row), nullptr, false));
  mailer::new_message message;
  message.organiser_id = what.organiser_id;
  message.template_name = "data-request";
  message.language = languages.empty() ? "de" : languages.front();
  message.recipient = *contact;
  message.urgency = mailer::priority::service;
  message.data = {{"reference", reference}};  // what was typed stays encrypted in its row
  mails.enqueue(tx, message, now);
}

}  // namespace

std::string make_data_access(schema::transaction& tx, const key32& key, const std::string& email,
                             instant now) {
  auto public_id = new_public_id();
  tx.execute(
      "INSERT INTO data_access (public_id, address, asked_at, expires_at) VALUES (:1, :2, :3, :4)",
      public_id, encrypt(key, email, context_of("data_access", public_id)), now,
      now + data_access_period);
  return public_id;
}

std::int64_t forget_data_access(schema::transaction& tx, instant now) {
  return tx.execute("DELETE FROM data_access WHERE expires_at <= :1", now);
}

std::optional<std::string> find_data_access(const schema::reader& db, const key32& key,
                                            std::string_view public_id, instant now) {
  const auto address = db.value<std::string>(
      "SELECT address FROM data_access WHERE public_id = :1 AND expires_at > :2", public_id, now);
  return address ? decrypt(key, *address, context_of("data_access", public_id)) : std::nullopt;
}

std::optional<instant> data_access_until(const schema::reader& db, std::string_view public_id) {
  return db.value<instant>("SELECT expires_at FROM data_access WHERE public_id = :1", public_id);
}

void mail_data_link(schema::transaction& tx, const data_tools& with, const std::string& email,
                    const std::string& language, instant now) {
  auto keeper = keeper_of(tx, with.ledger, email);
  if (!keeper) keeper = tx.value<std::int64_t>("SELECT id FROM organiser ORDER BY id LIMIT 1");
  if (!keeper) return;
  mailer::new_message message;
  message.organiser_id = *keeper;
  message.template_name = "data-link";
  message.language = language;
  message.recipient = email;
  message.data = {{"access", make_data_access(tx, with.keys.people, email, now)}};
  message.expires_at = now + data_access_period;
  with.mails.enqueue(tx, message, now);
}

instant one_month_after(instant asked_at) {
  using namespace std::chrono;
  const auto day = floor<days>(asked_at);
  auto next = year_month_day(day) + months(1);
  if (!next.ok()) next = next.year() / next.month() / last;
  return sys_days(next) + (asked_at - day);
}

std::optional<data_request> find_data_request(const schema::reader& db,
                                              std::string_view reference) {
  auto row = db.one<std::int64_t, std::string, std::string, std::string, instant, instant>(
      "SELECT organiser_id, reference, kind, state, asked_at, due_at"
      " FROM data_request WHERE reference = :1",
      reference);
  if (!row) return {};
  return request_from(std::move(*row));
}

std::vector<data_request> data_requests_of(const schema::reader& db, const consent::ledger& ledger,
                                           std::int64_t organiser_id, std::string_view email) {
  std::vector<data_request> found;
  const auto lookup = ledger.lookup_of(organiser_id, email);
  if (!lookup) return found;
  auto rows = db.all<std::int64_t, std::string, std::string, std::string, instant, instant>(
      "SELECT organiser_id, reference, kind, state, asked_at, due_at"
      " FROM data_request WHERE organiser_id = :1 AND lookup = :2 ORDER BY id DESC",
      organiser_id, *lookup);
  for (auto& row : rows) found.push_back(request_from(std::move(row)));
  return found;
}

bool is_data_request(std::string_view kind) {
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

bool has_too_many_open(const schema::reader& db, const data_tools& with,
                       const new_data_request& what) {
  if (what.kind != "rectify" || same_request(db, with, what)) return false;
  return db.value<std::int64_t>(
               "SELECT COUNT(*)"
               " FROM data_request"
               " WHERE organiser_id = :1 AND lookup = :2 AND kind = :3 AND state = 'open'",
               what.organiser_id, lookup_of(with, what), what.kind)
             .value() >= most_open_wishes;
}

std::optional<std::string> ask_for(schema::transaction& tx, const data_tools& with,
                                   const new_data_request& what, instant now) {
  if (auto known = same_request(tx, with, what)) return known;
  if (has_too_many_open(tx, with, what)) return {};
  auto reference = new_reference();
  const auto key = key_of_request(with.with, reference);
  const auto wish = what.wish.empty()
                        ? std::string()
                        : encrypt(key, what.wish, context_of("data_request wish", reference));
  const auto added = tx.execute(
      "INSERT INTO data_request"
      " (organiser_id, reference, lookup, address, kind, wish, wish_key, state, asked_at, due_at)"
      " VALUES (:1, :2, :3, :4, :5, :6, :7, 'open', :8, :9)"
      " ON CONFLICT DO NOTHING",
      what.organiser_id, reference, lookup_of(with, what),
      encrypt(key, what.email, context_of("data_request", reference)), what.kind, wish,
      wish_key_of(with, what), now, one_month_after(now));
  // Another process was faster; what it wrote stands.
  if (added == 0) return same_request(tx, with, what);
  tell_organiser(tx, with.mails, what, reference, now);
  return reference;
}

std::optional<data_request_words> open_data_request(const schema::reader& db, const links& with,
                                                    std::string_view reference) {
  const auto row = db.one<std::string, std::string>(
      "SELECT address, wish FROM data_request WHERE reference = :1", reference);
  if (!row) return {};
  const auto key = key_of_request(with, reference);
  const auto email = decrypt(key, std::get<0>(*row), context_of("data_request", reference));
  if (!email) return {};
  const auto& kept = std::get<1>(*row);
  const auto wish =
      kept.empty() ? std::string()
                   : decrypt(key, kept, context_of("data_request wish", reference)).value_or("");
  return data_request_words{*email, wish};
}

}  // namespace zusage::events
