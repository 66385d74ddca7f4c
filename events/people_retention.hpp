// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <cstdint>

#include "schema/sql.hpp"

namespace zusage::events {

/// How long the personal data of who was replaced stay, for questions about a meeting just past.
inline constexpr std::chrono::days replaced_people_kept{30};

/// Erases name, address, telephone number and function of people who stood for a municipality
/// (ring_person) and were replaced so long ago, at most so many, and the mails to them. Their row
/// stays without them: which indicator answers came from one person, and from when to when somebody
/// stood for it. Calendar entries are the municipality's and need nothing of them. How many.
std::int64_t erase_replaced_people(schema::transaction& tx, instant now, std::int64_t most);

}  // namespace zusage::events
