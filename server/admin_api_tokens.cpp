// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/admin_api_tokens.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "base/time_zone.hpp"
#include "events/own_events.hpp"
#include "organisers/api_tokens.hpp"
#include "server/admin_confirm.hpp"
#include "server/admin_view.hpp"
#include "server/configuration.hpp"
#include "server/event_view.hpp"
#include "web/form.hpp"

namespace zusage::server {
namespace {

using organisers::listed_api_token;
using organisers::permission;

constexpr std::size_t small_form = 4096;

std::string typed(const request& of, const char* field) {
  const auto& text = of.form.get(field);
  return is_utf8(text) ? cut(text, organisers::token_limits::name + 1) : std::string();
}

nlohmann::json page_data(const request& of, const schema::reader& db, const std::string& title) {
  return page_in_area(of, db, title, of.language->text("api_tokens.title"), admin_link(of, "/api"));
}

std::string maker_words(const listed_api_token& one, const web::locale& in) {
  if (one.made_by.empty()) return in.text("api_tokens.maker_gone");
  if (one.maker_works_here) return one.made_by;
  return in.text("api_tokens.maker_left", {{"email", one.made_by}});
}

std::string state_words(const listed_api_token& one, instant now, const web::locale& in) {
  if (one.ended_at)
    return in.text("api_tokens.ended_on", {{"date", in.short_date(*one.ended_at, home_zone)}});
  const auto date = in.short_date(one.expires_at, home_zone);
  return in.text(one.expires_at > now ? "api_tokens.until" : "api_tokens.expired_on",
                 {{"date", date}});
}

std::string scope_names(organisers::token_scopes all) {
  std::string names;
  for (const auto one : organisers::all_token_scopes()) {
    if (organisers::holds(all, one))
      names.append(names.empty() ? "" : ", ").append(organisers::to_text(one));
  }
  return names;
}

nlohmann::json rows(const request& of, const std::vector<listed_api_token>& all) {
  const auto& in = *of.language;
  auto list = nlohmann::json::array();
  for (const auto& one : all) {
    list.push_back({{"id", std::to_string(one.id)},
                    {"name", one.name},
                    {"scopes", scope_names(one.scopes)},
                    {"maker", maker_words(one, in)},
                    {"made", in.short_date(one.created_at, home_zone)},
                    {"used", one.last_used_at ? in.date_time(*one.last_used_at, home_zone)
                                              : in.text("api_tokens.never_used")},
                    {"state", state_words(one, of.at, in)},
                    {"can_end", one.is_open(of.at)}});
  }
  return list;
}

web::form_field text_field(const char* name, const request& of, const nlohmann::json& arguments) {
  const auto& in = *of.language;
  web::form_field field;
  field.name = name;
  field.label = in.text("api_tokens.field." + std::string(name));
  field.hint = in.text("api_tokens.hint." + std::string(name), arguments);
  field.value = typed(of, name);
  field.autocomplete = "off";
  return field;
}

web::form_field scope_field(const request& of) {
  const auto& in = *of.language;
  const auto ticked = of.form.values("scopes");
  web::form_field field;
  field.as = web::form_field::control::checkboxes;
  field.name = "scopes";
  field.label = in.text("api_tokens.field.scopes");
  field.hint = in.text("api_tokens.hint.scopes");
  for (const auto one : organisers::all_token_scopes()) {
    web::form_option option;
    option.value = organisers::to_text(one);
    option.text = in.text("api_tokens.scope." + option.value);
    option.note = option.value;
    option.selected = std::find(ticked.begin(), ticked.end(), option.value) != ticked.end();
    field.options.push_back(std::move(option));
  }
  return field;
}

response tokens_page(int status, const request& of, const schema::reader& db, services& with,
                     const faults& wrong) {
  const auto& in = *of.language;
  auto data = page_data(of, db, in.text("api_tokens.title"));
  const auto all = organisers::list_api_tokens(db, *of.scope);
  data["rows"] = rows(of, all);
  data["none"] = all.empty();
  data["action"] = admin_link(of, "/api");
  data["end_action"] = admin_link(of, "/api/end");
  auto days = text_field(
      "days", of,
      {{"usual", organisers::token_limits::usual_days}, {"most", organisers::token_limits::days}});
  days.inputmode = "numeric";
  days.optional = true;
  days.type = "number";
  auto days_field = to_json(days);
  days_field["least_value"] = std::to_string(1);
  days_field["most_value"] = std::to_string(organisers::token_limits::days);
  data["fields"] = {to_json(text_field("name", of, nlohmann::json::object())),
                    to_json(scope_field(of)), std::move(days_field)};
  data["ended"] = of.query.get("done") == "ended";
  web::show_faults(data, wrong, in);
  return page(status, of, with, "admin_api_tokens", std::move(data));
}

response made_page(const request& of, const schema::reader& db, services& with,
                   const std::string& name, const std::string& secret) {
  auto data = page_data(of, db, of.language->text("api_tokens.made_title", {{"name", name}}));
  data["secret"] = secret;
  data["example"] = "curl -H 'Authorization: Bearer " + secret + "' " + with.config.base_url +
                    "/api/v1/organiser";
  data["back_url"] = admin_link(of, "/api");
  return page(200, of, with, "admin_api_token_made", std::move(data));
}

std::optional<listed_api_token> named_token(const request& of, const schema::reader& db) {
  const auto& text = of.form.get("token");
  for (auto& one : organisers::list_api_tokens(db, *of.scope)) {
    if (std::to_string(one.id) == text) return one;
  }
  return {};
}

}  // namespace

// GET /admin/{organiser}/api
response show_api_tokens(const request& of, const schema::reader& db, services& with) {
  return tokens_page(200, of, db, with, {});
}

// POST /admin/{organiser}/api
decision post_api_token(const request& of, const schema::reader& db, services& with) {
  auto checked = organisers::check_api_token(
      {of.form.get("name"), of.form.values("scopes"), of.form.get("days")});
  if (!checked) return tokens_page(422, of, db, with, checked.error());
  return action([of, what = std::move(*checked), &with](schema::transaction& tx) {
    const auto secret = organisers::make_api_token(tx, *of.scope, what, of.at);
    if (!secret) return tokens_page(409, of, tx, with, secret.error());
    return made_page(of, tx, with, what.name, *secret);
  });
}

// POST /admin/{organiser}/api/end: asks first
decision post_end_api_token(const request& of, const schema::reader& db, services& with) {
  const auto named = named_token(of, db);
  if (!named) return tokens_page(422, of, db, with, {{"", "token_unknown"}});
  if (is_confirmed(of)) {
    return action([of, id = named->id](schema::transaction& tx) {
      organisers::end_api_token(tx, *of.scope, id, of.at);
      return see_other(admin_link(of, "/api?done=ended"));
    });
  }
  const auto& in = *of.language;
  const auto title = in.text("api_tokens.end_title", {{"name", named->name}});
  return confirm_page(of, with, page_data(of, db, title),
                      {in.text("api_tokens.end_text"),
                       in.text("api_tokens.end_submit"),
                       admin_link(of, "/api/end"),
                       admin_link(of, "/api"),
                       {{"token", std::to_string(named->id)}}});
}

std::span<const route> api_token_routes() {
  static const route routes[] = {
      {"GET", "/admin/{organiser}/api", staff_with(permission::manage_staff), show_api_tokens},
      {"POST", "/admin/{organiser}/api", staff_with(permission::manage_staff), post_api_token,
       small_form},
      {"POST", "/admin/{organiser}/api/end", staff_with(permission::manage_staff),
       post_end_api_token, small_form},
  };
  return routes;
}

}  // namespace zusage::server
