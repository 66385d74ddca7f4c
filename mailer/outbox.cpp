// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/outbox.hpp"

#include <algorithm>
#include <utility>

#include "base/email_address.hpp"
#include "base/timed_id.hpp"
#include "mailer/pace.hpp"
#include "mailer/retry.hpp"

namespace zusage::mailer {
namespace {

constexpr std::chrono::days lifetime{4};  // RFC 5321 4.5.4.1

std::int64_t recently_queued(const schema::reader& db, std::string_view recipient_key,
                             instant now) {
  return *db.value<std::int64_t>(
      "SELECT COUNT(*)"
      " FROM message"
      " WHERE recipient_key = :1 AND created_at > :2 AND priority = 0"
      // Nobody got those.
      "  AND state <> 'cancelled'",
      recipient_key, now - std::chrono::hours(1));
}

// A message says what is so when it is sent. One of the same kind to the same address about the
// same event that waits for its first attempt is therefore out of date: the new one takes its
// place, so that nobody can pile them up. When the old one was due.
std::optional<instant> take_place_of_older(schema::transaction& tx, const new_message& message,
                                           std::string_view recipient_key) {
  if (!message.event_id) return {};
  return tx.value<instant>(
      "DELETE FROM message"
      " WHERE recipient_key = :1 AND template = :2 AND event_id = :3 AND COALESCE(purpose_id, 0) = "
      ":4"
      "  AND state = 'queued' AND attempts = 0"
      // Somebody may stand for several municipalities, and learns of each.
      "  AND (template NOT LIKE 'ring-%' OR COALESCE(registration_id, 0) = :5)"
      " RETURNING due_at",
      recipient_key, message.template_name, *message.event_id, message.purpose_id.value_or(0),
      message.registration_id.value_or(0));
}

}  // namespace

outbox::outbox(std::string domain, outbox_limits limits)
    : domain_(std::move(domain)), limits_(limits) {}

std::optional<std::string> outbox::enqueue(schema::transaction& tx, const new_message& message,
                                           instant now) const {
  const auto key = email_key(message.recipient);
  const bool capped = message.urgency == priority::confirmation;
  const auto recent = capped ? recently_queued(tx, key, now) : 0;
  const auto older = recent > 0 ? take_place_of_older(tx, message, key) : std::nullopt;
  // Never dropped: what is over the cap goes out later, so many an hour.
  const auto hours_later = (recent - (older ? 1 : 0)) / limits_.per_address_and_hour;
  auto message_id = new_message_key(now) + "@" + domain_;
  const auto data = message.data.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  auto due_at = message.due_at.value_or(now) + std::chrono::hours(hours_later);
  if (older) due_at = std::min(due_at, *older);
  const bool paced = message.urgency == priority::newsletter;
  const auto added = tx.execute(
      "INSERT INTO message"
      " (organiser_id, message_id, template, language, recipient, recipient_key, recipient_name,"
      "  data, registration_id, event_id, principal_id, purpose_id, needs_consent, priority, state,"
      "  due_at, expires_at, created_at, newsletter_id, domain)"
      " VALUES (:1, :2, :3, :4, :5, :6, :7, :8, :9, :10, :11, :12, :13, :14, 'queued', :15, :16, "
      ":17, :18, :19)"
      " ON CONFLICT (newsletter_id, principal_id) WHERE newsletter_id IS NOT NULL DO NOTHING",
      message.organiser_id, message_id, message.template_name, message.language, message.recipient,
      key, message.recipient_name, data, message.registration_id, message.event_id,
      message.principal_id, message.purpose_id, message.needs_consent,
      static_cast<int>(message.urgency), due_at, message.expires_at.value_or(due_at + lifetime),
      now, message.newsletter_id, paced ? domain_number(message.recipient) : 0);
  if (added == 0) return {};
  return message_id;
}

std::int64_t outbox::cancel_queued(schema::transaction& tx, std::int64_t principal_id,
                                   std::int64_t purpose_id, instant now) {
  return tx.execute(
      "UPDATE message"
      " SET state = 'cancelled', finished_at = :1"
      " WHERE principal_id = :2 AND purpose_id = :3 AND state = 'queued'",
      now, principal_id, purpose_id);
}

void outbox::resume_newsletter(schema::transaction& tx, std::int64_t newsletter_id, instant now) {
  tx.execute(
      "UPDATE message SET expires_at = :1"
      " WHERE newsletter_id = :2 AND counted = 0 AND state = 'queued'",
      now + lifetime, newsletter_id);
}

std::int64_t outbox::cancel_newsletter(schema::transaction& tx, std::int64_t newsletter_id,
                                       instant now, std::int64_t most) {
  return tx.execute(
      "UPDATE message SET state = 'cancelled', finished_at = :1, counted = 1"
      " WHERE id IN (SELECT id FROM message WHERE newsletter_id = :2 AND counted = 0"
      "  AND state = 'queued' LIMIT :3) AND state = 'queued'",
      now, newsletter_id, most);
}

std::int64_t outbox::requeue_uncertain(schema::transaction& tx, std::int64_t newsletter_id,
                                       instant now) {
  return tx.execute(
      "UPDATE message SET state = 'queued', counted = 0, pace = 0, due_at = :1, expires_at = :2,"
      " finished_at = NULL"
      " WHERE newsletter_id = :3 AND state = 'uncertain' AND counted = 1 AND recipient_key <> ''",
      now, now + lifetime, newsletter_id);
}

std::map<std::int64_t, nlohmann::json> outbox::take_back(schema::transaction& tx,
                                                         std::int64_t event_id,
                                                         std::string_view template_name) {
  std::map<std::int64_t, nlohmann::json> taken;
  tx.each<std::int64_t, std::string>(
      "DELETE FROM message"
      " WHERE event_id = :1 AND template = :2 AND priority = 1 AND state = 'queued'"
      "  AND attempts = 0 AND registration_id IS NOT NULL"
      " RETURNING registration_id, data",
      [&](std::int64_t registration_id, const std::string& data) {
        taken[registration_id] = nlohmann::json::parse(data, nullptr, false);
      },
      event_id, template_name);
  return taken;
}

void outbox::drop_waiting(schema::transaction& tx, std::int64_t registration_id,
                          std::string_view template_name, std::string_view recipient) {
  tx.execute(
      "DELETE FROM message"
      " WHERE registration_id = :1 AND template = :2 AND recipient_key = :3 AND state = 'queued'"
      "  AND attempts = 0",
      registration_id, template_name, email_key(recipient));
}

void outbox::forget_registration(schema::transaction& tx, std::int64_t registration_id,
                                 instant now) {
  tx.execute("DELETE FROM message WHERE registration_id = :1 AND purpose_id IS NULL",
             registration_id);
  tx.execute(
      "UPDATE message"
      " SET state = 'cancelled', finished_at = :1"
      " WHERE registration_id = :2 AND state = 'queued'",
      now, registration_id);
  tx.execute("UPDATE message SET registration_id = NULL WHERE registration_id = :1",
             registration_id);
}

void outbox::forget_request(schema::transaction& tx, std::int64_t principal_id,
                            std::int64_t purpose_id, instant since) {
  tx.execute(
      "DELETE FROM message"
      " WHERE principal_id = :1 AND purpose_id = :2 AND created_at >= :3 AND needs_consent = 0"
      "  AND state <> 'sending'",
      principal_id, purpose_id, since);
}

}  // namespace zusage::mailer
