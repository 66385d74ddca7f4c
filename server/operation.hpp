// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "server/handler.hpp"

namespace zusage::server {

/// Health, readiness and the files that pages need.
std::span<const route> operation_routes();

}  // namespace zusage::server
