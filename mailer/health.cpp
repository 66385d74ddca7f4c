// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/health.hpp"

#include <algorithm>
#include <optional>

#include "mailer/delivery.hpp"

namespace zusage::mailer {
namespace {

// What is due comes first in the queue. Where there is more than that, it tells enough by itself.
constexpr std::int64_t most_looked_at = 1000;
constexpr std::int64_t most_attempts = 500;  // back from the last one

// When the oldest of what is due and nobody tries became due.
std::optional<instant> oldest_due(const schema::reader& db) {
  std::optional<instant> oldest;
  for (const int urgency : {0, 1}) {
    const auto due = db.value<instant>(
        "SELECT due_at FROM message WHERE state = 'queued' AND priority = :1"
        " ORDER BY due_at, id LIMIT 1",
        urgency);
    if (due) oldest = oldest ? std::min(*oldest, *due) : *due;
  }
  return oldest;
}

// It failed before any receiver was spoken of.
bool is_of_the_server(std::string_view at) {
  return at == to_text(phase::connect) || at == to_text(phase::tls) || at == to_text(phase::auth) ||
         at == to_text(phase::mail) || at == to_text(phase::file);
}

struct held_up {
  std::optional<instant> since;
  std::string reply;
};

// What was tried and waits because the next message would fail as well.
held_up find_held_up(const schema::reader& db) {
  held_up found;
  db.each<instant, std::string, std::string>(
      "SELECT m.created_at, a.phase, a.reply FROM"
      " (SELECT id, created_at, attempts FROM message"
      "  WHERE state = 'queued' AND priority IN (0, 1)"
      "  ORDER BY priority, due_at, id LIMIT :1) m"
      " JOIN delivery_attempt a ON a.id ="
      "  (SELECT MAX(l.id) FROM delivery_attempt l WHERE l.message_id = m.id)"
      " WHERE m.attempts > 0",
      [&](instant made, const std::string& at, std::string reply) {
        if (!is_of_the_server(at) || (found.since && *found.since <= made)) return;
        found.since = made;
        found.reply = std::move(reply);
      },
      most_looked_at);
  return found;
}

bool has_sent_since(const schema::reader& db, instant since) {
  return db.value<std::int64_t>(
               "SELECT COUNT(*) FROM"
               " (SELECT at, outcome FROM delivery_attempt ORDER BY id DESC LIMIT :1) a"
               " WHERE a.outcome = 'sent' AND a.at > :2",
               most_attempts, since)
             .value_or(0) > 0;
}

std::int64_t count_waiting(const schema::reader& db, instant now) {
  return db
      .value<std::int64_t>(
          "SELECT COUNT(*) FROM (SELECT due_at, attempts FROM message"
          " WHERE state = 'queued' AND priority IN (0, 1)"
          " ORDER BY priority, due_at, id LIMIT :1) w WHERE due_at <= :2 OR attempts > 0",
          mail_health::most_counted, now)
      .value_or(0);
}

}  // namespace

std::string_view to_text(mail_flow how) {
  switch (how) {
    case mail_flow::stalled:
      return "stalled";
    case mail_flow::behind:
      return "behind";
    case mail_flow::well:
      break;
  }
  return "well";
}

mail_health look_at_mail(const schema::reader& db, instant now) {
  mail_health found;
  const auto due = oldest_due(db);
  if (!due) return found;
  auto held = find_held_up(db);
  const bool is_overdue = *due <= now - longest_silence;
  const bool is_held_up = held.since && *held.since <= now - longest_silence;
  if ((is_overdue || is_held_up) && !has_sent_since(db, now - longest_silence)) {
    found.how = mail_flow::stalled;
    found.since = held.since ? std::min(*held.since, *due) : *due;
    found.reply = std::move(held.reply);
  } else if (*due <= now - longest_queue) {
    found.how = mail_flow::behind;
    found.since = *due;
  }
  if (found.how != mail_flow::well) found.waiting = count_waiting(db, now);
  return found;
}

}  // namespace zusage::mailer
