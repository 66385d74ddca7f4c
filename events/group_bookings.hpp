// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <span>
#include <vector>

#include "events/bookings.hpp"

/// Sessions of people who registered together. Those who wish for the same session, with the same
/// second choice, stay together unless their group takes fewer: they get places for all of them or
/// wait for as many (booked_row::needs, places::next_in_line). Where the organiser decides on
/// applications each is decided, booked and waits alone.
namespace zusage::events {

struct group_booker {
  booker who;
  const std::vector<session_wish>* wishes = nullptr;
};

/// Books what they wished for. The id of a session that is full when nobody may wait for it.
std::optional<std::int64_t> book_group(schema::transaction& tx, const event& of,
                                       std::span<const group_booker> members, bool takes_fewer,
                                       instant since);

/// Makes those who got places at the event together wait together for their sessions.
void wait_together(schema::transaction& tx, std::span<const std::int64_t> registration_ids);

/// Who waits together with the registration for the session, first or second choice, itself among
/// them.
std::vector<std::int64_t> waiting_together(const schema::reader& db, std::int64_t registration_id,
                                           std::int64_t session_id);

}  // namespace zusage::events
