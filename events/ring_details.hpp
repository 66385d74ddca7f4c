// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "events/ring.hpp"

/// The settings of a ring as they stand in `event.details`.
namespace zusage::events {

nlohmann::json details_of(const ring& of);

/// Takes what `details_of` made; a missing member is what a new ring has.
void read_details(const nlohmann::json& from, ring& into);

}  // namespace zusage::events
