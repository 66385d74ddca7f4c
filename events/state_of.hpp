// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string_view>

namespace zusage::events {

/// The name of the state that an AGS lies in: its first two digits (Destatis, Gemeindeverzeichnis).
/// "" for anything else.
std::string_view state_of(std::string_view ags);

}  // namespace zusage::events
