// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/returned_messages.hpp"

#include <algorithm>

namespace zusage::events {
namespace {

constexpr std::int64_t most_looked_at = 50;

// With the words of the partial index (message_gone). `+`: by it, not by the organiser's.
#define ZUSAGE_UNREACHABLE                                                               \
  " FROM message m"                                                                      \
  " JOIN registration r ON r.id = m.registration_id AND r.email_key = m.recipient_key"   \
  " WHERE m.returned = 2 AND +m.organiser_id = :1"                                       \
  "  AND NOT EXISTS (SELECT 1 FROM message n"                                            \
  "   WHERE n.registration_id = m.registration_id AND n.recipient_key = m.recipient_key" \
  "    AND n.state = 'sent' AND n.returned = 0 AND n.finished_at >"                      \
  "     (SELECT MAX(a.at) FROM delivery_attempt a"                                       \
  "      WHERE a.message_id = m.id AND a.phase = 'report'))"

constexpr std::string_view for_now =
    // `+`: by the index of the address, since an organiser has far more messages than an address.
    "SELECT MAX(COALESCE(m.finished_at, m.created_at)), MIN(a.at) FROM message m"
    " JOIN delivery_attempt a ON a.message_id = m.id"
    " WHERE m.recipient_key = :1 AND +m.organiser_id = :2 AND m.returned > 0"
    "  AND a.phase = 'report' AND a.outcome = 'returned-soft'"
    " GROUP BY m.id HAVING MIN(a.at) > :3 ORDER BY m.id DESC LIMIT :4";

constexpr std::string_view unreachable =
    "SELECT r.reference" ZUSAGE_UNREACHABLE " AND m.event_id = :2";

constexpr std::string_view of_one = "SELECT m.id, r.event_id" ZUSAGE_UNREACHABLE
                                    " AND m.registration_id = :2 ORDER BY m.id DESC LIMIT 1";

}  // namespace

std::vector<std::string_view> questions_about_returned() {
  return {for_now, unreachable, of_one};
}

std::optional<instant> lasting_since(std::span<const returned_for_now> all, instant now) {
  std::optional<instant> first;
  for (std::size_t i = all.size(); i > 0; --i) {
    const auto& one = all[i - 1];
    first = first ? std::min(*first, one.first_report_at) : one.first_report_at;
    const bool enough = all.size() - i + 1 >= enough_for_now;
    if (enough && *first <= now - long_enough) return one.left_at;
  }
  return {};
}

std::vector<returned_for_now> returned_for_now_of(const schema::reader& db,
                                                  std::int64_t organiser_id,
                                                  const std::string& recipient_key, instant now) {
  std::vector<returned_for_now> found;
  db.each<instant, instant>(
      for_now,
      [&](instant left, instant reported) {
        found.push_back({left, reported});
      },
      recipient_key, organiser_id, now - still_remembered, most_looked_at);
  std::sort(found.begin(), found.end(),
            [](const auto& a, const auto& b) { return a.left_at < b.left_at; });
  return found;
}

std::set<std::string> references_unreachable(const schema::reader& db, const organisers::scope& of,
                                             std::int64_t event_id) {
  std::set<std::string> found;
  if (!of.reaches(event_id)) return found;
  db.each<std::string>(
      unreachable, [&](std::string reference) { found.insert(std::move(reference)); },
      of.organiser_id(), event_id);
  return found;
}

std::optional<std::int64_t> message_that_came_back(const schema::reader& db,
                                                   const organisers::scope& of,
                                                   std::int64_t registration_id) {
  const auto row = db.one<std::int64_t, std::int64_t>(of_one, of.organiser_id(), registration_id);
  if (!row) return {};
  const auto& [id, event_id] = *row;
  return of.reaches(event_id) ? std::optional(id) : std::nullopt;
}

}  // namespace zusage::events
