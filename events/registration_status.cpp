// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <array>
#include <utility>

#include "events/registration.hpp"

namespace zusage::events {
namespace {

constexpr std::array<std::pair<registration_status, std::string_view>, 7> names = {{
    {registration_status::confirmed, "confirmed"},
    {registration_status::waiting, "waiting"},
    {registration_status::offered, "offered"},
    {registration_status::applied, "applied"},
    {registration_status::unverified, "unverified"},
    {registration_status::refused, "refused"},
    {registration_status::cancelled, "cancelled"},
}};

}  // namespace

std::string_view to_text(registration_status s) {
  for (const auto& [status, name] : names) {
    if (status == s) return name;
  }
  return {};
}

std::optional<registration_status> registration_status_from(std::string_view text) {
  for (const auto& [status, name] : names) {
    if (name == text) return status;
  }
  return {};
}

}  // namespace zusage::events
