// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/time_zone.hpp"
#include "events/staff_mails.hpp"
#include "organisers/passwords.hpp"
#include "organisers/sessions.hpp"
#include "organisers/staff.hpp"
#include "organisers/staff_list.hpp"
#include "server/admin_people.hpp"
#include "server/admin_view.hpp"
#include "server/event_view.hpp"
#include "server/session_cookie.hpp"

namespace zusage::server {
namespace {

std::optional<organisers::staff_invitation> invitation_of(const request& of,
                                                          const schema::reader& db,
                                                          services& with) {
  const auto id = with.links.public_id(organisers::invitation_link, of.capture("token"));
  return id ? organisers::find_invitation(db, *id, of.at) : std::nullopt;
}

response invitation_page(int status, const request& of, services& with,
                         const organisers::staff_invitation& what, bool is_new,
                         const faults& wrong) {
  const auto& in = *of.language;
  const auto name = web::pick(what.organiser_name, in.language());
  auto data = admin_page(of, in.text("people.invitation_title", {{"organiser", name}}));
  const std::string role(to_text(what.role));
  data["event"] = what.event ? web::pick(what.event->title, in.language()) : "";
  data["content_language"] = what.event ? foreign_language(what.event->title, in) : "";
  data["action"] = link_to(of, "/admin/invitation/" + of.capture("token"));
  data["role"] = in.text("admin.role." + role);
  data["role_note"] = in.text((what.event ? "event_staff.role_note." : "people.role_note.") + role);
  data["email"] = what.email;
  data["is_new"] = is_new;
  data["password_fields"] = new_password_fields(wrong, in);
  list_faults(data, wrong, in);
  return page(status, of, with, "admin_staff_invitation", std::move(data));
}

response after_accepting(const request& of, services& with,
                         const organisers::staff_invitation& what, std::int64_t staff_id,
                         bool is_new) {
  if (!is_new) return see_other(link_to(of, "/admin"));
  const auto token = with.db.write([&](schema::transaction& tx) {
    return organisers::start_session(tx, staff_id, of.at, {of.user_agent, of.remote_address});
  });
  const auto to = what.event ? "/admin" : "/admin/" + what.organiser_key + "/events";
  return see_other(link_to(of, to)).with("Set-Cookie", session_cookie(with.config, token));
}

}  // namespace

nlohmann::json new_password_fields(const faults& wrong, const web::locale& in) {
  const auto hint =
      in.text("admin.password_hint", {{"shortest", organisers::password_limits::shortest}});
  return {text_input({"new_password", "password", "new-password", hint}, "", wrong, in),
          text_input({"repeat_password", "password", "new-password", ""}, "", wrong, in)};
}

faults at_new_password(faults wrong) {
  for (auto& one : wrong) {
    if (one.field == "password") one.field = "new_password";
  }
  return wrong;
}

std::function<void(schema::transaction&, std::int64_t)> tell_new_password(const request& of,
                                                                          services& with,
                                                                          bool by_link) {
  return [&with, by_link, language = of.language->language(), at = of.at](schema::transaction& tx,
                                                                          std::int64_t staff_id) {
    events::mail_new_password(tx, with.outbox, staff_id, language, by_link, at);
  };
}

// GET /admin/invitation/{token}
response show_staff_invitation(const request& of, const schema::reader& db, services& with) {
  const auto what = invitation_of(of, db, with);
  if (!what) return error_page(404, of, with, "error.staff_link");
  return invitation_page(200, of, with, *what, !organisers::find_staff(db, what->email), {});
}

// POST /admin/invitation/{token}
response post_staff_invitation(const request& of, services& with) {
  const auto [what, is_new] = with.db.read([&](const schema::reader& db) {
    auto found = invitation_of(of, db, with);
    const bool unknown = found && !organisers::find_staff(db, found->email);
    return std::pair(std::move(found), unknown);
  });
  if (!what) return error_page(404, of, with, "error.staff_link");
  organisers::acceptance accepted{what->public_id, {}};
  if (is_new) {
    const auto& wanted = of.form.get("new_password");
    const auto password = organisers::check_password(wanted, what->email);
    if (!password) {
      return invitation_page(422, of, with, *what, true, at_new_password(password.error()));
    }
    if (wanted != of.form.get("repeat_password")) {
      return invitation_page(422, of, with, *what, true, {{"repeat_password", "password_differs"}});
    }
    accepted.password_hash =
        organisers::hash_password(*password, organisers::hashing_cost::usual());
  }
  const auto staff_id = with.db.write(
      [&](schema::transaction& tx) { return organisers::accept_invitation(tx, accepted, of.at); });
  if (!staff_id) return error_page(404, of, with, "error.staff_link");
  return after_accepting(of, with, *what, *staff_id, is_new);
}

}  // namespace zusage::server
