// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "organisers/api_tokens.hpp"

#include <charconv>

#include "base/crypto.hpp"
#include "base/text.hpp"
#include "organisers/audit.hpp"

namespace zusage::organisers {
namespace {

constexpr std::string_view prefix = "zus_";  // so that scanners of published code recognise it
constexpr std::size_t secret_bytes = 32;
constexpr std::size_t secret_characters = 4 + 43;  // of 32 bytes in base64url

constexpr token_scope scopes_in_order[] = {
    token_scope::read_events,         token_scope::write_events, token_scope::read_registrations,
    token_scope::write_registrations, token_scope::check_in,     token_scope::read_consents};

// The secret is random through and through: a plain hash cannot be turned round.
std::string stored_form(std::string_view secret) {
  return sha256_hex("api token\n" + std::string(secret));
}

std::string joined(token_scopes all) {
  std::string text;
  for (const auto one : scopes_in_order) {
    if (holds(all, one)) text.append(text.empty() ? "" : " ").append(to_text(one));
  }
  return text;
}

// What a later edition no longer knows grants nothing.
token_scopes parsed(std::string_view text) {
  token_scopes all = 0;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    if (const auto one = token_scope_from(text.substr(0, end)))
      all |= static_cast<token_scopes>(*one);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return all;
}

token_scopes check_scopes(const std::vector<std::string>& typed, faults& wrong) {
  token_scopes all = 0;
  for (const auto& text : typed) {
    const auto one = token_scope_from(text);
    if (!one) {
      wrong.push_back({"scopes", "unknown_option"});
      return 0;
    }
    all |= static_cast<token_scopes>(*one);
  }
  if (all == 0) wrong.push_back({"scopes", "required"});
  return all;
}

std::int64_t check_days(const std::string& typed, faults& wrong) {
  const auto text = cleaned(typed);
  if (text.empty()) return token_limits::usual_days;
  std::int64_t days = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), days);
  if (error != std::errc() || end != text.data() + text.size()) {
    wrong.push_back({"days", "not_a_number"});
  } else if (days < 1 || days > token_limits::days) {
    wrong.push_back({"days", "number_out_of_range", {{"least", 1}, {"most", token_limits::days}}});
  }
  return days;
}

std::int64_t count_open(const schema::reader& db, const scope& whose, instant now) {
  return db
      .value<std::int64_t>(
          "SELECT COUNT(*) FROM api_token"
          " WHERE organiser_id = :1 AND ended_at IS NULL AND expires_at > :2",
          whose.organiser_id(), now)
      .value_or(0);
}

}  // namespace

std::string_view to_text(token_scope s) {
  switch (s) {
    case token_scope::none:
      break;
    case token_scope::read_events:
      return "read:events";
    case token_scope::write_events:
      return "write:events";
    case token_scope::read_registrations:
      return "read:registrations";
    case token_scope::write_registrations:
      return "write:registrations";
    case token_scope::check_in:
      return "check-in";
    case token_scope::read_consents:
      return "read:consents";
  }
  return {};
}

std::optional<token_scope> token_scope_from(std::string_view text) {
  for (const auto one : scopes_in_order) {
    if (to_text(one) == text) return one;
  }
  return {};
}

std::span<const token_scope> all_token_scopes() {
  return scopes_in_order;
}

std::string_view bearer_token(std::string_view authorization) {
  constexpr std::string_view scheme = "bearer ";
  if (authorization.size() <= scheme.size()) return {};
  if (lower_ascii(authorization.substr(0, scheme.size())) != scheme) return {};
  auto token = authorization.substr(scheme.size());
  while (!token.empty() && token.front() == ' ') token.remove_prefix(1);
  return token;
}

std::optional<api_token> find_api_token(const schema::reader& db, std::string_view secret,
                                        instant now) {
  if (secret.size() != secret_characters || !secret.starts_with(prefix)) return {};
  const auto row = db.one<std::int64_t, std::int64_t, std::string, std::optional<instant>>(
      "SELECT id, organiser_id, scopes, last_used_at FROM api_token"
      " WHERE token_hash = :1 AND ended_at IS NULL AND expires_at > :2",
      stored_form(secret), now);
  if (!row) return {};
  const auto& [id, organiser_id, scopes, last_used_at] = *row;
  const bool due = !last_used_at || now - *last_used_at >= token_limits::touch_every;
  return api_token{id, organiser_id, parsed(scopes), due};
}

void touch_api_token(schema::transaction& tx, std::int64_t id, instant now) {
  tx.execute(
      "UPDATE api_token SET last_used_at = :1"
      " WHERE id = :2 AND (last_used_at IS NULL OR last_used_at <= :3)",
      now, id, now - token_limits::touch_every);
}

checked<checked_api_token> check_api_token(const new_api_token& typed) {
  faults wrong;
  checked_api_token made;
  made.name = is_utf8(typed.name) ? cleaned(typed.name) : "";
  if (!is_utf8(typed.name)) {
    wrong.push_back({"name", "not_utf8"});
  } else if (has_control(made.name)) {
    wrong.push_back({"name", "control_characters"});
  } else if (made.name.empty()) {
    wrong.push_back({"name", "required"});
  } else if (cut(made.name, token_limits::name) != made.name) {
    wrong.push_back({"name", "too_long", {{"most", token_limits::name}}});
  }
  made.scopes = check_scopes(typed.scopes, wrong);
  made.days = check_days(typed.days, wrong);
  if (!wrong.empty()) return wrong;
  return made;
}

checked<std::string> make_api_token(schema::transaction& tx, const scope& whose,
                                    const checked_api_token& what, instant now) {
  if (count_open(tx, whose, now) >= token_limits::per_organiser)
    return faults{{"", "too_many_tokens", {{"most", token_limits::per_organiser}}}};
  auto secret = std::string(prefix) + to_base64url(random_bytes(secret_bytes));
  const auto maker =
      whose.staff_id() == 0 ? std::optional<std::int64_t>() : std::optional(whose.staff_id());
  const auto scopes = joined(what.scopes);
  const auto id = tx.value<std::int64_t>(
      "INSERT INTO api_token (organiser_id, token_hash, name, scopes, created_by, created_at,"
      " expires_at) VALUES (:1, :2, :3, :4, :5, :6, :7) RETURNING id",
      whose.organiser_id(), stored_form(secret), what.name, scopes, maker, now,
      now + std::chrono::days(what.days));
  record(tx,
         {whose.organiser_id(),
          whose.staff_id(),
          "token.made",
          std::to_string(id.value()),
          {{"scopes", scopes}, {"days", what.days}}},
         now);
  return {boost::system::in_place_value, std::move(secret)};
}

bool end_api_token(schema::transaction& tx, const scope& whose, std::int64_t id, instant now) {
  const auto ended = tx.execute(
      "UPDATE api_token SET ended_at = :1"
      " WHERE id = :2 AND organiser_id = :3 AND ended_at IS NULL AND expires_at > :4",
      now, id, whose.organiser_id(), now);
  if (ended == 1) {
    record(tx, {whose.organiser_id(), whose.staff_id(), "token.ended", std::to_string(id)}, now);
    return true;
  }
  return tx
      .value<std::int64_t>("SELECT id FROM api_token WHERE id = :1 AND organiser_id = :2", id,
                           whose.organiser_id())
      .has_value();
}

std::vector<listed_api_token> list_api_tokens(const schema::reader& db, const scope& whose) {
  std::vector<listed_api_token> list;
  using text = std::string;
  using moment = std::optional<instant>;
  db.each<std::int64_t, text, text, std::optional<text>, std::optional<text>, instant, instant,
          moment, moment>(
      "SELECT t.id, t.name, t.scopes, s.email, r.role, t.created_at, t.expires_at,"
      " t.last_used_at, t.ended_at"
      " FROM api_token t"
      " LEFT JOIN staff s ON s.id = t.created_by"
      " LEFT JOIN staff_role r ON r.staff_id = t.created_by AND r.organiser_id = t.organiser_id"
      " WHERE t.organiser_id = :1"
      " ORDER BY t.id DESC",
      [&](std::int64_t id, text name, const text& scopes, const std::optional<text>& email,
          const std::optional<text>& role, instant created, instant expires, moment used,
          moment ended) {
        list.push_back({id, std::move(name), parsed(scopes), email.value_or(""), role.has_value(),
                        created, expires, used, ended});
      },
      whose.organiser_id());
  return list;
}

std::string name_of_token(const schema::reader& db, const scope& whose) {
  return db
      .value<std::string>("SELECT name FROM api_token WHERE id = :1 AND organiser_id = :2",
                          whose.token_id(), whose.organiser_id())
      .value_or("");
}

std::int64_t remove_ended_tokens(schema::transaction& tx, instant now, std::int64_t most) {
  const auto before = now - token_limits::kept_after_end;
  // Of tokens that ended so long ago every answer is old.
  tx.execute(
      "DELETE FROM api_answer WHERE token_id IN"
      " (SELECT id FROM api_token WHERE expires_at <= :1 OR ended_at <= :2)",
      before, before);
  return tx.execute(
      "DELETE FROM api_token WHERE id IN"
      " (SELECT id FROM api_token WHERE expires_at <= :1 OR ended_at <= :2 ORDER BY id LIMIT :3)",
      before, before, most);
}

std::int64_t remove_old_answers(schema::transaction& tx, instant now, std::int64_t most) {
  return tx.execute(
      "DELETE FROM api_answer WHERE (token_id, key_hash) IN"
      " (SELECT token_id, key_hash FROM api_answer WHERE created_at <= :1 LIMIT :2)",
      now - token_limits::answers_kept, most);
}

}  // namespace zusage::organisers
