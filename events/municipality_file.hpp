// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "events/municipalities.hpp"

/// The files that the directory of municipalities comes in.
namespace zusage::events {

/// The municipality directory GV100AD of the Federal Statistical Office: fixed columns, UTF-8,
/// record types 10 (state), 40 (county) and 60 (municipality); others are passed over, and so are
/// areas that nobody lives in. Counties get the population of their municipalities; a city that
/// belongs to no county is in the directory once, as a city.
/// Faults: `line 17` with `bad_record`, `unknown_county`; the whole with `no_municipalities`.
checked<std::vector<municipality>> parse_gv100ad(std::string_view text);

}  // namespace zusage::events
