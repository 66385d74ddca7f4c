// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/take_returned.hpp"

#include <algorithm>
#include <optional>
#include <tuple>

#include "consent/people.hpp"
#include "events/end_consents.hpp"
#include "events/message_log.hpp"
#include "events/revoke_for_message.hpp"

namespace zusage::events {
namespace {

using mailer::bounce_report;
using mailer::returned;

constexpr std::int64_t enough_for_now = 3;  // reports until an address counts as gone
constexpr std::chrono::days long_enough{14};
constexpr const char* report_phase = "report";

struct found_message {
  std::int64_t id = 0, organiser_id = 0;
  std::string message_id, recipient, recipient_key;
  bool needs_consent = false;
};

std::optional<found_message> find_by_id(const schema::reader& db, const std::string& message_id) {
  const auto row =
      db.one<std::int64_t, std::int64_t, std::string, std::string, std::string, std::int64_t>(
          "SELECT id, organiser_id, message_id, recipient, recipient_key, needs_consent"
          " FROM message WHERE message_id = :1 AND recipient_key <> ''",
          message_id);
  if (!row) return {};
  found_message found;
  std::int64_t needs_consent = 0;
  std::tie(found.id, found.organiser_id, found.message_id, found.recipient, found.recipient_key,
           needs_consent) = *row;
  found.needs_consent = needs_consent != 0;
  return found;
}

// By the mark, which nobody can forge; a mail has one receiver, so it is good for every report.
std::optional<found_message> find_by_mark(const schema::reader& db, const return_tools& with,
                                          const mailer::returned_mail& what) {
  for (const auto& address : what.sent_to) {
    const auto key = with.marks.message_key(address);
    if (!key) continue;
    if (auto found = find_by_id(db, *key + "@" + with.domain)) return found;
  }
  return {};
}

struct noted_kind {
  const char* outcome;
  returned_as as;
};

noted_kind kind_of(returned what) {
  switch (what) {
    case returned::hard:
      return {"returned-hard", returned_as::for_good};
    case returned::complaint:
      return {"returned-complaint", returned_as::complaint};
    case returned::soft:
    case returned::nothing:
      break;
  }
  return {"returned-soft", returned_as::for_now};
}

std::string words_of(const bounce_report& of) {
  return of.status.empty() || of.diagnostic.find(of.status) != std::string::npos
             ? of.diagnostic
             : of.status + " " + of.diagnostic;
}

// False: the same was noted before.
bool note(schema::transaction& tx, const found_message& at, const bounce_report& of, instant now) {
  const auto kind = kind_of(of.what);
  const auto words = words_of(of);
  // First, so that of several processes that take the same report one waits for the other.
  const auto level = static_cast<int>(kind.as);
  tx.execute(
      "UPDATE message SET returned = CASE WHEN returned < :1 THEN :2 ELSE returned END"
      " WHERE id = :3",
      level, level, at.id);
  const auto known = tx.value<std::int64_t>(
      "SELECT id FROM delivery_attempt"
      " WHERE message_id = :1 AND phase = :2 AND outcome = :3 AND reply = :4 LIMIT 1",
      at.id, report_phase, kind.outcome, words);
  if (known) return false;
  tx.execute(
      "INSERT INTO delivery_attempt (message_id, at, outcome, phase, code, reply)"
      " VALUES (:1, :2, :3, :4, 0, :5)",
      at.id, now, kind.outcome, report_phase, words);
  return true;
}

// Three messages that came back, the first of them two weeks ago. Of each the first report counts.
bool is_gone_by_now(const schema::reader& db, const found_message& at, instant now) {
  const auto all = db.one<std::int64_t, std::optional<instant>>(
      "SELECT COUNT(*), MIN(f.at) FROM"
      " (SELECT MIN(a.at) AS at FROM message m JOIN delivery_attempt a ON a.message_id = m.id"
      "  WHERE m.recipient_key = :1 AND m.organiser_id = :2 AND a.phase = :3"
      "   AND a.outcome = 'returned-soft' GROUP BY m.id) f",
      at.recipient_key, at.organiser_id, report_phase);
  if (!all) return false;
  const auto& [count, first] = *all;
  return count >= enough_for_now && first && *first <= now - long_enough;
}

std::size_t end_all(schema::transaction& tx, const return_tools& with, const found_message& at,
                    std::string_view method, instant now) {
  consent::evidence by;
  by.email = at.recipient;
  by.source = "mail";
  by.message_id = at.message_id;
  return std::size_t(
      end_every_consent(tx, with.ledger, at.organiser_id, {method, by, "email"}, now));
}

// Of somebody whose key is damaged no record can be written; what came back is noted all the same.
std::size_t end_permission(schema::transaction& tx, const return_tools& with,
                           const found_message& at, instant now) {
  consent::evidence by;
  by.source = "mail";
  try {
    return revoke_for_message(tx, with.ledger, at.message_id, return_method::complaint, by, now)
               ? 1
               : 0;
  } catch (const consent::damaged_person&) {
    return 0;
  }
}

std::size_t act_on(schema::transaction& tx, const return_tools& with, const found_message& at,
                   returned what, instant now) {
  if (what == returned::complaint && at.needs_consent) return end_permission(tx, with, at, now);
  if (what == returned::complaint) return end_all(tx, with, at, return_method::complaint, now);
  const bool gone = what == returned::hard || is_gone_by_now(tx, at, now);
  return gone ? end_all(tx, with, at, return_method::bounce, now) : 0;
}

}  // namespace

returns_taken take_returned(schema::transaction& tx, const return_tools& with,
                            const mailer::returned_mail& what, instant now) {
  returns_taken all;
  const auto marked = find_by_mark(tx, with, what);
  for (const auto& one : what.reports) {
    const auto at = marked ? marked : find_by_id(tx, one.message_id);
    if (!at) {
      ++all.foreign;
    } else if (!note(tx, *at, one, now)) {
      ++all.repeated;
    } else {
      ++all.noted;
      all.consents_ended += act_on(tx, with, *at, one.what, now);
    }
  }
  return all;
}

}  // namespace zusage::events
