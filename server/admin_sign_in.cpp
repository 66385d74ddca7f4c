// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/text.hpp"
#include "organisers/sign_in.hpp"
#include "server/admin.hpp"
#include "server/admin_people.hpp"
#include "server/admin_view.hpp"
#include "server/configuration.hpp"
#include "server/event_view.hpp"
#include "server/session_cookie.hpp"
#include "server/target.hpp"

namespace zusage::server {
namespace {

response sign_in_page(int status, const request& of, services& with, const faults& wrong) {
  const auto& in = *of.language;
  const auto typed = of.form.get("email");
  auto data = admin_page(of, in.text("admin.sign_in_title"));
  data["action"] = link_to(of, "/admin/sign-in");
  data["next"] =
      page_after_sign_in(of.method == "POST" ? of.form.get("next") : of.query.get("next"));
  data["signed_out"] = wrong.empty() && of.query.has("signed_out");
  data["was_reset"] = wrong.empty() && of.query.has("reset");
  data["too_late"] = wrong.empty() && of.query.has("too_late");
  data["forgotten_url"] = link_to(of, "/admin/forgotten");
  data["email_field"] =
      text_input({"email", "email", "username", ""}, is_utf8(typed) ? typed : "", wrong, in);
  data["password_field"] =
      text_input({"password", "password", "current-password", ""}, "", wrong, in);
  list_faults(data, wrong, in);
  return page(status, of, with, "admin_sign_in", std::move(data));
}

}  // namespace

// Whoever was signed in before in this browser is so no longer.
response signed_in_answer(const request& of, services& with, const std::string& token) {
  if (const auto before = session_token(of, with.config); !before.empty()) {
    with.db.write([&](schema::transaction& tx) { organisers::end_session(tx, before); });
  }
  return see_other(link_to(of, page_after_sign_in(of.form.get("next"))))
      .with("Set-Cookie", session_cookie(with.config, token));
}

// GET /admin/sign-in
response show_sign_in(const request& of, const schema::reader&, services& with) {
  return sign_in_page(200, of, with, {});
}

// POST /admin/sign-in
response post_sign_in(const request& of, services& with) {
  using what = organisers::sign_in_outcome::what;
  const auto tried = organisers::sign_in(
      with.db, {of.form.get("email"), of.form.get("password"), of.remote_address, of.user_agent},
      {with.keys.sessions}, of.at);
  if (tried.outcome == what::throttled) {
    const auto seconds = tried.retry_after.count();
    return sign_in_page(429, of, with, {{"", "sign_in_throttled", {{"seconds", seconds}}}})
        .with("Retry-After", std::to_string(seconds));
  }
  if (tried.outcome == what::wrong) {
    return sign_in_page(422, of, with, {{"email", "sign_in_failed"}});
  }
  if (tried.outcome == what::needs_code) {
    const auto next = encode_component(page_after_sign_in(of.form.get("next")));
    return see_other(link_to(of, "/admin/sign-in/code?next=" + next))
        .with("Set-Cookie", code_cookie(with.config, tried.token));
  }
  return signed_in_answer(of, with, tried.token);
}

// POST /admin/sign-out
decision post_sign_out(const request& of, const schema::reader&, services& with) {
  auto left = see_other(link_to(of, "/admin/sign-in?signed_out=1"));
  left.with("Set-Cookie", no_session_cookie(with.config));
  return action([left, token = session_token(of, with.config)](schema::transaction& tx) {
    organisers::end_session(tx, token);
    return left;
  });
}

}  // namespace zusage::server
