// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>

#include "schema/writer.hpp"

namespace zusage::schema {

class connection;

/// Leaves nothing of erased rows in the files of a SQLite database: rewrites the database, up to
/// `most_bytes`, and empties the write-ahead log. `on` is the connection that writes, between two
/// transactions. Erased text is overwritten as it is erased (secure_delete), but older images of
/// its page stay in the log until it is emptied, and what a page split left behind until it is
/// rewritten. What fails is left as it was and said in the result.
compaction compact_sqlite(connection& on, const std::string& path, std::uintmax_t most_bytes);

}  // namespace zusage::schema
