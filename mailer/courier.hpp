// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <span>

#include "mailer/claim.hpp"
#include "mailer/delivery.hpp"
#include "mailer/settings.hpp"
#include "mailer/worker.hpp"
#include "schema/database.hpp"

/// What one thread does with one claimed message.
namespace zusage::mailer {

class courier {
 public:
  /// All that is referred to must outlive it.
  courier(schema::database& db, const composer& compose, const clock_source& clock, origin from,
          std::unique_ptr<transport> by);

  struct done {
    settled what;
    /// Said by the transport: the next message would fail too.
    bool transport_failed = false;
    /// It could not be made, and why; tried again.
    std::string unmade = {};
  };

  /// Handles the first of `coming`: expired? Compose, render, build, ask for the consent, hand
  /// over; the transport asks once more, with the first byte of the content in its hand and while
  /// no revocation can be committed (`database::start`). Some of the messages behind it are
  /// composed from the same snapshot, since opening one for each costs more than the reading; what
  /// is older than `longest_composed` when its turn comes is composed again. Never throws.
  done handle(std::span<const message> coming);

  static constexpr std::size_t most_ahead = 16;
  static constexpr std::chrono::milliseconds longest_composed{100};

 private:
  struct told {
    std::int64_t message = 0;
    std::optional<content> what;  ///< nothing to tell any more
  };

  done try_to_handle(std::span<const message> coming);
  std::optional<content> composed(std::span<const message> coming);
  void compose_some(std::span<const message> coming);
  done hand_over(const message& of, content with);

  schema::database& db_;
  const composer& compose_;
  const clock_source& clock_;
  origin origin_;
  std::unique_ptr<transport> by_;
  std::deque<told> told_;  ///< composed, in the order of the messages
  std::chrono::steady_clock::time_point told_at_{};
};

}  // namespace zusage::mailer
