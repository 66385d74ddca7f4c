// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "consent/import_record.hpp"

#include "consent/ask.hpp"
#include "consent/suppression.hpp"

namespace zusage::consent {
namespace {

constexpr std::string_view method = "import";

evidence evidence_of(const imported_row& row) {
  evidence by;
  by.email = row.email;
  by.name = row.name;
  by.source = row.source;
  by.network_address = row.network_address;
  by.actor = row.actor;
  by.given_at = row.given_at_as_typed;
  return by;
}

subject subject_of(const schema::reader& db, const import_target& to, std::int64_t notice_id) {
  const auto hash = db.value<std::string>("SELECT hash FROM notice WHERE id = :1", notice_id);
  return {to.organiser_id, to.organiser_key, to.purpose_id, to.purpose_key,
          notice_id,       hash.value(),     to.channel};
}

// How they stand now; what has ended by itself is recorded first.
std::optional<present_state> find_now(schema::transaction& tx, const person_keys& keys,
                                      const principal& who, std::int64_t purpose_id, instant now) {
  const auto public_id = tx.value<std::string>(
      "SELECT public_id FROM consent_state WHERE principal_id = :1 AND purpose_id = :2", who.id,
      purpose_id);
  auto present = public_id ? hold_present(tx, keys.people, *public_id) : std::nullopt;
  if (present) append_end(tx, *present, now);
  return present;
}

bool was_given(const schema::reader& db, std::int64_t principal_id, std::int64_t purpose_id) {
  return db
      .value<std::int64_t>(
          "SELECT id FROM consent_record"
          " WHERE principal_id = :1 AND purpose_id = :2 AND event IN ('given', 'renewed')"
          " LIMIT 1",
          principal_id, purpose_id)
      .has_value();
}

bool was_asked(const schema::reader& db, std::int64_t principal_id, std::int64_t purpose_id) {
  return db
      .value<instant>(
          "SELECT asked_at FROM import_request WHERE principal_id = :1 AND purpose_id = :2",
          principal_id, purpose_id)
      .has_value();
}

// What stands against taking the row as it is; nothing: it is taken.
std::optional<imported> held_back(schema::transaction& tx, const import_target& to,
                                  const imported_row& row, const principal& who,
                                  const std::optional<present_state>& present, bool gives) {
  if (present && permits(present->now)) return imported::stands;
  if (is_suppressed(tx, who.id, to.purpose_id)) return imported::withdrawn;
  if (gives) {
    // What ended with the time does not come back by what was agreed to before that.
    const bool ended = present && present->now == state::expired &&
                       was_given(tx, who.id, to.purpose_id) && *row.given_at <= present->changed_at;
    return ended ? std::optional(imported::too_old) : std::nullopt;
  }
  if (present && present->now == state::requested) return imported::waits;
  if (was_asked(tx, who.id, to.purpose_id)) return imported::asked_before;
  return {};
}

// Whoever ends or changes a purpose holds the chain, as the caller does.
bool is_as_it_was(const schema::reader& db, const import_target& to) {
  import_refusal why{};
  const auto now = find_import_target(db, to.organiser_id, to.purpose_key, why);
  return now && now->purpose_id == to.purpose_id && now->valid_months == to.valid_months &&
         now->renew_by == to.renew_by;
}

std::int64_t newest_notice(const schema::reader& db, const import_target& to,
                           const std::string& language) {
  for (const auto& one : offers_of_organiser(db, to.organiser_id, language)) {
    if (one.purpose_id == to.purpose_id) return one.notice_id;
  }
  throw std::logic_error("purpose " + to.purpose_key + " has no notice");
}

}  // namespace

std::optional<import_target> find_import_target(const schema::reader& db, std::int64_t organiser_id,
                                                std::string_view purpose_key, import_refusal& why) {
  why = import_refusal::no_purpose;
  const auto row = db.one<std::int64_t, std::string, std::string, std::string, std::int64_t, bool,
                          std::optional<instant>>(
      "SELECT p.id, o.key, p.channel, n.ends, n.valid_months,"
      "       CASE WHEN p.ended_at IS NULL THEN 0 ELSE 1 END,"
      "       (SELECT MIN(x.deadline) FROM renewal x"
      "         WHERE x.purpose_id = p.id AND x.state IN ('running', 'done'))"
      " FROM purpose p"
      " JOIN organiser o ON o.id = p.organiser_id"
      " JOIN notice n ON n.purpose_id = p.id AND n.version = p.version"
      " WHERE p.organiser_id = :1 AND p.key = :2"
      " LIMIT 1",
      organiser_id, purpose_key);
  if (!row) return {};
  const auto& [id, organiser_key, channel, ends, months, ended, renew_by] = *row;
  why = channel == "phone" ? import_refusal::for_calls
        : ended            ? import_refusal::purpose_ended
                           : import_refusal::ends_once_used;
  if (channel == "phone" || ended || !ends.empty()) return {};
  return import_target{organiser_id, id,     organiser_key, std::string(purpose_key),
                       channel,      months, renew_by};
}

import_result import_one(schema::transaction& tx, const person_keys& keys, const import_target& to,
                         const imported_row& row, instant now) {
  hold_chain(tx, to.organiser_id);
  // Words that had to be renewed by a day that is over prove nothing for today: they are asked.
  const bool gives = row.has_evidence() && !(to.renew_by && *to.renew_by <= now);
  if (gives && is_over(to, row, now)) return {imported::too_old, 0, {}};
  if (!is_as_it_was(tx, to)) return {imported::purpose_over, 0, {}};
  const auto looked = look_up_person(tx, keys, to.organiser_id, row.email);
  if (looked && looked->damaged) return {imported::damaged, looked->id, {}};
  if (const auto known = find_principal(tx, keys, to.organiser_id, row.email)) {
    const auto present = find_now(tx, keys, *known, to.purpose_id, now);
    if (const auto why = held_back(tx, to, row, *known, present, gives))
      return {*why, known->id, {}};
  }
  const auto who = find_or_add_principal(tx, keys, to.organiser_id, row.email, now);
  const auto notice =
      gives ? imported_notice(tx, to, row, now) : newest_notice(tx, to, row.language);
  if (!gives) {
    tx.execute(
        "INSERT INTO import_request (principal_id, purpose_id, organiser_id, asked_at)"
        " VALUES (:1, :2, :3, :4)",
        who.id, to.purpose_id, to.organiser_id, now);
  }
  const auto by = evidence_of(row);
  const auto done = append(tx, who, subject_of(tx, to, notice),
                           {gives ? state::given : state::requested, method, by, now});
  return {gives ? imported::given : imported::asked, who.id, done.state_public_id};
}

}  // namespace zusage::consent
