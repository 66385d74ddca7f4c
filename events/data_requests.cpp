// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/data_requests.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>
#include <utility>

#include "base/crypto.hpp"
#include "base/email_address.hpp"
#include "consent/suppression.hpp"
#include "events/end_consents.hpp"
#include "events/json_members.hpp"
#include "events/own_rows.hpp"
#include "organisers/staff.hpp"

namespace zusage::events {
namespace {

constexpr auto kinds = std::to_array<std::string_view>({"rectify", "erase", "object"});
constexpr std::string_view access_kind = "access";
constexpr auto sources = std::to_array<std::string_view>({"letter", "phone", "in-person"});

std::string context_of(std::string_view table, std::string_view row) {
  return std::string(table) + " " + std::string(row);
}

// What every query of requests begins with; each adds its conditions, so that each is one literal.
#define ZUSAGE_DATA_REQUESTS                                                         \
  "SELECT organiser_id, reference, kind, state, source, language, asked_at, due_at," \
  " extended_at, answered_at, entered_by, extended_by, answered_by"                  \
  " FROM data_request"

template <class... Parameters>
std::vector<data_request> find_requests(const schema::reader& db, std::string_view sql,
                                        const Parameters&... parameters) {
  using time = std::optional<instant>;
  using staff = std::optional<std::int64_t>;
  std::vector<data_request> found;
  db.each<std::int64_t, std::string, std::string, std::string, std::string, std::string, instant,
          instant, time, time, staff, staff, staff>(
      sql,
      [&](std::int64_t organiser_id, std::string reference, std::string kind, std::string state,
          std::string source, std::string language, instant asked_at, instant due_at,
          time extended_at, time answered_at, staff entered_by, staff extended_by,
          staff answered_by) {
        found.push_back({organiser_id, std::move(reference), std::move(kind), std::move(state),
                         std::move(source), std::move(language), asked_at, due_at, extended_at,
                         answered_at, entered_by, extended_by, answered_by});
      },
      parameters...);
  return found;
}

// The address was the first part, and its context has no name of its own.
std::string context_of_part(std::string_view part, std::string_view reference) {
  const auto table =
      part == "address" ? std::string("data_request") : "data_request " + std::string(part);
  return context_of(table, reference);
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
  // An objection is the same whatever is said of its reasons.
  if (what.wish.empty() || what.kind == "object") return {};
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

// The public contact, and who looks after data protection; each address once.
std::vector<std::string> told_of_requests(const schema::reader& db, std::int64_t organiser_id,
                                          const std::string& contact) {
  std::vector<std::string> all;
  std::set<std::string> keys;
  const auto add = [&](const std::string& email) {
    if (keys.insert(email_key(email)).second) all.push_back(email);
  };
  if (const auto address = normalised_email(contact)) add(*address);
  db.each<std::string>(
      "SELECT s.email FROM staff_role r JOIN staff s ON s.id = r.staff_id"
      " WHERE r.organiser_id = :1 AND r.role = :2 ORDER BY s.email",
      add, organiser_id, to_text(organisers::role::dpo));
  return all;
}

void tell_organiser(schema::transaction& tx, const mailer::outbox& mails,
                    const new_data_request& what, const std::string& reference, instant now) {
  const auto row = tx.one<std::string, std::string>(
      "SELECT contact, languages FROM organiser WHERE id = :1", what.organiser_id);
  if (!row) return;
  const auto languages = texts_of(nlohmann::json::parse(std::get<1>(*row), nullptr, false));
  for (const auto& to : told_of_requests(tx, what.organiser_id, std::get<0>(*row))) {
    mailer::new_message message;
    message.organiser_id = what.organiser_id;
    message.template_name = "data-request";
    message.language = languages.empty() ? "de" : languages.front();
    message.recipient = to;
    message.urgency = mailer::priority::service;
    message.data = {{"reference", reference}};  // what was typed stays encrypted in its row
    mails.enqueue(tx, message, now);
  }
}

bool ends_consents(std::string_view kind) {
  return kind == "erase" || kind == "object";
}

void end_consents(schema::transaction& tx, const data_tools& with, const new_data_request& what,
                  instant now) {
  auto by = what.by;
  by.email = what.email;
  by.reason = what.kind == "erase" ? "erasure was asked for" : "objection";
  end_every_consent(tx, with.ledger, what.organiser_id,
                    {what.entered_by || what.source != "link" ? "staff" : "page", by}, now);
  // Nor may a list that is imported later bring back what nobody agreed to before.
  for (const auto& [purpose] : tx.all<std::int64_t>(
           "SELECT id FROM purpose WHERE organiser_id = :1 ORDER BY id", what.organiser_id)) {
    consent::suppress(tx, with.keys, what.organiser_id, purpose, what.email, now);
  }
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

instant months_after(instant at, std::chrono::months count) {
  using namespace std::chrono;
  const auto day = floor<days>(at);
  auto next = year_month_day(day) + count;
  if (!next.ok()) next = next.year() / next.month() / last;
  return sys_days(next) + (at - day);
}

instant one_month_after(instant asked_at) {
  return months_after(asked_at, std::chrono::months(1));
}

std::optional<data_request> find_data_request(const schema::reader& db,
                                              std::string_view reference) {
  auto found = find_requests(db, ZUSAGE_DATA_REQUESTS " WHERE reference = :1", reference);
  if (found.empty()) return {};
  return std::move(found.front());
}

std::vector<data_request> data_requests_of(const schema::reader& db, const consent::ledger& ledger,
                                           std::int64_t organiser_id, std::string_view email) {
  const auto lookup = ledger.lookup_of(organiser_id, email);
  if (!lookup) return {};
  return find_requests(
      db, ZUSAGE_DATA_REQUESTS " WHERE organiser_id = :1 AND lookup = :2 ORDER BY id DESC",
      organiser_id, *lookup);
}

std::vector<data_request> open_data_requests(const schema::reader& db,
                                             const organisers::scope& whose, std::int64_t most) {
  return find_requests(db,
                       ZUSAGE_DATA_REQUESTS
                       " WHERE organiser_id = :1 AND state = 'open' ORDER BY due_at, id LIMIT :2",
                       whose.organiser_id(), most);
}

std::vector<data_request> answered_data_requests(const schema::reader& db,
                                                 const organisers::scope& whose,
                                                 std::int64_t most) {
  return find_requests(db,
                       ZUSAGE_DATA_REQUESTS
                       " WHERE organiser_id = :1 AND state <> 'open'"
                       " ORDER BY answered_at DESC, id DESC LIMIT :2",
                       whose.organiser_id(), most);
}

bool is_data_request(std::string_view kind) {
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

bool is_entered_request(std::string_view kind) {
  return kind == access_kind || is_data_request(kind);
}

bool is_request_source(std::string_view source) {
  return std::find(sources.begin(), sources.end(), source) != sources.end();
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
  // Also when it is asked for again: a consent may have been given meanwhile.
  if (ends_consents(what.kind)) end_consents(tx, with, what, now);
  if (auto known = same_request(tx, with, what)) return known;
  if (has_too_many_open(tx, with, what)) return {};
  auto reference = new_reference();
  const auto sealed = [&](std::string_view part, const std::string& text) {
    return sealed_in_request(with.with, reference, part, text);
  };
  const auto asked_at = what.asked_at.value_or(now);
  const auto added = tx.execute(
      "INSERT INTO data_request"
      " (organiser_id, reference, lookup, address, kind, wish, wish_key, state, asked_at, due_at,"
      "  language, source, identity, entered_by)"
      " VALUES (:1, :2, :3, :4, :5, :6, :7, 'open', :8, :9, :10, :11, :12, :13)"
      " ON CONFLICT DO NOTHING",
      what.organiser_id, reference, lookup_of(with, what), sealed("address", what.email), what.kind,
      sealed("wish", what.wish), wish_key_of(with, what), asked_at, one_month_after(asked_at),
      what.language, what.source, sealed("identity", what.identity), what.entered_by);
  // Another process was faster; what it wrote stands.
  if (added == 0) return same_request(tx, with, what);
  if (what.source == "link") tell_organiser(tx, with.mails, what, reference, now);
  return reference;
}

std::string sealed_in_request(const links& with, std::string_view reference, std::string_view part,
                              const std::string& text) {
  if (text.empty()) return {};
  return encrypt(key_of_request(with, reference), text, context_of_part(part, reference));
}

std::optional<data_request_words> open_data_request(const schema::reader& db, const links& with,
                                                    std::string_view reference) {
  const auto row = db.one<std::string, std::string, std::string, std::string, std::string>(
      "SELECT address, wish, identity, extension, answer FROM data_request WHERE reference = :1",
      reference);
  if (!row) return {};
  const auto& [address, wish, identity, extension, answer] = *row;
  const auto key = key_of_request(with, reference);
  const auto opened = [&](std::string_view part, const std::string& kept) {
    return kept.empty() ? std::optional<std::string>()
                        : decrypt(key, kept, context_of_part(part, reference));
  };
  const auto email = opened("address", address);
  if (!email) return {};
  return data_request_words{
      *email, opened("wish", wish).value_or(""), opened("identity", identity).value_or(""),
      opened("extension", extension).value_or(""), opened("answer", answer).value_or("")};
}

std::int64_t forget_answered_requests(schema::transaction& tx, instant now, std::int64_t most) {
  return tx.execute(
      "DELETE FROM data_request"
      " WHERE id IN (SELECT id FROM data_request WHERE answered_at <= :1 AND state <> 'open'"
      "  ORDER BY answered_at LIMIT :2)",
      now - answered_requests_kept, most);
}

}  // namespace zusage::events
