// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "schema/announcements.hpp"

namespace zusage::schema {

/// Carries announcements between the processes over one PostgreSQL database (LISTEN, NOTIFY) on one
/// connection of its own. What a process announces is told to the others a moment after its commit,
/// many at once, because a NOTIFY inside each transaction would make their commits wait for each
/// other. While the connection is lost, `announcements::is_complete()` is false.
class change_feed {
 public:
  /// Never throws: a server that is away is tried again for as long as it takes.
  change_feed(std::string url, announcements& told);
  ~change_feed();
  change_feed(const change_feed&) = delete;
  change_feed& operator=(const change_feed&) = delete;

  /// Tells the other processes soon. From any thread.
  void tell(const std::string& topic);

 private:
  class line;  // the connection

  void work();
  void exchange(line& with);
  std::set<std::string> take_waiting();
  void hear(const std::string& payload);
  bool rest();

  const std::string url_;
  const std::string own_mark_;  // what this process sends begins with it, and is not heard again
  announcements& told_;
  int wake_ = -1;  // an eventfd
  std::mutex mutex_;
  std::set<std::string> waiting_;
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace zusage::schema
