// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/message_rows.hpp"

#include <algorithm>

namespace zusage::events {

const char* const message_columns =
    "SELECT m.id, m.template, m.recipient, m.state, m.returned, m.attempts,"
    " (SELECT COUNT(*) FROM delivery_attempt a WHERE a.message_id = m.id"
    "  AND a.outcome IN ('sent', 'deferred', 'refused', 'uncertain')),"
    " m.created_at, m.due_at, m.finished_at, COALESCE(e.slug, ''), COALESCE(r.reference, ''),"
    " COALESCE((SELECT a.reply FROM delivery_attempt a WHERE a.message_id = m.id"
    "  ORDER BY a.id DESC LIMIT 1), ''),"
    " COALESCE((SELECT a.phase FROM delivery_attempt a WHERE a.message_id = m.id"
    "  ORDER BY a.id DESC LIMIT 1), ''),"
    " COALESCE((SELECT a.code FROM delivery_attempt a WHERE a.message_id = m.id"
    "  ORDER BY a.id DESC LIMIT 1), 0)"
    " FROM message m"
    " LEFT JOIN event e ON e.id = m.event_id"
    " LEFT JOIN registration r ON r.id = m.registration_id";

std::string visible_to(const organisers::scope& of) {
  // Consents were given to the main organiser of an event alone.
  return of.reaches_everything() && organisers::may(of.as(), organisers::permission::see_consents)
             ? ""
             : " AND m.registration_id IS NOT NULL AND m.purpose_id IS NULL";
}

void row_taker::operator()(std::int64_t id, std::string kind, std::string recipient,
                           std::string state, std::int64_t returned, std::int64_t attempts,
                           std::int64_t noted, instant created, instant due,
                           std::optional<instant> finished, std::string slug, std::string reference,
                           std::string reply, std::string phase, std::int64_t code) const {
  logged_message one;
  one.id = id;
  one.kind = std::move(kind);
  one.recipient = std::move(recipient);
  one.state = std::move(state);
  one.returned = static_cast<returned_as>(std::clamp<std::int64_t>(returned, 0, 3));
  one.attempts = std::max(attempts, noted);
  one.was_tried = attempts > 0;
  one.created_at = created;
  one.due_at = due;
  one.finished_at = finished;
  one.event_slug = std::move(slug);
  one.reference = std::move(reference);
  one.last = {std::move(reply), std::move(phase), code};
  into_.push_back(std::move(one));
}
}  // namespace zusage::events
