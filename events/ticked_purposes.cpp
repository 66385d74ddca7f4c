// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/ticked_purposes.hpp"

#include <nlohmann/json.hpp>

namespace zusage::events {

std::vector<std::int64_t> ticked_purposes(const schema::reader& db, std::int64_t registration_id) {
  const auto stored =
      db.value<std::string>("SELECT ticked FROM registration WHERE id = :1", registration_id);
  const auto all = nlohmann::json::parse(stored.value_or("[]"), nullptr, false);
  std::vector<std::int64_t> ids;
  if (!all.is_array()) return ids;
  for (const auto& one : all) {
    if (one.is_number_integer()) ids.push_back(one.get<std::int64_t>());
  }
  return ids;
}

}  // namespace zusage::events
