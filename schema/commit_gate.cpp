// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "schema/commit_gate.hpp"

namespace zusage::schema {

void commit_gate::lock() {
  std::unique_lock lock(mutex_);
  ++closing_;
  changed_.wait(lock, [this] { return inside_ == 0 && !closed_; });
  closed_ = true;
}

void commit_gate::unlock() {
  const std::lock_guard lock(mutex_);
  closed_ = false;
  --closing_;
  changed_.notify_all();
}

void commit_gate::lock_shared() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return closing_ == 0; });
  ++inside_;
}

void commit_gate::unlock_shared() {
  const std::lock_guard lock(mutex_);
  if (--inside_ == 0) changed_.notify_all();
}

}  // namespace zusage::schema
