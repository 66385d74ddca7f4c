// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/confirm_link.hpp"

#include <algorithm>
#include <cstdint>
#include <stdexcept>

namespace zusage::events {
namespace {

// Each costs a hash; who asked more often uses the newest link or none.
constexpr std::int64_t most_earlier = 1000;

std::optional<std::int64_t> find_round(const schema::reader& db, std::string_view public_id) {
  return db.value<std::int64_t>("SELECT asked FROM consent_state WHERE public_id = :1", public_id);
}

}  // namespace

std::string confirm_token(const schema::reader& db, const links& with,
                          std::string_view state_public_id) {
  const auto round = find_round(db, state_public_id);
  if (!round) throw std::logic_error("a link to confirm needs the state of a consent");
  return with.token(link_purpose::confirm, state_public_id, *round);
}

std::string confirm_url(const schema::reader& db, const links& with,
                        std::string_view state_public_id) {
  return with.base_url() + "/c/" + confirm_token(db, with, state_public_id);
}

std::optional<confirm_link> read_confirm_token(const schema::reader& db, const links& with,
                                               std::string_view token) {
  const auto id = links::named_id(token);
  const auto newest = id ? find_round(db, *id) : std::nullopt;
  if (!newest) return {};
  const auto oldest = std::max<std::int64_t>(0, *newest - most_earlier);
  for (auto round = *newest; round >= oldest; --round) {
    if (with.is_of_round(link_purpose::confirm, token, round))
      return confirm_link{*id, round != *newest};
  }
  return {};
}

}  // namespace zusage::events
