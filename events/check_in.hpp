// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/check_in_code.hpp"
#include "events/event.hpp"
#include "events/registration.hpp"
#include "organisers/scope.hpp"

/// Who is here: check-in on site, at the event as a whole or at one of its sessions. Several desks
/// may check in at the same time; of one person one check-in stands for each (a unique index).
namespace zusage::events {

namespace check_in_limits {
inline constexpr std::size_t desk = 40;        ///< code points of a desk's name
inline constexpr std::size_t client_key = 64;  ///< bytes
inline constexpr std::size_t found = 20;       ///< people that a search shows
/// What a desk noted while it was offline is taken for so long.
inline constexpr std::chrono::hours offline{24};
}  // namespace check_in_limits

/// Where people are checked in.
struct check_in_place {
  const organisers::scope& whose;
  const event& of;
  std::int64_t session_id = 0;  ///< 0: the event as a whole
  bool names_only = false;      ///< organisations are neither told nor searched
};

enum class check_in_outcome {
  checked_in,
  undone,
  already,         ///< stands since, at that desk
  not_here,        ///< nothing to be undone
  taken_back,      ///< this very check-in was undone since; it is not made again
  not_confirmed,   ///< waits, was cancelled, refused …
  not_in_session,  ///< comes to the event, but has not booked the session
  other_event,     ///< of the same organiser
  too_old,         ///< noted offline more than a day ago
  unknown          ///< no such reference, or a code that was not made here
};
std::string_view to_text(check_in_outcome o);
std::optional<check_in_outcome> check_in_outcome_from(std::string_view text);

/// A person as the desk sees them: no address, no answers.
struct arrival {
  std::int64_t id = 0;
  std::string reference, given_name, family_name, organisation;
  registration_status status = registration_status::confirmed;
  bool booked = true;  ///< the session; at the event as a whole always
  std::optional<instant> here_since;
  std::string desk;  ///< where they were checked in
};

struct check_in_result {
  check_in_outcome what = check_in_outcome::unknown;
  std::optional<arrival> who;  ///< none for `unknown` and `other_event`
};

struct check_in_entry {
  read_code code;
  std::string desk, client_key;  ///< what is longer than the limits is cut, or no key
  std::optional<instant> at;     ///< noted offline then; what lies ahead counts as now
  bool anyway = false;           ///< also at a session that the person has not booked
};

/// Checks somebody in. Repeating an entry with the same `client_key` changes nothing. Only who has
/// a confirmed place at the event is let in; `anyway` does not change that.
check_in_result check_in(schema::transaction& tx, const check_in_place& where,
                         const check_in_codes& codes, const check_in_entry& what, instant now);

/// Takes the standing check-in back: `undone` or `not_here`, `unknown` for a foreign reference.
check_in_result undo_check_in(schema::transaction& tx, const check_in_place& where,
                              std::string_view reference, instant now);

/// At which event a reference is, of those that the scope reaches.
std::optional<std::int64_t> event_of_reference(const schema::reader& db,
                                               const organisers::scope& whose,
                                               std::string_view reference);

/// By its reference, at this event.
std::optional<arrival> find_arrival(const schema::reader& db, const check_in_place& where,
                                    std::string_view reference);

/// By words that each occur in name, organisation (not where names alone are told) or reference, in
/// order of registration. Addresses are not searched: who may not see them shall not be able to try
/// them out. Of those in whom the words stand anywhere at all, the first 5,000 are looked at.
std::vector<arrival> search_arrivals(const schema::reader& db, const check_in_place& where,
                                     std::string_view text);

/// Everybody who is expected, by family name.
std::vector<arrival> list_arrivals(const schema::reader& db, const check_in_place& where);

struct check_in_count {
  std::int64_t session_id = 0;  ///< 0: the event
  std::int64_t here = 0, expected = 0;
};
/// The event first, then its sessions that are not cancelled in order.
std::vector<check_in_count> count_check_ins(const schema::reader& db,
                                            const organisers::scope& whose, const event& of);

}  // namespace zusage::events
