// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "schema/sql.hpp"

/// Whether mail leaves, read from the outbox alone, so that it is the same for each of several
/// processes. Newsletters do not count: they wait for their pace.
namespace zusage::mailer {

enum class mail_flow {
  well,
  /// For a quarter of an hour nothing has left, though something waits: nobody takes it up, or the
  /// mail server cannot be reached, refuses the sign-in or the sender. One receiver that does not
  /// take its mail is no reason.
  stalled,
  /// Mail leaves, but something that is due has waited for five minutes: it comes in faster than it
  /// goes out.
  behind
};
std::string_view to_text(mail_flow how);  ///< `well`, `stalled`, `behind`

struct mail_health {
  mail_flow how = mail_flow::well;
  instant since{};           ///< since when the oldest of what waits has waited
  std::int64_t waiting = 0;  ///< messages; counted up to `most_counted`
  std::string reply;         ///< the last that the mail server said to one that waits, "" for none
  static constexpr std::int64_t most_counted = 1000;
};

inline constexpr std::chrono::minutes longest_silence{15}, longest_queue{5};

/// A few rows by an index, whatever the outbox holds.
mail_health look_at_mail(const schema::reader& db, instant now);

}  // namespace zusage::mailer
