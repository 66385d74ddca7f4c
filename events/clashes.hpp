// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <utility>

#include "events/form_input.hpp"

namespace zusage::events {

/// Whether both take place at the same time. One may begin when the other ends; a session without a
/// date clashes with nothing.
bool overlap(const session& a, const session& b);

/// The first two of `chosen` that overlap.
std::optional<std::pair<const session*, const session*>> find_clash(
    const std::vector<const session*>& chosen);

/// What somebody chose of the programme.
struct chosen_sessions {
  std::vector<session_wish> wishes;  ///< in the event's order
  bool package = false;              ///< all of several sessions that belong to no choice
};

/// What `session` chooses. Of the sessions that belong to no choice, all are booked when none is
/// chosen (package.hpp, with faults of its own). `second.<choice>` names what is taken when the
/// first choice is full. Faults on `session`: `unknown_session` {session}, `sessions_overlap`
/// {session, other}, `too_few` {choice, minimum, exact: `yes` when no more either}, `too_many`
/// {choice, maximum}; on `second.<choice>`: `unknown_option`, `second_is_first`,
/// `second_without_first`, `sessions_overlap`; the names in the arguments are titles in `language`.
chosen_sessions check_sessions(const event& to, const form_input& form, std::string_view language,
                               faults& wrong);

}  // namespace zusage::events
