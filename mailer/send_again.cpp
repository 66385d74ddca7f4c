// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <tuple>
#include <utility>

#include "mailer/outbox.hpp"
#include "mailer/retry.hpp"

namespace zusage::mailer {
namespace {

constexpr std::chrono::days lifetime{4};  // RFC 5321 4.5.4.1
constexpr std::chrono::minutes pause{1};  // between two that say the same

// The same message, tried at once. What waits keeps its time to live, but has some left.
bool queue_at_once(schema::transaction& tx, std::int64_t id, instant now) {
  return tx.execute(
             "UPDATE message SET state = 'queued', due_at = :1, expires_at = :2,"
             " finished_at = NULL, returned = 0"
             " WHERE id = :3 AND newsletter_id IS NULL AND recipient_key <> ''"
             "  AND state IN ('queued', 'failed', 'uncertain')",
             now, now + lifetime, id) > 0;
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

sent_again outbox::send_again(schema::transaction& tx, std::int64_t id, instant now) const {
  if (queue_at_once(tx, id, now)) return sent_again::queued;
  const auto state = tx.value<std::string>(
      "SELECT state FROM message"
      " WHERE id = :1 AND newsletter_id IS NULL AND recipient_key <> ''",
      id);
  if (!state || *state != message_state::sent) return sent_again::not_this;
  if (is_just_written(tx, id, now)) return sent_again::too_soon;
  return send_copy(tx, id, now);
}

sent_again outbox::send_copy(schema::transaction& tx, std::int64_t id, instant now) const {
  using optional_id = std::optional<std::int64_t>;
  const auto of = tx.one<std::int64_t, std::string, std::string, std::string, std::string,
                         std::string, std::int64_t, std::int64_t>(
      "SELECT organiser_id, template, language, recipient, recipient_name, data, needs_consent,"
      " priority FROM message WHERE id = :1",
      id);
  const auto about = tx.one<optional_id, optional_id, optional_id, optional_id>(
      "SELECT registration_id, event_id, principal_id, purpose_id FROM message WHERE id = :1", id);
  if (!of || !about) return sent_again::not_this;
  new_message made;
  std::int64_t needs_consent = 0, urgency = 0;
  std::string data;
  std::tie(made.organiser_id, made.template_name, made.language, made.recipient,
           made.recipient_name, data, needs_consent, urgency) = *of;
  std::tie(made.registration_id, made.event_id, made.principal_id, made.purpose_id) = *about;
  made.data = nlohmann::json::parse(data, nullptr, false);
  made.needs_consent = needs_consent != 0;
  made.urgency = static_cast<priority>(urgency);
  return enqueue(tx, made, now) ? sent_again::copied : sent_again::not_this;
}

}  // namespace zusage::mailer
