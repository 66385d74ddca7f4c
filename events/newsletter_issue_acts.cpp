// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <initializer_list>
#include <utility>

#include "events/newsletter_issue.hpp"
#include "events/purpose_use.hpp"
#include "events/record_issue.hpp"
#include "mailer/outbox.hpp"

namespace zusage::events {
namespace {

using nlohmann::json;
namespace state = issue_state;

const faults edited = {{"", "newsletter_edited"}};

void note(schema::transaction& tx, const organisers::scope& of, const issue_act& what,
          const newsletter_issue& issue, instant now) {
  const auto& f = issue.figures;
  json numbers = json::object();
  if (f.recipients) numbers = {{"recipients", *f.recipients}, {"sent", f.sent}};
  record_issue(tx, of, what, issue, std::move(numbers), now);
}

// Moves it on from `from`; how many rows that changed.
std::int64_t move(schema::transaction& tx, std::int64_t id, std::string_view from,
                  std::string_view to) {
  return tx.execute(
      "UPDATE newsletter SET state = :1, version = version + 1 WHERE id = :2 AND state = :3", to,
      id, from);
}

bool is_one_of(const newsletter_issue& issue, std::initializer_list<std::string_view> states) {
  return std::find(states.begin(), states.end(), issue.state) != states.end();
}

}  // namespace

faults schedule_issue(schema::transaction& tx, const organisers::scope& of,
                      const newsletter_issue& seen, instant due_at, std::int64_t expected,
                      instant now) {
  if (!seen.is_service() && !takes_newsletters(tx, of, seen.purpose_key))
    return {{"", "newsletter_purpose_wrong"}};
  const auto moved = tx.execute(
      "UPDATE newsletter SET state = 'scheduled', due_at = :1, version = version + 1"
      " WHERE id = :2 AND organiser_id = :3 AND version = :4 AND state = 'draft'",
      due_at, seen.id, of.organiser_id(), seen.version);
  if (moved == 0) {
    const auto there = find_issue(tx, of, seen.public_id);
    return there && !there->is_draft() ? faults() : edited;
  }
  record_issue(tx, of, {"newsletter.scheduled", "attendee_message.scheduled"}, seen,
               {{"expected", expected}, {"due_at", to_iso(due_at)}}, now);
  return {};
}

faults pause_issue(schema::transaction& tx, const organisers::scope& of, std::string_view public_id,
                   instant now) {
  const auto there = find_issue(tx, of, public_id);
  if (!there) return edited;
  if (move(tx, there->id, state::sending, state::paused) == 0) {
    return there->state == state::paused ? faults() : edited;
  }
  note(tx, of, {"newsletter.paused", "attendee_message.paused"}, *there, now);
  return {};
}

faults resume_issue(schema::transaction& tx, const organisers::scope& of,
                    std::string_view public_id, instant now) {
  const auto there = find_issue(tx, of, public_id);
  if (!there) return edited;
  if (move(tx, there->id, state::paused, state::sending) == 0) {
    return is_one_of(*there, {state::sending, state::sent}) ? faults() : edited;
  }
  mailer::outbox::resume_newsletter(tx, there->id, now);
  note(tx, of, {"newsletter.resumed", "attendee_message.resumed"}, *there, now);
  return {};
}

faults cancel_issue(schema::transaction& tx, const organisers::scope& of,
                    std::string_view public_id, instant now) {
  const auto there = find_issue(tx, of, public_id);
  if (!there) return edited;
  if (there->state == state::cancelled) return {};
  if (!is_one_of(*there, {state::sending, state::paused})) return edited;
  if (move(tx, there->id, there->state, state::cancelled) == 0) return edited;
  note(tx, of, {"newsletter.cancelled", "attendee_message.cancelled"}, *there, now);
  return {};
}

faults withdraw_issue(schema::transaction& tx, const organisers::scope& of,
                      std::string_view public_id, instant now) {
  const auto there = find_issue(tx, of, public_id);
  if (!there) return edited;
  if (there->state == state::draft) return {};
  if (move(tx, there->id, state::scheduled, state::draft) == 0) return edited;
  note(tx, of, {"newsletter.withdrawn", "attendee_message.withdrawn"}, *there, now);
  return {};
}

faults resend_uncertain(schema::transaction& tx, const organisers::scope& of,
                        std::string_view public_id, instant now) {
  const auto there = find_issue(tx, of, public_id);
  if (!there) return edited;
  if (!there->finished_at || there->figures.uncertain == 0) {
    return is_one_of(*there, {state::sending, state::sent}) ? faults() : edited;
  }
  if (move(tx, there->id, state::sent, state::sending) == 0) return edited;
  const auto again = mailer::outbox::requeue_uncertain(tx, there->id, now);
  tx.execute("UPDATE newsletter SET uncertain = uncertain - :1, finished_at = NULL WHERE id = :2",
             again, there->id);
  note(tx, of, {"newsletter.resent", "attendee_message.resent"}, *there, now);
  return {};
}

}  // namespace zusage::events
