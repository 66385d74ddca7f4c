// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/check_form.hpp"
#include "events/resolve_municipality.hpp"
#include "server/admin_attendees.hpp"
#include "server/admin_view.hpp"
#include "server/event_view.hpp"
#include "server/sign_up_form.hpp"

namespace zusage::server {
namespace {

response add_page(int status, const request& of, const schema::reader& db, services& with,
                  const events::event& at, const events::typed_fields& typed, const faults& wrong) {
  const auto& in = *of.language;
  const auto taken = events::find_occupancy(db, at.id);
  const auto shown = events::with_municipality_names(db, typed);
  const auto form = staff_form({at, taken, shown, wrong, in});
  auto data = attendee_step_data(of, at, in.text("attendees.add_title"), nullptr);
  add_step(data, in.text("attendees.add"));
  const bool possible = events::takes_people_by_staff(at, of.at);
  data["possible"] = possible;
  data["why_not"] =
      possible ? "" : in.text(at.ring ? "attendees.add_ring" : "attendees.add_closed");
  data["form"] = form;
  data["errors"] = form.at("errors");
  data["has_errors"] = !wrong.empty();
  data["in_steps"] = false;
  data["words"] = {{"questions", in.text("register.questions")}};
  const bool sent = of.method == "POST";
  data["boxes"] = {
      act_box("tell", in.text("attendees.tell_added"), !sent || of.form.get("tell") == "yes",
              in.text("attendees.tell_added_hint")),
      act_box("over", in.text("attendees.over"), of.form.get("over") == "yes",
              in.text("attendees.over_hint"))};
  data["action"] = attendee_link(of, at, "new");
  data["back_url"] = admin_link(of, "/events/" + at.slug);
  return page(status, of, with, "admin_attendee_add", std::move(data));
}

// What stands in the way, at its field.
faults why_not(const events::registered& made, const events::event& at,
               const std::string& language) {
  if (made.outcome == events::registered::what::known_already) return {{"email", "address_known"}};
  auto wrong = refusal(at, made, language);
  if (wrong.code == "full") wrong.code = "no_place_left";
  return {std::move(wrong)};
}

}  // namespace

// GET /admin/{organiser}/events/{slug}/attendees/new
response show_new_attendee(const request& of, const schema::reader& db, services& with) {
  const auto at = find_own_event(of, db, with);
  if (!at) return error_page(404, of, with, "error.not_found");
  return add_page(200, of, db, with, *at, {{"lang", of.language->language()}}, {});
}

// POST /admin/{organiser}/events/{slug}/attendees/new
decision post_new_attendee(const request& of, const schema::reader& db, services& with) {
  const auto at = find_own_event(of, db, with);
  if (!at) return error_page(404, of, with, "error.not_found");
  auto typed = staff_typed(of, *at);
  if (!events::takes_people_by_staff(*at, of.at))
    return add_page(409, of, db, with, *at, typed, {});
  auto checked = events::check_changed_form(db, *at, typed, true);
  if (!checked) return add_page(422, of, db, with, *at, typed, checked.error());
  const events::staff_entry what{std::move(*checked), of.form.get("tell") == "yes",
                                 of.form.get("over") == "yes"};
  return action([of, at, what, typed = std::move(typed), &with](schema::transaction& tx) {
    using outcome = events::registered::what;
    const auto made = events::add_by_staff(staff_act_of(of, tx, with, *at), what);
    if (made.outcome == outcome::made || made.outcome == outcome::repeated)
      return see_other(attendee_link(of, *at, made.reference, "?done=added"));
    return add_page(409, of, tx, with, *at, typed, why_not(made, *at, of.language->language()));
  });
}

}  // namespace zusage::server
