// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "schema/sql.hpp"

/// Whether mail leaves, read from the outbox alone, so that it is the same for each of several
/// processes. Newsletters do not count: they wait for their pace.
namespace zusage::mailer {

enum class mail_flow {
  well,
  /// For `longest_silence` nothing has left, though something has waited that long: nobody takes it
  /// up, or its last attempt failed because the mail server cannot be reached, or refuses the
  /// sign-in or the sender. One receiver that does not take its mail is no reason.
  stalled,
  /// Something that is due has waited for `longest_queue`, though mail has left in that time: it
  /// comes in faster than it goes out. So a server that fails is `well` until it is `stalled`.
  behind
};
std::string_view to_text(mail_flow how);  ///< `well`, `stalled`, `behind`

struct mail_health {
  mail_flow how = mail_flow::well;
  /// `stalled`: since when the oldest of what is counted has waited: since it is due or, if it was
  /// tried, since it was first. What is sent again after a pause of half a day waits since then.
  /// `behind`: since when the oldest of what is due is due.
  instant since{};
  /// Messages that are due, or wait for their next try because of the mail server; not those that
  /// are planned, nor those that a receiver puts off. Counted up to `most_counted`.
  std::int64_t waiting = 0;
  /// `stalled`: what the mail server said last to the one that has waited longest, or what went
  /// wrong before it said anything (`is_reply_line` in delivery.hpp); "" where nobody tried.
  std::string reply;
  static constexpr std::int64_t most_counted = 1000;
};

inline constexpr std::chrono::minutes longest_silence{15}, longest_queue{5};

/// A limited number of rows by an index, whatever the outbox holds. What mail servers report later
/// is no attempt.
mail_health look_at_mail(const schema::reader& db, instant now);

/// Every statement of it, for whoever looks at their plans.
std::vector<std::string_view> health_statements();

}  // namespace zusage::mailer
