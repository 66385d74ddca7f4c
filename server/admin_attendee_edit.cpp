// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <charconv>
#include <map>

#include "base/text.hpp"
#include "events/check_form.hpp"
#include "events/resolve_municipality.hpp"
#include "server/admin_attendee_merge.hpp"
#include "server/admin_attendees.hpp"
#include "server/admin_view.hpp"
#include "server/event_view.hpp"
#include "server/registration_view.hpp"

namespace zusage::server {
namespace {

struct edit_shown {
  const staffed& who;
  const events::typed_fields& typed;
  faults wrong = {};
  bool conflict = false;  ///< stored is something else than what was read
};

std::string seen_text(const events::registration& row) {
  return std::to_string(to_micros(row.updated_at));
}

// What the form was made from, or what its sender has been shown since and wants to replace.
const std::string& seen_sent(const request& of) {
  const auto& replaced = of.form.get("overwrite");
  return replaced.empty() ? of.form.get("seen") : replaced;
}

instant seen_in(const request& of) {
  const auto& text = seen_sent(of);
  std::int64_t micros = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), micros);
  const bool whole = read.ec == std::errc() && read.ptr == text.data() + text.size();
  return whole ? from_micros(micros) : instant{};
}

// What is stored as if it had been typed into this form.
events::typed_fields stored_fields(const request& of, const staffed& who) {
  auto typed =
      typed_fields_of(own_registration{who.row, events::link_without_proof(who.row), who.at, of});
  typed.emplace_back("email", who.row.email);
  typed.emplace_back("lang", who.row.language);
  return typed;
}

// The municipality by the name that the registration has.
events::typed_fields with_names(const schema::reader& db, events::typed_fields typed,
                                const events::registration& row) {
  typed = events::with_municipality_names(db, std::move(typed));
  for (auto& [name, value] : typed) {
    if (name == "municipality" && value == row.ags && !row.municipality.empty())
      value = row.municipality;
  }
  return typed;
}

// The form shows the name of a municipality, which several may have; the address of a ring's
// contact and its municipality stay.
events::typed_fields completed(const events::typed_fields& sent, const staffed& who) {
  events::typed_fields typed;
  const auto& row = who.row;
  const bool ring = who.at->ring != nullptr;
  for (const auto& [name, value] : sent) {
    if (ring && (name == "email" || name == "municipality")) continue;
    const bool same =
        name == "municipality" && !row.ags.empty() && cleaned(value) == cleaned(row.municipality);
    typed.emplace_back(name, same ? row.ags : value);
  }
  if (ring) {
    typed.emplace_back("email", row.email);
    typed.emplace_back("municipality", row.ags.empty() ? row.municipality : row.ags);
  }
  return typed;
}

// As it was sent, but where it was left alone, as it is stored now.
events::typed_fields completed_after_change(const request& of, const schema::reader& db,
                                            const staffed& now) {
  const auto stored = with_names(db, stored_fields(of, now), now.row);
  return completed(merged(of.form.get("base"), staff_typed(of, *now.at), stored), now);
}

std::string value_words(const events::event& at, const std::string& name, const std::string& value,
                        const web::locale& in) {
  if (name == "session" || name.starts_with("second.")) {
    const auto* session = at.find_session(value);
    return session ? web::pick(session->title, in.language()) : value;
  }
  const auto* asked = name.starts_with("answer.") ? at.find_question(name.substr(7)) : nullptr;
  if (!asked) return value;
  for (const auto& option : asked->options) {
    if (option.key == value) return web::pick(option.label, in.language());
  }
  if (value == "yes" || value == "no") return in.text(value == "yes" ? "form.yes" : "form.no");
  return value;
}

std::string field_words(const events::event& at, const std::string& name, const web::locale& in) {
  if (name == "session") return in.text("register.sessions");
  if (name == "lang") return in.text("attendees.mail_language");
  if (name.starts_with("second.")) return in.text("attendees.second_choice");
  const auto* asked = name.starts_with("answer.") ? at.find_question(name.substr(7)) : nullptr;
  if (asked) return web::pick(asked->label, in.language());
  const auto key = "register." + name;
  return in.has(key) ? in.text(key) : name;
}

using values_by_field = std::map<std::string, std::string>;

values_by_field in_words(const events::event& at, const events::typed_fields& typed,
                         const web::locale& in) {
  values_by_field all;
  for (const auto& [name, value] : typed) {
    if (value.empty() || !is_utf8(value) || name == "code" || name == "package") continue;
    auto& text = all[name];
    text += (text.empty() ? "" : ", ") + value_words(at, name, value, in);
  }
  return all;
}

// Both values of every field in which they differ.
nlohmann::json conflict_rows(const request& of, const schema::reader& db, const edit_shown& shown) {
  const auto& in = *of.language;
  const auto& at = *shown.who.at;
  const auto stored = in_words(at, with_names(db, stored_fields(of, shown.who), shown.who.row), in);
  const auto typed = in_words(at, with_names(db, shown.typed, shown.who.row), in);
  auto both = stored;
  both.insert(typed.begin(), typed.end());
  auto rows = nlohmann::json::array();
  const auto value = [&](const values_by_field& from, const std::string& name) {
    const auto found = from.find(name);
    return found == from.end() ? std::string("–") : found->second;
  };
  for (const auto& [name, unused] : both) {
    const auto now = value(stored, name), mine = value(typed, name);
    if (now == mine) continue;
    rows.push_back({{"label", field_words(at, name, in)}, {"stored", now}, {"typed", mine}});
  }
  return rows;
}

response edit_page(int status, const request& of, const schema::reader& db, services& with,
                   const edit_shown& shown) {
  const auto& in = *of.language;
  const auto& who = shown.who;
  const auto taken = events::find_occupancy(db, who.at->id);
  std::vector<std::string> booked;
  for (const auto& one : who.row.sessions) {
    if (one.status == events::registration_status::confirmed) booked.push_back(one.session_key);
  }
  const auto typed = with_names(db, shown.typed, who.row);
  const auto form = staff_form({*who.at, taken, typed, shown.wrong, in, true, std::move(booked)});
  auto data = attendee_step_data(of, *who.at,
                                 in.text("attendees.edit_title", {{"name", who.name()}}), &who.row);
  add_step(data, in.text("attendees.edit"));
  data["changeable"] = can_change(who.row, *who.at, of.at);
  data["form"] = form;
  data["errors"] = form.at("errors");
  data["has_errors"] = !shown.wrong.empty();
  data["conflict"] = shown.conflict ? conflict_rows(of, db, shown) : nlohmann::json::array();
  data["seen"] = shown.conflict ? seen_sent(of) : seen_text(who.row);
  data["overwrite"] = shown.conflict ? seen_text(who.row) : "";
  data["base"] = of.method == "POST" && !shown.conflict
                     ? of.form.get("base")
                     : base_text(with_names(db, stored_fields(of, who), who.row));
  data["in_steps"] = false;
  data["words"] = {{"questions", in.text("register.questions")}};
  const bool sent = of.method == "POST";
  data["box"] = act_box("tell", in.text("attendees.tell"), !sent || of.form.get("tell") == "yes",
                        in.text("attendees.tell_change_hint"));
  data["action"] = attendee_link(of, *who.at, who.row.reference, "/edit");
  data["back_url"] = attendee_link(of, *who.at, who.row.reference);
  return page(status, of, with, "admin_attendee_edit", std::move(data));
}

response answer_to(const faults& wrong, const request& of, const schema::reader& db, services& with,
                   const events::typed_fields& typed) {
  const auto now = find_staffed(of, db, with);
  if (!now) return error_page(404, of, with, "error.not_found");
  const bool conflict = wrong.front().code == "registration_changed";
  const auto kept = conflict ? completed_after_change(of, db, *now) : typed;
  return edit_page(409, of, db, with, {*now, kept, wrong, conflict});
}

}  // namespace

// GET /admin/{organiser}/events/{slug}/attendees/{reference}/edit
response show_edit_attendee(const request& of, const schema::reader& db, services& with) {
  const auto who = find_staffed(of, db, with);
  if (!who) return error_page(404, of, with, "error.not_found");
  const auto typed = stored_fields(of, *who);
  return edit_page(200, of, db, with, {*who, typed});
}

// POST /admin/{organiser}/events/{slug}/attendees/{reference}/edit
decision post_edit_attendee(const request& of, const schema::reader& db, services& with) {
  const auto who = find_staffed(of, db, with);
  if (!who) return error_page(404, of, with, "error.not_found");
  auto typed = completed(staff_typed(of, *who->at), *who);
  if (!can_change(who->row, *who->at, of.at))
    return edit_page(409, of, db, with, {*who, typed, {{"", "registration_ended"}}});
  // Somebody else's change is told before what is wrong with this one.
  if (seen_in(of) != who->row.updated_at)
    return answer_to({{"", "registration_changed"}}, of, db, with, typed);
  auto checked = events::check_change_by_others(db, *who->at, typed, true, who->row);
  if (!checked) return edit_page(422, of, db, with, {*who, typed, checked.error()});
  events::staff_change what{who->row.reference, seen_in(of), std::move(*checked),
                            of.form.get("tell") == "yes"};
  return action([of, at = who->at, typed = std::move(typed), what = std::move(what),
                 &with](schema::transaction& tx) {
    const auto done = events::change_by_staff(staff_act_of(of, tx, with, *at), what);
    if (!done) return answer_to(done.error(), of, tx, with, typed);
    return see_other(attendee_link(of, *at, what.reference, "?done=changed"));
  });
}

}  // namespace zusage::server
