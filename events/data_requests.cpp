// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/data_requests.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "base/email_address.hpp"
#include "base/link.hpp"
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

// Under whom the mail is kept: who knows the address, else the first that there is.
std::optional<std::int64_t> keeper_of(const schema::reader& db, const consent::ledger& ledger,
                                      const std::string& email) {
  const auto registrations = registrations_of(db, email, true);
  if (!registrations.empty()) return registrations.front().organiser_id;
  const auto persons = persons_of(db, ledger, email);
  if (!persons.empty()) return persons.front().organiser_id;
  return db.value<std::int64_t>("SELECT id FROM organiser ORDER BY id LIMIT 1");
}

// The reference of an open one that asks for the same.
std::optional<std::string> same_request(const schema::reader& db, const key32& key,
                                        std::string_view lookup, const new_data_request& what) {
  std::optional<std::string> same;
  db.each<std::string, std::string>(
      "SELECT reference, wish"
      " FROM data_request"
      " WHERE organiser_id = :1 AND lookup = :2 AND kind = :3 AND state = 'open'",
      [&](const std::string& reference, const std::string& wish) {
        const auto context = context_of("data_request wish", reference);
        if (wish.empty() ? what.wish.empty() : decrypt(key, wish, context) == what.wish)
          same = reference;
      },
      what.organiser_id, lookup, what.kind);
  return same;
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
  message.data = {{"reference", reference}, {"address", what.email}, {"wish", what.wish}};
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
  const auto keeper = keeper_of(tx, with.ledger, email);
  if (!keeper) return;
  mailer::new_message message;
  message.organiser_id = *keeper;
  message.template_name = "data-link";
  message.language = language;
  message.recipient = email;
  message.data = {{"access", make_data_access(tx, with.key, email, now)}};
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

std::string ask_for(schema::transaction& tx, const data_tools& with, const new_data_request& what,
                    instant now) {
  const auto lookup = with.ledger.lookup_of(what.organiser_id, what.email).value();
  if (auto known = same_request(tx, with.key, lookup, what)) return *known;
  auto reference = new_reference();
  const auto wish = what.wish.empty()
                        ? std::string()
                        : encrypt(with.key, what.wish, context_of("data_request wish", reference));
  const auto added = tx.execute(
      "INSERT INTO data_request"
      " (organiser_id, reference, lookup, address, kind, wish, state, asked_at, due_at)"
      " VALUES (:1, :2, :3, :4, :5, :6, 'open', :7, :8)"
      " ON CONFLICT DO NOTHING",
      what.organiser_id, reference, lookup,
      encrypt(with.key, what.email, context_of("data_request", reference)), what.kind, wish, now,
      one_month_after(now));
  // Another process was faster; what it wrote stands.
  if (added == 0) return {};
  tell_organiser(tx, with.mails, what, reference, now);
  return reference;
}

}  // namespace zusage::events
