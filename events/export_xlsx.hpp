// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <vector>

#include "events/export_rows.hpp"

namespace zusage::events {

/// The registrations as a spreadsheet (ISO/IEC 29500, 'XLSX') with one sheet: keys of the columns
/// in a first row that stays in sight, with filters; points in time as dates in the event's zone;
/// all else as text, so that nothing is a formula whatever it begins with. Rows go into files
/// without a name (TMPDIR), never into memory. How many rows. @throws std::runtime_error
std::int64_t write_xlsx(const schema::reader& db, const exported& what,
                        const std::vector<export_column>& columns, const export_sink& sink);

}  // namespace zusage::events
