// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>

#include "base/time_zone.hpp"
#include "events/registration.hpp"

namespace zusage::events {

std::optional<fault> why_closed(const event& to, const occupancy& now_taken, instant now) {
  if (to.status == event_status::draft) return fault{"", "not_published"};
  if (to.status == event_status::cancelled) return fault{"", "cancelled"};
  if (to.ends_at <= now) return fault{"", "over"};
  if (to.opens_at && now < *to.opens_at) {
    // `when` can be shown as it is; who knows the visitor's language puts words in its place.
    auto when = to_local_text(*to.opens_at, to.time_zone);
    std::replace(when.begin(), when.end(), 'T', ' ');
    return fault{"", "not_yet_open", {{"when", when}}};
  }
  if (to.closes_at && *to.closes_at <= now) return fault{"", "closed"};
  // Who applies takes no place before the decision, so a full event does not turn them away.
  const bool limited = to.capacity && !to.waiting_list && !to.approval;
  if (limited && now_taken.taken >= *to.capacity) return fault{"", "full"};
  return {};
}

}  // namespace zusage::events
