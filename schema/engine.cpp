// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "schema/engine.hpp"

namespace zusage::schema {
namespace {

bool begins_with(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

// Up to the end of the user's part, or of a member of the query.
void hide(std::string& url, std::size_t from, std::string_view ends) {
  const auto end = url.find_first_of(ends, from);
  url.replace(from, end == std::string::npos ? std::string::npos : end - from, "…");
}

}  // namespace

const engine& engine_of(std::string_view url) {
  if (begins_with(url, "sqlite:")) return sqlite_engine();
  if (begins_with(url, "postgresql://") || begins_with(url, "postgres://")) {
    return postgresql_engine();
  }
  throw error(error::kind::other, "database url '" + shown_url(std::string(url)) +
                                      "' is neither of the form sqlite:/path nor"
                                      " postgresql://user@host/database");
}

std::string shown_url(const std::string& url) {
  auto shown = url;
  const auto start = shown.find("://");
  if (start == std::string::npos) return shown;
  const auto at = shown.find('@', start);
  const auto colon = shown.find(':', start + 3);
  if (at != std::string::npos && colon < at) hide(shown, colon + 1, "@");
  for (auto found = shown.find("password="); found != std::string::npos;
       found = shown.find("password=", found + 9)) {
    hide(shown, found + 9, "&");  // also sslpassword
  }
  return shown;
}

}  // namespace zusage::schema
