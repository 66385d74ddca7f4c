// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "base/time.hpp"
#include "schema/sql.hpp"

/// How many consents stood when: from the chain, month by month.
namespace zusage::consent {

/// Years * 12 + months - 1, as people in `home_zone` count them.
std::int64_t month_of(instant at);
/// A moment in it.
instant in_month(std::int64_t month);

/// How many more consents permitted at the end of a month than at its beginning, by purpose
/// (`purpose.id`) and month.
using monthly_changes = std::map<std::int64_t, std::map<std::int64_t, std::int64_t>>;

/// Of the whole chain, as far as `most` records behind those that were counted already reach.
monthly_changes changes_by_month(const schema::reader& db, std::int64_t organiser_id,
                                 std::int64_t most);

/// Counts the next records, at most so many, and keeps the sums; how many.
std::int64_t count_months(schema::transaction& tx, std::int64_t organiser_id, std::int64_t most);

}  // namespace zusage::consent
