// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/asked_consents.hpp"

#include <nlohmann/json.hpp>

namespace zusage::events {

void note_ticked(schema::transaction& tx, std::int64_t registration_id,
                 std::span<const std::int64_t> purpose_ids) {
  if (purpose_ids.empty()) return;
  auto all = nlohmann::json::array();
  for (const auto id : purpose_ids) all.push_back(id);
  tx.execute("UPDATE registration SET ticked = :1 WHERE id = :2", all.dump(), registration_id);
}

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
