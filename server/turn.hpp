// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <atomic>

namespace zusage::server {

/// Decides between who waits for a piece of work and the thread that is to do it: it is begun or it
/// is given up, never both. Safe to use from several threads.
class turn {
 public:
  /// For who does the work. False: given up, nothing is to be done.
  bool begin() {
    auto found = state::waiting;
    return at_.compare_exchange_strong(found, state::begun) || found == state::begun;
  }

  /// For who waits. False: begun, or given up before.
  bool give_up() {
    auto found = state::waiting;
    return at_.compare_exchange_strong(found, state::given_up);
  }

  bool is_given_up() const { return at_ == state::given_up; }

 private:
  enum class state { waiting, begun, given_up };
  std::atomic<state> at_{state::waiting};
};

}  // namespace zusage::server
