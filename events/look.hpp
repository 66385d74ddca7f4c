// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "events/svg.hpp"
#include "schema/database.hpp"
#include "web/colour.hpp"

/// How an organiser's pages look: the colour of links and buttons, the logo in their header.
namespace zusage::events {

inline constexpr std::size_t logo_bytes = 32 * 1024;

/// A logo as it was read beside the event file; before that only its file's name.
struct logo {
  std::string file;  ///< empty: there is none
  std::string media_type;
  std::string hash;  ///< SHA-256, 64 hex digits
  image_size size;
  std::shared_ptr<const std::string> content;
};

/// `look` of an organiser. Colours have been checked (web::find_weakness).
struct look {
  std::optional<web::rgb> colour, colour_dark;    ///< both or none
  logo light, dark;                               ///< dark: another one for dark pages
  nlohmann::json alt = nlohmann::json::object();  ///< what stands for the logo, by language
};

/// What kind of image this is, told by its content, and its size. Faults (without a field):
/// `logo_type_unknown` for what is neither SVG nor PNG nor WebP, and those of check_svg.
struct image_kind {
  std::string media_type;
  image_size size;
};
checked<image_kind> recognise_image(std::string_view content);

/// Stores it as that of the organiser; null: none any more. Whoever calls this announces what it
/// changes.
void store_look(schema::transaction& tx, std::int64_t organiser_id, const look* wanted);

/// A look as it is stored; logos are without content and file name.
struct stored_look {
  std::string organiser_key;
  look of;
};
std::optional<stored_look> find_look(const schema::reader& db, std::int64_t organiser_id);
std::optional<stored_look> find_look(const schema::reader& db, std::string_view organiser_key);

/// The logo of the organiser whose content has the hash that begins so; nothing when it has none or
/// another one by now.
std::optional<logo> find_logo(const schema::reader& db, std::string_view organiser_key,
                              std::string_view hash_begins);

}  // namespace zusage::events
