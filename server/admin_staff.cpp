// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>

#include "events/own_events.hpp"
#include "events/staff_mails.hpp"
#include "organisers/event_staff.hpp"
#include "organisers/second_factor.hpp"
#include "organisers/staff_list.hpp"
#include "server/admin_confirm.hpp"
#include "server/admin_event_staff.hpp"
#include "server/admin_people.hpp"
#include "server/admin_view.hpp"
#include "server/event_view.hpp"
#include "server/staff_view.hpp"

namespace zusage::server {
namespace {

using organisers::role;
using organisers::staff_change;

// Of the whole organiser.
const offered_roles& all_roles() {
  static constexpr role roles[] = {role::owner, role::organiser, role::check_in, role::dpo};
  static const offered_roles all{roles, "people.role_note."};
  return all;
}

nlohmann::json staff_rows(const request& of, const schema::reader& db, services& with) {
  auto rows = nlohmann::json::array();
  for (const auto& one : organisers::list_staff(db, *of.scope)) {
    rows.push_back(staff_row(one, all_roles(), of, with));
    rows.back()["here"] = one.id == of.staff_id;
  }
  return rows;
}

response staff_page(int status, const request& of, const schema::reader& db, services& with,
                    const faults& wrong) {
  const auto& in = *of.language;
  const auto title = in.text("people.staff_title");
  auto data = organiser_page(of, db, title);
  add_step(data, title);
  const auto& done = of.query.get("done");
  const bool known = in.has("people.done." + done);
  data["done"] = wrong.empty() && known ? in.text("people.done." + done) : "";
  data["rows"] = staff_rows(of, db, with);
  data["invited"] = invited_rows(organisers::list_invitations(db, *of.scope, of.at), in);
  data["any_invited"] = !data["invited"].empty();
  data["at_events"] = event_staff_rows(of, db);
  data["any_at_events"] = !data["at_events"].empty();
  for (const auto* act : {"invite", "withdraw", "role", "remove", "rule"})
    data[std::string(act) + "_action"] = admin_link(of, "/staff/" + std::string(act));
  add_invite_form(data, all_roles(), of, wrong);
  data["demanded"] = organisers::demands_second_factor(db, of.scope->organiser_id());
  data["trail_url"] = admin_link(of, "/trail");
  list_faults(data, wrong, in);
  return page(status, of, with, "admin_staff", std::move(data));
}

response after(const request& of, const char* done) {
  return see_other(admin_link(of, std::string("/staff?done=") + done));
}

// How many it hits, and how: nobody is locked out, but nobody gets on without either.
response ask_rule(const request& of, const schema::reader& db, services& with) {
  const auto& in = *of.language;
  const auto all = organisers::list_staff(db, *of.scope);
  const auto without =
      std::count_if(all.begin(), all.end(), [](const auto& one) { return !one.second_factor; });
  auto data = organiser_page(of, db, in.text("people.ask_rule"));
  add_step(data, in.text("people.staff_title"), admin_link(of, "/staff"));
  add_step(data, in.text("people.rule_title"));
  return confirm_page(of, with, std::move(data),
                      {in.text("people.ask_rule_text", {{"count", std::int64_t(without)},
                                                        {"all", std::int64_t(all.size())}}),
                       in.text("people.rule_begin"),
                       admin_link(of, "/staff/rule"),
                       admin_link(of, "/staff"),
                       {{"demanded", "yes"}}});
}

// Who leaves the organiser may still work at single events of it.
std::string events_left(const schema::reader& db, const organisers::scope& of,
                        std::int64_t staff_id, const web::locale& in) {
  const auto all = organisers::list_event_staff(db, of);
  const auto count = std::count_if(all.begin(), all.end(),
                                   [&](const auto& one) { return one.who.id == staff_id; });
  if (count == 0) return {};
  return " " + in.text("event_staff.stay", {{"count", std::int64_t(count)}});
}

response answer_to(staff_change what, const char* done, const request& of, schema::transaction& tx,
                   services& with) {
  switch (what) {
    case staff_change::last_owner:
      return staff_page(422, of, tx, with, {{"", "last_owner"}});
    case staff_change::unknown:
      return staff_page(422, of, tx, with, {{"", "staff_gone"}});
    default:
      break;
  }
  return after(of, done);
}

}  // namespace

// GET /admin/{organiser}/staff
response show_staff(const request& of, const schema::reader& db, services& with) {
  return staff_page(200, of, db, with, {});
}

// POST /admin/{organiser}/staff/invite
decision post_invite_staff(const request& of, const schema::reader&, services& with) {
  return action([of, &with](schema::transaction& tx) {
    const auto made = organisers::invite(tx, *of.scope, typed_invitation_in(of), of.at);
    if (!made) return staff_page(422, of, tx, with, made.error());
    events::mail_invitation(tx, with.outbox, *made, of.language->language(), of.at);
    return after(of, "invited");
  });
}

// POST /admin/{organiser}/staff/withdraw
decision post_withdraw_staff(const request& of, const schema::reader&, services& with) {
  return action([of, &with](schema::transaction& tx) {
    if (!organisers::withdraw_invitation(tx, *of.scope, typed_of_staff(of, "email"), of.at))
      return staff_page(422, of, tx, with, {{"", "staff_gone"}});
    return after(of, "withdrawn");
  });
}

// POST /admin/{organiser}/staff/role
decision post_staff_role(const request& of, const schema::reader& db, services& with) {
  const auto wanted = organisers::role_from(typed_of_staff(of, "role"));
  if (!wanted) return staff_page(422, of, db, with, {{"", "staff_gone"}});
  return action([of, wanted = *wanted, &with](schema::transaction& tx) {
    return answer_to(organisers::change_role(tx, *of.scope, staff_in(of, with), wanted, of.at),
                     "changed", of, tx, with);
  });
}

// POST /admin/{organiser}/staff/remove: asks first
decision post_remove_staff(const request& of, const schema::reader& db, services& with) {
  const auto& in = *of.language;
  const auto all = organisers::list_staff(db, *of.scope);
  const auto who = std::find_if(
      all.begin(), all.end(), [id = staff_in(of, with)](const auto& one) { return one.id == id; });
  if (who == all.end()) return staff_page(422, of, db, with, {{"", "staff_gone"}});
  if (!is_confirmed(of)) {
    const auto title = in.text("people.ask_remove", {{"email", who->email}});
    auto data = organiser_page(of, db, title);
    add_step(data, in.text("people.staff_title"), admin_link(of, "/staff"));
    add_step(data, in.text("people.remove"));
    return confirm_page(
        of, with, std::move(data),
        {in.text("people.ask_remove_text") + events_left(db, *of.scope, who->id, in),
         in.text("people.remove"),
         admin_link(of, "/staff/remove"),
         admin_link(of, "/staff"),
         {{"staff", of.form.get("staff")}}});
  }
  return action([of, &with](schema::transaction& tx) {
    return answer_to(organisers::remove_staff(tx, *of.scope, staff_in(of, with), of.at), "removed",
                     of, tx, with);
  });
}

// POST /admin/{organiser}/staff/rule: asks before it begins; who sets it is led to a second factor
// of their own first
decision post_staff_rule(const request& of, const schema::reader& db, services& with) {
  const bool begins = of.form.get("demanded") == "yes" &&
                      !organisers::demands_second_factor(db, of.scope->organiser_id());
  if (begins && !is_confirmed(of)) return ask_rule(of, db, with);
  return action([of](schema::transaction& tx) {
    organisers::demand_second_factor(tx, *of.scope, of.form.get("demanded") == "yes", of.at);
    return after(of, "rule");
  });
}

}  // namespace zusage::server
