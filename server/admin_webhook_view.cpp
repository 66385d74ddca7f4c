// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>

#include "base/text.hpp"
#include "base/time_zone.hpp"
#include "events/own_events.hpp"
#include "mailer/web_address.hpp"
#include "server/admin_view.hpp"
#include "server/admin_webhooks.hpp"
#include "server/event_view.hpp"
#include "web/form.hpp"

namespace zusage::server {
namespace {

web::form_field choice_of(const char* name, std::span<const std::string_view> all,
                          const std::vector<std::string>& ticked, const web::locale& in) {
  web::form_field field;
  field.as = web::form_field::control::checkboxes;
  field.name = name;
  field.label = in.text("webhooks.field." + std::string(name));
  field.hint = in.text("webhooks.hint." + std::string(name));
  for (const auto one : all) {
    web::form_option option;
    option.value = one;
    option.selected = std::find(ticked.begin(), ticked.end(), one) != ticked.end();
    field.options.push_back(std::move(option));
  }
  return field;
}

}  // namespace

nlohmann::json webhook_page_data(const request& of, const schema::reader& db,
                                 const std::string& title) {
  return page_in_area(of, db, title, of.language->text("webhooks.title"),
                      admin_link(of, "/webhooks"));
}

std::string webhook_kind_words(const std::string& kind, const web::locale& in) {
  return in.text("webhooks.kind." + kind);
}

nlohmann::json webhook_fields(const request& of, const events::webhook_choice& shown) {
  const auto& in = *of.language;
  web::form_field url;
  url.name = "url";
  url.type = "url";
  url.label = in.text("webhooks.field.url");
  url.hint = in.text("webhooks.hint.url");
  url.value = shown.url;
  url.autocomplete = "off";
  auto kinds = choice_of("kinds", events::webhook_kinds(), shown.kinds, in);
  for (auto& one : kinds.options) {
    one.text = webhook_kind_words(one.value, in);
    one.note = one.value;
  }
  auto personal = choice_of("personal", events::webhook_personal_parts(), shown.personal, in);
  for (auto& one : personal.options) one.text = in.text("webhooks.part." + one.value);
  personal.optional = true;
  return {to_json(url), to_json(kinds), to_json(personal)};
}

events::webhook_choice typed_webhook(const request& of) {
  const auto& url = of.form.get("url");
  return {is_utf8(url) ? url.substr(0, mailer::longest_web_address + 4) : std::string(),
          of.form.values("kinds"), of.form.values("personal")};
}

std::string webhook_state_words(const events::webhook& one, const web::locale& in) {
  const auto date = [&](const std::optional<instant>& at) -> nlohmann::json {
    return {{"date", at ? in.short_date(*at, home_zone) : std::string()}};
  };
  if (!one.active) return in.text("webhooks.paused." + one.pause_reason, date(one.paused_at));
  if (one.failing_since) return in.text("webhooks.state_failing", date(one.failing_since));
  return in.text("webhooks.state_active");
}

response webhook_secret_page(const request& of, const schema::reader& db, services& with,
                             const events::made_webhook& made) {
  auto data = webhook_page_data(of, db, of.language->text("webhooks.secret_title"));
  data["secret"] = made.secret;
  data["back_url"] = admin_link(of, "/webhooks/" + made.public_id);
  return page(200, of, with, "admin_webhook_secret", std::move(data));
}

}  // namespace zusage::server
