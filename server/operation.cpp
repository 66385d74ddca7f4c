// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/operation.hpp"

#include "server/services.hpp"
#include "web/render.hpp"

namespace zusage::server {
namespace {

response plain(int status, std::string text) {
  response made;
  made.status = status;
  made.content_type = "text/plain; charset=utf-8";
  made.body = std::move(text) + "\n";
  return made;
}

// GET /healthz: the process answers.
response health(const request&, const schema::reader&, services&) {
  return plain(200, "ok");
}

// GET /readyz: the database can be read and the writer keeps up.
response readiness(const request&, const schema::reader& db, services& with) {
  if (!db.value<std::int64_t>("SELECT COUNT(*) FROM schema_version")) return plain(503, "database");
  const auto waiting = with.db.writes().waiting();
  return waiting < 4096 ? plain(200, "ok")
                        : plain(503, "writer: " + std::to_string(waiting) + " waiting");
}

// GET /assets/{folder}/{name}: names carry a hash of the content, so they are kept for ever.
response asset(const request& of, const schema::reader&, services& with) {
  const auto* found = web::find_asset(of.path);
  if (!found) return error_page(404, of, with, "error.not_found");
  response made;
  made.content_type = found->content_type;
  made.personal = false;
  made.with("Cache-Control", "public, max-age=31536000, immutable").with("Vary", "Accept-Encoding");
  const bool zipped = of.accepts_gzip && !found->gzip.empty();
  made.static_body = zipped ? found->gzip : found->content;
  if (zipped) made.with("Content-Encoding", "gzip");
  return made;
}

}  // namespace

std::span<const route> operation_routes() {
  static const route routes[] = {
      {"GET", "/healthz", anyone, &health},
      {"GET", "/readyz", anyone, &readiness},
      {"GET", "/assets/{name}", anyone, &asset},
      {"GET", "/assets/{folder}/{name}", anyone, &asset},
  };
  return routes;
}

}  // namespace zusage::server
