// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/look_view.hpp"

#include <algorithm>
#include <cmath>

#include "server/event_view.hpp"
#include "web/organiser_colours.hpp"

namespace zusage::server {
namespace {

constexpr std::size_t shown_of_hash = 20;  // digits, 80 bits

// The box in the header that a logo has to fit into, in CSS pixels.
constexpr double most_width = 240, most_height = 48;

nlohmann::json image_view(std::string_view organiser_key, const events::logo& of) {
  const double scale = std::min(most_width / of.size.width, most_height / of.size.height);
  const auto scaled = [scale](int pixels) { return std::max(1L, std::lround(pixels * scale)); };
  return {{"url", logo_path(organiser_key, of)},
          {"width", scaled(of.size.width)},
          {"height", scaled(of.size.height)}};
}

nlohmann::json logo_view(const events::stored_look& from, const request& on) {
  const auto& own = from.of;
  if (own.light.hash.empty()) return nullptr;
  auto made = image_view(from.organiser_key, own.light);
  const bool has_dark = !own.dark.hash.empty();
  made["dark"] = has_dark ? image_view(from.organiser_key, own.dark) : nlohmann::json();
  made["light_only"] = !has_dark;
  made["alt"] = web::pick(own.alt, on.language->language());
  made["alt_language"] = foreign_language(own.alt, *on.language);
  made["home_url"] = link_to(on, "/?organiser=" + from.organiser_key);
  return made;
}

nlohmann::json view_of(const std::optional<events::stored_look>& found, const request& on) {
  if (!found) return nullptr;
  const auto& own = found->of;
  const bool coloured = own.colour && own.colour_dark;
  return {{"style", coloured ? web::organiser_style(*own.colour, *own.colour_dark) : ""},
          {"logo", logo_view(*found, on)}};
}

}  // namespace

nlohmann::json look_view(const schema::reader& db, const request& on, std::int64_t organiser_id) {
  return view_of(events::find_look(db, organiser_id), on);
}

nlohmann::json look_view(const schema::reader& db, const request& on,
                         std::string_view organiser_key) {
  return view_of(events::find_look(db, organiser_key), on);
}

std::string logo_path(std::string_view organiser_key, const events::logo& of) {
  std::string path = "/o/";
  return path.append(organiser_key).append("/logo-").append(of.hash.substr(0, shown_of_hash));
}

}  // namespace zusage::server
