// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <nlohmann/json.hpp>

#include "base/base64.hpp"
#include "base/hmac.hpp"
#include "events/webhook_calls.hpp"
#include "events/webhooks.hpp"

namespace zusage::events {
namespace {

using nlohmann::json;

struct call_row {
  std::int64_t id = 0;
  std::string kind;
  instant at{};
  std::optional<std::int64_t> registration_id, check_in_id, record_id;
  std::string organiser, personal;

  bool tells(std::string_view part) const {
    return (" " + personal + " ").find(" " + std::string(part) + " ") != std::string::npos;
  }
};

struct endpoint_row {
  std::string public_id, url, secret;
  std::optional<std::string> old_secret;
  std::optional<instant> old_until;
};

// Whether the registration is still there.
bool add_registration(json& data, const schema::reader& db, const call_row& call) {
  const auto row =
      db.one<std::string, std::string, std::string, std::string, std::string, std::string>(
          "SELECT e.slug, r.reference, r.status, r.given_name, r.family_name, r.email"
          " FROM registration r JOIN event e ON e.id = r.event_id"
          " WHERE r.id = :1",
          *call.registration_id);
  if (!row) return false;
  const auto& [slug, reference, status, given_name, family_name, email] = *row;
  data["event"] = slug;
  data["reference"] = reference;
  data["status"] = status;
  if (call.tells("name")) {
    data["given_name"] = given_name;
    data["family_name"] = family_name;
  }
  if (call.tells("email")) data["email"] = email;
  return true;
}

constexpr std::string_view check_in_undone = "registration.check_in_undone";

bool add_check_in(json& data, const schema::reader& db, std::int64_t id, std::string_view kind) {
  const auto row = db.one<instant, std::optional<std::string>, std::optional<instant>>(
      "SELECT c.at, s.key, c.undone_at FROM check_in c"
      " LEFT JOIN event_session s ON s.id = c.session_id WHERE c.id = :1",
      id);
  if (!row) return false;
  const auto& [at, session, undone_at] = *row;
  data["checked_in_at"] = to_iso(at);
  if (undone_at && kind == check_in_undone) data["undone_at"] = to_iso(*undone_at);
  data["session"] = session ? json(*session) : json(nullptr);
  return true;
}

bool add_consent(json& data, const schema::reader& db, const consent::ledger& ledger,
                 const call_row& call) {
  const auto row = db.one<std::int64_t, std::int64_t, std::int64_t, std::string, std::string,
                          std::string, std::string>(
      "SELECT r.sequence, r.principal_id, r.purpose_id, r.event, w.public_id, p.key, p.channel"
      " FROM consent_record r"
      " JOIN principal w ON w.id = r.principal_id"
      " JOIN purpose p ON p.id = r.purpose_id"
      " WHERE r.id = :1",
      *call.record_id);
  if (!row) return false;
  const auto& [sequence, principal_id, purpose_id, state, person, purpose, channel] = *row;
  data["person"] = person;
  data["purpose"] = purpose;
  data["channel"] = channel;
  data["state"] = state;
  data["record"] = sequence;
  if (call.personal.empty()) return true;
  // Nothing of who was erased.
  const auto contact = ledger.contact_of(db, principal_id, purpose_id);
  if (contact && call.tells("name")) data["name"] = contact->name;
  if (contact && call.tells("email")) data["email"] = contact->email;
  return true;
}

std::optional<std::string> body_of(const schema::reader& db, const consent::ledger& ledger,
                                   const call_row& call) {
  json data = {{"organiser", call.organiser}};
  if (call.registration_id && !add_registration(data, db, call)) return {};
  if (call.check_in_id && !add_check_in(data, db, *call.check_in_id, call.kind)) return {};
  if (call.record_id && !add_consent(data, db, ledger, call)) return {};
  const json whole = {{"type", call.kind}, {"timestamp", to_iso(call.at)}, {"data", data}};
  return whole.dump(-1, ' ', false, json::error_handler_t::replace);
}

struct signed_part {
  std::string_view id;
  std::int64_t timestamp;
  std::string_view body;
};

// One of each secret that is in force; "" when the newest cannot be opened.
std::string signatures(const endpoint_row& by, const key32& key, const signed_part& of,
                       instant now) {
  const auto secret = open_webhook_secret(key, by.public_id, by.secret);
  if (!secret) return {};
  auto all = webhook_signature(*secret, of.id, of.timestamp, of.body);
  if (by.old_secret && by.old_until && *by.old_until > now) {
    if (const auto old = open_webhook_secret(key, by.public_id, *by.old_secret))
      all += " " + webhook_signature(*old, of.id, of.timestamp, of.body);
  }
  return all;
}

}  // namespace

std::string webhook_signature(std::string_view secret, std::string_view id, std::int64_t timestamp,
                              std::string_view body) {
  auto signed_text = std::string(id) + "." + std::to_string(timestamp) + ".";
  signed_text += body;
  return "v1," + to_base64(hmac_sha256(secret, signed_text));
}

std::optional<webhook_message> make_webhook_message(const schema::reader& db, const key32& key,
                                                    const consent::ledger& ledger,
                                                    std::int64_t call_id, instant now) {
  using id = std::optional<std::int64_t>;
  const auto row =
      db.one<std::string, instant, id, id, id, std::string, std::string, std::string, std::string,
             std::string, std::optional<std::string>, std::optional<instant>>(
          "SELECT c.kind, c.at, c.registration_id, c.check_in_id, c.consent_record_id, o.key,"
          " e.personal, e.public_id, e.url, e.secret, e.old_secret, e.old_secret_until"
          " FROM webhook_call c"
          " JOIN webhook_endpoint e ON e.id = c.endpoint_id"
          " JOIN organiser o ON o.id = e.organiser_id"
          " WHERE c.id = :1",
          call_id);
  if (!row) return {};
  call_row call;
  endpoint_row to;
  call.id = call_id;
  std::tie(call.kind, call.at, call.registration_id, call.check_in_id, call.record_id,
           call.organiser, call.personal, to.public_id, to.url, to.secret, to.old_secret,
           to.old_until) = *row;
  auto body = body_of(db, ledger, call);
  if (!body) return {};
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  const auto message_id = webhook_message_id(key, call_id);
  auto signature = signatures(to, key, {message_id, seconds, *body}, now);
  if (signature.empty()) return {};
  return webhook_message{to.url,
                         std::move(*body),
                         {{"webhook-id", message_id},
                          {"webhook-timestamp", std::to_string(seconds)},
                          {"webhook-signature", std::move(signature)}},
                         !call.personal.empty()};
}

}  // namespace zusage::events
