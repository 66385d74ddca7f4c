// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "schema/announcements.hpp"

#include <utility>

namespace zusage::schema {

announcements::subscription::subscription(subscription&& other) noexcept
    : at_(std::exchange(other.at_, nullptr)), place_(other.place_) {}

announcements::subscription& announcements::subscription::operator=(subscription&& other) noexcept {
  std::swap(at_, other.at_);
  std::swap(place_, other.place_);
  return *this;
}

announcements::subscription::~subscription() {
  if (!at_) return;
  const std::lock_guard lock(at_->mutex_);
  at_->listeners_.erase(place_);
}

announcements::subscription announcements::subscribe(listener who) {
  const std::lock_guard lock(mutex_);
  return {*this, listeners_.insert(listeners_.end(), std::move(who))};
}

void announcements::publish(const std::string& topic) {
  const std::lock_guard lock(mutex_);
  for (const auto& who : listeners_) who(topic);
}

void announcements::set_complete(bool complete) {
  if (complete && !complete_) publish(every_topic);
  complete_ = complete;
}

}  // namespace zusage::schema
