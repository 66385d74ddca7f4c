// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/take_returned.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <tuple>

#include "consent/people.hpp"
#include "events/end_consents.hpp"
#include "events/message_log.hpp"
#include "events/returned_messages.hpp"
#include "events/revoke_for_message.hpp"

namespace zusage::events {
namespace {

using mailer::bounce_report;
using mailer::returned;

constexpr const char* report_phase = "report";
constexpr const char* unproven_outcome = "returned-unproven";

struct found_message {
  std::int64_t id = 0, organiser_id = 0;
  std::string message_id, recipient, recipient_key;
  bool needs_consent = false;
  instant left_at{};
  bool is_proven = false;  ///< by a mark, or nothing in this installation carries one
};

std::optional<found_message> find_by_id(const schema::reader& db, const std::string& message_id) {
  const auto row = db.one<std::int64_t, std::int64_t, std::string, std::string, std::string,
                          std::int64_t, instant>(
      "SELECT id, organiser_id, message_id, recipient, recipient_key, needs_consent,"
      " COALESCE(finished_at, created_at)"
      " FROM message WHERE message_id = :1 AND recipient_key <> ''",
      message_id);
  if (!row) return {};
  found_message found;
  std::int64_t needs_consent = 0;
  std::tie(found.id, found.organiser_id, found.message_id, found.recipient, found.recipient_key,
           needs_consent, found.left_at) = *row;
  found.needs_consent = needs_consent != 0;
  return found;
}

// By the mark, which nobody can forge.
std::optional<found_message> find_by_mark(const schema::reader& db, const return_tools& with,
                                          const std::vector<std::string>& addresses) {
  for (const auto& address : addresses) {
    const auto key = with.marks.message_key(address);
    if (!key) continue;
    if (auto found = find_by_id(db, *key + "@" + with.domain)) {
      found->is_proven = true;
      return found;
    }
  }
  return {};
}

std::optional<found_message> find(const schema::reader& db, const return_tools& with,
                                  const mailer::returned_mail& what, const bounce_report& of) {
  if (auto found = find_by_mark(db, with, what.sent_to)) return found;
  if (auto found = find_by_mark(db, with, what.original_senders)) return found;
  auto found = find_by_id(db, of.message_id);
  if (found) found->is_proven = !with.marks.any();
  return found;
}

int gravity(returned what) {
  constexpr std::array in_order{returned::nothing, returned::soft, returned::hard,
                                returned::complaint};
  return int(std::find(in_order.begin(), in_order.end(), what) - in_order.begin());
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

// Of several that take a report of the same message, one waits here for the other. False: it was
// erased meanwhile.
bool hold(schema::transaction& tx, const found_message& at) {
  return tx.execute("UPDATE message SET returned = returned WHERE id = :1 AND recipient_key <> ''",
                    at.id) > 0;
}

void raise(schema::transaction& tx, const found_message& at, returned_as as) {
  const auto level = static_cast<int>(as);
  tx.execute("UPDATE message SET returned = :1 WHERE id = :2 AND returned < :3", level, at.id,
             level);
}

struct noted_before {
  bool same = false;  ///< since the message was last tried: a new try may fail in the same words
  std::int64_t count = 0;
};

// The number of reports is bounded, and so are the tries of a message.
noted_before look_back(const schema::reader& db, const found_message& at, const char* outcome,
                       const std::string& words) {
  noted_before found;
  db.each<std::string, std::string, std::string>(
      "SELECT phase, outcome, reply FROM delivery_attempt WHERE message_id = :1 ORDER BY id",
      [&](const std::string& phase, const std::string& known, const std::string& said) {
        const bool is_report = phase == report_phase;
        if (!is_report) found.same = false;
        if (!is_report || known != outcome) return;
        ++found.count;
        if (said == words) found.same = true;
      },
      at.id);
  return found;
}

// False: the same was noted before, or enough.
bool note(schema::transaction& tx, const found_message& at, const char* outcome,
          const std::string& words, instant now) {
  const auto before = look_back(tx, at, outcome, words);
  if (before.same || before.count >= (at.is_proven ? most_reports : most_unproven)) return false;
  tx.execute(
      "INSERT INTO delivery_attempt (message_id, at, outcome, phase, code, reply)"
      " VALUES (:1, :2, :3, :4, 0, :5)",
      at.id, now, outcome, report_phase, words);
  return true;
}

std::size_t end_all(schema::transaction& tx, const return_tools& with, const found_message& at,
                    std::string_view method, instant left_at, instant now) {
  consent::evidence by;
  by.email = at.recipient;
  by.source = "mail";
  by.message_id = at.message_id;
  const ending how{method, by, "email", left_at};
  return std::size_t(end_every_consent(tx, with.ledger, at.organiser_id, how, now));
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

std::size_t end_unreachable(schema::transaction& tx, const return_tools& with,
                            const found_message& at, instant left_at, instant now) {
  raise(tx, at, returned_as::for_good);
  return end_all(tx, with, at, return_method::bounce, left_at, now);
}

std::size_t act_on(schema::transaction& tx, const return_tools& with, const found_message& at,
                   returned what, instant now) {
  raise(tx, at, kind_of(what).as);
  if (what == returned::hard) return end_unreachable(tx, with, at, at.left_at, now);
  if (what != returned::complaint) {
    const auto all = returned_for_now_of(tx, at.organiser_id, at.recipient_key, now);
    const auto left_at = lasting_since(all, now);
    return left_at ? end_unreachable(tx, with, at, *left_at, now) : 0;
  }
  if (at.needs_consent) return end_permission(tx, with, at, now);
  return end_all(tx, with, at, return_method::complaint, at.left_at, now);
}

}  // namespace

returns_taken take_returned(schema::transaction& tx, const return_tools& with,
                            const mailer::returned_mail& what, instant now) {
  returns_taken all;
  const auto worst = std::max_element(
      what.reports.begin(), what.reports.end(),
      [](const auto& a, const auto& b) { return gravity(a.what) < gravity(b.what); });
  if (worst == what.reports.end() || worst->what == returned::nothing) return all;
  const auto at = find(tx, with, what, *worst);
  if (!at || !hold(tx, *at)) {
    ++all.foreign;
    return all;
  }
  const auto* outcome = at->is_proven ? kind_of(worst->what).outcome : unproven_outcome;
  if (!note(tx, *at, outcome, words_of(*worst), now)) {
    ++all.repeated;
    return all;
  }
  ++all.noted;
  if (at->is_proven) all.consents_ended = act_on(tx, with, *at, worst->what, now);
  return all;
}

}  // namespace zusage::events
