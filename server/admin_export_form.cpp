// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/text.hpp"
#include "events/export_rows.hpp"
#include "server/admin_exports.hpp"

namespace zusage::server {
namespace {

constexpr std::string_view excel = "excel-de";
constexpr std::size_t longest_kept = 2000;  // of what is shown again

std::string typed_in(const fields& all, const char* field) {
  const auto& text = all.get(field);
  return is_utf8(text) && !has_control(text) ? cut(text, longest_kept) : std::string();
}

std::string typed(const request& of, const char* field) {
  const auto& text = of.form.get(field);
  return is_utf8(text) ? cut(text, longest_kept) : std::string();
}

void read_list(const fields& all, export_form& into) {
  into.list_text = typed_in(all, "list.q");
  into.list_status = typed_in(all, "list.status");
  into.list_session = typed_in(all, "list.session");
  into.list_kind = typed_in(all, "list.kind");
}

}  // namespace

export_form typed_export(const request& of) {
  export_form form;
  form.format = typed(of, "format");
  for (auto& key : of.form.values("columns")) {
    if (is_utf8(key)) form.columns.push_back(cut(key, longest_kept));
  }
  form.who = typed(of, "who");
  form.session = typed(of, "session");
  form.purpose = typed(of, "purpose");
  form.name = typed(of, "name");
  form.every_event = of.form.get("every_event") == "yes";
  read_list(of.form, form);
  return form;
}

export_form preset_form(const events::export_preset& of) {
  export_form form;
  form.format = of.excel_de ? excel : to_text(of.format);
  form.columns = of.columns;
  form.who = to_text(of.filter.who);
  form.session = of.filter.session;
  form.name = of.name;
  form.every_event = of.every_event;
  return form;
}

export_form usual_form() {
  export_form form;
  form.format = to_text(events::export_format::xlsx);
  form.columns = {"reference",    "status",       "given_name", "family_name",
                  "organisation", "municipality", "sessions"};
  form.who = to_text(events::export_who::everybody);
  return form;
}

export_form form_from_list(const request& of) {
  auto form = usual_form();
  if (const auto wanted = typed_in(of.query, "format"); !wanted.empty()) form.format = wanted;
  read_list(of.query, form);
  return form;
}

std::optional<events::attendee_filter> list_filter(const export_form& typed,
                                                   const events::event& at) {
  events::attendee_filter by;
  by.text = cleaned(typed.list_text);
  by.status = events::registration_status_from(typed.list_status);
  by.of_kind = events::municipality_kind_from(typed.list_kind);
  if (const auto* session = at.find_session(typed.list_session)) by.session_id = session->id;
  const bool narrowed = !by.text.empty() || by.status || by.of_kind || by.session_id != 0;
  return narrowed ? std::optional(std::move(by)) : std::nullopt;
}

checked<events::export_preset> check_export_form(const request& of, const schema::reader& db,
                                                 services& with, const events::event& at,
                                                 const export_form& typed) {
  faults wrong;
  events::export_preset made;
  made.excel_de = typed.format == excel;
  const auto format = made.excel_de ? std::optional(events::export_format::csv)
                                    : events::export_format_from(typed.format);
  const auto who = events::export_who_from(typed.who);
  if (!format) wrong.push_back({"format", "unknown_option"});
  if (!who) wrong.push_back({"who", "unknown_option"});
  made.format = format.value_or(events::export_format::csv);
  made.filter = {who.value_or(events::export_who::everybody), typed.session,
                 list_filter(typed, at)};
  made.columns = typed.columns;
  for (auto& one :
       events::check_export(db, *of.scope, at,
                            {with.ledger, made.format, made.excel_de, made.columns, made.filter})) {
    wrong.push_back(std::move(one));
  }
  if (!wrong.empty()) return wrong;
  return made;
}

checked<std::string> check_purpose(const std::string& typed) {
  if (!is_utf8(typed)) return faults{{"purpose", "not_utf8"}};
  const auto purpose = cleaned(typed);
  if (purpose.empty()) return faults{{"purpose", "required_purpose"}};
  if (has_control(purpose)) return faults{{"purpose", "control_characters"}};
  if (length(purpose) > export_limits::purpose)
    return faults{{"purpose", "too_long", {{"most", export_limits::purpose}}}};
  return {boost::system::in_place_value, purpose};
}

}  // namespace zusage::server
