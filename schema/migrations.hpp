// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <vector>

#include "schema/sql.hpp"

/// Numbered SQL files in schema/migrations, embedded, append-only: `0001_foundation.sql` runs on
/// every engine, `0001_foundation.sqlite.sql` after it on SQLite alone. `@identity@` stands for the
/// engine's own way to number rows.
namespace zusage::schema {

/// The number of the last migration that the program brings.
int newest_version();

/// The number of the last migration that the database has had; 0 for an empty one.
int current_version(connection& on);

/// Brings the database to `newest_version()`, each migration in its own transaction; the names of
/// those that ran. @throws error when the database is newer than the program.
std::vector<std::string> migrate(connection& on);

/// @throws error when the database is older or newer than the program.
void require_current_version(connection& on);

}  // namespace zusage::schema
