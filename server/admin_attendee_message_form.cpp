// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <array>

#include "events/municipalities.hpp"
#include "events/purpose_use.hpp"
#include "events/registration.hpp"
#include "events/ring_members.hpp"
#include "server/admin_attendee_message_form.hpp"
#include "server/admin_attendee_messages.hpp"
#include "server/admin_newsletter_view.hpp"
#include "server/admin_view.hpp"
#include "server/ring_view.hpp"
#include "web/form.hpp"

namespace zusage::server {
namespace {

using nlohmann::json;
using control = web::form_field::control;
using events::municipality_kind;

constexpr std::array kinds = {municipality_kind::municipality,
                              municipality_kind::district_free_city, municipality_kind::county};

template <class Range, class T>
bool holds(const Range& all, const T& one) {
  return std::ranges::find(all, one) != all.end();
}

std::string status_text(std::string_view status, const events::event& at, const web::locale& in) {
  return status_words(at, events::registration_status_from(status).value(), in);
}

std::string kind_words(municipality_kind kind, const web::locale& in) {
  return in.text("attendees.list.kinds." + std::string(to_text(kind)));
}

web::form_field group(control as, const std::string& name, const web::locale& in) {
  web::form_field field;
  field.as = as;
  field.name = name;
  field.label = in.text("attendee_messages.field." + name);
  field.hint = in.text("attendee_messages.hint." + name);
  return field;
}

void add_kind_fields(json& fields, const request& of, const schema::reader& db,
                     const events::issue_draft& draft) {
  const auto& in = *of.language;
  const auto purposes = of.scope->reaches_everything() ? events::list_issue_purposes(db, *of.scope)
                                                       : std::vector<events::issue_purpose>();
  auto kind = group(control::radio, "kind", in);
  for (const auto one : {events::issue_kind::service, events::issue_kind::advertising}) {
    const std::string key(one);
    if (one == events::issue_kind::advertising && purposes.empty()) continue;
    kind.options.push_back({key, in.text("attendee_messages.kind." + key),
                            in.text("attendee_messages.kind_note." + key), draft.kind == one,
                            false});
  }
  fields.push_back(web::to_json(kind));
  if (purposes.empty()) return;
  auto purpose = group(control::select, "purpose", in);
  purpose.optional = true;
  purpose.show_if = "kind";
  purpose.show_is = {std::string(events::issue_kind::advertising)};
  for (const auto& one : purposes) {
    purpose.options.push_back(
        {one.key, web::pick(one.title, in.language()), "", one.key == draft.purpose_key, false});
  }
  fields.push_back(select_field(std::move(purpose), in.text("form.please_choose")));
}

void add_audience_fields(json& fields, const events::event& at,
                         const events::message_audience& chosen, const web::locale& in) {
  auto status = group(control::checkboxes, "status", in);
  for (const auto one : events::audience_statuses) {
    const std::string key(one);
    status.options.push_back(
        {key, status_text(key, at, in), "", holds(chosen.statuses, key), false});
  }
  fields.push_back(web::to_json(status));
  auto sessions = group(control::checkboxes, "session", in);
  sessions.optional = true;
  for (const auto& one : at.sessions) {
    sessions.options.push_back(
        {one.key, web::pick(one.title, in.language()), "", holds(chosen.sessions, one.id), false});
  }
  if (!sessions.options.empty()) fields.push_back(web::to_json(sessions));
  auto municipality = group(control::checkboxes, "municipality_kind", in);
  municipality.optional = true;
  for (const auto one : kinds) {
    const std::string key(to_text(one));
    municipality.options.push_back({key, kind_words(one, in), "", holds(chosen.kinds, key), false});
  }
  fields.push_back(web::to_json(municipality));
}

// Of a comparison ring: who of each member, and in which rings.
void add_ring_fields(json& fields, const schema::reader& db, const events::event& at,
                     const events::message_audience& chosen, const web::locale& in) {
  if (!at.ring) return;
  auto people = group(control::radio, "people", in);
  people.options = {
      {"contacts", in.text("attendee_messages.people.contacts"), "", !chosen.everybody, false},
      {"everybody", in.text("attendee_messages.people.everybody"),
       in.text("attendee_messages.people.everybody_note"), chosen.everybody, false}};
  fields.push_back(web::to_json(people));
  auto rings = group(control::checkboxes, "ring_group", in);
  rings.optional = true;
  for (const auto& one : events::list_groups(db, at.id))
    rings.options.push_back({one.key, one.title, "", holds(chosen.groups, one.id), false});
  if (!rings.options.empty()) fields.push_back(web::to_json(rings));
}

void take_typed_ring(events::message_audience& into, const request& of, const schema::reader& db,
                     const events::event& at) {
  into.everybody = of.form.get("people") == "everybody";
  for (const auto& one : events::list_groups(db, at.id)) {
    if (holds(of.form.values("ring_group"), one.key)) into.groups.push_back(one.id);
  }
}

void add_row(json& rows, const char* label, const std::string& text, const web::locale& in) {
  if (!text.empty()) rows.push_back({{"label", in.text(label)}, {"text", text}});
}

void append(std::string& to, const std::string& text) {
  to += (to.empty() ? "" : ", ") + text;
}

}  // namespace

nlohmann::json audience_words(const events::message_audience& of, const schema::reader& db,
                              const events::event& at, const web::locale& in) {
  std::string statuses, sessions, municipalities, rings;
  for (const auto one : events::audience_statuses) {
    if (holds(of.statuses, std::string(one))) append(statuses, status_text(one, at, in));
  }
  for (const auto& one : at.sessions) {
    if (holds(of.sessions, one.id)) append(sessions, web::pick(one.title, in.language()));
  }
  for (const auto one : kinds) {
    if (holds(of.kinds, std::string(to_text(one)))) append(municipalities, kind_words(one, in));
  }
  // Chosen and deleted since: then nobody belongs to it.
  if (sessions.empty() && !of.sessions.empty()) sessions = "–";
  for (const auto& one : events::list_groups(db, at.id)) {
    if (holds(of.groups, one.id)) append(rings, one.title);
  }
  if (rings.empty() && !of.groups.empty()) rings = "–";
  auto rows = json::array();
  if (at.ring)
    add_row(rows, "attendee_messages.field.people",
            in.text(of.everybody ? "attendee_messages.people.everybody"
                                 : "attendee_messages.people.contacts"),
            in);
  add_row(rows, "attendee_messages.field.ring_group", rings, in);
  add_row(rows, "attendee_messages.field.status", statuses, in);
  add_row(rows, "attendee_messages.field.session", sessions, in);
  add_row(rows, "attendee_messages.field.municipality_kind", municipalities, in);
  return rows;
}

nlohmann::json message_fields(const request& of, const schema::reader& db, const events::event& at,
                              const events::issue_draft& draft) {
  auto fields = json::array();
  add_kind_fields(fields, of, db, draft);
  add_audience_fields(fields, at, draft.audience, *of.language);
  add_ring_fields(fields, db, at, draft.audience, *of.language);
  add_text_fields(fields, events::languages_of_issue(db, at.by.id, at.id), draft, *of.language);
  return fields;
}

events::issue_draft typed_message(const request& of, const schema::reader& db,
                                  const events::event& at) {
  events::issue_draft draft;
  draft.event_id = at.id;
  draft.kind = typed_text(of, "kind");
  if (draft.kind != events::issue_kind::service) draft.purpose_key = typed_text(of, "purpose");
  draft.audience = {};
  draft.audience.statuses.clear();
  for (const auto one : events::audience_statuses) {
    if (holds(of.form.values("status"), one)) draft.audience.statuses.emplace_back(one);
  }
  for (const auto& one : at.sessions) {
    if (holds(of.form.values("session"), one.key)) draft.audience.sessions.push_back(one.id);
  }
  for (const auto one : kinds) {
    if (holds(of.form.values("municipality_kind"), to_text(one)))
      draft.audience.kinds.emplace_back(to_text(one));
  }
  if (at.ring) take_typed_ring(draft.audience, of, db, at);
  take_typed_texts(draft, of, events::languages_of_issue(db, at.by.id, at.id));
  return draft;
}

}  // namespace zusage::server
