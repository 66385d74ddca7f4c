// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "consent/append.hpp"

#include <stdexcept>

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

appended append(schema::transaction& tx, const principal& who, const subject& about,
                const act& what) {
  const auto record = insert_record(tx, who, about, what);
  // The public id of a state is for good: links in mails that went out stay valid.
  auto public_id = tx.value<std::string>(
      "INSERT INTO consent_state (principal_id, purpose_id, organiser_id, public_id, state, "
      "record_id,"
      " changed_at)"
      " VALUES (:1, :2, :3, :4, :5, :6, :7)"
      " ON CONFLICT (principal_id, purpose_id) DO UPDATE"
      " SET state = excluded.state, record_id = excluded.record_id, changed_at = "
      "excluded.changed_at"
      " RETURNING public_id",
      who.id, about.purpose_id, about.organiser_id, new_public_id(), to_text(what.event), record,
      what.at);
  return {record, public_id.value()};
}

std::optional<present_state> find_present(const schema::reader& db, const key32& people_key,
                                          std::string_view state_public_id) {
  const auto row = db.one<std::int64_t, std::string, std::optional<std::string>, std::int64_t,
                          std::string, std::int64_t, std::string, std::int64_t, std::string,
                          std::string, std::string, instant>(
      "SELECT w.id, w.public_id, w.secret, o.id, o.key, p.id, p.key, n.id, n.hash, n.channel, "
      "s.state,"
      "       s.changed_at"
      " FROM consent_state s"
      " JOIN consent_record r ON r.id = s.record_id"
      " JOIN notice n ON n.id = r.notice_id"
      " JOIN purpose p ON p.id = s.purpose_id"
      " JOIN principal w ON w.id = s.principal_id"
      " JOIN organiser o ON o.id = s.organiser_id"
      " WHERE s.public_id = :1",
      state_public_id);
  if (!row) return {};
  const auto& [who, person, secret, organiser, organiser_key, purpose, purpose_key, notice,
               notice_hash, channel, now, changed_at] = *row;
  present_state found{
      {who, person, open_secret(people_key, secret, person)},
      {organiser, organiser_key, purpose, purpose_key, notice, notice_hash, channel},
      state_from(now).value_or(state::invalidated),
      changed_at};
  if (secret && !found.who.key) {
    throw std::runtime_error("the key of person " + person +
                             " cannot be opened; is this the right key file?");
  }
  return found;
}

}  // namespace zusage::consent
