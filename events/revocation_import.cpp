// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "consent/suppression.hpp"
#include "events/consent_import.hpp"
#include "events/import_writes.hpp"
#include "organisers/audit.hpp"

namespace zusage::events {
namespace {

class revoker {
 public:
  revoker(const import_tools& with, const importer& by, instant now)
      : with_(with), by_(by), now_(now) {}

  void take(schema::transaction& tx, const std::vector<std::int64_t>& purposes,
            const consent_row& row, revocation_counts& counts) const {
    const auto& email = row.what.email;
    const bool known = is_known(tx, email);
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
      name_line(counts.damaged_lines, row.line);
      return;
    }
    if (ended + suppressed > 0) ++counts.changed;
    if (ended > 0) return;
    if (!known && suppressed > 0) {
      ++counts.suppressed;
      return;
    }
    ++counts.already;
    name_line(counts.already_lines, row.line);
  }

 private:
  // Agreed to something or was asked for it at some time, however that ended.
  bool is_known(const schema::reader& db, const std::string& email) const {
    const auto organiser_id = by_.scope.organiser_id();
    const auto who = consent::look_up_person(db, with_.keys, organiser_id, email);
    return who && db.value<std::int64_t>(
                        "SELECT id FROM consent_record WHERE principal_id = :1 LIMIT 1", who->id)
                      .has_value();
  }

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
revocation_counts take_revocations(const import_tools& with, const importer& by,
                                   std::optional<std::int64_t> purpose_id, const consent_list& list,
                                   instant now, const Finish& finish) {
  const revoker writer(with, by, now);
  return in_small_writes<revocation_counts>(
      with, list,
      [&](schema::transaction& tx, const consent_row& row, revocation_counts& counts) {
        writer.take(tx, purposes_of(tx, by.scope.organiser_id(), purpose_id), row, counts);
      },
      finish);
}

}  // namespace

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
