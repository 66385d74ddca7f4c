// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>

namespace zusage::schema {

/// Where one process writes: between what is permitted by what is stored and the commits that take
/// a permission back. Who begins something holds it shared (std::shared_lock) while it asks and
/// begins; a transaction that takes something back is committed while it is held alone
/// (std::unique_lock). So each beginning lies before the commit, or after it and knows of it.
/// Whoever wants it alone goes first: many that begin all the time cannot hold a commit up. A
/// std::shared_mutex does not promise that.
class commit_gate {
 public:
  void lock();
  void unlock();
  void lock_shared();
  void unlock_shared();

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t inside_ = 0;   // that begin
  std::size_t closing_ = 0;  // commits that wait or are under way
  bool closed_ = false;
};

}  // namespace zusage::schema
