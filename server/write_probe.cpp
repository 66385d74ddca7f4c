// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/write_probe.hpp"

namespace zusage::server {
namespace {

constexpr std::chrono::seconds interval{1};

}  // namespace

bool write_probe::is_due(std::uint64_t failed, std::chrono::steady_clock::time_point now) {
  const std::lock_guard lock(mutex_);
  const bool nothing_new = failed == failed_then_ && now - last_ < interval;
  if (nothing_new) return false;
  last_ = now;
  failed_then_ = failed;
  return true;
}

}  // namespace zusage::server
