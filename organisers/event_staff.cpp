// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "organisers/event_staff.hpp"

#include <algorithm>
#include <limits>

#include "organisers/audit.hpp"
#include "organisers/sessions.hpp"
#include "organisers/staff.hpp"
#include "organisers/staff_invitations.hpp"

namespace zusage::organisers {
namespace {

// The event's slug, which names it in the trail. Nothing: it is none of the scope's, or of an
// organiser that runs it together with its main one.
std::optional<std::string> own_slug(const schema::reader& db, const scope& of,
                                    std::int64_t event_id) {
  if (!may_edit(of, event_id)) return {};
  return db.value<std::string>("SELECT slug FROM event WHERE id = :1 AND organiser_id = :2",
                               event_id, of.organiser_id());
}

std::optional<role> role_at_event(const schema::reader& db, std::int64_t event_id,
                                  std::int64_t staff_id) {
  const auto stored = db.value<std::string>(
      "SELECT role FROM event_staff WHERE event_id = :1 AND staff_id = :2", event_id, staff_id);
  return stored ? event_role_from(*stored) : std::nullopt;
}

// Of events whose numbers lie in that range.
std::vector<event_colleague> colleagues(const schema::reader& db, const scope& of,
                                        std::int64_t first, std::int64_t last) {
  std::vector<event_colleague> all;
  db.each<std::int64_t, std::string, std::string, instant, std::optional<instant>, std::int64_t,
          std::string, std::string>(
      "SELECT s.id, s.email, t.role, t.given_at, s.seen_at,"
      " (SELECT COUNT(*) FROM second_factor f"
      "  WHERE f.staff_id = s.id AND f.confirmed_at IS NOT NULL),"
      " e.slug, e.title"
      " FROM event_staff t"
      " JOIN staff s ON s.id = t.staff_id"
      " JOIN event e ON e.id = t.event_id"
      " WHERE t.organiser_id = :1 AND t.event_id BETWEEN :2 AND :3"
      " ORDER BY s.email, e.starts_at, e.id",
      [&](std::int64_t id, std::string email, const std::string& as, instant given_at,
          std::optional<instant> seen_at, std::int64_t factors, std::string slug,
          const std::string& title) {
        const auto role = event_role_from(as);
        if (!role) return;
        all.push_back({{id, std::move(email), *role, given_at, seen_at, factors > 0},
                       std::move(slug),
                       nlohmann::json::parse(title, nullptr, false)});
      },
      of.organiser_id(), first, last);
  return all;
}

}  // namespace

std::optional<role> event_role_from(std::string_view text) {
  const auto found = role_from(text);
  const bool there = found && std::find(std::begin(event_roles), std::end(event_roles), *found) !=
                                  std::end(event_roles);
  return there ? found : std::nullopt;
}

bool is_wider(role at_event, role at_organiser) {
  return at_event == role::organiser &&
         (at_organiser == role::check_in || at_organiser == role::dpo);
}

std::vector<event_colleague> list_event_staff(const schema::reader& db, const scope& of,
                                              std::int64_t event_id) {
  if (!own_slug(db, of, event_id)) return {};
  return colleagues(db, of, event_id, event_id);
}

std::vector<event_colleague> list_event_staff(const schema::reader& db, const scope& of) {
  if (!of.reaches_everything()) return {};
  return colleagues(db, of, 0, std::numeric_limits<std::int64_t>::max());
}

std::vector<staff_invitation> list_event_invitations(const schema::reader& db, const scope& of,
                                                     std::int64_t event_id, instant now) {
  if (!may_edit(of, event_id)) return {};
  return list_invitations_to(db, of, event_id, now);
}

std::vector<event_membership> events_of(const schema::reader& db, std::int64_t staff_id) {
  std::vector<event_membership> found;
  db.each<std::string, std::string, std::string, std::string, std::string>(
      "SELECT o.key, e.slug, o.name, e.title, t.role"
      " FROM event_staff t"
      " JOIN event e ON e.id = t.event_id AND e.organiser_id = t.organiser_id"
      " JOIN organiser o ON o.id = t.organiser_id"
      " WHERE t.staff_id = :1"
      " ORDER BY e.starts_at DESC, e.id",
      [&](std::string key, std::string slug, const std::string& name, const std::string& title,
          const std::string& as) {
        const auto role = event_role_from(as);
        if (!role) return;
        found.push_back({std::move(key), std::move(slug),
                         nlohmann::json::parse(name, nullptr, false),
                         nlohmann::json::parse(title, nullptr, false), *role});
      },
      staff_id);
  return found;
}

std::vector<std::int64_t> organisers_of(const schema::reader& db, std::int64_t staff_id) {
  std::vector<std::int64_t> found;
  for (const auto& at : memberships_of(db, staff_id)) found.push_back(at.organiser_id);
  for (const auto& [id] : db.all<std::int64_t>("SELECT DISTINCT organiser_id FROM event_staff"
                                               " WHERE staff_id = :1 ORDER BY organiser_id",
                                               staff_id)) {
    if (std::find(found.begin(), found.end(), id) == found.end()) found.push_back(id);
  }
  return found;
}

void end_sessions_of_nobody(schema::transaction& tx, std::int64_t staff_id) {
  if (organisers_of(tx, staff_id).empty()) end_sessions(tx, staff_id);
}

checked<staff_invitation> invite_to_event(schema::transaction& tx, const scope& of,
                                          std::int64_t event_id, const typed_invitation& typed,
                                          instant now) {
  const auto slug = own_slug(tx, of, event_id);
  if (!slug) return faults{{"", "staff_gone"}};
  const auto who = check_invited(tx, typed.email, event_role_from(typed.role));
  if (!who) return who.error();
  if (who->staff_id && role_at_event(tx, event_id, *who->staff_id))
    return faults{{"email", "staff_known"}};
  return store_invitation(tx, of, {event_id, *slug}, *who, now);
}

bool withdraw_event_invitation(schema::transaction& tx, const scope& of, std::int64_t event_id,
                               const std::string& email, instant now) {
  const auto slug = own_slug(tx, of, event_id);
  return slug && withdraw_invitation_to(tx, of, {event_id, *slug}, email, now);
}

staff_change change_event_role(schema::transaction& tx, const scope& of, std::int64_t event_id,
                               const listed_staff& wanted, instant now) {
  const auto slug = own_slug(tx, of, event_id);
  const auto had = slug ? role_at_event(tx, event_id, wanted.id) : std::nullopt;
  if (!had || !event_role_from(to_text(wanted.role))) return staff_change::unknown;
  if (*had == wanted.role) return staff_change::unchanged;
  tx.execute("UPDATE event_staff SET role = :1 WHERE event_id = :2 AND staff_id = :3",
             to_text(wanted.role), event_id, wanted.id);
  record(tx,
         {of.organiser_id(),
          of.staff_id(),
          "staff.role_changed",
          std::to_string(wanted.id),
          {{"event", *slug},
           {"before", {{"role", to_text(*had)}}},
           {"after", {{"role", to_text(wanted.role)}}}}},
         now);
  return staff_change::done;
}

staff_change remove_event_staff(schema::transaction& tx, const scope& of, std::int64_t event_id,
                                std::int64_t staff_id, instant now) {
  const auto slug = own_slug(tx, of, event_id);
  if (!slug) return staff_change::unknown;
  const auto had = tx.value<std::string>(
      "DELETE FROM event_staff WHERE event_id = :1 AND staff_id = :2 RETURNING role", event_id,
      staff_id);
  if (!had) return staff_change::unknown;
  end_sessions_of_nobody(tx, staff_id);
  record(tx,
         {of.organiser_id(),
          of.staff_id(),
          "staff.removed",
          std::to_string(staff_id),
          {{"role", *had}, {"event", *slug}}},
         now);
  return staff_change::done;
}

void join_event(schema::transaction& tx, const staff_invitation& invitation, std::int64_t staff_id,
                instant now) {
  const auto& at = invitation.event.value();
  tx.execute(
      "INSERT INTO event_staff (event_id, organiser_id, staff_id, role, given_at)"
      " VALUES (:1, :2, :3, :4, :5)"
      " ON CONFLICT (event_id, staff_id) DO NOTHING",
      at.id, invitation.organiser_id, staff_id, to_text(invitation.role), now);
}

}  // namespace zusage::organisers
