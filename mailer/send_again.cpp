// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <tuple>
#include <utility>

#include "mailer/outbox.hpp"
#include "mailer/own_end.hpp"
#include "mailer/retry.hpp"

namespace zusage::mailer {
namespace {

constexpr std::chrono::minutes pause{1};  // between two that say the same

struct kept {
  std::string state;
  std::int64_t attempts = 0;
  instant created_at{}, expires_at{};
};

// Of two clicks at once the second one waits here, and sees what the first one did.
bool lock(schema::transaction& tx, std::int64_t id) {
  return tx.execute(
             "UPDATE message SET state = state"
             " WHERE id = :1 AND newsletter_id IS NULL AND recipient_key <> ''",
             id) > 0;
}

std::optional<kept> read_locked(schema::transaction& tx, std::int64_t id) {
  if (!lock(tx, id)) return {};
  const auto row = tx.one<std::string, std::int64_t, instant, instant>(
      "SELECT state, attempts, created_at, expires_at FROM message WHERE id = :1", id);
  if (!row) return {};
  kept found;
  std::tie(found.state, found.attempts, found.created_at, found.expires_at) = *row;
  return found;
}

// The same message, tried at once. Of its attempts one is left, so that the steps of trying again
// begin anew, and nobody takes it for one that was never tried; the attempts themselves stay.
void queue_at_once(schema::transaction& tx, std::int64_t id, const kept& as, instant now) {
  const auto until = has_own_end(as.created_at, as.expires_at)
                         ? as.expires_at
                         : std::max(as.expires_at, now + usual_lifetime);
  tx.execute(
      "UPDATE message SET state = 'queued', due_at = :1, expires_at = :2, attempts = :3,"
      " finished_at = NULL, returned = 0"
      " WHERE id = :4",
      now, until, std::min<std::int64_t>(as.attempts, 1), id);
}

bool is_just_tried(const schema::reader& db, std::int64_t id, instant now) {
  return db
      .value<std::int64_t>(
          "SELECT id FROM delivery_attempt"
          " WHERE message_id = :1 AND at > :2 AND phase <> 'report' LIMIT 1",
          id, now - pause)
      .has_value();
}

bool is_just_written(const schema::reader& db, std::int64_t id, instant now) {
  return db
      .value<std::int64_t>(
          "SELECT n.id FROM message m"
          " JOIN message n ON n.recipient_key = m.recipient_key AND n.created_at > :1"
          "  AND n.template = m.template"
          "  AND COALESCE(n.registration_id, 0) = COALESCE(m.registration_id, 0)"
          "  AND COALESCE(n.purpose_id, 0) = COALESCE(m.purpose_id, 0)"
          " WHERE m.id = :2 LIMIT 1",
          now - pause, id)
      .has_value();
}

}  // namespace

again outbox::send_again(schema::transaction& tx, std::int64_t id, instant now) const {
  const auto of = read_locked(tx, id);
  if (!of) return {};
  const bool waits = of->state == message_state::queued;
  const bool missing = of->state == message_state::failed || of->state == message_state::uncertain;
  const bool arrived = of->state == message_state::sent;
  if (!waits && !missing && !arrived) return {};
  if (has_ended(of->created_at, of->expires_at, now)) return {sent_again::ended};
  if (arrived)
    return is_just_written(tx, id, now) ? again{sent_again::too_soon} : send_copy(tx, id, now);
  if (waits && of->attempts == 0) return {sent_again::waits};
  if (is_just_tried(tx, id, now)) return {sent_again::too_soon};
  queue_at_once(tx, id, *of, now);
  return {sent_again::queued, id};
}

again outbox::send_copy(schema::transaction& tx, std::int64_t id, instant now) const {
  using optional_id = std::optional<std::int64_t>;
  const auto of = tx.one<std::int64_t, std::string, std::string, std::string, std::string,
                         std::string, std::int64_t, std::int64_t>(
      "SELECT organiser_id, template, language, recipient, recipient_name, data, needs_consent,"
      " priority FROM message WHERE id = :1",
      id);
  const auto about = tx.one<optional_id, optional_id, optional_id, optional_id, instant, instant>(
      "SELECT registration_id, event_id, principal_id, purpose_id, created_at, expires_at"
      " FROM message WHERE id = :1",
      id);
  if (!of || !about) return {};
  new_message made;
  std::int64_t needs_consent = 0, urgency = 0;
  std::string data;
  instant created_at{}, expires_at{};
  std::tie(made.organiser_id, made.template_name, made.language, made.recipient,
           made.recipient_name, data, needs_consent, urgency) = *of;
  std::tie(made.registration_id, made.event_id, made.principal_id, made.purpose_id, created_at,
           expires_at) = *about;
  made.data = nlohmann::json::parse(data, nullptr, false);
  made.needs_consent = needs_consent != 0;
  made.urgency = static_cast<priority>(urgency);
  if (has_own_end(created_at, expires_at)) made.expires_at = expires_at;
  const auto message_id = enqueue(tx, made, now);
  if (!message_id) return {};
  const auto row =
      tx.value<std::int64_t>("SELECT id FROM message WHERE message_id = :1", *message_id);
  return {sent_again::copied, row.value_or(0)};
}

}  // namespace zusage::mailer
