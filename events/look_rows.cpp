// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/crypto.hpp"
#include "events/event_file_parts.hpp"
#include "events/look.hpp"

namespace zusage::events {
namespace {

constexpr const char* for_light = "light";
constexpr const char* for_dark = "dark";

void store_logo(schema::transaction& tx, std::int64_t organiser_id, const char* scheme,
                const logo& wanted) {
  if (!wanted.content) return;
  tx.execute(
      "INSERT INTO organiser_logo (organiser_id, scheme, hash, media_type, width, height, content)"
      " VALUES (:1, :2, :3, :4, :5, :6, :7)",
      organiser_id, scheme, wanted.hash, wanted.media_type, wanted.size.width, wanted.size.height,
      to_base64url(*wanted.content));
}

std::string text_of(const std::optional<web::rgb>& colour) {
  return colour ? web::to_text(*colour) : "";
}

}  // namespace

void store_look(schema::transaction& tx, std::int64_t organiser_id, const look* wanted) {
  tx.execute("DELETE FROM organiser_logo WHERE organiser_id = :1", organiser_id);
  tx.execute("DELETE FROM organiser_look WHERE organiser_id = :1", organiser_id);
  if (!wanted) return;
  tx.execute(
      "INSERT INTO organiser_look (organiser_id, colour, colour_dark, logo_alt)"
      " VALUES (:1, :2, :3, :4)",
      organiser_id, text_of(wanted->colour), text_of(wanted->colour_dark), canonical(wanted->alt));
  store_logo(tx, organiser_id, for_light, wanted->light);
  store_logo(tx, organiser_id, for_dark, wanted->dark);
}

std::optional<stored_look> find_look(const schema::reader& db, std::int64_t organiser_id) {
  const auto row = db.one<std::string, std::string, std::string, std::string>(
      "SELECT o.key, l.colour, l.colour_dark, l.logo_alt FROM organiser_look l"
      " JOIN organiser o ON o.id = l.organiser_id WHERE l.organiser_id = :1",
      organiser_id);
  if (!row) return {};
  const auto& [key, colour, colour_dark, alt] = *row;
  stored_look found;
  found.organiser_key = key;
  found.of.colour = web::parse_colour(colour);
  found.of.colour_dark = web::parse_colour(colour_dark);
  found.of.alt = nlohmann::json::parse(alt, nullptr, false);
  db.each<std::string, std::string, std::string, int, int>(
      "SELECT scheme, hash, media_type, width, height FROM organiser_logo"
      " WHERE organiser_id = :1",
      [&](const std::string& scheme, const std::string& hash, const std::string& type, int width,
          int height) {
        auto& into = scheme == for_dark ? found.of.dark : found.of.light;
        into.hash = hash;
        into.media_type = type;
        into.size = {width, height};
      },
      organiser_id);
  return found;
}

std::optional<stored_look> find_look(const schema::reader& db, std::string_view organiser_key) {
  const auto id = db.value<std::int64_t>("SELECT id FROM organiser WHERE key = :1", organiser_key);
  return id ? find_look(db, *id) : std::nullopt;
}

std::optional<logo> find_logo(const schema::reader& db, std::string_view organiser_key,
                              std::string_view hash_begins) {
  std::optional<logo> found;
  db.each<std::string, std::string, std::string>(
      "SELECT g.hash, g.media_type, g.content FROM organiser_logo g"
      " JOIN organiser o ON o.id = g.organiser_id WHERE o.key = :1",
      [&](const std::string& hash, const std::string& type, const std::string& content) {
        if (hash_begins.empty() || !hash.starts_with(hash_begins)) return;
        auto bytes = from_base64url(content);
        if (!bytes) return;
        found.emplace();
        found->hash = hash;
        found->media_type = type;
        found->content = std::make_shared<const std::string>(std::move(*bytes));
      },
      organiser_key);
  return found;
}

}  // namespace zusage::events
