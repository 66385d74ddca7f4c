// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>

namespace zusage::server {

/// When to look again if the database takes a write: who may come asks often, and while nothing
/// fails the last look is good for a second. Safe to use from several threads.
class write_probe {
 public:
  /// `failed` counts the writes that have failed so far; true when it is time, which is then used
  /// up.
  bool is_due(std::uint64_t failed, std::chrono::steady_clock::time_point now);

 private:
  std::mutex mutex_;
  std::chrono::steady_clock::time_point last_;
  std::uint64_t failed_then_ = 0;
};

}  // namespace zusage::server
