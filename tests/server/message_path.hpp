// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>

#include "server/message_token.hpp"
#include "tests/server/admin_fixture.hpp"

namespace zusage::tests {

/// The key by which admin_side names messages in paths.
inline key32 message_key() {
  key32 master{};
  master.fill(3);
  return secrets(master).links;
}

/// `path` with the Message-ID of each stored message replaced by how it is named in paths.
inline std::string with_message_tokens(admin_side& side, std::string path) {
  side.db->read([&](const schema::reader& db) {
    db.each<std::int64_t, std::string>(
        "SELECT id, message_id FROM message", [&](std::int64_t id, const std::string& name) {
          if (const auto at = path.find(name); at != path.npos)
            path.replace(at, name.size(), server::message_token(message_key(), id));
        });
  });
  return path;
}

}  // namespace zusage::tests
