// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>

#include "events/ring_meetings.hpp"
#include "server/admin.hpp"
#include "server/admin_confirm.hpp"
#include "server/admin_view.hpp"
#include "server/event_view.hpp"
#include "server/ring_view.hpp"

namespace zusage::server {
namespace {

using groups = std::vector<events::ring_group>;

std::string group_words(const groups& all, const std::string& key, const web::locale& in) {
  if (key.empty()) return in.text("ring.everybody");
  for (const auto& one : all) {
    if (one.key == key) return one.title;
  }
  return key;
}

nlohmann::json text_field(const char* name, const std::string& value, const web::locale& in,
                          bool optional = true) {
  web::form_field field;
  field.name = name;
  field.label = in.text(std::string("ring.field.") + name);
  field.value = value;
  field.autocomplete = "off";
  field.optional = optional;
  const auto hint = std::string("ring.field_hint.") + name;
  if (in.has(hint)) field.hint = in.text(hint);
  const std::string_view part = name;
  if (part == "starts_on" || part == "ends_on") field.type = "date";
  if (part == "starts_at" || part == "ends_at") field.type = "time";
  if (part == "join_url") field.type = "url";
  return web::to_json(field);
}

nlohmann::json fields_of(const events::meeting_form& form, const groups& all,
                         const web::locale& in) {
  web::form_field group;
  group.name = "ring_group";
  group.label = in.text("ring.group");
  group.optional = true;
  for (const auto& one : all)
    group.options.push_back({one.key, one.title, "", one.key == form.ring_group, false});
  return {text_field("title", form.title, in, false),
          select_field(std::move(group), in.text("ring.everybody")),
          text_field("when", form.when, in),
          text_field("starts_on", form.starts_on, in),
          text_field("starts_at", form.starts_at, in),
          text_field("ends_at", form.ends_at, in),
          text_field("ends_on", form.ends_on, in),
          text_field("place", form.place, in),
          text_field("join_url", form.join_url, in)};
}

events::meeting_form typed_form(const request& of, const events::session* old) {
  events::meeting_form form;
  const auto typed = [&](const char* name) { return typed_text(of, name); };
  if (old) form.key = old->key;
  form.title = typed("title");
  form.when = typed("when");
  form.starts_on = typed("starts_on");
  form.starts_at = typed("starts_at").substr(0, 5);  // browsers may send seconds
  form.ends_on = typed("ends_on");
  form.ends_at = typed("ends_at").substr(0, 5);
  form.place = typed("place");
  form.join_url = typed("join_url");
  // A meeting stays with those whom it was made for.
  form.ring_group = old ? old->ring_group : typed("ring_group");
  const auto& what = of.form.get("do");
  form.cancelled = what == "cancel" || (what != "restore" && old && old->cancelled);
  return form;
}

nlohmann::json meeting_row(const request& of, const events::event& ring, const groups& all,
                           const events::session& one) {
  const auto& in = *of.language;
  return {{"title", web::pick(one.title, in.language())},
          {"url", admin_link(of, "/events/" + ring.slug + "/meetings/" + one.key)},
          {"group", group_words(all, one.ring_group, in)},
          {"when", meeting_words(one, ring, in)},
          {"place", one.place},
          {"cancelled", one.cancelled}};
}

const events::session* find_meeting(const request& of, const events::event& ring) {
  const auto* found = ring.find_session(of.capture("session"));
  return found && events::is_meeting(ring, *found) ? found : nullptr;
}

// With days as the reader writes them.
faults in_words(faults wrong, const events::event& ring, const web::locale& in) {
  for (auto& one : wrong) {
    if (one.code != "outside_event") continue;
    one.arguments = {{"from", in.short_date(ring.starts_at, ring.time_zone)},
                     {"to", in.short_date(ring.ends_at, ring.time_zone)}};
  }
  return wrong;
}

// A form that came: over which meeting (null: a new one), and what is wrong with it.
struct sent_form {
  events::meeting_form form;
  faults wrong;
};

response meetings_page(int status, const request& of, const schema::reader& db, services& with,
                       const events::event& ring, const sent_form& sent) {
  const auto& in = *of.language;
  const auto name = web::pick(ring.title, in.language());
  auto data = ring_page_data(of, ring, in.text("ring.meetings_of", {{"event", name}}));
  add_step(data, in.text("ring.meetings"));
  const auto all = events::list_groups(db, ring.id);
  data["rows"] = nlohmann::json::array();
  for (const auto& one : ring.sessions) {
    if (events::is_meeting(ring, one)) data["rows"].push_back(meeting_row(of, ring, all, one));
  }
  data["action"] = admin_link(of, "/events/" + ring.slug + "/meetings");
  data["version"] = std::to_string(ring.version);
  data["saved"] = status == 200 && of.query.has("saved");
  data["open"] = !sent.wrong.empty();
  data["fields"] = fields_of(sent.form, all, in);
  web::show_faults(data, sent.wrong, in);
  return page(status, of, with, "admin_meetings", std::move(data));
}

nlohmann::json guest_rows(const request& of, const schema::reader& db,
                          const events::session& meeting) {
  const auto& in = *of.language;
  auto rows = nlohmann::json::array();
  for (const auto& one : events::list_guests(db, *of.scope, meeting.id)) {
    const bool by_tool = one.attended && one.source != "staff";
    rows.push_back({{"reference", one.reference},
                    {"name", one.name},
                    {"attended", one.attended},
                    {"by_tool", by_tool},
                    {"note", by_tool ? in.text("ring.attended_by_tool") : ""}});
  }
  return rows;
}

response meeting_page(int status, const request& of, const schema::reader& db, services& with,
                      const events::event& ring, const sent_form& sent) {
  const auto& in = *of.language;
  const auto* meeting = find_meeting(of, ring);
  if (!meeting) return error_page(404, of, with, "error.not_found");
  const auto title = web::pick(meeting->title, in.language());
  auto data = ring_page_data(of, ring, title);
  add_step(data, in.text("ring.meetings"), admin_link(of, "/events/" + ring.slug + "/meetings"));
  add_step(data, title);
  const auto all = events::list_groups(db, ring.id);
  data["group"] = group_words(all, meeting->ring_group, in);
  data["when"] = meeting_words(*meeting, ring, in);
  data["is_cancelled"] = meeting->cancelled;
  const auto path = "/events/" + ring.slug + "/meetings/" + meeting->key;
  data["action"] = admin_link(of, path);
  data["attendance_url"] = admin_link(of, path + "/attendance");
  data["version"] = std::to_string(ring.version);
  data["saved"] = status == 200 && of.query.has("saved");
  data["fields"] = fields_of(sent.form, all, in);
  data["fields"].erase(1);  // the group
  data["guests"] = guest_rows(of, db, *meeting);
  web::show_faults(data, sent.wrong, in);
  return page(status, of, with, "admin_meeting", std::move(data));
}

// Whoever belongs to it is told, so that this is asked first.
response ask_to_cancel(const request& of, services& with, const events::event& ring,
                       const events::meeting_form& form) {
  const auto& in = *of.language;
  const auto path = admin_link(of, "/events/" + ring.slug + "/meetings/" + form.key);
  const auto title = in.text("ring.cancel_title", {{"meeting", form.title}});
  auto data = ring_page_data(of, ring, title);
  add_step(data, in.text("ring.meetings"), admin_link(of, "/events/" + ring.slug + "/meetings"));
  add_step(data, form.title, path);
  add_step(data, title);
  return confirm_page(of, with, std::move(data),
                      {in.text("ring.cancel_text"),
                       in.text("ring.cancel_submit"),
                       path,
                       path,
                       {{"do", "cancel"},
                        {"version", std::to_string(ring.version)},
                        {"title", form.title},
                        {"when", form.when},
                        {"starts_on", form.starts_on},
                        {"starts_at", form.starts_at},
                        {"ends_on", form.ends_on},
                        {"ends_at", form.ends_at},
                        {"place", form.place},
                        {"join_url", form.join_url}}});
}

std::vector<std::string> keys_of(const groups& all) {
  std::vector<std::string> keys;
  for (const auto& one : all) keys.push_back(one.key);
  return keys;
}

// Checks and stores a form; over a new meeting when the route names none.
decision save(const request& of, const schema::reader& db, services& with) {
  const auto ring = find_own_ring(of, db, with);
  const bool is_new = of.capture("session").empty();
  const auto* old = ring && !is_new ? find_meeting(of, *ring) : nullptr;
  if (!ring || (!is_new && !old)) return error_page(404, of, with, "error.not_found");
  const auto show = [is_new, &with](int status, const request& in, const schema::reader& at,
                                    const events::event& shown, const sent_form& sent) {
    return is_new ? meetings_page(status, in, at, with, shown, sent)
                  : meeting_page(status, in, at, with, shown, sent);
  };
  const auto form = typed_form(of, old);
  if (of.form.get("version") != std::to_string(ring->version))
    return show(409, of, db, *ring, {form, {{"", "meeting_edited"}}});
  const auto language = of.language->language();
  auto checked =
      events::check_meeting(*ring, keys_of(events::list_groups(db, ring->id)), form, old, language);
  if (!checked)
    return show(422, of, db, *ring, {form, in_words(checked.error(), *ring, *of.language)});
  if (old && !old->cancelled && form.cancelled && !is_confirmed(of))
    return ask_to_cancel(of, with, *ring, form);
  return action([of, ring, form, show, meeting = std::move(*checked),
                 &with](schema::transaction& tx) {
    const auto done = events::save_meeting(tx, *of.scope, *ring, meeting, with.registrar, of.at);
    if (done)
      return see_other(admin_link(of, "/events/" + ring->slug + "/meetings/" + *done + "?saved=1"));
    tx.undo();
    const auto now = find_own_ring(of, tx, with);
    return show(409, of, tx, now ? *now : *ring, {form, done.error()});
  });
}

}  // namespace

// GET /admin/{organiser}/events/{slug}/meetings
response show_meetings(const request& of, const schema::reader& db, services& with) {
  const auto ring = find_own_ring(of, db, with);
  if (!ring) return error_page(404, of, with, "error.not_found");
  return meetings_page(200, of, db, with, *ring, {});
}

// POST /admin/{organiser}/events/{slug}/meetings
decision post_meetings(const request& of, const schema::reader& db, services& with) {
  return save(of, db, with);
}

// GET /admin/{organiser}/events/{slug}/meetings/{session}
response show_meeting(const request& of, const schema::reader& db, services& with) {
  const auto ring = find_own_ring(of, db, with);
  const auto* meeting = ring ? find_meeting(of, *ring) : nullptr;
  if (!meeting) return error_page(404, of, with, "error.not_found");
  const auto form = events::form_of(*meeting, *ring, of.language->language());
  return meeting_page(200, of, db, with, *ring, {form, {}});
}

// POST /admin/{organiser}/events/{slug}/meetings/{session}: `do` = `cancel` (asks first), `restore`
decision post_meeting(const request& of, const schema::reader& db, services& with) {
  return save(of, db, with);
}

// POST /admin/{organiser}/events/{slug}/meetings/{session}/attendance
decision post_meeting_attendance(const request& of, const schema::reader& db, services& with) {
  const auto ring = find_own_ring(of, db, with);
  const auto* meeting = ring ? find_meeting(of, *ring) : nullptr;
  if (!meeting) return error_page(404, of, with, "error.not_found");
  return action([of, ring, id = meeting->id, key = meeting->key](schema::transaction& tx) {
    events::note_attendance(tx, *of.scope, id, of.form.values("attended"), of.at);
    return see_other(admin_link(of, "/events/" + ring->slug + "/meetings/" + key + "?saved=1"));
  });
}

}  // namespace zusage::server
