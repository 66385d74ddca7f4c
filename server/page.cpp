// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <string>
#include <utility>

#include "base/link_paths.hpp"
#include "server/configuration.hpp"
#include "server/event_view.hpp"
#include "server/footer.hpp"
#include "server/language_switch.hpp"
#include "server/response_head.hpp"
#include "server/services.hpp"
#include "server/sign_up_form.hpp"
#include "server/target.hpp"
#include "web/organiser_colours.hpp"
#include "web/render.hpp"

namespace zusage::server {
namespace {

// What was sent with the form, to be sent again by one button: nothing typed is lost and the form
// keeps its key. No password is ever put into a page.
nlohmann::json sent_form(const request& of) {
  if (of.method != "POST") return false;
  auto values = nlohmann::json::array();
  for (const auto& [name, value] : of.form.all()) {
    if (name.find("password") != std::string::npos) return false;
    values.push_back({{"name", name}, {"value", value}});
  }
  return {{"action", encode_path(of.path)}, {"values", std::move(values)}};
}

// What search engines and whoever shows a link to others are told of the page, wherever it has an
// address for good. Without a language in the address, the page comes in the visitor's.
void add_for_sharing(nlohmann::json& data, const request& of) {
  const auto found = data.find("canonical_url");
  if (found == data.end()) return;
  const auto plain = found->get<std::string>();
  const auto* and_language = plain.find('?') == std::string::npos ? "?lang=" : "&lang=";
  auto alternates = nlohmann::json::array();
  for (const auto& code : web::languages()) {
    auto url = plain;
    url.append(and_language).append(code);
    alternates.push_back({{"code", code}, {"url", std::move(url)}});
  }
  alternates.push_back({{"code", "x-default"}, {"url", plain}});
  data["alternates"] = std::move(alternates);
  if (of.query.get("lang") == of.language->language()) {
    data["canonical_url"] = plain + and_language + of.language->language();
  }
  auto tag = of.language->text("locale.icu");
  std::replace(tag.begin(), tag.end(), '-', '_');
  data["og_locale"] = tag;
  if (!data.contains("og_type")) data["og_type"] = "website";
}

// On every page about an event its name stands in the title and above the heading, so that the tabs
// of two events are told apart. The way to the page has a step that leads to the event.
void add_event_name(nlohmann::json& data, const request& of) {
  const auto organiser = of.captured.find("organiser");
  const auto slug = of.captured.find("slug");
  if (organiser == of.captured.end() || slug == of.captured.end()) return;
  if (!of.path.starts_with("/admin/")) return;
  const auto url = link_to(of, "/admin/" + organiser->second + "/events/" + slug->second);
  const auto& title = data.at("title").get_ref<const std::string&>();
  for (const auto& step : data.value("breadcrumb", nlohmann::json::array())) {
    const auto name = step.value("text", "");
    const bool told = title.find(name) != std::string::npos;
    if (step.value("url", "") == url && !told) data["page_event"] = name;
  }
}

response shown(int status, const request& of, services& with, std::string_view template_name,
               nlohmann::json data, nlohmann::json footer) {
  data["footer_links"] = std::move(footer);
  data["language"] = of.language->language();
  add_event_name(data, of);
  add_language_switch(data, status, of);
  data["base_url"] = with.config.base_url;
  add_for_sharing(data, of);
  data["demo"] = with.config.demo;
  auto made = html(status, web::render_page(template_name, *of.language, data));
  const auto& look = data["look"];
  if (const auto style = look.is_object() ? look.value("style", "") : ""; !style.empty())
    made.with("Content-Security-Policy", content_policy(web::style_source(style)));
  return made;
}

}  // namespace

response page(int status, const request& of, services& with, std::string_view template_name,
              nlohmann::json data) {
  auto footer = footer_links(of, with, data, true);
  return shown(status, of, with, template_name, std::move(data), std::move(footer));
}

response error_page(int status, const request& received, services& with, std::string_view reason) {
  const auto of = in_language(received, received.form.get("lang"));
  // A link that opens nothing is answered in the same words whether it was one, has ended or was
  // made up, with the way to a new one. Some refusals have words of their own, the others those of
  // their status.
  const bool link = status == 404 && is_behind_link(of.path);
  // Whether there is such a page for others is none of the signed-in person's business.
  const bool staff = status == 404 && reason == "error.not_found" && !of.staff_email.empty();
  const auto own = of.language->has(std::string(reason) + ".title");
  const auto key = link && reason == "error.not_found" ? "links.unknown"
                   : staff                             ? "error.not_reached"
                   : own                               ? std::string(reason)
                                                       : "error." + std::to_string(status);
  const nlohmann::json arguments = {{"number", of.failure_number},
                                    {"base_url", with.config.base_url}};
  const auto title = of.language->text(key + ".title", arguments);
  const auto text = of.language->text(key + ".text", arguments);
  if (is_api_path(of.path)) return problem(status, title);
  nlohmann::json data = {{"title", title}, {"text", text}, {"status", status}};
  data["start_url"] = staff ? link_to(of, "/admin") : "";
  if (link) data["links_url"] = link_to(of, "/links");
  if (status == 503) data["sent"] = sent_form(of);
  // It may be the database that failed, and the network's thread that waits.
  auto footer = footer_links(of, with, data, false);
  return shown(status, of, with, "error", std::move(data), std::move(footer));
}

}  // namespace zusage::server
