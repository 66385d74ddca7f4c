// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>

#include "events/newsletter_issue.hpp"
#include "schema/sql.hpp"

/// What came back to a newsletter's messages after they had been sent.
namespace zusage::events {

/// Of each message the gravest that came back. All of them are among those that were sent
/// (issue_figures::sent): they add nothing to the sum.
struct newsletter_returns {
  std::int64_t for_now = 0, for_good = 0, complaints = 0;
  bool any() const { return for_now + for_good + complaints > 0; }
};

/// Reads what came back to the organiser alone, however many the newsletter went to.
newsletter_returns count_returned(const schema::reader& db, const newsletter_issue& of);

}  // namespace zusage::events
