// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <atomic>
#include <cstdint>

namespace zusage::server {

/// Room for a body while it arrives. Who sends it is known only afterwards, and a document of a
/// paper may have 50 MiB, so that no more than `most_at_once` bodies of more than `large` bytes are
/// received at a time; smaller ones always have room.
class large_body {
 public:
  static constexpr std::uint64_t large = 16 * 1024 * 1024;
  static constexpr int most_at_once = 4;

  explicit large_body(std::uint64_t bytes)
      : counts_(bytes > large), has_room_(!counts_ || receiving().fetch_add(1) < most_at_once) {}
  ~large_body() {
    if (counts_) receiving().fetch_sub(1);
  }
  large_body(const large_body&) = delete;
  large_body& operator=(const large_body&) = delete;

  bool has_room() const { return has_room_; }

 private:
  static std::atomic<int>& receiving() {
    static std::atomic<int> count{0};
    return count;
  }
  bool counts_, has_room_;
};

}  // namespace zusage::server
