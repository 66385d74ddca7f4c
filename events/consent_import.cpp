// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/consent_import.hpp"

#include <algorithm>

#include "consent/suppression.hpp"
#include "organisers/audit.hpp"

namespace zusage::events {
namespace {

// In one write, so that sign-ups need not wait long behind it.
constexpr std::size_t rows_at_a_time = 100;

// Calls `step(tx, row, counts)` for every row, some in each transaction, and `finish(tx, counts,
// last)` at the end of each. A transaction may run again, and then counts anew.
template <class Counts, class Step, class Finish>
Counts in_small_writes(const import_tools& with, const consent_list& list, const Step& step,
                       const Finish& finish) {
  Counts done;
  std::size_t at = 0;
  do {
    const auto end = std::min(at + rows_at_a_time, list.rows.size());
    Counts counts;
    with.db.write([&](schema::transaction& tx) {
      counts = done;
      for (auto i = at; i < end; ++i) step(tx, list.rows[i].what, counts);
      finish(tx, counts, end == list.rows.size());
    });
    done = counts;
    at = end;
    if (with.progress) with.progress(at);
  } while (at < list.rows.size());
  return done;
}

// An import that breaks off has left rows behind; the line of its end is then missing.
void record_begin(const import_tools& with, const importer& by, std::string_view action,
                  const std::string& subject, const consent_list& list, instant now) {
  with.db.write([&](schema::transaction& tx) {
    organisers::record(tx,
                       {by.scope.organiser_id(),
                        by.scope.staff_id(),
                        std::string(action),
                        subject,
                        {{"rows", list.rows.size()}}},
                       now);
  });
}

class consent_writer {
 public:
  consent_writer(const import_tools& with, const importer& by, const consent::import_target& to,
                 instant now)
      : with_(with), by_(by), to_(to), now_(now) {}

  void take(schema::transaction& tx, consent::imported_row row, import_counts& counts) const {
    row.actor = by_.actor;
    const auto done = consent::import_one(tx, with_.keys, to_, row, now_);
    ++counts.rows[done.what];
    if (done.what == consent::imported::asked) ask(tx, row, done);
  }

 private:
  void ask(schema::transaction& tx, const consent::imported_row& row,
           const consent::import_result& asked) const {
    const auto& spoken = with_.languages;
    mailer::new_message message;
    message.organiser_id = to_.organiser_id;
    message.template_name = "consent-confirm";
    message.language = std::find(spoken.begin(), spoken.end(), row.language) != spoken.end()
                           ? row.language
                           : by_.mail_language;
    message.recipient = row.email;
    message.data = {{"state", asked.state_public_id}, {"imported", true}};
    message.principal_id = asked.principal_id;
    message.purpose_id = to_.purpose_id;
    message.urgency = mailer::priority::newsletter;  // behind those who sign up meanwhile
    with_.mails.enqueue(tx, message, now_);
  }

  const import_tools& with_;
  const importer& by_;
  const consent::import_target& to_;
  instant now_;
};

class revoker {
 public:
  revoker(const import_tools& with, const importer& by, instant now)
      : with_(with), by_(by), now_(now) {}

  void take(schema::transaction& tx, const std::vector<std::int64_t>& purposes,
            const std::string& email, revocation_counts& counts) const {
    std::int64_t ended = 0, suppressed = 0;
    bool damaged = false;
    for (const auto id : purposes) {
      try {
        if (end(tx, id, email)) {
          ++ended;
        } else if (suppress(tx, id, email)) {
          ++suppressed;
        }
      } catch (const consent::damaged_person&) {
        // No record can be written of them. They are not asked any more, and nobody behind them in
        // the list stays subscribed.
        consent::suppress(tx, with_.keys, by_.scope.organiser_id(), id, email, now_);
        damaged = true;
      }
    }
    counts.ended += ended;
    if (damaged) {
      ++counts.damaged;
      return;
    }
    if (ended == 0) ++(suppressed > 0 ? counts.suppressed : counts.already);
  }

 private:
  bool end(schema::transaction& tx, std::int64_t purpose_id, const std::string& email) const {
    const auto one = with_.ledger.find_one(tx, by_.scope.organiser_id(), purpose_id, email);
    if (!one || !(consent::permits(one->now) || one->now == consent::state::requested))
      return false;
    consent::evidence why;
    why.email = email;
    why.source = "list of revocations";
    why.actor = by_.actor;
    mailer::outbox::cancel_queued(tx, one->principal_id, purpose_id, now_);
    with_.ledger.withdraw(tx, one->public_id, "import", why, now_);
    return true;
  }

  bool suppress(schema::transaction& tx, std::int64_t purpose_id, const std::string& email) const {
    const auto organiser_id = by_.scope.organiser_id();
    const auto one = with_.ledger.find_one(tx, organiser_id, purpose_id, email);
    if (one && consent::is_suppressed(tx, one->principal_id, purpose_id)) return false;
    return consent::suppress(tx, with_.keys, organiser_id, purpose_id, email, now_);
  }

  const import_tools& with_;
  const importer& by_;
  instant now_;
};

nlohmann::json as_json(const import_counts& counts) {
  using consent::imported;
  return {{"given", counts.of(imported::given)},
          {"asked", counts.of(imported::asked)},
          {"stands", counts.of(imported::stands)},
          {"waits", counts.of(imported::waits)},
          {"asked_before", counts.of(imported::asked_before)},
          {"withdrawn", counts.of(imported::withdrawn)},
          {"too_old", counts.of(imported::too_old)},
          {"purpose_over", counts.of(imported::purpose_over)},
          {"damaged", counts.of(imported::damaged)}};
}

nlohmann::json as_json(const revocation_counts& counts) {
  return {{"ended", counts.ended},
          {"already", counts.already},
          {"suppressed", counts.suppressed},
          {"damaged", counts.damaged}};
}

std::vector<std::int64_t> purposes_of(const schema::reader& db, std::int64_t organiser_id,
                                      std::optional<std::int64_t> only) {
  if (only) return {*only};
  std::vector<std::int64_t> ids;
  db.each<std::int64_t>(
      "SELECT id FROM purpose WHERE organiser_id = :1 ORDER BY id",
      [&](std::int64_t id) { ids.push_back(id); }, organiser_id);
  return ids;
}

std::string key_of(const schema::reader& db, std::optional<std::int64_t> purpose_id) {
  if (!purpose_id) return {};
  return db.value<std::string>("SELECT key FROM purpose WHERE id = :1", *purpose_id).value_or("");
}

template <class Finish>
import_counts take_consents(const import_tools& with, const consent_list& list,
                            const consent_writer& writer, const Finish& finish) {
  return in_small_writes<import_counts>(
      with, list,
      [&](schema::transaction& tx, const consent::imported_row& row, import_counts& counts) {
        writer.take(tx, row, counts);
      },
      finish);
}

template <class Finish>
revocation_counts take_revocations(const import_tools& with, const importer& by,
                                   std::optional<std::int64_t> purpose_id, const consent_list& list,
                                   instant now, const Finish& finish) {
  const revoker writer(with, by, now);
  return in_small_writes<revocation_counts>(
      with, list,
      [&](schema::transaction& tx, const consent::imported_row& row, revocation_counts& counts) {
        writer.take(tx, purposes_of(tx, by.scope.organiser_id(), purpose_id), row.email, counts);
      },
      finish);
}

}  // namespace

import_counts import_consents(const import_tools& with, const importer& by,
                              const consent::import_target& to, const consent_list& list,
                              instant now) {
  record_begin(with, by, "consents.import_begun", to.purpose_key, list, now);
  return take_consents(with, list, consent_writer(with, by, to, now),
                       [&](schema::transaction& tx, const import_counts& counts, bool last) {
                         if (!last) return;
                         organisers::record(tx,
                                            {to.organiser_id, by.scope.staff_id(),
                                             "consents.imported", to.purpose_key, as_json(counts)},
                                            now);
                       });
}

import_counts preview_consents(const import_tools& with, const importer& by,
                               const consent::import_target& to, const consent_list& list,
                               instant now) {
  return take_consents(with, list, consent_writer(with, by, to, now),
                       [](schema::transaction& tx, const import_counts&, bool) { tx.undo(); });
}

revocation_counts preview_revocations(const import_tools& with, const importer& by,
                                      std::optional<std::int64_t> purpose_id,
                                      const consent_list& list, instant now) {
  return take_revocations(
      with, by, purpose_id, list, now,
      [](schema::transaction& tx, const revocation_counts&, bool) { tx.undo(); });
}

revocation_counts import_revocations(const import_tools& with, const importer& by,
                                     std::optional<std::int64_t> purpose_id,
                                     const consent_list& list, instant now) {
  const auto organiser_id = by.scope.organiser_id();
  const auto subject =
      with.db.read([&](const schema::reader& db) { return key_of(db, purpose_id); });
  record_begin(with, by, "revocations.import_begun", subject, list, now);
  return take_revocations(with, by, purpose_id, list, now,
                          [&](schema::transaction& tx, const revocation_counts& counts, bool last) {
                            if (!last) return;
                            organisers::record(tx,
                                               {organiser_id, by.scope.staff_id(),
                                                "revocations.imported", subject, as_json(counts)},
                                               now);
                          });
}

}  // namespace zusage::events
