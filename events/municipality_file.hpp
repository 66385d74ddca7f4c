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

/// The same directory as a table, UTF-8 CSV: a line with the columns `ags`, `name`, `title`,
/// `kind`, `district_ags`, `district`, `state`, `population`, `postal_code` in any order, and if
/// wanted `ars`, `area_km2` (both only looked at), `lat` and `lon` (degrees, WGS84); then one line
/// for each municipality. Counties are made of their municipalities and called as in the other
/// file. Faults: those of read_csv; `line 17` with `missing_column`, `unknown_column`,
/// `column_twice` {column}, `wrong_cell_count` {found, wanted}, `wrong_cell`, `contradicting_cell`
/// (another line says otherwise), `ags_twice` {column, value}; the whole with `no_municipalities`.
checked<std::vector<municipality>> parse_municipality_csv(std::string_view text);

}  // namespace zusage::events
