// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "organisers/sign_in.hpp"
#include "server/admin_people.hpp"
#include "server/admin_view.hpp"
#include "server/event_view.hpp"
#include "server/session_cookie.hpp"

namespace zusage::server {
namespace {

response code_page(int status, const request& of, services& with, const faults& wrong) {
  const auto& in = *of.language;
  auto data = admin_page(of, in.text("people.code_title"));
  data["action"] = link_to(of, "/admin/sign-in/code");
  data["next"] =
      page_after_sign_in(of.method == "POST" ? of.form.get("next") : of.query.get("next"));
  data["code_field"] = text_input(
      {"code", "text", "one-time-code", in.text("people.code_hint"), in.text("people.code")}, "",
      wrong, in);
  data["code_field"]["inputmode"] = "numeric";  // recovery codes are digits too
  data["back_url"] = link_to(of, "/admin/sign-in");
  list_faults(data, wrong, in);
  return page(status, of, with, "admin_sign_in_code", std::move(data));
}

}  // namespace

// GET /admin/sign-in/code
response show_sign_in_code(const request& of, const schema::reader& db, services& with) {
  const auto token = code_token(of, with.config);
  if (!organisers::awaits_code(db, token, with.keys.sessions, of.at))
    return see_other(link_to(of, "/admin/sign-in"));
  return code_page(200, of, with, {});
}

// POST /admin/sign-in/code
response post_sign_in_code(const request& of, services& with) {
  using what = organisers::sign_in_outcome::what;
  const auto token = code_token(of, with.config);
  const auto tried = organisers::finish_sign_in(
      with.db, {token, of.form.get("code"), of.remote_address, of.user_agent}, with.keys.sessions,
      of.at);
  if (tried.outcome == what::throttled) {
    const auto seconds = tried.retry_after.count();
    return code_page(429, of, with, {{"", "sign_in_throttled", {{"seconds", seconds}}}})
        .with("Retry-After", std::to_string(seconds));
  }
  if (tried.outcome == what::signed_in) {
    return signed_in_answer(of, with, tried.token).with("Set-Cookie", no_code_cookie(with.config));
  }
  if (tried.token.empty()) {
    return see_other(link_to(of, "/admin/sign-in?too_late=1"))
        .with("Set-Cookie", no_code_cookie(with.config));
  }
  return code_page(422, of, with, {{"code", "code_wrong"}});
}

}  // namespace zusage::server
