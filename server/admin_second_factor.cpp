// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/staff_mails.hpp"
#include "organisers/second_factor.hpp"
#include "organisers/sign_in.hpp"
#include "server/admin_people.hpp"
#include "server/admin_view.hpp"
#include "server/event_view.hpp"
#include "server/session_cookie.hpp"
#include "web/qr_code.hpp"

namespace zusage::server {
namespace {

// In groups of four, for typing.
std::string grouped(const std::string& secret) {
  std::string made;
  for (std::size_t i = 0; i < secret.size(); ++i) {
    if (i > 0 && i % 4 == 0) made += ' ';
    made += secret[i];
  }
  return made;
}

std::string host_of(const std::string& base_url) {
  const auto scheme = base_url.find("://");
  return scheme == std::string::npos ? base_url : base_url.substr(scheme + 3);
}

void add_pending(nlohmann::json& data, const request& of, services& with, const std::string& secret,
                 const faults& wrong) {
  const auto& in = *of.language;
  data["secret"] = grouped(secret);
  data["uri"] =
      organisers::second_factor_uri(secret, host_of(with.links.base_url()), of.staff_email);
  data["qr"] = web::qr_svg(data["uri"].get<std::string>(), in.text("people.factor_qr"));
  data["confirm_action"] = link_to(of, "/admin/second-factor/confirm");
  data["code_field"] = text_input(
      {"code", "text", "one-time-code", in.text("people.factor_code_hint"), in.text("people.code")},
      "", wrong, in);
  data["code_field"]["inputmode"] = "numeric";
}

response factor_page(int status, const request& of, const schema::reader& db, services& with,
                     const faults& wrong) {
  const auto& in = *of.language;
  const auto title = in.text("people.factor_title");
  auto data = admin_page(of, title);
  add_step(data, in.text("admin.home"), link_to(of, "/admin"));
  add_step(data, title);
  const bool on = organisers::has_second_factor(db, of.staff_id);
  const auto secret = organisers::pending_secret(db, with.keys.sessions, of.staff_id);
  data["on"] = on;
  data["off"] = !on && !secret;
  data["pending"] = !on && secret;
  data["needed"] = !on && of.query.has("needed");
  data["ended"] = !on && wrong.empty() && of.query.has("ended");
  data["action"] = link_to(of, "/admin/second-factor");
  if (on) {
    data["left"] =
        in.text("people.codes_left", {{"count", organisers::recovery_codes_left(db, of.staff_id)}});
    data["end_action"] = link_to(of, "/admin/second-factor/end");
    data["current_field"] = text_input(
        {"current_password", "password", "current-password", "", in.text("admin.password")}, "",
        wrong, in);
  } else if (secret) {
    add_pending(data, of, with, *secret, wrong);
  }
  list_faults(data, wrong, in);
  return page(status, of, with, "admin_second_factor", std::move(data));
}

response codes_page(const request& of, services& with, const std::vector<std::string>& codes) {
  const auto& in = *of.language;
  const auto title = in.text("people.recovery_title");
  auto data = admin_page(of, title);
  add_step(data, in.text("admin.home"), link_to(of, "/admin"));
  add_step(data, in.text("people.factor_title"), link_to(of, "/admin/second-factor"));
  add_step(data, title);
  data["codes"] = nlohmann::json::array();
  std::string lines;
  for (const auto& one : codes) {
    data["codes"].push_back({{"code", one}});
    lines += one + "\n";
  }
  data["lines"] = lines;
  data["back_url"] = link_to(of, "/admin");
  return page(200, of, with, "admin_recovery_codes", std::move(data));
}

}  // namespace

// GET /admin/second-factor
response show_second_factor(const request& of, const schema::reader& db, services& with) {
  return factor_page(200, of, db, with, {});
}

// POST /admin/second-factor: a new secret
decision post_second_factor(const request& of, const schema::reader&, services& with) {
  return action([of, &with](schema::transaction& tx) {
    organisers::begin_second_factor(tx, with.keys.sessions, of.staff_id);
    return see_other(link_to(of, "/admin/second-factor"));
  });
}

// POST /admin/second-factor/confirm
decision post_confirm_second_factor(const request& of, const schema::reader&, services& with) {
  return action([of, token = session_token(of, with.config), &with](schema::transaction& tx) {
    const auto codes = organisers::confirm_second_factor(tx, with.keys.sessions, of.staff_id,
                                                         of.form.get("code"), of.at);
    if (!codes) return factor_page(422, of, tx, with, {{"code", "code_wrong"}});
    organisers::end_other_sessions(tx, of.staff_id, token);  // begun with the password alone
    events::mail_second_factor(tx, with.outbox, of.staff_id, of.language->language(), true, of.at);
    return codes_page(of, with, *codes);
  });
}

// POST /admin/second-factor/end
response post_end_second_factor(const request& of, services& with) {
  auto wrong = organisers::check_own_password(with.db, of.staff_id, of.form.get("current_password"),
                                              of.remote_address, {with.keys.sessions}, of.at);
  if (!wrong.empty()) {
    const bool throttled = wrong.front().code == "password_throttled";
    if (!throttled) wrong.front().code = "own_password_wrong";
    return with.db.read([&](const schema::reader& db) {
      return factor_page(throttled ? 429 : 422, of, db, with, wrong);
    });
  }
  with.db.write([&](schema::transaction& tx) {
    const bool had = organisers::has_second_factor(tx, of.staff_id);
    organisers::end_second_factor(tx, of.staff_id, of.at);
    if (had)
      events::mail_second_factor(tx, with.outbox, of.staff_id, of.language->language(), false,
                                 of.at);
  });
  with.wake_mailer();
  return see_other(link_to(of, "/admin/second-factor?ended=1"));
}

}  // namespace zusage::server
