// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <kainjow/mustache.hpp>
#include <nlohmann/json.hpp>

namespace zusage::web {

/// The same for Mustache: numbers as text, null and "" as false (a section asks whether there is
/// something to show), lists and objects as themselves; beside a list `x` stands `has_x`, so that a
/// heading can be shown once.
kainjow::mustache::data to_mustache(const nlohmann::json& from);

}  // namespace zusage::web
