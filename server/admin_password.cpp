// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "organisers/sign_in.hpp"
#include "server/admin.hpp"
#include "server/admin_people.hpp"
#include "server/admin_view.hpp"
#include "server/configuration.hpp"
#include "server/event_view.hpp"
#include "server/session_cookie.hpp"

namespace zusage::server {
namespace {

response password_page(int status, const request& of, services& with, const faults& wrong) {
  const auto& in = *of.language;
  const auto title = in.text("admin.change_password");
  auto data = admin_page(of, title);
  add_step(data, in.text("admin.home"), link_to(of, "/admin"));
  add_step(data, title);
  data["action"] = link_to(of, "/admin/password");
  data["changed"] = wrong.empty() && of.query.has("changed");
  const auto hint =
      in.text("admin.password_hint", {{"shortest", organisers::password_limits::shortest}});
  data["current_field"] =
      text_input({"current_password", "password", "current-password", ""}, "", wrong, in);
  data["new_field"] = text_input({"new_password", "password", "new-password", hint}, "", wrong, in);
  data["repeat_field"] =
      text_input({"repeat_password", "password", "new-password", ""}, "", wrong, in);
  list_faults(data, wrong, in);
  return page(status, of, with, "admin_password", std::move(data));
}

}  // namespace

// GET /admin/password
response show_password(const request& of, const schema::reader&, services& with) {
  return password_page(200, of, with, {});
}

// POST /admin/password
response post_password(const request& of, services& with) {
  const auto& wanted = of.form.get("new_password");
  if (wanted != of.form.get("repeat_password")) {
    return password_page(422, of, with, {{"repeat_password", "password_differs"}});
  }
  const auto token = organisers::change_password(
      with.db,
      {of.staff_id, of.form.get("current_password"), wanted, of.remote_address, of.user_agent},
      {with.keys.sessions, organisers::hashing_cost::usual(), tell_new_password(of, with, false)},
      of.at);
  if (!token) {
    const auto wrong = at_new_password(token.error());
    if (wrong.front().code != "password_throttled") return password_page(422, of, with, wrong);
    return password_page(429, of, with, wrong)
        .with("Retry-After", wrong.front().arguments.value("seconds", nlohmann::json(1)).dump());
  }
  with.wake_mailer();
  return see_other(link_to(of, "/admin/password?changed=1"))
      .with("Set-Cookie", session_cookie(with.config, *token));
}

}  // namespace zusage::server
