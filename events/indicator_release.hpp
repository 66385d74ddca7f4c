// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <map>
#include <optional>
#include <string>

#include "events/indicators.hpp"
#include "schema/sql.hpp"

/// What a ring group is shown of each indicator and period, and when that changes.
///
/// Figures over all answers at each moment would give single answers away: whoever looks before and
/// after a sixth member answers sees what that one said. Figures are therefore released: made at
/// the moment when there are five answers, and made anew only when the answers of at least three
/// members differ from those that the last release was made of (new, changed, or gone to another
/// group), so that behind every difference there are at least two others than the one who looks.
/// Between two releases nothing moves, whatever a member types, so that nobody learns about others
/// by changing an answer of their own to and fro either. A release stays although its members
/// become fewer than five or an answer behind it is erased: it has been seen. What no rule can
/// hide: five values are known without a name by their five figures, and who agrees with everybody
/// is known when all of a group give the same answer.
namespace zusage::events {

/// Whether answers may be released that are `now`, after a release of `shown` (answers by
/// registration; empty before the first). Pure.
bool may_release(const std::map<std::int64_t, std::string>& shown,
                 const std::map<std::int64_t, std::string>& now);

/// Makes the releases of the ring's groups that are due, all those of `group_id` or of every group.
void renew_releases(schema::transaction& tx, const event& of, instant now,
                    std::optional<std::int64_t> group_id = {});

struct released_figures {
  group_figures what;
  instant at{};
};

std::optional<released_figures> find_released(const schema::reader& db, std::int64_t group_id,
                                              const indicator& asked, const std::string& period);

}  // namespace zusage::events
