// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>

#include "base/result.hpp"
#include "events/registration.hpp"

/// The form that follows an approval: the questions that are asked only then.
namespace zusage::events {

bool has_follow_up(const event& of);

/// The answers to those questions as check_sign_up reads the others; unknown fields are faults.
checked<nlohmann::json> check_follow_up(const event& of, const typed_fields& typed);

}  // namespace zusage::events
