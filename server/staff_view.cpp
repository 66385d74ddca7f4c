// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/staff_view.hpp"

#include "base/text.hpp"
#include "base/time_zone.hpp"
#include "server/admin_view.hpp"
#include "server/message_token.hpp"

namespace zusage::server {
namespace {

using nlohmann::json;

json role_options(const offered_roles& offered, std::string_view chosen, const web::locale& in) {
  auto options = json::array();
  for (const auto one : offered.roles) {
    const std::string name(to_text(one));
    options.push_back({{"option", name},
                       {"number", options.size() + 1},
                       {"text", role_words(one, in)},
                       {"note", in.text(offered.notes + name)},
                       {"disabled", false},
                       {"text_language", ""},
                       {"selected", name == chosen}});
  }
  return options;
}

}  // namespace

std::string role_words(organisers::role r, const web::locale& in) {
  return in.text("admin.role." + std::string(to_text(r)));
}

json staff_row(const organisers::listed_staff& who, const offered_roles& offered, const request& of,
               const services& with) {
  const auto& in = *of.language;
  const auto day = [&](const std::optional<instant>& at) {
    return at ? in.short_date(*at, home_zone) : std::string();
  };
  return {{"id", message_token(with.keys.links, who.id)},
          {"email", who.email},
          {"here", false},
          {"role", role_words(who.role, in)},
          {"roles", role_options(offered, to_text(who.role), in)},
          {"since", day(who.since)},
          {"seen", day(who.seen_at)},
          {"factor", in.text(who.second_factor ? "people.yes" : "people.no")}};
}

json invited_rows(const std::vector<organisers::staff_invitation>& all, const web::locale& in) {
  auto rows = json::array();
  for (const auto& one : all) {
    rows.push_back({{"email", one.email},
                    {"role", role_words(one.role, in)},
                    {"until", in.date_time(one.expires_at, home_zone)}});
  }
  return rows;
}

void add_invite_form(json& data, const offered_roles& offered, const request& of,
                     const faults& wrong) {
  const auto& in = *of.language;
  data["email_field"] = text_input({"email", "email", "off", in.text("people.email_hint")},
                                   typed_of_staff(of, "email"), wrong, in);
  json field = {{"id", "role"},
                {"name", "role"},
                {"label", in.text("people.role")},
                {"hint", ""},
                {"optional", false},
                {"show_if", ""},
                {"error", ""},
                {"options", role_options(offered, typed_of_staff(of, "role"), in)}};
  for (const auto& one : wrong) {
    if (one.field == "role") field["error"] = in.text("admin.fault." + one.code);
  }
  data["role_field"] = std::move(field);
}

std::string typed_of_staff(const request& of, const char* field) {
  const auto& text = of.form.get(field);
  return is_utf8(text) ? text : "";
}

organisers::typed_invitation typed_invitation_in(const request& of) {
  return {typed_of_staff(of, "email"), typed_of_staff(of, "role")};
}

std::int64_t staff_in(const request& of, const services& with) {
  return read_message_token(with.keys.links, of.form.get("staff")).value_or(0);
}

}  // namespace zusage::server
