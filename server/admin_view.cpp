// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/admin_view.hpp"

#include "events/own_events.hpp"
#include "events/places.hpp"
#include "organisers/event_staff.hpp"
#include "server/admin_area.hpp"
#include "server/event_view.hpp"
#include "web/form.hpp"

namespace zusage::server {
namespace {

// What staff is told in words of its own, else what visitors are told.
std::string words(const fault& what, const web::locale& in) {
  const auto own = "admin.fault." + what.code;
  return in.has(own) ? in.text(own, what.arguments) : fault_words(what, in);
}

// In the summary a fault stands far from its field, so the field is named.
std::string summary_words(const fault& what, const web::locale& in) {
  for (const auto* section : {"admin.", "admin.invitation."}) {
    const auto label = section + what.field;
    if (!what.field.empty() && in.has(label)) {
      return web::summary_line(in.text(label), words(what, in), in);
    }
  }
  return words(what, in);
}

}  // namespace

nlohmann::json admin_page(const request& of, const std::string& title) {
  const auto& in = *of.language;
  const auto step = [&](const char* key, const std::string& path) {
    return nlohmann::json{
        {"text", in.text(key)}, {"url", link_to(of, path)}, {"current", of.path == path}};
  };
  nlohmann::json data = {{"title", title}, {"no_index", true}};
  data["breadcrumb"] = nlohmann::json::array();
  if (of.staff_email.empty()) return data;
  data["nav"] = {step("admin.home", "/admin"), step("admin.change_password", "/admin/password"),
                 step("people.factor_title", "/admin/second-factor"),
                 step("people.sessions_title", "/admin/sessions")};
  data["area"] = area_links(of);
  data["signed_in"] = true;
  data["staff_email"] = of.staff_email;
  data["csrf"] = of.csrf;
  data["sign_out_url"] = link_to(of, "/admin/sign-out");
  return data;
}

nlohmann::json organiser_page(const request& of, const schema::reader& db,
                              const std::string& title) {
  auto data = admin_page(of, title);
  add_step(data, of.language->text("admin.home"), link_to(of, "/admin"));
  add_own_organiser_step(data, of, db);
  return data;
}

nlohmann::json page_at_event(const request& of, const events::event& at, const std::string& title) {
  auto data = admin_page(of, title);
  add_step(data, of.language->text("admin.home"), link_to(of, "/admin"));
  add_organiser_step(data, of, at);
  add_step(data, web::pick(at.title, of.language->language()),
           admin_link(of, "/events/" + at.slug));
  return data;
}

nlohmann::json page_in_area(const request& of, const schema::reader& db, const std::string& title,
                            const std::string& area, const std::string& url) {
  auto data = organiser_page(of, db, title);
  if (title != area) add_step(data, area, url);
  add_step(data, title);
  return data;
}

std::string admin_link(const request& of, const std::string& rest) {
  return link_to(of, "/admin/" + of.capture("organiser") + rest);
}

void add_step(nlohmann::json& data, const std::string& text, const std::string& url) {
  data["breadcrumb"].push_back({{"text", text}, {"url", url}});
}

void add_organiser_step(nlohmann::json& data, const request& of, const events::event& at) {
  if (organisers::is_for_one_event(*of.scope)) return;
  const auto& key = of.capture("organiser");
  const auto* whose = &at.by;
  for (const auto& other : at.also_by) {
    if (other.key == key) whose = &other;
  }
  add_step(data, web::pick(whose->name, of.language->language()), admin_link(of, "/events"));
}

void add_own_organiser_step(nlohmann::json& data, const request& of, const schema::reader& db) {
  if (organisers::is_for_one_event(*of.scope)) return;
  const auto name = events::name_of_organiser(db, *of.scope);
  add_step(data, web::pick(name, of.language->language()), admin_link(of, "/events"));
}

std::shared_ptr<const events::event> find_own_event(const request& of, const schema::reader& db,
                                                    services& with) {
  auto found = with.catalogue.find(db, of.capture("slug"));
  const bool own = found && of.scope && found->by.id == of.scope->organiser_id();
  return own && of.scope->reaches(found->id) ? found : nullptr;
}

std::string status_words(const events::event& of, events::registration_status status,
                         const web::locale& in) {
  return kind_text(of.kind, in, "admin.registration_status." + std::string(to_text(status)));
}

std::string standing_words(const events::event& of, events::registration_status status,
                           const std::string& waited_for, const web::locale& in) {
  auto words = status_words(of, status, in);
  if (waited_for.empty()) return words;
  return in.text("admin.waits_for", {{"status", words}, {"sessions", waited_for}});
}

std::string over_words(const std::optional<std::int64_t>& capacity, std::int64_t taken,
                       const web::locale& in) {
  const auto free = events::places::free_places(capacity, taken);
  return free < 0 ? in.text("admin.over", {{"count", -free}}) : "";
}

bool may(const request& of, organisers::permission what) {
  return of.scope && organisers::may(of.scope->as(), what);
}

void list_faults(nlohmann::json& data, const faults& wrong, const web::locale& in) {
  auto errors = nlohmann::json::array();
  for (const auto& one : wrong) {
    errors.push_back(
        {{"href", one.field.empty() ? "" : "#" + one.field}, {"message", summary_words(one, in)}});
  }
  data["errors"] = std::move(errors);
}

nlohmann::json text_input(const admin_field& field, const std::string& value, const faults& wrong,
                          const web::locale& in) {
  nlohmann::json made = {
      {"id", field.name},
      {"name", field.name},
      {"type", field.type},
      {"label", field.label.empty() ? in.text("admin." + field.name) : field.label},
      {"value", value},
      {"autocomplete", field.autocomplete},
      {"inputmode", ""},
      {"hint", field.hint},
      {"optional", false},
      {"show_if", ""},
      {"error", ""}};
  for (const auto& one : wrong) {
    if (one.field == field.name) made["error"] = words(one, in);
  }
  return made;
}

}  // namespace zusage::server
