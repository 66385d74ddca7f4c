// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>

#include "events/ring.hpp"

namespace zusage::events {

/// The settings of a ring as they are stored (event_details.hpp).
nlohmann::json to_json(const ring& from);
ring ring_from(const nlohmann::json& stored);

}  // namespace zusage::events
