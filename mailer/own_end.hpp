// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>

#include "base/time.hpp"

/// Until when a message is worth sending.
namespace zusage::mailer {

/// How long a message is tried that says nothing else (RFC 5321 4.5.4.1).
inline constexpr std::chrono::days usual_lifetime{4};

/// Whether a message ends sooner than every other one: by a link in it, or the day it tells of.
constexpr bool has_own_end(instant created_at, instant expires_at) {
  return expires_at - created_at < usual_lifetime;
}

/// Whether that end is past, so that nothing sends it any more.
constexpr bool has_ended(instant created_at, instant expires_at, instant now) {
  return has_own_end(created_at, expires_at) && expires_at <= now;
}

}  // namespace zusage::mailer
