// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/newsletter_delivery.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/email_address.hpp"
#include "consent/append.hpp"
#include "events/newsletter_attendees.hpp"
#include "events/newsletter_issue.hpp"
#include "events/newsletter_message.hpp"
#include "events/newsletter_recipients.hpp"

namespace zusage::events {
namespace {

struct tools {
  schema::database& db;
  const consent::ledger& ledger;
  const mailer::outbox& mails;
  const delivery_limits& limits;
  instant now;
};

// Several processes take steps at the same time: the newsletter's row is held, and a step that was
// prepared by what another has changed is given up. The ledger first, as whoever revokes does.
bool hold(schema::transaction& tx, const open_issue& of) {
  consent::hold_chain(tx, of.organiser_id);
  if (tx.is_shared()) {
    tx.value<std::int64_t>("SELECT id FROM newsletter WHERE id = :1 FOR NO KEY UPDATE", of.id);
  }
  return tx
      .value<std::int64_t>(
          "SELECT id FROM newsletter WHERE id = :1 AND state = :2 AND after_id = :3"
          " AND finished_at IS NULL",
          of.id, of.state, of.after_id)
      .has_value();
}

void begin(const tools& with, const open_issue& of) {
  with.db.write([&](schema::transaction& tx) {
    if (!hold(tx, of)) return;
    if (of.event_id) {
      tx.execute(
          "UPDATE newsletter SET state = 'sending', begun_at = :1, last_record = :2"
          " WHERE id = :3 AND state = 'scheduled'",
          with.now, newest_registration(tx, *of.event_id), of.id);
      return;
    }
    // With the chain held no record is on its way: those up to this one are all there.
    tx.execute(
        "UPDATE newsletter SET state = 'sending', begun_at = :1, last_record ="
        " COALESCE((SELECT MAX(id) FROM consent_record WHERE organiser_id = :2 AND sequence ="
        "  (SELECT MAX(sequence) FROM consent_record WHERE organiser_id = :3)), 0)"
        " WHERE id = :4 AND state = 'scheduled'",
        with.now, of.organiser_id, of.organiser_id, of.id);
  });
}

// Not on the writer: it looks at everybody.
void count(const tools& with, const open_issue& of) {
  const auto all = with.db.read([&](const schema::reader& db) {
    return of.event_id ? count_attendee_recipients(db, with.ledger, of, with.now)
                       : count_recipients(db, of);
  });
  with.db.write([&](schema::transaction& tx) {
    tx.execute("UPDATE newsletter SET recipients = :1 WHERE id = :2 AND recipients IS NULL", all,
               of.id);
  });
}

// A message is cancelled because it lost its consent, or because its newsletter was cancelled while
// it was in somebody's hand; those are counted at the end, with all that was not sent.
// A service message needs none: it was stopped because it concerns the person no more.
bool lost_consent(const schema::reader& db, const open_issue& of,
                  const std::optional<std::int64_t>& principal_id, instant now) {
  return of.state != issue_state::cancelled ||
         (principal_id && !consent::permitting_record(db, *principal_id, of.purpose_id, now));
}

// What has become of messages, into the figures, each once.
void count_finished(schema::transaction& tx, const open_issue& of, std::int64_t most, instant now) {
  std::int64_t sent = 0, failed = 0, uncertain = 0, revoked = 0;
  std::vector<std::optional<std::int64_t>> cancelled;
  tx.each<std::string, std::optional<std::int64_t>>(
      "UPDATE message SET counted = 1"
      " WHERE id IN (SELECT id FROM message WHERE newsletter_id = :1 AND counted = 0"
      "  AND state IN ('sent', 'failed', 'uncertain', 'cancelled') LIMIT :2)"
      " RETURNING state, principal_id",
      [&](const std::string& state, const std::optional<std::int64_t>& principal_id) {
        if (state == "sent") ++sent;
        if (state == "failed") ++failed;
        if (state == "uncertain") ++uncertain;
        if (state == "cancelled") cancelled.push_back(principal_id);
      },
      of.id, most);
  revoked = std::count_if(cancelled.begin(), cancelled.end(), [&](const auto& principal_id) {
    return lost_consent(tx, of, principal_id, now);
  });
  if (sent + failed + uncertain + revoked == 0) return;
  tx.execute(
      "UPDATE newsletter SET sent = sent + :1, failed = failed + :2, uncertain = uncertain + :3,"
      " revoked = revoked + :4 WHERE id = :5",
      sent, failed, uncertain, revoked, of.id);
}

void keep_back(schema::transaction& tx, const open_issue& of, const next_recipient& who) {
  tx.execute(
      "INSERT INTO newsletter_waiting (newsletter_id, principal_id, organiser_id, domain)"
      " VALUES (:1, :2, :3, :4) ON CONFLICT (newsletter_id, principal_id) DO NOTHING",
      of.id, who.principal_id, of.organiser_id, who.domain);
}

bool take_out(schema::transaction& tx, const open_issue& of, const next_recipient& who) {
  return tx.execute("DELETE FROM newsletter_waiting WHERE newsletter_id = :1 AND principal_id = :2",
                    of.id, who.principal_id) == 1;
}

struct taken_up {
  std::int64_t queued = 0, revoked = 0;
};

taken_up take_up(schema::transaction& tx, const tools& with, const open_issue& of,
                 const next_recipients& next) {
  taken_up done;
  const auto texts = find_texts(tx, of);
  for (const auto& who : next.people) {
    if (who.kept_back && !take_out(tx, of, who)) continue;
    const auto record = consent::permitting_record(tx, who.principal_id, of.purpose_id, with.now);
    if (!record || !who.at || came_back(tx, of, who.principal_id, *record)) {
      ++done.revoked;
    } else if (who.keep_back) {
      keep_back(tx, of, who);
    } else if (with.mails.enqueue(tx, message_to(of, who, texts), with.now)) {
      ++done.queued;
    }
  }
  auto reached = of.after_id;
  for (const auto& who : next.people) {
    if (!who.kept_back) reached = std::max(reached, who.principal_id);
  }
  tx.execute(
      "UPDATE newsletter SET after_id = :1, listed = :2, revoked = revoked + :3 WHERE id = :4",
      reached, next.all_listed, done.revoked, of.id);
  return done;
}

// Whoever stands for several members gets it with the first of them.
bool has_got_it(const schema::reader& db, const open_issue& of, const message_attendee& who) {
  if (of.audience.everybody) {
    return db
        .value<std::int64_t>(
            "SELECT id FROM message WHERE newsletter_id = :1 AND recipient_key = :2", of.id,
            email_key(who.email))
        .has_value();
  }
  return db
      .value<std::int64_t>(
          "SELECT id FROM message WHERE newsletter_id = :1 AND registration_id = :2", of.id,
          who.registration_id)
      .has_value();
}

// Asked once more who is to get it: the list was read before this transaction. When all are taken
// up, their number is that of the recipients, however long that took.
std::int64_t take_up_attendees(schema::transaction& tx, const tools& with, const open_issue& of,
                               const attendee_range& next) {
  std::int64_t queued = 0;
  const auto texts = find_texts(tx, of);
  for (const auto& who : next.people) {
    const auto to = find_recipient(tx, with.ledger, of, who, with.now);
    if (!to || has_got_it(tx, of, to->who)) continue;
    if (with.mails.enqueue(tx, message_to(of, *to, texts), with.now)) ++queued;
  }
  tx.execute(
      "UPDATE newsletter SET after_id = :1, listed = :2, taken = taken + :3,"
      " recipients = CASE WHEN CAST(:4 AS BIGINT) = 1 THEN taken + :5 ELSE recipients END WHERE id "
      "= :6",
      std::max(of.after_id, next.looked_at), next.is_last, queued, next.is_last ? 1 : 0, queued,
      of.id);
  return queued;
}

bool is_over(const schema::reader& db, const open_issue& of) {
  const auto waiting = db.value<std::int64_t>(
      "SELECT principal_id FROM newsletter_waiting WHERE newsletter_id = :1 LIMIT 1", of.id);
  const auto open = db.value<std::int64_t>(
      "SELECT id FROM message WHERE newsletter_id = :1 AND counted = 0 LIMIT 1", of.id);
  return !waiting && !open;
}

// Of a cancelled newsletter: who consented when it began, was not taken up any more and has taken
// the consent back meanwhile, for instance while it paused.
std::int64_t gone_meanwhile(const schema::reader& db, const open_issue& of) {
  return db
      .value<std::int64_t>(
          "SELECT COUNT(*) FROM consent_state s, newsletter i"
          " WHERE i.id = :1 AND s.purpose_id = i.purpose_id AND s.principal_id > i.after_id"
          "  AND s.state NOT IN ('given', 'renewed') AND s.record_id > i.last_record"
          "  AND (SELECT r.event FROM consent_record r"
          "   WHERE r.principal_id = s.principal_id AND r.purpose_id = s.purpose_id"
          "    AND r.id <= i.last_record"
          "   ORDER BY r.id DESC LIMIT 1) IN ('given', 'renewed')",
          of.id)
      .value();
}

// The messages to attendees who were erased meanwhile are gone: none of them arrives any more.
void settle_attendees(schema::transaction& tx, const open_issue& of) {
  tx.execute(
      "UPDATE newsletter SET recipients = taken"
      " WHERE id = :1 AND recipients < taken",
      of.id);
  tx.execute(
      "UPDATE newsletter SET revoked = recipients - sent - failed - uncertain"
      " WHERE id = :1 AND state <> 'cancelled'",
      of.id);
}

// `gone` of a cancelled newsletter is of a moment ago.
void finish(schema::transaction& tx, const open_issue& of, std::int64_t gone, instant now) {
  if (of.event_id) settle_attendees(tx, of);
  tx.execute(
      "UPDATE newsletter SET revoked = revoked + :1"
      " WHERE id = :2 AND state = 'cancelled' AND listed = 0"
      "  AND recipients >= sent + failed + uncertain + revoked + :3",
      gone, of.id, gone);
  tx.execute(
      "UPDATE newsletter SET finished_at = :1,"
      " state = CASE WHEN state = 'cancelled' THEN state ELSE 'sent' END,"
      " cancelled = CASE WHEN state = 'cancelled'"
      "  THEN recipients - sent - failed - uncertain - revoked ELSE cancelled END"
      " WHERE id = :2 AND recipients IS NOT NULL",
      now, of.id);
}

// What was not sent of a cancelled newsletter, in steps as small as those that made it.
std::int64_t clear(schema::transaction& tx, const open_issue& of, const tools& with) {
  const auto most = with.limits.at_once;
  std::int64_t left_out = 0, revoked = 0;
  for (const auto& [who] :
       tx.all<std::int64_t>("SELECT principal_id FROM newsletter_waiting WHERE newsletter_id = :1"
                            " ORDER BY principal_id LIMIT :2",
                            of.id, most)) {
    if (!consent::permitting_record(tx, who, of.purpose_id, with.now)) ++revoked;
    left_out +=
        tx.execute("DELETE FROM newsletter_waiting WHERE newsletter_id = :1 AND principal_id = :2",
                   of.id, who);
  }
  if (revoked > 0)
    tx.execute("UPDATE newsletter SET revoked = revoked + :1 WHERE id = :2", revoked, of.id);
  return left_out + mailer::outbox::cancel_newsletter(tx, of.id, with.now, most);
}

delivery_step go_on(const tools& with, const open_issue& of) {
  const bool sends = of.state == issue_state::sending;
  const bool ends = of.state == issue_state::cancelled;
  under_way open;
  next_recipients next;
  attendee_range attendees;
  std::optional<std::int64_t> gone;  // looks at many people, so before the write
  with.db.read([&](const schema::reader& db) {
    open = find_under_way(db, of.id);
    if (!ends || of.listed || of.event_id) gone = 0;
    if (!gone && open.all_waiting + open.others == open.finished) gone = gone_meanwhile(db, of);
    if (sends && of.event_id) {
      attendees = find_next_attendees(db, of, open, with.limits);
      next.all_listed = attendees.is_last;
    } else if (sends) {
      next = find_next(db, with.ledger, of, open, with.limits);
    }
  });
  const bool newly_listed = sends && next.all_listed && !of.listed;
  const bool any_next = !next.people.empty() || attendees.looked_at > 0;
  const bool quiet = open.finished == 0 && !any_next && !newly_listed;
  const bool maybe_over = open.all_waiting + open.others == 0;
  if (quiet && !ends && !(maybe_over && sends && of.listed)) return {true, false, 0};
  delivery_step step{true, false, 0};
  with.db.write([&](schema::transaction& tx) {
    step = {true, false, 0};
    if (!hold(tx, of)) return;
    count_finished(tx, of, with.limits.most_waiting, with.now);
    if (sends)
      step.queued = of.event_id ? take_up_attendees(tx, with, of, attendees)
                                : take_up(tx, with, of, next).queued;
    const auto cleared = ends ? clear(tx, of, with) : 0;
    step.more = any_next || cleared > 0 || open.finished > with.limits.most_waiting;
    const bool nothing_left = ends ? cleared == 0 : sends && next.all_listed;
    if (!nothing_left || !is_over(tx, of)) return;
    if (gone) return finish(tx, of, *gone, with.now);
    step.more = true;  // the last message came to its end just now: counted by the next step
  });
  return step;
}

}  // namespace

delivery_step deliver_newsletters(schema::database& db, const consent::ledger& ledger,
                                  const mailer::outbox& mails, const delivery_limits& limits,
                                  instant now) {
  const tools with{db, ledger, mails, limits, now};
  delivery_step all;
  for (const auto& one :
       db.read([&](const schema::reader& view) { return list_open_issues(view, now); })) {
    all.any_open = true;
    if (one.state == issue_state::scheduled) {
      begin(with, one);
      all.more = true;
    } else if (!one.recipients) {
      count(with, one);
      all.more = true;
    } else {
      const auto step = go_on(with, one);
      all.more = all.more || step.more;
      all.queued += step.queued;
    }
  }
  return all;
}

}  // namespace zusage::events
