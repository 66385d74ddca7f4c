// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>

#include "organisers/event_staff.hpp"
#include "server/admin_exports.hpp"
#include "server/admin_view.hpp"
#include "server/event_view.hpp"
#include "server/session_day.hpp"
#include "web/form.hpp"

namespace zusage::server {
namespace {

using nlohmann::json;
using keys = std::vector<std::string>;

constexpr std::string_view answer = "answer.", consent_of = "consent.";

bool holds(const keys& list, std::string_view key) {
  return std::ranges::find(list, key) != list.end();
}

struct column_group {
  const char* name;
  keys columns;
};

const std::vector<column_group>& fixed_groups() {
  static const std::vector<column_group> all = {
      {"person", {"given_name", "family_name", "email", "phone", "function", "language"}},
      {"organisation",
       {"organisation", "ags", "municipality", "district", "state", "size_class", "population"}},
      {"registration",
       {"reference", "status", "registered_at", "group", "checked_in_at", "downloads", "delegates",
        "substitutes", "fee"}},
      {"sessions", {"sessions", "sessions_waiting", "attended"}},
  };
  return all;
}

// A question that is not asked any more has no label, only the key that its answers stand under.
std::string label_of(const std::string& key, const events::event& at, const web::locale& in) {
  if (key.starts_with(answer)) {
    const auto name = key.substr(answer.size());
    const auto* asked = at.find_question(name);
    return asked ? web::pick(asked->label, in.language())
                 : in.text("export.no_longer_asked", {{"key", name}});
  }
  if (key.starts_with(consent_of)) {
    auto name = key.substr(consent_of.size());
    for (const auto& one : at.offers_in(in.language())) {
      if (one.key == name) return one.title;
    }
    return name;
  }
  const auto words = "export.column." + key;
  return in.has(words) ? in.text(words) : key;
}

json group_view(const std::string& name, const keys& columns, const export_form& typed,
                const events::event& at, const web::locale& in) {
  auto options = json::array();
  for (const auto& key : columns) {
    options.push_back({{"key", key},
                       {"id", web::field_id("columns." + key)},
                       {"text", label_of(key, at, in)},
                       {"selected", holds(typed.columns, key)}});
  }
  return {{"group", in.text("export.group." + name)},
          {"group_id", web::field_id("group." + name)},
          {"columns", std::move(options)}};
}

keys beginning_with(const keys& all, std::string_view prefix) {
  keys found;
  for (const auto& key : all) {
    if (key.starts_with(prefix)) found.push_back(key);
  }
  return found;
}

json groups_view(const keys& all, const export_form& typed, const events::event& at,
                 const web::locale& in) {
  auto groups = json::array();
  const auto add = [&](const std::string& name, const keys& columns) {
    if (!columns.empty()) groups.push_back(group_view(name, columns, typed, at, in));
  };
  for (const auto& group : fixed_groups()) {
    keys here;
    std::ranges::copy_if(group.columns, std::back_inserter(here),
                         [&](const auto& key) { return holds(all, key); });
    add(group.name, here);
  }
  add("answers", beginning_with(all, answer));
  add("consents", beginning_with(all, consent_of));
  return groups;
}

web::form_field format_field(const export_form& typed, const web::locale& in) {
  web::form_field field;
  field.as = web::form_field::control::radio;
  field.name = "format";
  field.label = in.text("export.format");
  for (const auto* one : {"xlsx", "excel-de", "csv", "json"}) {
    field.options.push_back(
        {one, in.text("export.as." + std::string(one)), "", typed.format == one, false});
  }
  return field;
}

web::form_field who_field(const export_form& typed, const web::locale& in) {
  web::form_field field;
  field.as = web::form_field::control::radio;
  field.name = "who";
  field.label = in.text("export.who");
  for (const auto one :
       {events::export_who::everybody, events::export_who::coming, events::export_who::waiting,
        events::export_who::applied, events::export_who::cancelled, events::export_who::here}) {
    const auto key = std::string(to_text(one));
    field.options.push_back({key, in.text("export.who_is." + key), "", typed.who == key, false});
  }
  return field;
}

json session_field(const export_form& typed, const events::event& at, const web::locale& in) {
  web::form_field field;
  field.as = web::form_field::control::select;
  field.name = "session";
  field.label = in.text("export.session");
  field.optional = true;
  for (const auto& one : at.sessions) {
    if (one.cancelled) continue;
    auto text = web::pick(one.title, in.language());
    const auto when = session_when_words(at, one, in);
    if (!when.empty()) text += " (" + when + ")";
    field.options.push_back({one.key, text, "", typed.session == one.key, false});
  }
  if (field.options.empty()) return nullptr;
  auto shown = to_json(field);
  shown["none_text"] = in.text("admin.whole_event");
  return shown;
}

json purpose_field(const export_form& typed, const web::locale& in) {
  web::form_field field;
  field.name = "purpose";
  field.label = in.text("export.purpose");
  field.hint = in.text("export.purpose_hint", {{"most", export_limits::purpose}});
  field.value = typed.purpose;
  auto shown = to_json(field);
  shown["suggestions"] = json::array();
  for (const auto* one : {"export.for_badges", "export.for_catering", "export.for_venue",
                          "export.for_speakers", "export.for_report"}) {
    shown["suggestions"].push_back({{"suggestion", in.text(one)}});
  }
  return shown;
}

json name_fields(const request& of, const export_form& typed) {
  const auto& in = *of.language;
  web::form_field name;
  name.name = "name";
  name.label = in.text("export.preset_name");
  name.hint = in.text("export.preset_name_hint");
  name.value = typed.name;
  name.autocomplete = "off";
  name.optional = true;
  if (organisers::is_for_one_event(*of.scope)) return json::array({to_json(name)});
  web::form_field all;
  all.as = web::form_field::control::checkbox;
  all.name = "every_event";
  all.label = in.text("export.every_event");
  all.value = "yes";
  all.checked = typed.every_event;
  all.optional = true;
  return {to_json(name), to_json(all)};
}

json presets_view(const request& of, const schema::reader& db, const events::event& at) {
  const auto& in = *of.language;
  auto rows = json::array();
  for (const auto& one : events::list_presets(db, *of.scope, at)) {
    const auto format = one.excel_de ? "excel-de" : std::string(to_text(one.format));
    rows.push_back(
        {{"preset", std::to_string(one.id)},
         {"preset_name", one.name},
         {"url", admin_link(of, "/events/" + at.slug + "/export?preset=" + std::to_string(one.id))},
         {"facts",
          in.text("export.preset_facts",
                  {{"format", in.text("export.as." + format)},
                   {"count", one.columns.size()},
                   {"who", in.text("export.who_is." + std::string(to_text(one.filter.who)))}})},
         {"everywhere", one.every_event}});
  }
  return rows;
}

// `Status Bestätigt, Suche „muster“`
std::string list_words(const export_form& typed, const events::event& at, const web::locale& in) {
  const auto by = list_filter(typed, at);
  if (!by) return {};
  std::string all;
  const auto add = [&](const char* name, const std::string& value) {
    all +=
        (all.empty() ? "" : ", ") + in.text("export.list." + std::string(name), {{"value", value}});
  };
  if (by->status) add("status", status_words(at, *by->status, in));
  if (const auto* session = at.find_session(typed.list_session))
    add("session", web::pick(session->title, in.language()));
  if (by->of_kind)
    add("kind", in.text("attendees.list.kinds." + std::string(to_text(*by->of_kind))));
  if (!by->text.empty()) add("text", by->text);
  return all;
}

void add_list(json& data, const request& of, const events::event& at, const export_form& typed) {
  const auto words = list_words(typed, at, *of.language);
  if (words.empty()) return;
  data["narrowed"] = {{"words", of.language->text("export.list.only", {{"what", words}})},
                      {"all_url", admin_link(of, "/events/" + at.slug + "/export")},
                      {"q", typed.list_text},
                      {"status", typed.list_status},
                      {"session", typed.list_session},
                      {"kind", typed.list_kind}};
}

void add_places(json& data, const request& of, const events::event& at) {
  const auto link = [&](const char* rest) { return admin_link(of, "/events/" + at.slug + rest); };
  data["action"] = link("/export");
  data["preset_action"] = link("/export/presets");
  data["remove_action"] = link("/export/presets/remove");
  if (at.kind == events::kind::paper) return;
  data["print"] = {{"list_url", link("/print-list")},
                   {"badges_url", link("/badges")},
                   {"certificates_url", link("/certificates")}};
}

}  // namespace

response export_page(int status, const request& of, const schema::reader& db, services& with,
                     const export_form& typed, const faults& wrong) {
  const auto at = find_own_event(of, db, with);
  if (!at) return error_page(404, of, with, "error.not_found");
  const auto& in = *of.language;
  const auto name = web::pick(at->title, in.language());
  auto data = page_at_event(of, *at, in.text("export.title", {{"event", name}}));
  add_step(data, in.text("export.short"));
  add_places(data, of, *at);
  add_list(data, of, *at, typed);
  const auto all = events::export_column_keys(db, *of.scope, *at, with.ledger);
  data["groups"] = groups_view(all, typed, *at, in);
  data["columns_field"] = {{"name", "columns"}, {"id", web::field_id("columns")}, {"error", ""}};
  data["file_fields"] = {to_json(format_field(typed, in)), to_json(who_field(typed, in))};
  if (auto session = session_field(typed, *at, in); !session.is_null())
    data["file_fields"].push_back(std::move(session));
  data["purpose_field"] = purpose_field(typed, in);
  data["name_fields"] = name_fields(of, typed);
  data["presets"] = presets_view(of, db, *at);
  const auto& done = of.query.get("done");
  data["saved"] = done == "saved";
  data["removed"] = done == "removed";
  web::show_faults(data, wrong, in);
  return page(status, of, with, "admin_export", std::move(data));
}

}  // namespace zusage::server
