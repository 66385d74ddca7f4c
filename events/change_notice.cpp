// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/change_notice.hpp"

#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "mailer/outbox.hpp"

namespace zusage::events {
namespace {

constexpr const char* changed = "event-changed";
// No message is sent with it: it is there within one transaction alone.
constexpr std::int64_t aside = -1;
constexpr std::int64_t service = 1;

void move_notices(schema::transaction& tx, std::int64_t event_id, std::int64_t from,
                  std::int64_t to) {
  tx.execute(
      "UPDATE message SET priority = :1"
      " WHERE event_id = :2 AND template = :3 AND priority = :4 AND state = 'queued'",
      to, event_id, changed, from);
}

void add_words(schema::transaction& tx, std::int64_t event_id, const std::string& words) {
  std::vector<std::pair<std::int64_t, std::string>> waiting;
  tx.each<std::int64_t, std::string>(
      "SELECT id, data FROM message"
      " WHERE event_id = :1 AND template IN ('event-changed', 'event-cancelled')"
      "  AND state = 'queued' AND attempts = 0",
      [&](std::int64_t id, std::string data) { waiting.emplace_back(id, std::move(data)); },
      event_id);
  for (const auto& [id, stored] : waiting) {
    auto data = nlohmann::json::parse(stored, nullptr, false);
    if (!data.is_object()) data = nlohmann::json::object();
    data[notice_member] = words;
    tx.execute("UPDATE message SET data = :1 WHERE id = :2", data.dump(), id);
  }
}

}  // namespace

void set_earlier_notices_aside(schema::transaction& tx, std::int64_t event_id) {
  move_notices(tx, event_id, service, aside);
}

void settle_notices(schema::transaction& tx, std::int64_t event_id, const change_notice& how) {
  if (!how.tell) {
    mailer::outbox::take_back(tx, event_id, changed);
    move_notices(tx, event_id, aside, service);
  } else if (!how.words.empty()) {
    add_words(tx, event_id, how.words);
  }
}

concerned_people find_concerned(const schema::reader& db, std::int64_t event_id) {
  concerned_people found;
  db.each<std::string, std::int64_t>(
      "SELECT status, COUNT(*) FROM registration"
      " WHERE event_id = :1 AND status IN ('confirmed', 'waiting', 'offered', 'applied')"
      " GROUP BY status",
      [&](const std::string& status, std::int64_t count) {
        const bool waits = status == "waiting" || status == "applied";
        (waits ? found.waiting : found.registered) += count;
      },
      event_id);
  return found;
}

}  // namespace zusage::events
