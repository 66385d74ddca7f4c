// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>

#include "base/text.hpp"
#include "events/message_log.hpp"
#include "events/registration_history.hpp"
#include "events/registration_notes.hpp"
#include "server/admin_attendees.hpp"
#include "server/admin_messages.hpp"
#include "server/admin_view.hpp"
#include "server/consent_words.hpp"
#include "server/event_view.hpp"
#include "server/registration_view.hpp"
#include "server/trail_words.hpp"
#include "web/form.hpp"

namespace zusage::server {
namespace {

using nlohmann::json;

constexpr std::int64_t most_mails = 100;

struct line {
  instant at;
  json shown;
};

json line_view(const request& of, const events::event& at, instant when, std::string text,
               std::string by = {}, std::string url = {}) {
  const auto& in = *of.language;
  return {{"at", in.date_time(when, at.time_zone)},
          {"text", std::move(text)},
          {"by", std::move(by)},
          {"url", std::move(url)}};
}

// `Vorname, Telefon`: the fields that somebody changed.
std::string field_names(const json& details, const web::locale& in) {
  std::string all;
  const auto fields = details.find("fields");
  if (fields == details.end() || !fields->is_array()) return all;
  for (const auto& one : *fields) {
    if (!one.is_string()) continue;
    const auto name = one.get<std::string>();
    const auto key = name == "language"  ? "attendees.mail_language"
                     : name == "answers" ? "admin.answers"
                                         : "register." + name;
    all += (all.empty() ? "" : ", ") + (in.has(key) ? in.text(key) : name);
  }
  return all;
}

std::string entry_words(const events::history_entry& one, const web::locale& in) {
  const bool own = one.action.find('.') == std::string::npos;
  auto text = own ? in.text("attendees.history." + one.action) : action_words(one.action, in);
  if (!one.details.is_object()) return text;
  const auto fields = field_names(one.details, in);
  if (!fields.empty()) text += ": " + fields;
  const auto member = [&](const char* name) {
    const auto found = one.details.find(name);
    return found != one.details.end() && found->is_boolean() && found->get<bool>();
  };
  if (member("over_capacity")) text += " (" + in.text("attendees.was_over") + ")";
  return text;
}

std::string by_words(const events::history_entry& one, const web::locale& in) {
  if (!one.staff_email.empty()) return one.staff_email;
  const bool own = one.action.find('.') == std::string::npos;
  if (own && one.action != "registered" && one.action != "imported")
    return in.text("attendees.by_person");
  return one.action.starts_with("token.") ? in.text("attendees.by_program") : "";
}

std::vector<line> history_of(const request& of, const schema::reader& db, services& with,
                             const staffed& who) {
  const auto& in = *of.language;
  std::vector<line> lines;
  for (const auto& one : events::list_history(db, *of.scope, who.row))
    lines.push_back(
        {one.at, line_view(of, *who.at, one.at, entry_words(one, in), by_words(one, in))});
  events::log_choice which;
  which.what = events::log_choice::list::of_registration;
  which.id = who.row.id;
  for (const auto& one : events::list_messages(db, *of.scope, which, most_mails)) {
    const auto text = in.text("attendees.history.mail", {{"kind", message_kind_words(one.kind, in)},
                                                         {"state", message_state_words(one, in)}});
    lines.push_back({one.created_at, line_view(of, *who.at, one.created_at, text, "",
                                               message_link(of, one.id, with))});
  }
  if (may(of, organisers::permission::see_consents)) {
    for (const auto& one : with.ledger.find_by_email(db, of.scope->acting_for(), who.row.email)) {
      const auto text =
          in.text("attendees.history.consent", {{"purpose", web::pick(one.title, in.language())},
                                                {"state", words_of_standing(db, one, in)}});
      lines.push_back({one.changed_at, line_view(of, *who.at, one.changed_at, text)});
    }
  }
  std::stable_sort(lines.begin(), lines.end(),
                   [](const line& a, const line& b) { return a.at < b.at; });
  return lines;
}

json notes_view(const request& of, const schema::reader& db, const staffed& who) {
  const auto& in = *of.language;
  auto all = json::array();
  const bool manages = may(of, organisers::permission::manage_events);
  for (const auto& one : events::list_notes(db, *of.scope, who.row.id)) {
    all.push_back({{"id", std::to_string(one.id)},
                   {"at", in.date_time(one.at, who.at->time_zone)},
                   {"by", one.staff_email},
                   {"text", one.text},
                   {"own", one.own && manages}});
  }
  return all;
}

json note_field(const request& of, const faults& wrong) {
  web::form_field field;
  field.as = web::form_field::control::textarea;
  field.name = "note";
  field.label = of.language->text("attendees.note");
  field.hint = of.language->text("attendees.note_hint");
  field.rows = 4;
  const auto& typed = of.form.get("note");
  if (is_utf8(typed)) field.value = typed;
  auto made = web::to_json(field);
  made["id"] = "note";
  for (const auto& one : wrong) {
    if (one.field == "note") made["error"] = fault_words(one, *of.language);
  }
  return made;
}

bool waits(const events::registration& row) {
  using enum events::registration_status;
  if (row.status == waiting) return true;
  return row.status != cancelled && row.status != applied && row.status != refused &&
         std::any_of(row.sessions.begin(), row.sessions.end(),
                     [](const auto& one) { return one.status == waiting; });
}

}  // namespace

void add_attendee_acts(nlohmann::json& data, const request& of, const schema::reader& db,
                       services& with, const staffed& who, const faults& wrong) {
  const auto& in = *of.language;
  const bool manages = may(of, organisers::permission::manage_events);
  const auto link = [&](bool there, const char* rest) {
    return there ? attendee_link(of, *who.at, who.row.reference, rest) : std::string();
  };
  const bool open = manages && can_change(who.row, *who.at, of.at);
  data["edit_url"] = link(open, "/edit");
  using enum events::registration_status;
  const bool ended = who.row.status == cancelled || who.row.status == refused;
  data["cancel_url"] = link(manages && !ended, "/cancel");
  data["has_acts"] = open || (manages && !ended);
  data["promote"] = nullptr;
  if (open && waits(who.row)) {
    data["promote"] = {
        {"action", link(true, "/promote")},
        {"box", act_box("over", in.text("attendees.over"), false, in.text("attendees.over_hint"))}};
  }
  data["notes"] = notes_view(of, db, who);
  data["note_form"] = nullptr;
  if (manages)
    data["note_form"] = {{"action", link(true, "/notes")}, {"field", note_field(of, wrong)}};
  data["delete_note_url"] = link(manages, "/notes/delete");
  data["history"] = json::array();
  for (auto& one : history_of(of, db, with, who)) data["history"].push_back(std::move(one.shown));
}

}  // namespace zusage::server
