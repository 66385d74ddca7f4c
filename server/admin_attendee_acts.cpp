// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <charconv>

#include "events/attendees.hpp"
#include "events/registration_notes.hpp"
#include "events/registration_rows.hpp"
#include "server/admin_attendee_page.hpp"
#include "server/admin_attendees.hpp"
#include "server/admin_confirm.hpp"
#include "server/admin_view.hpp"
#include "server/event_view.hpp"

namespace zusage::server {
namespace {

bool has_ended(const events::registration& row) {
  return row.status == events::registration_status::cancelled ||
         row.status == events::registration_status::refused;
}

// What happens by it, in the order in which it does.
nlohmann::json consequences(const staffed& who, const web::locale& in) {
  auto list = nlohmann::json::array();
  const auto add = [&](const char* key) { list.push_back({{"text", in.text(key)}}); };
  add(who.row.status == events::registration_status::applied ? "attendees.cancel_withdraws"
      : events::holds_place(who.row.status)                  ? "attendees.cancel_frees"
                                                             : "attendees.cancel_leaves");
  add("attendees.cancel_consents");
  add("attendees.cancel_for_good");
  return list;
}

response cancel_page(int status, const request& of, services& with, const staffed& who) {
  const auto& in = *of.language;
  auto data = attendee_step_data(
      of, *who.at, in.text("attendees.cancel_title", {{"name", who.name()}}), &who.row);
  const bool ended = has_ended(who.row);
  add_step(data, in.text("attendees.cancel"));
  data["ended"] = ended;
  data["nothing_done"] = true;
  data["consequences"] = ended ? nlohmann::json::array() : consequences(who, in);
  data["action"] = attendee_link(of, *who.at, who.row.reference, "/cancel");
  data["back_url"] = attendee_link(of, *who.at, who.row.reference);
  data["box"] = act_box("tell", in.text("attendees.tell"), true,
                        in.text("attendees.tell_hint", {{"email", who.row.email}}));
  return page(status, of, with, "admin_attendee_cancel", std::move(data));
}

response after(const request& of, const staffed& who, const char* done) {
  return see_other(attendee_link(of, *who.at, who.row.reference, std::string("?done=") + done));
}

std::int64_t number_of(const std::string& text) {
  std::int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  return read.ec == std::errc() && read.ptr == text.data() + text.size() ? number : 0;
}

}  // namespace

std::optional<staffed> find_staffed(const request& of, const schema::reader& db, services& with) {
  auto at = find_own_event(of, db, with);
  if (!at) return {};
  auto row = events::find_attendee(db, *of.scope, of.capture("reference"));
  if (!row || row->event_id != at->id) return {};
  return staffed{std::move(at), std::move(*row)};
}

std::string attendee_link(const request& of, const events::event& at, const std::string& reference,
                          const std::string& rest) {
  return admin_link(of, "/events/" + at.slug + "/attendees/" + reference + rest);
}

nlohmann::json attendee_step_data(const request& of, const events::event& at,
                                  const std::string& title, const events::registration* person) {
  auto data = page_at_event(of, at, title);
  if (person)
    add_step(data, person->given_name + " " + person->family_name,
             attendee_link(of, at, person->reference));
  return data;
}

events::staff_act staff_act_of(const request& of, schema::transaction& tx, services& with,
                               const events::event& at) {
  return {tx, with.registrar, with.ledger, with.outbox, *of.scope, at, of.at};
}

nlohmann::json act_box(const char* name, const std::string& label, bool checked,
                       const std::string& hint) {
  return {{"id", name}, {"name", name}, {"label", label}, {"checked", checked}, {"hint", hint}};
}

// GET /admin/{organiser}/events/{slug}/attendees/{reference}/cancel
response show_cancel_attendee(const request& of, const schema::reader& db, services& with) {
  const auto who = find_staffed(of, db, with);
  if (!who) return error_page(404, of, with, "error.not_found");
  return cancel_page(200, of, with, *who);
}

// POST /admin/{organiser}/events/{slug}/attendees/{reference}/cancel
decision post_cancel_attendee(const request& of, const schema::reader& db, services& with) {
  const auto who = find_staffed(of, db, with);
  if (!who) return error_page(404, of, with, "error.not_found");
  if (!is_confirmed(of)) return cancel_page(200, of, with, *who);
  const bool tell = of.form.get("tell") == "yes";
  return action([of, who = *who, tell, &with](schema::transaction& tx) {
    const auto done = events::cancel_by_staff(staff_act_of(of, tx, with, *who.at), with.catalogue,
                                              who.row.reference, tell);
    if (done == events::staff_cancel::unknown) return error_page(404, of, with, "error.not_found");
    // Of two who press at the same time, both are told that it is cancelled, and it is so once.
    return after(of, who, "cancelled");
  });
}

// POST /admin/{organiser}/events/{slug}/attendees/{reference}/promote
decision post_promote_attendee(const request& of, const schema::reader& db, services& with) {
  const auto who = find_staffed(of, db, with);
  if (!who) return error_page(404, of, with, "error.not_found");
  const bool over = of.form.get("over") == "yes";
  return action([of, who = *who, over, &with](schema::transaction& tx) {
    const auto done =
        events::promote_by_staff(staff_act_of(of, tx, with, *who.at), who.row.reference, over);
    if (done) return after(of, who, "promoted");
    auto wrong = done.error();
    if (wrong.front().code == "full") wrong.front().code = "no_place_left";
    return attendee_page(409, of, tx, with, *who.at, wrong);
  });
}

// POST /admin/{organiser}/events/{slug}/attendees/{reference}/notes
decision post_attendee_note(const request& of, const schema::reader& db, services& with) {
  const auto who = find_staffed(of, db, with);
  if (!who) return error_page(404, of, with, "error.not_found");
  return action([of, who = *who, &with](schema::transaction& tx) {
    const auto wrong =
        events::add_note(tx, *of.scope, who.row.reference, of.form.get("note"), of.at);
    if (!wrong.empty()) return attendee_page(422, of, tx, with, *who.at, wrong);
    return after(of, who, "noted");
  });
}

// POST /admin/{organiser}/events/{slug}/attendees/{reference}/notes/delete
decision post_delete_note(const request& of, const schema::reader& db, services& with) {
  const auto who = find_staffed(of, db, with);
  if (!who) return error_page(404, of, with, "error.not_found");
  return action([of, who = *who, &with](schema::transaction& tx) {
    const auto deleted =
        events::delete_note(tx, *of.scope, who.row.reference, number_of(of.form.get("id")), of.at);
    if (!deleted) return attendee_page(409, of, tx, with, *who.at, {{"", "unknown_note"}});
    return after(of, who, "note_deleted");
  });
}

}  // namespace zusage::server
