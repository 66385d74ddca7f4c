// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/health.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <utility>

#include "mailer/delivery.hpp"

namespace zusage::mailer {
namespace {

constexpr std::array urgencies{0, 1};  // no newsletters
// Of each urgency. Where there is more than that, it tells enough by itself.
constexpr std::int64_t most_looked_at = 1000;
constexpr std::int64_t most_attempts = 500;  // back from the last one
constexpr std::size_t most_followed = 100;   // of what is held up
// Tries of one message are two hours apart (mailer/retry.hpp), and more while others wait for the
// same server. After a longer pause it was sent again, or the program did not run.
constexpr std::chrono::hours longest_pause{12};

constexpr std::string_view oldest_due_sql =
    "SELECT due_at FROM message WHERE state = 'queued' AND priority = :1"
    " ORDER BY due_at, id LIMIT 1";

// When the first of the queue became due, or will be.
std::optional<instant> oldest_due(const schema::reader& db) {
  std::optional<instant> oldest;
  for (const int urgency : urgencies) {
    const auto due = db.value<instant>(oldest_due_sql, urgency);
    if (due) oldest = oldest ? std::min(*oldest, *due) : *due;
  }
  return oldest;
}

// It failed before any receiver was spoken of.
bool is_of_the_server(std::string_view at) {
  return at == to_text(phase::connect) || at == to_text(phase::tls) || at == to_text(phase::auth) ||
         at == to_text(phase::mail) || at == to_text(phase::file);
}

// What was tried and waits because the next message would fail as well.
struct held_message {
  std::int64_t id = 0;
  instant due{}, made{};
  std::string reply;
};

// What a server reports later is no try.
constexpr std::string_view held_up_sql =
    "SELECT m.id, m.due_at, m.created_at, a.at, a.phase, a.reply FROM"
    " (SELECT id, due_at, created_at, attempts FROM message"
    "  WHERE state = 'queued' AND priority = :1"
    "  ORDER BY due_at, id LIMIT :2) m"
    " JOIN delivery_attempt a ON a.id ="
    "  (SELECT l.id FROM delivery_attempt l"
    "   WHERE l.message_id = m.id AND l.phase <> 'report' ORDER BY l.id DESC LIMIT 1)"
    " WHERE m.attempts > 0";

std::vector<held_message> find_held_up(const schema::reader& db) {
  std::vector<held_message> found;
  for (const int urgency : urgencies) {
    db.each<std::int64_t, instant, instant, instant, std::string, std::string>(
        held_up_sql,
        [&](std::int64_t id, instant due, instant made, instant last_try, const std::string& at,
            const std::string& reply) {
          const bool was_tried = due - last_try <= longest_pause;
          if (was_tried && is_of_the_server(at)) found.push_back({id, due, made, reply});
        },
        urgency, most_looked_at);
  }
  return found;
}

constexpr std::string_view tries_sql =
    "SELECT at FROM delivery_attempt WHERE message_id = :1 AND phase <> 'report'"
    " ORDER BY id DESC LIMIT :2";

// Not when it was made: it may have been sent again after weeks.
std::optional<instant> first_try(const schema::reader& db, std::int64_t message_id) {
  std::optional<instant> first;
  bool is_same_wait = true;
  db.each<instant>(
      tries_sql,
      [&](instant at) {
        is_same_wait = is_same_wait && (!first || *first - at <= longest_pause);
        if (is_same_wait) first = at;
      },
      message_id, most_attempts);
  return first;
}

struct longest_wait {
  std::optional<instant> since;
  std::string reply;
};

// None was tried before it was made, so that mostly the first one answers.
longest_wait find_longest(const schema::reader& db, std::vector<held_message>& of) {
  std::sort(of.begin(), of.end(), [](const auto& a, const auto& b) { return a.made < b.made; });
  longest_wait found;
  for (const auto& one : std::span(of).first(std::min(of.size(), most_followed))) {
    if (found.since && *found.since <= one.made) break;
    const auto first = first_try(db, one.id);
    if (first && (!found.since || *first < *found.since)) found = {first, one.reply};
  }
  return found;
}

constexpr std::string_view sent_since_sql =
    "SELECT COUNT(*) FROM"
    " (SELECT at, outcome FROM delivery_attempt WHERE phase <> 'report'"
    "  ORDER BY id DESC LIMIT :1) a"
    " WHERE a.outcome = 'sent' AND a.at > :2";

bool has_sent_since(const schema::reader& db, instant since) {
  return db.value<std::int64_t>(sent_since_sql, most_attempts, since).value_or(0) > 0;
}

constexpr std::string_view due_sql =
    "SELECT COUNT(*) FROM (SELECT id FROM message"
    " WHERE state = 'queued' AND priority = :1 AND due_at <= :2 LIMIT :3) w";

std::int64_t count_due(const schema::reader& db, instant now) {
  std::int64_t count = 0;
  for (const int urgency : urgencies)
    count += db.value<std::int64_t>(due_sql, urgency, now, mail_health::most_counted).value_or(0);
  return count;
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
  auto longest = find_longest(db, held);
  const auto since = longest.since ? std::min(*longest.since, *due) : *due;
  if (since <= now - longest_silence && !has_sent_since(db, now - longest_silence)) {
    found.how = mail_flow::stalled;
    found.since = since;
    found.reply = std::move(longest.reply);
  } else if (*due <= now - longest_queue && has_sent_since(db, now - longest_queue)) {
    found.how = mail_flow::behind;
    found.since = *due;
  } else {
    return found;
  }
  const auto not_yet_due =
      std::count_if(held.begin(), held.end(), [&](const auto& one) { return one.due > now; });
  found.waiting = std::min(mail_health::most_counted, count_due(db, now) + not_yet_due);
  return found;
}

std::vector<std::string_view> health_statements() {
  return {oldest_due_sql, held_up_sql, tries_sql, sent_since_sql, due_sql};
}

}  // namespace zusage::mailer
