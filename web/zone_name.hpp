// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

#include "base/time.hpp"
#include "web/locale.hpp"

namespace zusage::web {

/// What people call the time of a zone, in summer and winter alike (CLDR, generic long name):
/// `Mitteleuropäische Zeit`, `Central European Time`. `at` decides where a zone has changed sides.
std::string zone_name(const locale& in, instant at, std::string_view zone);

}  // namespace zusage::web
