// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>

#include <functional>
#include "events/take_returned.hpp"

#include "server/services.hpp"

namespace zusage::server {

/// Takes one mail that came back.
/// @throws schema::error
events::returns_taken take_returned_mail(schema::database& db, const events::return_tools& with,
                                         const std::string& bytes, instant now);

/// As above; of one that can never be taken, `say` hears why, and it counts as one without effect.
/// @throws schema::error while the database is away
events::returns_taken take_if_possible(schema::database& db, const events::return_tools& with,
                                       const std::string& bytes, instant now,
                                       const std::function<void(const char*)>& say);

/// Takes mails that came back for the running server. For one thread at a time.
class returned_taker {
 public:
  explicit returned_taker(services& with);

  /// One mail that cannot be taken keeps no other: it is said in the log, and counts as one that
  /// had no effect. What it returns is stored.
  /// @throws schema::error while the database is away
  events::returns_taken take(const std::string& bytes, instant now);

  /// Says in the log what was taken since the last time.
  void say();

 private:
  services& with_;
  mailer::bounce_marks marks_;
  std::size_t noted_ = 0, consents_ended_ = 0;
};

}  // namespace zusage::server
