// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/asynchronous.hpp"

namespace zusage::server {

bool chunk_channel::put(std::string_view piece) {
  std::unique_lock lock(mutex_);
  if (closed_) return false;
  gathered_ += piece;
  return gathered_.size() < enough || hand_over(lock);
}

bool chunk_channel::hand_over(std::unique_lock<std::mutex>& lock) {
  taken_.wait(lock, [this] { return !full_ || closed_; });
  if (closed_) return false;
  ready_ = std::move(gathered_);
  gathered_.clear();
  full_ = true;
  if (resume_) std::exchange(resume_, nullptr)();
  return true;
}

void chunk_channel::finish(bool complete) {
  std::unique_lock lock(mutex_);
  if (complete && !gathered_.empty()) complete = hand_over(lock);
  finished_ = true;
  complete_ = complete;
  if (resume_) std::exchange(resume_, nullptr)();
}

void chunk_channel::when_ready(std::function<void()> resume) {
  const std::lock_guard lock(mutex_);
  if (full_ || finished_) {
    resume();
  } else {
    resume_ = std::move(resume);
  }
}

bool chunk_channel::take(std::string& piece, bool& complete) {
  const std::lock_guard lock(mutex_);
  if (!full_) {
    complete = complete_;
    return false;
  }
  piece = std::move(ready_);
  ready_.clear();
  full_ = false;
  taken_.notify_one();
  return true;
}

void chunk_channel::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  taken_.notify_one();
}

}  // namespace zusage::server
