// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/idempotency.hpp"

#include "base/crypto.hpp"
#include "events/application.hpp"
#include "events/registration_rows.hpp"

namespace zusage::events {
namespace {

std::string scope_of(std::int64_t event_id) {
  return "register:" + std::to_string(event_id);
}

std::string scope_of(const event& to) {
  return scope_of(to.id);
}

nlohmann::json as_json(const std::vector<session_wish>& wishes) {
  auto list = nlohmann::json::array();
  for (const auto& one : wishes) {
    list.push_back({one.session_id, one.second_id.value_or(0)});
  }
  return list;
}

nlohmann::json as_json(const sign_up& form) {
  auto companions = nlohmann::json::array();
  for (const auto& one : form.companions) companions.push_back(as_json(one));
  auto apply = nlohmann::json::array();
  if (form.application) {
    apply.push_back(form.application->fee);
    for (const auto& one : form.application->people) {
      apply.push_back({to_text(one.role), one.given_name, one.family_name, one.email, one.phone,
                       one.job_function});
    }
  }
  return nlohmann::json::array({form.given_name, form.family_name, form.email, form.organisation,
                                form.job_function, form.phone, form.ags, form.municipality,
                                form.language, as_json(form.sessions), form.package, form.answers,
                                form.purpose_ids, form.notice_ids, std::move(companions),
                                form.takes_fewer, form.code, std::move(apply)});
}

std::string fingerprint(const sign_up& form) {
  return sha256_hex(stored_json(as_json(form)));
}

registered first_answer(const schema::reader& db, const std::string& subject) {
  registered result;
  result.outcome = registered::what::known_already;
  if (subject.empty()) return result;
  // Once the address's owner has taken the registration over, the key reveals nothing of it.
  const auto row = db.one<std::string, std::string>(
      "SELECT status, reference FROM registration WHERE public_id = :1 AND proven_at IS NULL",
      subject);
  if (!row) return result;
  result.outcome = registered::what::repeated;
  result.status =
      registration_status_from(std::get<0>(*row)).value_or(registration_status::confirmed);
  result.public_id = subject;
  result.reference = std::get<1>(*row);
  return result;
}

// What the key stood for was cancelled or has expired: who sends the form again registers anew.
bool has_ended(const schema::reader& db, const std::string& subject) {
  if (subject.empty()) return false;
  const auto status =
      db.value<std::string>("SELECT status FROM registration WHERE public_id = :1", subject);
  return !status || *status == "cancelled";
}

}  // namespace

std::optional<registered> note_or_repeat(schema::transaction& tx, const event& to,
                                         const sign_up& form, std::string_view public_id,
                                         instant now) {
  if (form.idempotency_key.empty()) return {};
  const auto scope = scope_of(to);
  const auto request = fingerprint(form);
  const bool is_new = tx.execute(
                          "INSERT INTO idempotency (scope, key, request, subject, created_at)"
                          " VALUES (:1, :2, :3, :4, :5)"
                          " ON CONFLICT DO NOTHING",
                          scope, form.idempotency_key, request, public_id, now) == 1;
  if (is_new) return {};
  const auto earlier = tx.one<std::string, std::string>(
      "SELECT request, subject FROM idempotency WHERE scope = :1 AND key = :2", scope,
      form.idempotency_key);
  if (!earlier || std::get<0>(*earlier) != request) return {};
  if (has_ended(tx, std::get<1>(*earlier))) {
    tx.execute("UPDATE idempotency SET subject = :1 WHERE scope = :2 AND key = :3", public_id,
               scope, form.idempotency_key);
    return {};
  }
  return first_answer(tx, std::get<1>(*earlier));
}

bool is_noted(const schema::reader& db, const event& to, std::string_view key) {
  if (key.empty()) return false;
  return db
      .value<std::int64_t>("SELECT created_at FROM idempotency WHERE scope = :1 AND key = :2",
                           scope_of(to), key)
      .has_value();
}

void hide_result(schema::transaction& tx, const event& to, std::string_view key,
                 std::string_view public_id) {
  if (key.empty()) return;
  const auto scope = scope_of(to);
  tx.execute("UPDATE idempotency SET subject = '' WHERE scope = :1 AND key = :2 AND subject = :3",
             scope, key, public_id);
}

void forget_key(schema::transaction& tx, const event& to, std::string_view key,
                std::string_view public_id) {
  if (key.empty()) return;
  const auto scope = scope_of(to);
  tx.execute("DELETE FROM idempotency WHERE scope = :1 AND key = :2 AND subject = :3", scope, key,
             public_id);
}

void forget_keys_of(schema::transaction& tx, std::int64_t event_id, std::string_view public_id) {
  tx.execute("DELETE FROM idempotency WHERE scope = :1 AND subject = :2", scope_of(event_id),
             public_id);
}

}  // namespace zusage::events
