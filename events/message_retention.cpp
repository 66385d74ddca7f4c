// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <string>

#include "events/retention_tasks.hpp"

namespace zusage::events {
namespace {

// What no consent was needed for proves nothing once it has arrived: the row goes as a whole.
const std::string without_consent = " FROM message WHERE needs_consent = 0 AND finished_at ";

// The other rows say which record of the ledger permitted what was sent, and need no address.
const std::string by_consent =
    " FROM message WHERE needs_consent = 1 AND recipient_key <> '' AND finished_at ";

std::vector<due_row> find(const schema::reader& db, const std::string& among, instant before,
                          std::int64_t most) {
  std::vector<due_row> rows;
  db.each<std::int64_t, std::int64_t>(
      "SELECT id, organiser_id" + among + "<= :1 ORDER BY finished_at, id LIMIT :2",
      [&](std::int64_t id, std::int64_t organiser) {
        rows.push_back({id, organiser});
      },
      before, most);
  return rows;
}

all_ahead ahead(const schema::reader& db, const std::string& among, const retention_rule& rule,
                std::int64_t organiser_id, instant now) {
  std::vector<day_count> days;
  db.each<std::int64_t, std::int64_t, std::int64_t>(
      "SELECT organiser_id, finished_at / 86400000000, COUNT(*)" + among +
          "IS NOT NULL AND (CAST(:1 AS BIGINT) = 0 OR organiser_id = :2)"
          " GROUP BY 1, 2 ORDER BY 1, 2",
      [&](std::int64_t organiser, std::int64_t day, std::int64_t count) {
        days.push_back({organiser, day, count});
      },
      organiser_id, organiser_id);
  return ahead_by_day(days, rule, now);
}

std::vector<due_row> find_messages(const schema::reader& db, instant now, std::int64_t most) {
  return find(db, without_consent, now - mails_kept, most);
}

std::int64_t erase_message(schema::transaction& tx, const due_row& what, instant now) {
  return tx.execute("DELETE FROM message WHERE id = :1 AND needs_consent = 0 AND finished_at <= :2",
                    what.id, now - mails_kept);
}

all_ahead messages_ahead(const schema::reader& db, std::int64_t organiser_id, instant now) {
  return ahead(db, without_consent, retention_rule_of(messages_task.rule), organiser_id, now);
}

std::vector<due_row> find_by_consent(const schema::reader& db, instant now, std::int64_t most) {
  return find(db, by_consent, now - consent_mails_kept, most);
}

// The servers' replies quote the address.
std::int64_t erase_address(schema::transaction& tx, const due_row& what, instant now) {
  const auto erased = tx.execute(
      "UPDATE message SET recipient = '', recipient_key = '', recipient_name = '', data = '{}',"
      " domain = 0"
      " WHERE id = :1 AND needs_consent = 1 AND recipient_key <> '' AND finished_at <= :2",
      what.id, now - consent_mails_kept);
  if (erased > 0) tx.execute("DELETE FROM delivery_attempt WHERE message_id = :1", what.id);
  return erased;
}

all_ahead by_consent_ahead(const schema::reader& db, std::int64_t organiser_id, instant now) {
  return ahead(db, by_consent, retention_rule_of(consent_messages_task.rule), organiser_id, now);
}

}  // namespace

const retention_task messages_task{"messages", find_messages, erase_message, messages_ahead};
const retention_task consent_messages_task{"consent_messages", find_by_consent, erase_address,
                                           by_consent_ahead};

}  // namespace zusage::events
