// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/operation.hpp"

#include "mailer/health.hpp"
#include "server/services.hpp"
#include "web/render.hpp"

namespace zusage::server {
namespace {

constexpr std::size_t most_waiting = 4096;

response plain(int status, std::string text) {
  response made;
  made.status = status;
  made.content_type = "text/plain; charset=utf-8";
  made.body = std::move(text) + "\n";
  return made;
}

// GET /healthz: the process answers.
response health(const request&, services&) {
  return plain(200, "ok");
}

// What monitoring is told besides `ok`: pages work although mail does not leave, so that it is no
// reason to send visitors elsewhere.
std::string mail_warning(const schema::reader& db, instant at) {
  const auto health = mailer::look_at_mail(db, at);
  if (health.how == mailer::mail_flow::well) return "";
  return "\nmail: " + std::string(to_text(health.how)) + ", " + std::to_string(health.waiting) +
         " waiting since " + to_iso(health.since);
}

// GET /readyz: the database can be read, the writer keeps up and the disk takes what is written. A
// row that is put in and taken out again shows it: an UPDATE to the same value writes nothing. When
// it fails, the answer is 503 as everywhere. Whether mail leaves is said besides.
decision readiness(const request& of, const schema::reader& db, services& with) {
  if (!db.value<std::int64_t>("SELECT COUNT(*) FROM schema_version")) return plain(503, "database");
  const auto waiting = with.db.writes().waiting();
  if (waiting >= most_waiting) return plain(503, "writer: " + std::to_string(waiting) + " waiting");
  const auto well = "ok" + mail_warning(db, of.at);
  if (!with.probe.is_due(with.db.writes().counted().failed, std::chrono::steady_clock::now()))
    return plain(200, well);
  return action([at = of.at, well](schema::transaction& tx) {
    tx.execute(
        "INSERT INTO idempotency (scope, key, request, subject, created_at)"
        " VALUES ('readyz', '', '', '', :1)",
        at);
    tx.execute("DELETE FROM idempotency WHERE scope = 'readyz'");
    return plain(200, well);
  });
}

// GET /assets/{folder}/{name}: names carry a hash of the content, so they are kept for ever.
response asset(const request& of, services& with) {
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
      {"GET", "/healthz", anyone, at_once{&health}},
      {"GET", "/readyz", anyone, &readiness},
      {"GET", "/assets/{name}", anyone, at_once{&asset}},
      {"GET", "/assets/{folder}/{name}", anyone, at_once{&asset}},
  };
  return routes;
}

}  // namespace zusage::server
