// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "organisers/scope.hpp"
#include "organisers/staff_list.hpp"
#include "schema/sql.hpp"

/// People who work for an organiser at single events. Each role is for one event; what it opens is
/// that event and nothing else of the organiser (access.hpp). The main organiser of an event gives
/// and takes them; everything here is audited as for staff of the whole organiser.
namespace zusage::organisers {

/// What somebody can be at a single event: `organiser` or `check_in`. The other roles look after
/// what belongs to the organiser as a whole.
inline constexpr role event_roles[] = {role::organiser, role::check_in};

/// Nothing for the roles that a single event does not have.
std::optional<role> event_role_from(std::string_view text);

/// Whether a role at the event lets somebody do more there than the role at the whole organiser,
/// so that it counts.
bool is_wider(role at_event, role at_organiser);

/// Whether who acts was let in by a role for a single event: beyond it the scope reaches nothing,
/// neither other events nor what belongs to the organiser as a whole.
inline bool is_for_one_event(const scope& of) {
  return !of.reaches_everything() && of.acting_for() == of.organiser_id();
}

/// Whether the event may be edited: by its main organiser's staff and by its own. The second
/// organiser of an event that is run together edits nothing.
inline bool may_edit(const scope& of, std::int64_t event_id) {
  return of.reaches(event_id) && of.acting_for() == of.organiser_id();
}

struct event_colleague {
  listed_staff who;  ///< `role` and `since` are those at the event
  std::string slug;
  nlohmann::json title;  ///< of the event, by language
};

/// Of one event, by address.
std::vector<event_colleague> list_event_staff(const schema::reader& db, const scope& of,
                                              std::int64_t event_id);
/// Of all events of the organiser, by address and then by when the event begins.
std::vector<event_colleague> list_event_staff(const schema::reader& db, const scope& of);

/// Those to this event that can still be accepted, by address.
std::vector<staff_invitation> list_event_invitations(const schema::reader& db, const scope& of,
                                                     std::int64_t event_id, instant now);

struct event_membership {
  std::string organiser_key, slug;
  nlohmann::json organiser_name, title;  ///< by language
  organisers::role role = role::check_in;
};

/// The single events that a person works at, the latest first.
std::vector<event_membership> events_of(const schema::reader& db, std::int64_t staff_id);

/// Every organiser that a person works for, as a whole or at an event; each once, those as a whole
/// first.
std::vector<std::int64_t> organisers_of(const schema::reader& db, std::int64_t staff_id);

/// Signs somebody who works for nobody (any more) out everywhere.
void end_sessions_of_nobody(schema::transaction& tx, std::int64_t staff_id);

/// The invitation, which is to be mailed in the same transaction. Faults: `not_an_email` (field
/// `email`), `role_missing` (`role`), `staff_known` (`email`: works at this event already), and
/// without a field `staff_gone` when the scope does not own the event.
checked<staff_invitation> invite_to_event(schema::transaction& tx, const scope& of,
                                          std::int64_t event_id, const typed_invitation& typed,
                                          instant now);

/// Whether there was one for the address; its link is good no more.
bool withdraw_event_invitation(schema::transaction& tx, const scope& of, std::int64_t event_id,
                               const std::string& email, instant now);

staff_change change_event_role(schema::transaction& tx, const scope& of, std::int64_t event_id,
                               const listed_staff& wanted, instant now);

/// Takes the role away; who works for nobody any more is signed out everywhere.
staff_change remove_event_staff(schema::transaction& tx, const scope& of, std::int64_t event_id,
                                std::int64_t staff_id, instant now);

/// What accepting an invitation to an event does; who has a role there by now keeps it.
void join_event(schema::transaction& tx, const staff_invitation& invitation, std::int64_t staff_id,
                instant now);

}  // namespace zusage::organisers
