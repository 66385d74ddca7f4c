// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/registration.hpp"
#include "organisers/scope.hpp"

/// Invitations: codes with a number of uses, seats that are kept for them, and a deadline.
namespace zusage::events {

/// An invitation as somebody makes it.
struct invitation_entry {
  std::string code;
  std::optional<std::int64_t> uses;  ///< how many people; nothing: any number
  std::int64_t seats = 0;            ///< kept for them until they are used or the time is over
  std::optional<instant> until;
};

/// What an event says of invitations.
struct admission {
  bool invited_only = false;  ///< a code is needed, unless the audience's lists let somebody in
  bool has_codes = false;     ///< there are invitations that have not ended
  std::vector<invitation_entry> entries = {};  ///< of the event file; not loaded
};

struct invitation {
  std::int64_t id = 0;
  invitation_entry what;
  std::int64_t used = 0, seats_left = 0;
  std::optional<instant> ended_at;
};

/// By what codes are compared: letters and digits, folded.
std::string code_key(std::string_view code);

/// A code for reading out: ten characters of Crockford's base 32 (50 bits), `7K3M-9Q2X-C4`.
std::string new_code();

/// Why `count` people cannot come by it now: `code_ended`, `code_used_up`; empty when they can.
std::string why_unusable(const invitation& of, std::int64_t count, instant now);

std::optional<invitation> find_invitation(const schema::reader& db, std::int64_t event_id,
                                          std::string_view code);

/// By age.
std::vector<invitation> list_invitations(const schema::reader& db, const organisers::scope& whose,
                                         std::int64_t event_id);

/// How a person came in.
struct invited {
  std::optional<std::int64_t> id;
  bool reserved = false;  ///< by one of the seats that were kept
};

/// Uses the code in `form` for one person, by conditional UPDATE; a kept seat while there is one,
/// unless the event decides on applications. Without a code, or with the event's own, nobody is
/// invited. Nothing: it cannot be used any more.
std::optional<invited> use_invitation(schema::transaction& tx, const event& to, const sign_up& form,
                                      instant now);

/// Whether somebody came by an invitation.
bool is_invited(const schema::reader& db, std::int64_t registration_id);

/// Takes a use back that led to no registration.
void give_use_back(schema::transaction& tx, const invited& who);

/// An application is declined: its use goes back, and comes again when it is approved after all.
/// Whoever is approved when nothing is left of it comes by the organiser's decision, not by the
/// code.
void give_use_of_declined_back(schema::transaction& tx, std::int64_t registration_id);
void use_again_for_approved(schema::transaction& tx, std::int64_t registration_id, instant now);

/// One of the kept seats for somebody who has a registration with the code but no place yet. False:
/// there is no code, or no seat left.
bool take_kept_seat(schema::transaction& tx, std::int64_t registration_id);

/// Somebody leaves: the use goes back, and the place too if they had one; a kept seat is kept again
/// while the invitation goes on. Others may move up whenever there was a place: into it, into one
/// of a session, or, with the same code, into the kept seat.
void give_back_place_of(schema::transaction& tx, std::int64_t registration_id,
                        std::int64_t event_id, bool had_place, instant now);

/// Makes it, or changes uses, seats and deadline of the one with this code. No more seats are kept
/// than are free. One that ended because its time was over goes on with a later one. False:
/// somebody has ended it.
bool store_invitation(schema::transaction& tx, const event& of, const invitation_entry& what,
                      bool from_file, instant now);

/// Ends invitations of the file that are in it no more.
void end_left_out(schema::transaction& tx, std::int64_t event_id,
                  const std::vector<invitation_entry>& kept, instant now);

/// Ends it; seats that were kept are free. False: there is none that goes on.
bool end_invitation(schema::transaction& tx, std::int64_t event_id, std::string_view code,
                    instant now);

/// Ends those whose time is over, at most so many; who waits moves up. How many.
std::int64_t end_overdue_invitations(schema::transaction& tx, const registrar& places,
                                     catalogue& events, instant now, std::int64_t most);

}  // namespace zusage::events
