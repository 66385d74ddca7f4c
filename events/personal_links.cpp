// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/personal_links.hpp"

namespace zusage::events {

std::map<std::int64_t, std::string> find_personal_links(const schema::reader& db,
                                                        std::int64_t registration_id) {
  std::map<std::int64_t, std::string> links;
  db.each<std::int64_t, std::string>(
      "SELECT COALESCE(session_id, 0), join_url FROM personal_link WHERE registration_id = :1",
      [&](std::int64_t session_id, std::string url) { links[session_id] = std::move(url); },
      registration_id);
  return links;
}

}  // namespace zusage::events
