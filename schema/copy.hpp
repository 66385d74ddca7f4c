// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace zusage::schema {

struct copied_table {
  std::string name;
  std::int64_t rows = 0;
};

/// Hears after every so many rows, and at the end of a table.
using copy_progress = std::function<void(const copied_table& so_far)>;

/// Copies a whole installation from one database into another, of either engine: the state of one
/// moment, in one transaction of the target, all or nothing. The target is made and migrated when
/// it is empty; its counts are compared with the source before the commit. What is written to the
/// source meanwhile is not copied, so the server is stopped first.
/// @throws error with one line: source older than the program, target not empty, in use, away.
std::vector<copied_table> copy_database(const std::string& from, const std::string& to,
                                        const copy_progress& progress);

}  // namespace zusage::schema
