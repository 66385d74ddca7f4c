// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/retry.hpp"

#include <array>

namespace zusage::mailer {
namespace {

using std::chrono::minutes;
constexpr std::array awaited{minutes{1}, minutes{5}, minutes{15}, minutes{30}};
constexpr std::array bulk{minutes{30}};
constexpr minutes afterwards{120};

template <std::size_t N>
minutes step(const std::array<minutes, N>& steps, std::int64_t attempts) {
  const auto index = attempts < 1 ? 0 : static_cast<std::size_t>(attempts - 1);
  return index < N ? steps[index] : afterwards;
}

}  // namespace

std::chrono::minutes retry_delay(priority urgency, std::int64_t attempts) {
  return urgency == priority::newsletter ? step(bulk, attempts) : step(awaited, attempts);
}

verdict decide(priority urgency, outcome what, std::int64_t attempts, instant now,
               instant expires_at) {
  if (what == outcome::sent) return {message_state::sent, {}};
  if (what == outcome::refused) return {message_state::failed, {}};
  if (what == outcome::uncertain && urgency == priority::newsletter) {
    return {message_state::uncertain, {}};
  }
  const auto next = now + retry_delay(urgency, attempts);
  if (next < expires_at) return {message_state::queued, next};
  return {what == outcome::uncertain ? message_state::uncertain : message_state::failed, {}};
}

verdict decide_interrupted(priority urgency, instant now) {
  if (urgency == priority::newsletter) return {message_state::uncertain, {}};
  return {message_state::queued, now};
}

}  // namespace zusage::mailer
