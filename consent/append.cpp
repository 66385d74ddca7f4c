// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "consent/append.hpp"

#include <stdexcept>
#include <utility>

#include "base/link.hpp"
#include "consent/chain.hpp"
#include "consent/personal.hpp"

namespace zusage::consent {
namespace {

struct chain_place {
  std::int64_t sequence;
  std::string previous_hash;
};

chain_place take_place(schema::transaction& tx, std::int64_t organiser_id) {
  const auto row = tx.one<std::int64_t, std::string>(
      "INSERT INTO consent_chain (organiser_id, sequence, hash)"
      " VALUES (:1, 1, :2)"
      " ON CONFLICT (organiser_id) DO UPDATE SET sequence = consent_chain.sequence + 1"
      " RETURNING sequence, hash",
      organiser_id, no_previous_hash);
  if (!row) throw std::logic_error("the consent chain gave no place");
  return {std::get<0>(*row), std::get<1>(*row)};
}

std::int64_t insert_record(schema::transaction& tx, const principal& who, const subject& about,
                           const act& what) {
  const auto place = take_place(tx, about.organiser_id);
  const auto sealed = seal(who.key, {about.organiser_key, place.sequence}, what.by);
  const auto event = to_text(what.event);
  const auto hash = record_hash({place.previous_hash, about.organiser_key, place.sequence,
                                 who.public_id, about.purpose_key, about.channel, about.notice_hash,
                                 event, what.method, to_micros(what.at), sealed.commitment});
  const auto id = tx.value<std::int64_t>(
      "INSERT INTO consent_record (organiser_id, sequence, principal_id, purpose_id, notice_id, "
      "event,"
      " method, at, personal, commitment, previous_hash, hash)"
      " VALUES (:1, :2, :3, :4, :5, :6, :7, :8, :9, :10, :11, :12)"
      " RETURNING id",
      about.organiser_id, place.sequence, who.id, about.purpose_id, about.notice_id, event,
      what.method, what.at, sealed.personal, sealed.commitment, place.previous_hash, hash);
  tx.execute("UPDATE consent_chain SET hash = :1 WHERE organiser_id = :2", hash,
             about.organiser_id);
  return id.value();
}

// By what the notice says; renewals and purposes that end come later and are asked about then.
std::optional<instant> valid_until(const schema::reader& db, std::int64_t notice_id, instant from) {
  const auto months =
      db.value<std::int64_t>("SELECT valid_months FROM notice WHERE id = :1", notice_id);
  if (!months || *months == 0) return {};
  return after_months(from, *months);
}

// A row of the query in `find_present`, in its order.
struct present_row {
  std::int64_t who;
  std::string person;
  std::optional<std::string> secret;
  std::int64_t organiser;
  std::string organiser_key;
  std::int64_t purpose;
  std::string purpose_key;
  std::int64_t notice;
  std::string notice_hash, channel, state;
  instant changed_at;
  std::int64_t record, version, newest_version, valid_months;
  instant at;
  std::optional<instant> purpose_ended_at;
  bool ends_standing;
  std::optional<instant> renew_by;
};

present_state present_from(const present_row& row, const key32& people_key) {
  present_state found;
  found.who = {row.who, row.person, open_secret(people_key, row.secret, row.person)};
  if (row.secret && !found.who.key) throw damaged_person(row.person);
  found.about = {row.organiser, row.organiser_key, row.purpose, row.purpose_key,
                 row.notice,    row.notice_hash,   row.channel};
  found.now = state_from(row.state).value_or(state::invalidated);
  found.changed_at = row.changed_at;
  found.record_id = row.record;
  found.version = row.version;
  found.newest_version = row.newest_version;
  if (row.valid_months > 0) found.ends.valid_until = after_months(row.at, row.valid_months);
  found.ends.renew_by = row.renew_by;
  found.ends.purpose_ends_it = row.ends_standing;
  found.purpose_ended = row.purpose_ended_at.has_value();
  return found;
}

// By what end_of_proof.cpp finds whose proof ends. Who is new has never been closed.
void note_closed(schema::transaction& tx, const principal& who, const act& what) {
  const bool open = what.event == state::requested || permits(what.event);
  if (open && who.is_new) return;
  if (open) {
    tx.execute("UPDATE principal SET closed_at = NULL WHERE id = :1 AND closed_at IS NOT NULL",
               who.id);
    return;
  }
  tx.execute(
      "UPDATE principal SET closed_at = :1"
      " WHERE id = :2 AND secret IS NOT NULL AND NOT EXISTS"
      "  (SELECT 1 FROM consent_state s WHERE s.principal_id = principal.id"
      "   AND s.state IN ('requested', 'given', 'renewed'))",
      what.at, who.id);
}

}  // namespace

void hold_chain(schema::transaction& tx, std::int64_t organiser_id) {
  if (!tx.is_shared()) return;
  tx.execute(
      "INSERT INTO consent_chain (organiser_id, sequence, hash)"
      " VALUES (:1, 0, :2)"
      " ON CONFLICT (organiser_id) DO UPDATE SET sequence = consent_chain.sequence",
      organiser_id, no_previous_hash);
}

std::optional<present_state> hold_present(schema::transaction& tx, const key32& people_key,
                                          std::string_view state_public_id) {
  auto present = find_present(tx, people_key, state_public_id);
  if (!present || !tx.is_shared()) return present;
  hold_chain(tx, present->about.organiser_id);
  return find_present(tx, people_key, state_public_id);
}

bool append_end(schema::transaction& tx, present_state& of, instant now) {
  const auto end = ended_by(of.now, of.ends, now);
  if (!end) return false;
  const auto done = append(tx, of.who, of.about, {end->event, end->method, {}, now});
  of.now = end->event;
  of.record_id = done.record_id;
  of.changed_at = now;
  return true;
}

appended append(schema::transaction& tx, const principal& who, const subject& about,
                const act& what) {
  // What takes a permission away is committed behind the gate of the person: no message is begun
  // by an older state afterwards (mailer/courier.cpp asks there).
  const bool asks = what.event == state::requested;
  if (!asks && !permits(what.event)) tx.close_gate(who.id);
  const auto record = insert_record(tx, who, about, what);
  const auto until = permits(what.event) ? valid_until(tx, about.notice_id, what.at) : std::nullopt;
  // The public id of a state is for good: links in mails that went out stay valid.
  auto public_id = tx.value<std::string>(
      "INSERT INTO consent_state (principal_id, purpose_id, organiser_id, public_id, state, "
      "record_id,"
      " changed_at, valid_until)"
      " VALUES (:1, :2, :3, :4, :5, :6, :7, :8)"
      " ON CONFLICT (principal_id, purpose_id) DO UPDATE"
      " SET state = excluded.state, record_id = excluded.record_id, changed_at = "
      "excluded.changed_at,"
      "  valid_until = excluded.valid_until,"
      // A request after an answer or an end is one of its own (events/confirm_link.hpp).
      "  asked = consent_state.asked + CASE WHEN excluded.state = 'requested'"
      "   AND consent_state.state <> 'requested' THEN 1 ELSE 0 END"
      " RETURNING public_id",
      who.id, about.purpose_id, about.organiser_id, new_public_id(), to_text(what.event), record,
      what.at, until);
  note_closed(tx, who, what);
  return {record, public_id.value()};
}

std::optional<present_state> find_present(const schema::reader& db, const key32& people_key,
                                          std::string_view state_public_id) {
  std::optional<present_state> found;
  using text = std::string;
  db.each<std::int64_t, text, std::optional<text>, std::int64_t, text, std::int64_t, text,
          std::int64_t, text, text, text, instant, std::int64_t, std::int64_t, std::int64_t,
          std::int64_t, instant, std::optional<instant>, bool, std::optional<instant>>(
      "SELECT w.id, w.public_id, w.secret, o.id, o.key, p.id, p.key, n.id, n.hash, n.channel, "
      "s.state,"
      "       s.changed_at, r.id, n.version, p.version, n.valid_months, r.at, p.ended_at,"
      "       p.ends_standing,"
      "       (SELECT MIN(x.deadline) FROM renewal x WHERE x.purpose_id = p.id"
      "         AND x.version > n.version AND x.state IN ('running', 'done'))"
      " FROM consent_state s"
      " JOIN consent_record r ON r.id = s.record_id"
      " JOIN notice n ON n.id = r.notice_id"
      " JOIN purpose p ON p.id = s.purpose_id"
      " JOIN principal w ON w.id = s.principal_id"
      " JOIN organiser o ON o.id = s.organiser_id"
      " WHERE s.public_id = :1",
      [&](auto&&... columns) {
        found = present_from({std::forward<decltype(columns)>(columns)...}, people_key);
      },
      state_public_id);
  return found;
}

}  // namespace zusage::consent
