// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <string>

#include "server/configuration.hpp"
#include "server/services.hpp"
#include "server/target.hpp"
#include "web/render.hpp"

namespace zusage::server {
namespace {

// The same page in every other language; the rest of the query stays.
nlohmann::json language_links(const request& of) {
  std::string rest;
  for (const auto& [name, value] : of.query.all()) {
    if (name != "lang") rest += "&" + encode_component(name) + "=" + encode_component(value);
  }
  auto links = nlohmann::json::array();
  // The answer to a form has no address of its own; its path with GET is where it can be seen anew.
  for (const auto& code : web::languages()) {
    const auto& other = web::find_locale(code);
    links.push_back({{"code", code},
                     {"name", other.name()},
                     {"url", encode_path(of.path) + "?lang=" + code + rest},
                     {"current", code == of.language->language()}});
  }
  return links;
}

}  // namespace

response page(int status, const request& of, services& with, std::string_view template_name,
              nlohmann::json data) {
  data["language"] = of.language->language();
  data["language_links"] = language_links(of);
  data["base_url"] = with.config.base_url;
  data["demo"] = with.config.demo;
  return html(status, web::render_page(template_name, *of.language, data));
}

response error_page(int status, const request& of, services& with, std::string_view reason) {
  // Some refusals have words of their own, the others those of their status.
  const auto own = of.language->has(std::string(reason) + ".title");
  const auto key = own ? std::string(reason) : "error." + std::to_string(status);
  const nlohmann::json arguments = {{"number", of.failure_number},
                                    {"base_url", with.config.base_url}};
  const auto title = of.language->text(key + ".title", arguments);
  const auto text = of.language->text(key + ".text", arguments);
  if (is_api_path(of.path)) return problem(status, title);
  return page(status, of, with, "error", {{"title", title}, {"text", text}, {"status", status}});
}

}  // namespace zusage::server
