// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "consent/append.hpp"
#include "consent/ledger.hpp"
#include "consent/people.hpp"

namespace zusage::consent {
namespace {

// The first request since the person last decided about this purpose.
std::tuple<std::int64_t, instant> first_unanswered(const schema::reader& db,
                                                   std::int64_t principal_id,
                                                   std::int64_t purpose_id) {
  return db
      .one<std::int64_t, instant>(
          "SELECT id, at FROM consent_record"
          " WHERE principal_id = :1 AND purpose_id = :2 AND id >"
          "  COALESCE((SELECT MAX(id) FROM consent_record"
          "   WHERE principal_id = :3 AND purpose_id = :4 AND event <> 'requested'), 0)"
          " ORDER BY id"
          " LIMIT 1",
          principal_id, purpose_id, principal_id, purpose_id)
      .value();
}

expired_request expire_one(schema::transaction& tx, present_state of, instant now) {
  const auto [record_id, asked_at] = first_unanswered(tx, of.who.id, of.about.purpose_id);
  tx.execute(
      "UPDATE consent_record SET personal = NULL"
      " WHERE principal_id = :1 AND purpose_id = :2 AND id >= :3 AND personal IS NOT NULL",
      of.who.id, of.about.purpose_id, record_id);
  of.who.key.reset();  // the record of the end holds nothing personal either
  append(tx, of.who, of.about, {state::expired, "time", {}, now});
  const auto left = tx.value<std::int64_t>(
      "SELECT id FROM consent_record WHERE principal_id = :1 AND personal IS NOT NULL LIMIT 1",
      of.who.id);
  if (!left) erase_secret(tx, of.who.id, now);
  return {of.who.id, of.about.purpose_id, asked_at};
}

// One damaged row must not keep those behind it from ending; the daily verification names it, and
// what is over permits nothing, with or without a record that says so.
std::optional<present_state> hold_unless_damaged(schema::transaction& tx, const key32& people_key,
                                                 std::string_view public_id) {
  try {
    return hold_present(tx, people_key, public_id);
  } catch (const damaged_person&) {
    return {};
  }
}

}  // namespace

std::vector<expired_request> ledger::expire_requests(schema::transaction& tx, instant now,
                                                     std::int64_t most) const {
  const auto late = tx.all<std::string>(
      "SELECT public_id FROM consent_state"
      " WHERE state = 'requested' AND changed_at < :1"
      " ORDER BY changed_at"
      " LIMIT :2",
      now - confirmation_period, most);
  std::vector<expired_request> expired;
  for (const auto& [public_id] : late) {
    const auto present = hold_unless_damaged(tx, people_key_, public_id);
    // Somebody may have answered, or asked again, since we looked.
    const bool late_still = present && present->now == state::requested &&
                            present->changed_at < now - confirmation_period;
    if (late_still) expired.push_back(expire_one(tx, *present, now));
  }
  return expired;
}

// What the column says is looked up; what decides is the record and its notice (append_end).
std::optional<ended_consent> ledger::end_if_overdue(schema::transaction& tx,
                                                    std::string_view public_id, instant now) const {
  auto present = hold_unless_damaged(tx, people_key_, public_id);
  if (!present || !append_end(tx, *present, now)) return {};
  return ended_consent{present->who.id, present->about.purpose_id};
}

std::vector<ended_consent> ledger::end_overdue(schema::transaction& tx, instant now,
                                               std::int64_t most) const {
  auto over = tx.all<std::string>(
      "SELECT public_id FROM consent_state"
      " WHERE valid_until <= :1"
      " ORDER BY valid_until"
      " LIMIT :2",
      now, most);
  if (std::int64_t(over.size()) < most) {
    const auto of_purposes = tx.all<std::string>(
        // The few purposes first, which CROSS JOIN says to SQLite.
        "SELECT s.public_id FROM purpose p"
        " CROSS JOIN consent_state s"
        " WHERE p.ends_standing = 1 AND s.purpose_id = p.id AND s.state IN ('given', 'renewed')"
        " LIMIT :1",
        most - std::int64_t(over.size()));
    over.insert(over.end(), of_purposes.begin(), of_purposes.end());
  }
  std::vector<ended_consent> ended;
  for (const auto& [public_id] : over) {
    if (const auto one = end_if_overdue(tx, public_id, now)) ended.push_back(*one);
  }
  return ended;
}

}  // namespace zusage::consent
