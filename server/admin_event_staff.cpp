// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/admin_event_staff.hpp"

#include <algorithm>

#include "base/time_zone.hpp"
#include "events/staff_mails.hpp"
#include "organisers/event_staff.hpp"
#include "server/admin_confirm.hpp"
#include "server/admin_view.hpp"
#include "server/event_view.hpp"
#include "server/staff_view.hpp"

namespace zusage::server {
namespace {

using nlohmann::json;
using organisers::staff_change;
using event_pointer = std::shared_ptr<const events::event>;

// Of an event that is run together, its main organiser says who works there.
event_pointer staffed_event(const request& of, const schema::reader& db, services& with) {
  return of.scope->reaches_everything() ? find_own_event(of, db, with) : nullptr;
}

std::string staff_link(const request& of, const events::event& at, const std::string& rest = {}) {
  return admin_link(of, "/events/" + at.slug + "/staff" + rest);
}

const offered_roles& roles_at_event() {
  static const offered_roles all{organisers::event_roles, "event_staff.role_note."};
  return all;
}

json colleague_rows(const request& of, const schema::reader& db, services& with,
                    const events::event& at) {
  auto rows = json::array();
  for (const auto& one : organisers::list_event_staff(db, *of.scope, at.id))
    rows.push_back(staff_row(one.who, roles_at_event(), of, with));
  return rows;
}

response event_staff_page(int status, const request& of, const schema::reader& db, services& with,
                          const events::event& at, const faults& wrong = {}) {
  const auto& in = *of.language;
  const auto name = web::pick(at.title, in.language());
  auto data = page_at_event(of, at, in.text("event_staff.title", {{"event", name}}));
  add_step(data, in.text("event_staff.short"));
  const auto& done = of.query.get("done");
  const bool known = in.has("event_staff.done." + done);
  data["done"] = wrong.empty() && known ? in.text("event_staff.done." + done) : "";
  data["rows"] = colleague_rows(of, db, with, at);
  data["anybody"] = !data["rows"].empty();
  data["invited"] =
      invited_rows(organisers::list_event_invitations(db, *of.scope, at.id, of.at), in);
  data["any_invited"] = !data["invited"].empty();
  for (const auto* act : {"invite", "withdraw", "role", "remove"})
    data[std::string(act) + "_action"] = staff_link(of, at, "/" + std::string(act));
  add_invite_form(data, roles_at_event(), of, wrong);
  data["all_url"] = admin_link(of, "/staff");
  list_faults(data, wrong, in);
  return page(status, of, with, "admin_event_staff", std::move(data));
}

response back_to_list(const request& of, const events::event& at, const char* done) {
  return see_other(staff_link(of, at, std::string("?done=") + done));
}

response nobody_there(const request& of, const schema::reader& db, services& with,
                      const events::event& at) {
  return event_staff_page(422, of, db, with, at, {{"", "staff_gone"}});
}

response ask_to_remove(const request& of, services& with, const events::event& at,
                       const std::string& email) {
  const auto& in = *of.language;
  auto data = page_at_event(of, at, in.text("people.ask_remove", {{"email", email}}));
  add_step(data, in.text("event_staff.short"), staff_link(of, at));
  add_step(data, in.text("people.remove"));
  return confirm_page(of, with, std::move(data),
                      {in.text("event_staff.ask_remove_text"),
                       in.text("people.remove"),
                       staff_link(of, at, "/remove"),
                       staff_link(of, at),
                       {{"staff", of.form.get("staff")}}});
}

}  // namespace

json event_staff_rows(const request& of, const schema::reader& db) {
  const auto& in = *of.language;
  auto rows = json::array();
  for (const auto& one : organisers::list_event_staff(db, *of.scope)) {
    rows.push_back({{"email", one.who.email},
                    {"title", web::pick(one.title, in.language())},
                    {"content_language", foreign_language(one.title, in)},
                    {"role", role_words(one.who.role, in)},
                    {"since", one.who.since ? in.short_date(*one.who.since, home_zone) : ""},
                    {"url", admin_link(of, "/events/" + one.slug + "/staff")}});
  }
  return rows;
}

// GET /admin/{organiser}/events/{slug}/staff
response show_event_staff(const request& of, const schema::reader& db, services& with) {
  const auto at = staffed_event(of, db, with);
  if (!at) return error_page(404, of, with, "error.not_found");
  return event_staff_page(200, of, db, with, *at);
}

// POST /admin/{organiser}/events/{slug}/staff/invite
decision post_invite_event_staff(const request& of, const schema::reader& db, services& with) {
  const auto at = staffed_event(of, db, with);
  if (!at) return error_page(404, of, with, "error.not_found");
  return action([of, at, &with](schema::transaction& tx) {
    const auto made =
        organisers::invite_to_event(tx, *of.scope, at->id, typed_invitation_in(of), of.at);
    if (!made) return event_staff_page(422, of, tx, with, *at, made.error());
    events::mail_invitation(tx, with.outbox, *made, of.language->language(), of.at);
    return back_to_list(of, *at, "invited");
  });
}

// POST /admin/{organiser}/events/{slug}/staff/withdraw
decision post_withdraw_event_staff(const request& of, const schema::reader& db, services& with) {
  const auto at = staffed_event(of, db, with);
  if (!at) return error_page(404, of, with, "error.not_found");
  return action([of, at, &with](schema::transaction& tx) {
    if (!organisers::withdraw_event_invitation(tx, *of.scope, at->id, typed_of_staff(of, "email"),
                                               of.at))
      return nobody_there(of, tx, with, *at);
    return back_to_list(of, *at, "withdrawn");
  });
}

// POST /admin/{organiser}/events/{slug}/staff/role
decision post_event_staff_role(const request& of, const schema::reader& db, services& with) {
  const auto at = staffed_event(of, db, with);
  if (!at) return error_page(404, of, with, "error.not_found");
  const auto wanted = organisers::event_role_from(typed_of_staff(of, "role"));
  if (!wanted) return nobody_there(of, db, with, *at);
  return action([of, at, wanted = *wanted, &with](schema::transaction& tx) {
    organisers::listed_staff who;
    who.id = staff_in(of, with);
    who.role = wanted;
    if (organisers::change_event_role(tx, *of.scope, at->id, who, of.at) == staff_change::unknown)
      return nobody_there(of, tx, with, *at);
    return back_to_list(of, *at, "changed");
  });
}

// POST /admin/{organiser}/events/{slug}/staff/remove: asks first
decision post_remove_event_staff(const request& of, const schema::reader& db, services& with) {
  const auto at = staffed_event(of, db, with);
  if (!at) return error_page(404, of, with, "error.not_found");
  const auto all = organisers::list_event_staff(db, *of.scope, at->id);
  const auto who = std::find_if(all.begin(), all.end(), [id = staff_in(of, with)](const auto& one) {
    return one.who.id == id;
  });
  if (who == all.end()) return nobody_there(of, db, with, *at);
  if (!is_confirmed(of)) return ask_to_remove(of, with, *at, who->who.email);
  return action([of, at, id = who->who.id, &with](schema::transaction& tx) {
    if (organisers::remove_event_staff(tx, *of.scope, at->id, id, of.at) == staff_change::unknown)
      return nobody_there(of, tx, with, *at);
    return back_to_list(of, *at, "removed");
  });
}

}  // namespace zusage::server
