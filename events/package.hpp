// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <vector>

#include "events/form_input.hpp"

/// The whole programme as one booking: the sessions that belong to no choice are booked singly or
/// all together. A form says which by `package` = `all` or `single`.
namespace zusage::events {

/// The sessions that belong to no choice and are not cancelled; none in a comparison ring, whose
/// members are booked on its meetings (ring_meetings.hpp).
std::vector<const session*> open_sessions(const event& of);

/// Whether there is anything to decide: several sessions that belong to no choice.
bool offers_package(const event& of);

/// Whether all of the open sessions are booked. `chosen` are those that `session` names; ticked
/// ones win over `all`, because without script the button that the page comes with stays chosen
/// when somebody ticks a box (the page says so). Faults: `unknown_option` at `package`;
/// `no_session_chosen` at `session` when it is `single` and none is ticked.
bool takes_package(const event& to, const form_input& form,
                   const std::vector<const session*>& chosen, faults& wrong);

/// Whether the registration has every one of several open sessions, waiting or not.
bool has_package(const event& of, const registration& row);

/// The same where these are all that there is, so that it is the whole programme.
bool has_whole_programme(const event& of, const registration& row);

}  // namespace zusage::events
