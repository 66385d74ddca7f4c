// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/newsletter_returned.hpp"

#include "events/message_log.hpp"

namespace zusage::events {

newsletter_returns count_returned(const schema::reader& db, const newsletter_issue& of) {
  newsletter_returns found;
  // With the words of the partial index (message_in_trouble); with the sign its key is taken, and
  // not that of the newsletter, which has all messages.
  db.each<std::int64_t, std::int64_t>(
      "SELECT m.returned, COUNT(*) FROM message m"
      " WHERE m.organiser_id = :1 AND +m.newsletter_id = :2"
      "  AND (m.state IN ('failed', 'uncertain') OR m.returned > 0)"
      "  AND m.returned > 0 AND m.state = 'sent' AND m.counted = 1"
      " GROUP BY m.returned",
      [&](std::int64_t as, std::int64_t count) {
        if (as == std::int64_t(returned_as::for_now)) found.for_now = count;
        if (as == std::int64_t(returned_as::for_good)) found.for_good = count;
        if (as == std::int64_t(returned_as::complaint)) found.complaints = count;
      },
      of.organiser_id, of.id);
  return found;
}

}  // namespace zusage::events
