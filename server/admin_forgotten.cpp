// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/email_address.hpp"
#include "base/text.hpp"
#include "events/pause.hpp"
#include "events/staff_mails.hpp"
#include "organisers/password_reset.hpp"
#include "server/admin_people.hpp"
#include "server/admin_view.hpp"
#include "server/event_view.hpp"
#include "server/session_cookie.hpp"

namespace zusage::server {
namespace {

response forgotten_page(int status, const request& of, services& with, const faults& wrong) {
  const auto& in = *of.language;
  const auto& typed = of.form.get("email");
  auto data = admin_page(of, in.text("people.forgotten_title"));
  data["action"] = link_to(of, "/admin/forgotten");
  data["sent"] = wrong.empty() && of.query.has("sent");
  data["email_field"] =
      text_input({"email", "email", "username", ""}, is_utf8(typed) ? typed : "", wrong, in);
  list_faults(data, wrong, in);
  return page(status, of, with, "admin_forgotten", std::move(data));
}

response reset_page(int status, const request& of, services& with, const std::string& email,
                    const faults& wrong) {
  const auto& in = *of.language;
  auto data = admin_page(of, in.text("people.reset_title"));
  data["action"] = link_to(of, "/admin/reset/" + of.capture("token"));
  data["email"] = email;
  data["password_fields"] = new_password_fields(wrong, in);
  list_faults(data, wrong, in);
  return page(status, of, with, "admin_reset", std::move(data));
}

}  // namespace

// GET /admin/forgotten
response show_forgotten(const request& of, const schema::reader&, services& with) {
  return forgotten_page(200, of, with, {});
}

// POST /admin/forgotten: the pause is written down for every address alike
decision post_forgotten(const request& of, const schema::reader&, services& with) {
  const auto email = normalised_email(of.form.get("email"));
  if (!email) return forgotten_page(422, of, with, {{"email", "not_an_email"}});
  return action([of, key = email_key(*email), &with](schema::transaction& tx) {
    const auto subject = keyed_hash_hex(with.keys.sessions, "forgotten password\n" + key);
    if (events::is_first_in_a_while(tx, "staff_reset", subject, of.at)) {
      if (const auto asked = organisers::ask_reset(tx, key, of.at))
        events::mail_reset(tx, with.outbox, *asked, of.language->language(), of.at);
    }
    return see_other(link_to(of, "/admin/forgotten?sent=1"));
  });
}

// GET /admin/reset/{token}
response show_reset(const request& of, const schema::reader& db, services& with) {
  const auto id = with.links.public_id(organisers::reset_link, of.capture("token"));
  const auto email = id ? organisers::find_reset(db, *id, of.at) : std::nullopt;
  if (!email) return error_page(404, of, with, "error.staff_link");
  return reset_page(200, of, with, *email, {});
}

// POST /admin/reset/{token}
response post_reset(const request& of, services& with) {
  const auto id = with.links.public_id(organisers::reset_link, of.capture("token"));
  const auto email = id ? with.db.read([&](const schema::reader& db) {
    return organisers::find_reset(db, *id, of.at);
  })
                        : std::nullopt;
  if (!email) return error_page(404, of, with, "error.staff_link");
  const auto& wanted = of.form.get("new_password");
  if (wanted != of.form.get("repeat_password"))
    return reset_page(422, of, with, *email, {{"repeat_password", "password_differs"}});
  organisers::sign_in_settings settings{with.keys.sessions};
  settings.tell = tell_new_password(of, with, true);
  const auto wrong = organisers::reset_password(with.db, *id, wanted, settings, of.at);
  if (!wrong.empty() && wrong.front().code == "reset_over")
    return error_page(404, of, with, "error.staff_link");
  if (!wrong.empty()) return reset_page(422, of, with, *email, at_new_password(wrong));
  with.wake_mailer();
  return see_other(link_to(of, "/admin/sign-in?reset=1"))
      .with("Set-Cookie", no_session_cookie(with.config));
}

}  // namespace zusage::server
