// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/check_in.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "events/registration_rows.hpp"
#include "organisers/audit.hpp"

namespace zusage::events {
namespace {

using outcome = check_in_outcome;

constexpr std::pair<outcome, std::string_view> names[] = {
    {outcome::checked_in, "checked_in"},
    {outcome::undone, "undone"},
    {outcome::already, "already"},
    {outcome::not_here, "not_here"},
    {outcome::taken_back, "taken_back"},
    {outcome::not_confirmed, "not_confirmed"},
    {outcome::not_in_session, "not_in_session"},
    {outcome::other_event, "other_event"},
    {outcome::too_old, "too_old"},
    {outcome::unknown, "unknown"}};

void record(schema::transaction& tx, const check_in_place& where, std::string_view action,
            const arrival& who, nlohmann::json details, instant now) {
  std::string session;
  for (const auto& one : where.of.sessions) {
    if (one.id == where.session_id) session = one.key;
  }
  details.update({{"event", where.of.slug}, {"session", session}});
  organisers::record(tx,
                     {where.whose.organiser_id(), where.whose.staff_id(), std::string(action),
                      who.reference, std::move(details)},
                     now);
}

nlohmann::json here_since(const arrival& who) {
  return who.here_since ? nlohmann::json(to_iso(*who.here_since)) : nlohmann::json();
}

// Of a reference that is not of this event: another event of theirs that they may see, or nothing.
check_in_result elsewhere(const schema::reader& db, const check_in_place& where,
                          const check_in_codes& codes, const read_code& code) {
  const auto event_id = event_of_reference(db, where.whose, code.reference);
  if (!event_id || (!code.seal.empty() && !codes.is_sealed(code, *event_id))) return {};
  return {outcome::other_event, {}};
}

// What an entry with this key has led to; nothing for a new one.
std::optional<outcome> earlier(const schema::reader& db, std::int64_t registration_id,
                               std::string_view client_key) {
  if (client_key.empty()) return {};
  const auto undone = db.value<std::optional<instant>>(
      "SELECT undone_at FROM check_in WHERE registration_id = :1 AND client_key = :2",
      registration_id, client_key);
  if (!undone) return {};
  return *undone ? outcome::taken_back : outcome::checked_in;
}

bool insert(schema::transaction& tx, const check_in_place& where, std::int64_t registration_id,
            const check_in_entry& what, instant now) {
  const auto at = std::min(what.at.value_or(now), now);
  const auto session = where.session_id ? std::optional(where.session_id) : std::nullopt;
  return tx.execute(
             "INSERT INTO check_in (organiser_id, event_id, registration_id, session_id, at,"
             " noted_at, by_staff, desk, client_key)"
             " VALUES (:1, :2, :3, :4, :5, :6, :7, :8, :9) ON CONFLICT DO NOTHING",
             where.whose.organiser_id(), where.of.id, registration_id, session, at, now,
             where.whose.staff_id(), what.desk, what.client_key) > 0;
}

void set_time_of_event(schema::transaction& tx, const check_in_place& where,
                       std::int64_t registration_id, const std::optional<instant>& at) {
  if (where.session_id != 0) return;
  tx.execute("UPDATE registration SET checked_in_at = :1 WHERE id = :2", at, registration_id);
}

outcome refusal(const arrival& who) {
  return who.status != registration_status::confirmed ? outcome::not_confirmed
                                                      : outcome::not_in_session;
}

check_in_entry within_limits(check_in_entry what) {
  what.desk = is_utf8(what.desk) ? cut(cleaned(what.desk), check_in_limits::desk) : "";
  const auto& key = what.client_key;
  if (key.size() > check_in_limits::client_key || !is_utf8(key) || has_control(key))
    what.client_key.clear();
  return what;
}

}  // namespace

std::string_view to_text(check_in_outcome o) {
  for (const auto& [value, name] : names) {
    if (value == o) return name;
  }
  return {};
}

std::optional<check_in_outcome> check_in_outcome_from(std::string_view text) {
  for (const auto& [value, name] : names) {
    if (name == text) return value;
  }
  return {};
}

check_in_result check_in(schema::transaction& tx, const check_in_place& where,
                         const check_in_codes& codes, const check_in_entry& typed, instant now) {
  const auto what = within_limits(typed);
  // Nobody cancels or moves up between what is looked at here and what is written.
  hold_event(tx, where.of.id);
  auto who = find_arrival(tx, where, what.code.reference);
  if (!who) return elsewhere(tx, where, codes, what.code);
  if (!what.code.seal.empty() && !codes.is_sealed(what.code, where.of.id)) return {};
  const auto id = who->id;
  if (const auto before = earlier(tx, id, what.client_key)) return {*before, std::move(who)};
  if (who->here_since) return {outcome::already, std::move(who)};
  if (what.at && *what.at + check_in_limits::offline < now) return {outcome::too_old, who};
  const bool may_enter = who->booked || what.anyway;
  if (who->status != registration_status::confirmed || !may_enter) return {refusal(*who), who};
  const bool done = insert(tx, where, id, what, now);
  who = find_arrival(tx, where, what.code.reference);
  if (!done) return {outcome::already, std::move(who)};
  set_time_of_event(tx, where, id, who->here_since);
  auto details = nlohmann::json::object();
  if (!who->booked) details["booked"] = false;
  record(tx, where, "check_in.done", *who, std::move(details), now);
  return {outcome::checked_in, std::move(who)};
}

check_in_result undo_check_in(schema::transaction& tx, const check_in_place& where,
                              std::string_view reference, instant now) {
  hold_event(tx, where.of.id);
  auto who = find_arrival(tx, where, reference);
  if (!who) return {};
  const auto undone = tx.execute(
      "UPDATE check_in SET undone_at = :1"
      " WHERE registration_id = :2 AND COALESCE(session_id, 0) = :3 AND undone_at IS NULL",
      now, who->id, where.session_id);
  if (undone == 0) return {outcome::not_here, std::move(who)};
  set_time_of_event(tx, where, who->id, {});
  record(
      tx, where, "check_in.undone", *who,
      {{"before", {{"checked_in_at", here_since(*who)}}}, {"after", {{"checked_in_at", nullptr}}}},
      now);
  return {outcome::undone, find_arrival(tx, where, reference)};
}

}  // namespace zusage::events
