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

/// The ids of what `session` chooses, in the event's order. Of the sessions that belong to no
/// choice, all are booked when none is chosen (package.hpp, with faults of its own). Faults, all on
/// `session`: `unknown_session` {session}, `sessions_overlap` {session, other}, `too_few` {choice,
/// minimum}, `too_many` {choice, maximum}; the names in the arguments are titles in `language`.
std::vector<std::int64_t> check_sessions(const event& to, const form_input& form,
                                         std::string_view language, faults& wrong);

}  // namespace zusage::events
