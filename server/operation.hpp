// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>

#include "server/handler.hpp"

namespace zusage::server {

/// Health, readiness and the files that pages need.
std::span<const route> operation_routes();

/// The answer to what asks only whether the process lives (`/healthz`): it needs no database, which
/// may be away. Nothing for everything else.
std::optional<response> answer_for_liveness(const request& of);

}  // namespace zusage::server
