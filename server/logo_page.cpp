// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/etag.hpp"
#include "server/look_view.hpp"
#include "server/services.hpp"

namespace zusage::server {

// GET /o/{organiser}/{logo}: an image that somebody else made. Were it opened by itself, it could
// neither run nor fetch anything; what it may hold was checked when it came in as well.
response show_logo(const request& of, const schema::reader& db, services& with) {
  const auto& organiser = of.capture("organiser");
  constexpr std::string_view prefix = "logo-";
  const std::string_view name = of.capture("logo");
  const auto found = name.starts_with(prefix)
                         ? events::find_logo(db, organiser, name.substr(prefix.size()))
                         : std::nullopt;
  if (!found || logo_path(organiser, *found) != of.path) {
    return error_page(404, of, with, "error.not_found");
  }
  response made;
  made.personal = false;
  const auto etag = "\"" + found->hash + "\"";
  made.with("Cache-Control", "public, max-age=31536000, immutable")
      .with("ETag", etag)
      .with("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox");
  if (names_etag(of.if_none_match, etag)) {
    made.status = 304;
    return made;
  }
  made.content_type = found->media_type;
  made.shared_body = found->content;
  return made;
}

}  // namespace zusage::server
