// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/dispatcher.hpp"

#include <spdlog/spdlog.h>

#include "base/crypto.hpp"
#include "base/network.hpp"
#include "organisers/access.hpp"
#include "organisers/second_factor.hpp"
#include "organisers/sessions.hpp"
#include "server/compress.hpp"
#include "server/configuration.hpp"
#include "server/database_fault.hpp"
#include "server/language_switch.hpp"
#include "server/page_cache.hpp"
#include "server/target.hpp"

namespace zusage::server {
namespace {

constexpr std::chrono::minutes longest_kept_unheard{1};

// What is somebody's own is for no search engine, wherever its address came to be known.
response kept_from_search(const route& to, response made) {
  if (to.by.by != access::who::anyone) made.with("X-Robots-Tag", "noindex");
  return made;
}

// Without the query: a path that was typed has none.
response moved(const std::string& path) {
  auto made = see_other(path);
  made.status = 308;
  return made;
}

std::string number_of_failure() {
  return to_hex(random_bytes(4));
}

}  // namespace

std::string session_cookie_name(const configuration& config) {
  return config.is_https() ? "__Host-zusage" : "zusage";
}

dispatcher::dispatcher(services& with, std::span<const route> routes)
    : services_(with),
      router_(routes),
      registrations_(with.config.limits.registrations_per_minute),
      posts_(with.config.limits.posts_per_minute),
      of_tokens_(organisers::token_limits::requests_per_minute),
      shared_registrations_(with.db, with.keys.sessions, "registrations",
                            with.config.limits.registrations_per_minute),
      shared_posts_(with.db, with.keys.sessions, "posts", with.config.limits.posts_per_minute),
      shared_of_tokens_(with.db, with.keys.sessions, "tokens",
                        organisers::token_limits::requests_per_minute) {}

std::optional<response> dispatcher::answer_at_once(const request& of, const route& to) {
  if (!services_.db.is_remote()) {
    if (auto refused = check_rate(of, to)) return refused;
  }
  // No form of ours stands on another site; a sign-in forged from there would be somebody else's.
  const bool form = of.method == "POST" && !to.api && !to.from_anywhere;
  if (form && of.cross_site) return refuse(403, of, "error.csrf");
  if (to.kept) return find_kept(of, to);
  if (const auto* handler = std::get_if<at_once>(&to.handler)) return run_at_once(of, to, *handler);
  return {};
}

response dispatcher::run_at_once(const request& of, const route& to, const at_once& handler) {
  try {
    return handler.run(of, services_);
  } catch (const std::exception& e) {
    return failed(of, to, e.what());
  }
}

std::optional<response> dispatcher::find_kept(const request& of, const route& to) const {
  const auto key = kept_key(of, to.kept_by);
  const auto page = key ? services_.pages.find(*key, of.at) : nullptr;
  if (!page) return {};
  return kept_page(of, *page);
}

response dispatcher::keep(const request& of, const kept_place& at, response made) {
  if (!made.keep) return made;
  // A process that ends between its commit and telling of it is heard by nobody.
  if (services_.db.is_remote())
    made.keep->until = std::min(made.keep->until, of.at + longest_kept_unheard);
  return kept_page(of, *services_.pages.keep(at.key, made, at.as_of));
}

std::variant<response, action, dispatcher::work> dispatcher::begin(request& of, const route& to) {
  try {
    const auto as_of = to.kept ? services_.pages.now() : 0;
    if (services_.db.is_remote()) {
      if (auto refused = check_rate(of, to)) return std::move(*refused);
    }
    if (to.by.by == access::who::token) {
      if (auto refused = check_token(of, to)) return std::move(*refused);
    }
    if (const auto* handler = std::get_if<work_handler>(&to.handler)) {
      auto refused =
          services_.db.read([&](const schema::reader& db) { return check_access(of, to, db); });
      if (refused) return std::move(*refused);
      return work([this, &of, &to, run = *handler] {
        try {
          return kept_from_search(to, run(of, services_));
        } catch (const schema::error& e) {
          return database_failed(of, to, e);
        } catch (const std::exception& e) {
          return failed(of, to, e.what());
        }
      });
    }
    return services_.db.read([&](const schema::reader& db) -> std::variant<response, action, work> {
      if (auto refused = check_access(of, to, db)) return std::move(*refused);
      if (const auto* read = std::get_if<read_handler>(&to.handler)) {
        if (auto key = to.kept ? kept_key(of, to.kept_by) : std::nullopt)
          return keep(of, {std::move(*key), as_of},
                      (*read)(as_for_everybody(of, to.kept_by), db, services_));
        return kept_from_search(to, compressed_for(of, (*read)(of, db, services_)));
      }
      auto decided = std::get<write_handler>(to.handler)(of, db, services_);
      if (auto* answer = std::get_if<response>(&decided))
        return compressed_for(of, std::move(*answer));
      if (auto shown = instead_of_acting(of)) return std::move(*shown);
      return std::get<action>(std::move(decided));
    });
  } catch (const schema::error& e) {
    return database_failed(of, to, e);
  } catch (const std::exception& e) {
    return failed(of, to, e.what());
  }
}

// The database is away for a while (disk full, locked, unreadable): not a fault of the request.
response dispatcher::database_failed(const request& of, const route& to, const schema::error& e) {
  using kind = schema::error::kind;
  const auto what = e.what_kind();
  if (!is_passing(e)) return failed(of, to, e.what());
  spdlog::error("{} {}: database: {}", to.method, to.path, e.what());
  const auto* reason = what == kind::commit_unknown ? "error.commit_unknown"
                       : what == kind::busy         ? "error.busy"
                                                    : "error.storage";
  return refuse(503, of, reason).with("Retry-After", "30");
}

response dispatcher::finish(const request& of, const route& to,
                            const schema::write_outcome& outcome, response made) {
  using state = schema::write_outcome::state;
  switch (outcome.what) {
    case state::committed:
      services_.wake_mailer();
      return made;
    case state::undone:
      return made;
    case state::refused:
    case state::expired:
      return refuse(503, of, "error.busy").with("Retry-After", "5");
    case state::commit_failed:
    case state::failed:
      break;
  }
  std::string what = "unknown";
  try {
    if (outcome.error) std::rethrow_exception(outcome.error);
  } catch (const schema::error& e) {
    if (outcome.what == state::failed) return database_failed(of, to, e);
    what = e.what();
  } catch (const std::exception& e) {
    what = e.what();
  }
  if (outcome.what == state::commit_failed) {
    // It may be stored or not. The form carries its idempotency key, so sending again is safe.
    spdlog::error("{} {}: commit failed: {}", to.method, to.path, what);
    return refuse(503, of, "error.commit_unknown").with("Retry-After", "5");
  }
  return failed(of, to, what);
}

response dispatcher::not_found(const request& of, const router::match& match) {
  // Typed with a slash at the end, a page is meant all the same; nothing but a page of ours is led
  // to.
  const auto& path = of.path;
  if (match.allow.empty() && of.method == "GET" && path.size() > 1 && path.back() == '/') {
    const auto meant = path.substr(0, path.size() - 1);
    if (router_.find("GET", meant).found) return moved(meant);
  }
  if (match.allow.empty()) return refuse(404, of, "error.not_found");
  return refuse(405, of, "error.method").with("Allow", match.allow);
}

response dispatcher::refuse(int status, const request& of, std::string_view reason) {
  try {
    return error_page(status, of, services_, reason);
  } catch (const std::exception& e) {
    spdlog::error("error page {} for status {}: {}", reason, status, e.what());
    response bare;
    bare.status = status;
    bare.content_type = "text/plain; charset=utf-8";
    bare.body = std::to_string(status) + "\n";
    return bare;
  }
}

std::optional<response> dispatcher::check_access(request& of, const route& to,
                                                 const schema::reader& db) {
  using who = access::who;
  if (to.by.by == who::anyone || to.by.by == who::link_holder || to.by.by == who::token) return {};
  const auto cookie = find_cookie(of.cookie, session_cookie_name(services_.config));
  const auto session = cookie.empty()
                           ? std::nullopt
                           : organisers::find_session(db, cookie, services_.keys.sessions, of.at);
  if (!session) {
    if (of.method == "GET" && !is_api_path(of.path))
      return see_other("/admin/sign-in?next=" + encode_component(of.path));
    return refuse(403, of, "error.signed_out");
  }
  if (session->touch_due) {
    services_.db.writes().submit(
        [cookie, at = of.at](schema::transaction& tx) {
          organisers::touch_session(tx, cookie, at);
        },
        [](const schema::write_outcome&) {});
  }
  of.staff_email = session->email;
  of.csrf = session->csrf;
  of.staff_id = session->staff_id;
  if (of.method == "POST" && !same_secret(of.form.get("csrf"), session->csrf))
    return refuse(403, of, "error.csrf");
  if (to.by.by == who::signed_in) return {};
  of.scope = organisers::access_check::scope_for_event(
      db, session->staff_id, of.capture("organiser"), to.by.needs, of.capture("slug"));
  if (!of.scope) return refuse(404, of, "error.not_found");  // also for what exists elsewhere
  if (!organisers::lacks_second_factor(db, of.staff_id, of.scope->acting_for())) return {};
  if (of.method == "GET") return see_other("/admin/second-factor?needed=1");
  return refuse(403, of, "error.second_factor");
}

// RFC 6750 3: what the program is told in `WWW-Authenticate`. The scopes are written with a colon,
// which a quoted string may hold.
std::optional<response> dispatcher::check_token(request& of, const route& to) {
  const auto secret = organisers::bearer_token(of.authorization);
  const auto found =
      secret.empty() ? std::nullopt : services_.db.read([&](const schema::reader& db) {
        return organisers::find_api_token(db, secret, of.at);
      });
  if (!found) {
    const auto* challenge = of.authorization.empty()
                                ? "Bearer realm=\"zusage\""
                                : "Bearer realm=\"zusage\", error=\"invalid_token\"";
    return refuse(401, of, "error.401").with("WWW-Authenticate", challenge);
  }
  const auto key = std::to_string(found->id);
  const auto wait = services_.db.is_remote()
                        ? shared_of_tokens_.take(key, of.at)
                        : of_tokens_.take(key, std::chrono::steady_clock::now());
  if (wait > 0) return refuse(429, of, "error.too_often").with("Retry-After", std::to_string(wait));
  if (found->touch_due) {
    services_.db.writes().submit(
        [id = found->id, at = of.at](schema::transaction& tx) {
          organisers::touch_api_token(tx, id, at);
        },
        [](const schema::write_outcome&) {});
  }
  if (!organisers::holds(found->scopes, to.by.needs_of_token)) {
    const auto challenge = "Bearer realm=\"zusage\", error=\"insufficient_scope\", scope=\"" +
                           std::string(organisers::to_text(to.by.needs_of_token)) + "\"";
    return refuse(403, of, "error.token_scope").with("WWW-Authenticate", challenge);
  }
  of.scope = organisers::access_check::scope_for_token(*found);
  return {};
}

std::int64_t dispatcher::seconds_to_wait(const request& of, const route& to) {
  const auto network = network_of(of.remote_address);
  if (services_.db.is_remote()) {
    return (to.registers ? shared_registrations_ : shared_posts_).take(network, of.at);
  }
  return (to.registers ? registrations_ : posts_).take(network, std::chrono::steady_clock::now());
}

std::optional<response> dispatcher::check_rate(const request& of, const route& to) {
  // What programs do counts by their token.
  if (of.method != "POST" || to.by.by == access::who::token) return {};
  const auto wait = seconds_to_wait(of, to);
  if (wait == 0) return {};
  return refuse(429, of, "error.too_often").with("Retry-After", std::to_string(wait));
}

response dispatcher::failed(const request& of, const route& to, const std::string& what) {
  const auto number = number_of_failure();
  spdlog::error("{} {} failed, number {}: {}", to.method, to.path, number, what);
  auto numbered = of;
  numbered.failure_number = number;
  return refuse(500, numbered, "error.internal");
}

}  // namespace zusage::server
