// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/webhooks.hpp"

#include <algorithm>

#include "base/base64.hpp"
#include "base/hmac.hpp"
#include "base/text.hpp"
#include "mailer/web_address.hpp"
#include "organisers/audit.hpp"

namespace zusage::events {
namespace {

using organisers::scope;

constexpr std::string_view kinds_in_order[] = {
    "registration.created", "registration.changed",    "registration.cancelled",
    "registration.decided", "registration.checked_in", "registration.check_in_undone",
    "consent.given",        "consent.revoked"};
constexpr std::string_view personal_in_order[] = {"name", "email"};

constexpr std::size_t secret_bytes = 32, public_id_bytes = 16;
constexpr std::string_view secret_prefix = "whsec_";
constexpr std::size_t message_id_digits = 32;

key32 own_key(const key32& sessions) {
  return derived_key(sessions, "webhooks");
}

std::string context_of(std::string_view public_id) {
  return "webhook " + std::string(public_id);
}

std::string joined(const std::vector<std::string>& all) {
  std::string text;
  for (const auto& one : all) text.append(text.empty() ? "" : " ").append(one);
  return text;
}

std::vector<std::string> parted(std::string_view text) {
  std::vector<std::string> all;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    if (end > 0) all.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return all;
}

// In the order of `known`, each once.
std::vector<std::string> chosen(const char* field, const std::vector<std::string>& typed,
                                std::span<const std::string_view> known, faults& wrong) {
  std::vector<std::string> all;
  for (const auto one : known) {
    if (std::find(typed.begin(), typed.end(), one) != typed.end()) all.emplace_back(one);
  }
  const bool all_known = std::all_of(typed.begin(), typed.end(), [&](const std::string& one) {
    return std::find(known.begin(), known.end(), one) != known.end();
  });
  if (!all_known) wrong.push_back({field, "unknown_option"});
  return all;
}

void note(schema::transaction& tx, const scope& whose, const char* action,
          const std::string& public_id, nlohmann::json details, instant now) {
  organisers::record(
      tx, {whose.organiser_id(), whose.staff_id(), action, public_id, std::move(details)}, now);
}

nlohmann::json details_of(const webhook_choice& what) {
  return {{"host", mailer::host_of_web_address(what.url)},
          {"kinds", joined(what.kinds)},
          {"personal", joined(what.personal)}};
}

std::string new_secret(std::string& sealed, const key32& key, const std::string& public_id) {
  const auto bytes = random_bytes(secret_bytes);
  sealed = encrypt(own_key(key), bytes, context_of(public_id));
  return std::string(secret_prefix) + to_base64(bytes);
}

std::vector<webhook> read_webhooks(const schema::reader& db, const scope& whose) {
  std::vector<webhook> list;
  using text = std::string;
  using moment = std::optional<instant>;
  db.each<std::int64_t, text, text, text, text, text, text, moment, moment, moment, std::int64_t>(
      "SELECT e.id, e.public_id, e.url, e.kinds, e.personal, e.state, e.pause_reason, e.paused_at,"
      " e.failing_since, e.old_secret_until,"
      " (SELECT COUNT(*) FROM webhook_call c WHERE c.endpoint_id = e.id AND c.state = 'queued')"
      " FROM webhook_endpoint e"
      " WHERE e.organiser_id = :1"
      " ORDER BY e.id",
      [&](std::int64_t id, text public_id, text url, const text& kinds, const text& personal,
          const text& state, text reason, moment paused, moment failing, moment old,
          std::int64_t waiting) {
        list.push_back({id, std::move(public_id), std::move(url), parted(kinds), parted(personal),
                        state == "active", std::move(reason), paused, failing, old, waiting});
      },
      whose.organiser_id());
  return list;
}

}  // namespace

std::span<const std::string_view> webhook_kinds() {
  return kinds_in_order;
}

std::span<const std::string_view> webhook_personal_parts() {
  return personal_in_order;
}

checked<webhook_choice> check_webhook(const webhook_choice& typed, bool allow_private) {
  faults wrong;
  webhook_choice made;
  made.url = is_utf8(typed.url) ? cleaned(typed.url) : typed.url;
  if (const auto code = mailer::fault_of_web_address(made.url, allow_private); !code.empty()) {
    auto one = fault{"url", code};
    if (code == "too_long") one.arguments = {{"most", mailer::longest_web_address}};
    wrong.push_back(std::move(one));
  }
  made.kinds = chosen("kinds", typed.kinds, kinds_in_order, wrong);
  if (typed.kinds.empty()) wrong.push_back({"kinds", "required"});
  made.personal = chosen("personal", typed.personal, personal_in_order, wrong);
  if (!wrong.empty()) return wrong;
  return made;
}

std::vector<webhook> list_webhooks(const schema::reader& db, const scope& whose) {
  return read_webhooks(db, whose);
}

std::optional<webhook> find_webhook(const schema::reader& db, const scope& whose,
                                    std::string_view public_id) {
  for (auto& one : read_webhooks(db, whose)) {
    if (one.public_id == public_id) return std::move(one);
  }
  return {};
}

checked<made_webhook> make_webhook(schema::transaction& tx, const scope& whose, const key32& key,
                                   const webhook_choice& what, instant now) {
  const auto there = tx.value<std::int64_t>(
      "SELECT COUNT(*) FROM webhook_endpoint WHERE organiser_id = :1", whose.organiser_id());
  if (there.value_or(0) >= webhook_limits::per_organiser)
    return faults{{"", "too_many_webhooks", {{"most", webhook_limits::per_organiser}}}};
  made_webhook made{to_base64url(random_bytes(public_id_bytes)), {}};
  std::string sealed;
  made.secret = new_secret(sealed, key, made.public_id);
  tx.execute(
      "INSERT INTO webhook_endpoint (organiser_id, public_id, url, kinds, personal, secret, state,"
      " created_at) VALUES (:1, :2, :3, :4, :5, :6, 'active', :7)",
      whose.organiser_id(), made.public_id, what.url, joined(what.kinds), joined(what.personal),
      sealed, now);
  note(tx, whose, "webhook.made", made.public_id, details_of(what), now);
  return made;
}

void change_webhook(schema::transaction& tx, const scope& whose, const webhook& which,
                    const webhook_choice& what, instant now) {
  tx.execute(
      "UPDATE webhook_endpoint SET url = :1, kinds = :2, personal = :3"
      " WHERE id = :4 AND organiser_id = :5",
      what.url, joined(what.kinds), joined(what.personal), which.id, whose.organiser_id());
  note(tx, whose, "webhook.changed", which.public_id, details_of(what), now);
}

std::string rotate_webhook_secret(schema::transaction& tx, const scope& whose, const key32& key,
                                  const webhook& which, instant now) {
  std::string sealed;
  auto secret = new_secret(sealed, key, which.public_id);
  tx.execute(
      "UPDATE webhook_endpoint SET old_secret = secret, old_secret_until = :1, secret = :2"
      " WHERE id = :3 AND organiser_id = :4",
      now + webhook_limits::old_secret_kept, sealed, which.id, whose.organiser_id());
  note(tx, whose, "webhook.secret_rotated", which.public_id, nlohmann::json::object(), now);
  return secret;
}

void pause_webhook(schema::transaction& tx, const scope& whose, const webhook& which, instant now) {
  const auto done = tx.execute(
      "UPDATE webhook_endpoint SET state = 'paused', pause_reason = 'staff', paused_at = :1"
      " WHERE id = :2 AND organiser_id = :3 AND state = 'active'",
      now, which.id, whose.organiser_id());
  if (done == 1) note(tx, whose, "webhook.paused", which.public_id, nlohmann::json::object(), now);
}

void resume_webhook(schema::transaction& tx, const scope& whose, const webhook& which,
                    instant now) {
  const auto done = tx.execute(
      "UPDATE webhook_endpoint SET state = 'active', pause_reason = '', paused_at = NULL,"
      " failures = 0, failing_since = NULL, rests_until = 0"
      " WHERE id = :1 AND organiser_id = :2 AND state = 'paused'",
      which.id, whose.organiser_id());
  if (done == 1) note(tx, whose, "webhook.resumed", which.public_id, nlohmann::json::object(), now);
}

void delete_webhook(schema::transaction& tx, const scope& whose, const webhook& which,
                    instant now) {
  const auto done = tx.execute("DELETE FROM webhook_endpoint WHERE id = :1 AND organiser_id = :2",
                               which.id, whose.organiser_id());
  if (done == 1) note(tx, whose, "webhook.deleted", which.public_id, nlohmann::json::object(), now);
}

bool queue_webhook_test(schema::transaction& tx, const scope& whose, const webhook& which,
                        instant now) {
  return tx.execute(
             "INSERT INTO webhook_call (endpoint_id, kind, at, due_at)"
             " SELECT id, :1, :2, :3 FROM webhook_endpoint e"
             " WHERE id = :4 AND organiser_id = :5 AND state = 'active' AND NOT EXISTS"
             "  (SELECT 1 FROM webhook_call c WHERE c.endpoint_id = e.id AND c.kind = :6"
             "   AND c.state IN ('queued', 'sending'))",
             webhook_test_kind, now, now, which.id, whose.organiser_id(), webhook_test_kind) == 1;
}

std::optional<std::string> open_webhook_secret(const key32& key, std::string_view public_id,
                                               std::string_view sealed) {
  return decrypt(own_key(key), sealed, context_of(public_id));
}

std::string webhook_message_id(const key32& key, std::int64_t call_id) {
  return "msg_" + keyed_hash_hex(own_key(key), "call " + std::to_string(call_id))
                      .substr(0, message_id_digits);
}

}  // namespace zusage::events
