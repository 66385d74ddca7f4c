// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <tuple>
#include <utility>

#include "consent/ledger.hpp"
#include "events/json_members.hpp"
#include "events/message_rows.hpp"

namespace zusage::events {
namespace {

constexpr std::int64_t most_attempts = 50;

bool can_be_seen(const schema::reader& db, const organisers::scope& of, std::int64_t id) {
  const auto found = db.one<std::int64_t, std::optional<std::int64_t>>(
      "SELECT m.id, m.event_id FROM message m WHERE m.id = :1 AND m.organiser_id = :2" +
          visible_to(of),
      id, of.organiser_id());
  if (!found) return false;
  const auto& event_id = std::get<1>(*found);
  return of.reaches_everything() || (event_id && of.reaches(*event_id));
}

void add_details(message_details& to, const schema::reader& db) {
  const auto more = db.one<std::string, instant, std::string, std::string, std::string>(
      "SELECT m.message_id, m.expires_at, m.language, m.recipient_name,"
      " CASE WHEN m.permitted_by IS NULL THEN '' ELSE COALESCE(w.public_id, '') END"
      " FROM message m LEFT JOIN principal w ON w.id = m.principal_id"
      " WHERE m.id = :1",
      to.row.id);
  if (more) std::tie(to.message_id, to.expires_at, to.language, to.name, to.permitted_by) = *more;
  to.is_dead_end = db.value<std::int64_t>(
                         "SELECT n.id FROM message m JOIN message n"
                         " ON n.recipient_key = m.recipient_key AND n.organiser_id = m.organiser_id"
                         "  AND n.returned = 2"
                         " WHERE m.id = :1 AND m.recipient_key <> '' LIMIT 1",
                         to.row.id)
                       .has_value();
}

// The consent that it needs, or tells of, and the newsletter that it is one of.
void add_matter(message_details& to, const schema::reader& db) {
  const auto consent = db.one<std::string, std::string, std::string>(
      "SELECT p.key, p.title,"
      // Without a person nobody knows how it stands.
      " CASE WHEN m.principal_id IS NULL THEN 'requested' ELSE COALESCE(s.state, '') END"
      " FROM message m JOIN purpose p ON p.id = m.purpose_id"
      " LEFT JOIN consent_state s ON s.principal_id = m.principal_id"
      "  AND s.purpose_id = m.purpose_id"
      " WHERE m.id = :1",
      to.row.id);
  if (consent) {
    const auto& [key, title, state] = *consent;
    to.purpose_key = key;
    to.purpose_title = from_stored(title);
    to.is_decided =
        to.row.kind == "consent-confirm" && state != consent::to_text(consent::state::requested);
  }
  const auto issue = db.one<std::string, std::string>(
      "SELECT n.public_id, n.subject FROM message m JOIN newsletter n ON n.id = m.newsletter_id"
      " WHERE m.id = :1",
      to.row.id);
  if (!issue) return;
  to.newsletter = std::get<0>(*issue);
  to.subject = from_stored(std::get<1>(*issue));
}

void add_attempts(message_details& to, const schema::reader& db) {
  db.each<instant, std::string, std::string, std::string, std::int64_t>(
      "SELECT at, outcome, phase, reply, code FROM delivery_attempt WHERE message_id = :1"
      " ORDER BY id DESC LIMIT :2",
      [&](instant at, std::string outcome, std::string phase, std::string reply,
          std::int64_t code) {
        to.attempts.push_back({at, std::move(outcome), {std::move(reply), std::move(phase), code}});
      },
      to.row.id, most_attempts);
  std::reverse(to.attempts.begin(), to.attempts.end());
}

}  // namespace

std::optional<message_details> find_message(const schema::reader& db, const organisers::scope& of,
                                            std::int64_t id) {
  if (!can_be_seen(db, of, id)) return {};
  auto found = message_rows(db, " WHERE m.id = :1", id);
  if (found.empty()) return {};
  message_details all;
  all.row = std::move(found.front());
  add_details(all, db);
  add_matter(all, db);
  add_attempts(all, db);
  return all;
}

}  // namespace zusage::events
