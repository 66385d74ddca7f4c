// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "events/message_log.hpp"

/// Rows of the log, for its list and for a single message.
namespace zusage::events {

/// From `SELECT` as far as the joins, `m` being the message.
extern const char* const message_columns;

/// A further condition: what the scope may see of messages.
std::string visible_to(const organisers::scope& of);

/// Takes the columns of one row after the other.
class row_taker {
 public:
  explicit row_taker(std::vector<logged_message>& into) : into_(into) {}

  void operator()(std::int64_t id, std::string kind, std::string recipient, std::string state,
                  std::int64_t returned, std::int64_t attempts, std::int64_t noted, instant created,
                  instant due, std::optional<instant> finished, std::string slug,
                  std::string reference, std::string reply, std::string phase,
                  std::int64_t code) const;

 private:
  std::vector<logged_message>& into_;
};

/// `rest`: `WHERE` and what follows.
template <class... Arguments>
std::vector<logged_message> message_rows(const schema::reader& db, const std::string& rest,
                                         const Arguments&... arguments) {
  std::vector<logged_message> found;
  db.each<std::int64_t, std::string, std::string, std::string, std::int64_t, std::int64_t,
          std::int64_t, instant, instant, std::optional<instant>, std::string, std::string,
          std::string, std::string, std::int64_t>(message_columns + rest, row_taker(found),
                                                  arguments...);
  return found;
}

}  // namespace zusage::events
