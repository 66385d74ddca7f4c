// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "events/retention_rules.hpp"

namespace zusage::server {

struct configuration;

/// Mails that came back and that a mail server has piped into `zusage mail bounce`, until the
/// running server takes them: with SQLite no other process may write into the database. Laid out
/// like a Maildir (tmp, new), readable by their owner alone. For one thread at a time; other
/// processes may keep mails meanwhile.
class returned_spool {
 public:
  explicit returned_spool(std::string folder);

  /// Beside the database; "" where the command writes into the database itself (PostgreSQL).
  static std::string folder_of(const configuration& config);

  /// It is there after a power cut when this returns. @throws std::runtime_error with one line when
  /// it could not be kept, or `most_waiting` wait already.
  void keep(std::string_view bytes) const;

  /// Names of those that wait, the oldest first, at most `most`.
  std::vector<std::string> list(std::size_t most) const;

  /// The first `most_bytes` of one; nothing when it cannot be read.
  std::optional<std::string> read(const std::string& name, std::size_t most_bytes) const;

  void remove(const std::string& name) const;

  /// Keeps one that had no effect in `failed`, for whoever wants to look, for `kept_aside`. The
  /// oldest beyond `most_aside` goes. False: it could not be moved and stays where it is.
  bool set_aside(const std::string& name);

  /// Removes what was set aside longer ago, and what was left half written more than
  /// `half_written_kept` ago.
  void forget_old(std::chrono::system_clock::time_point now) const;

  // Anybody can send mails there: together they are a gigabyte at most, and 50 MiB set aside.
  static constexpr std::size_t most_waiting = 4000, most_aside = 200;
  /// Of one mail; the rest is left out, and would not be looked at (mailer/bounce.hpp).
  static constexpr std::size_t most_bytes = 256 * 1024;
  static constexpr std::chrono::days kept_aside = events::returned_mails_kept;
  static constexpr std::chrono::days half_written_kept{1};

 private:
  std::string folder_;
  std::optional<std::set<std::string>> aside_;  ///< names in `failed`, once they were looked at
};

}  // namespace zusage::server
