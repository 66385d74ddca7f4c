// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/api_description.hpp"

#include <stdexcept>

#include "server/configuration.hpp"
#include "server/public.hpp"

namespace zusage::server {
namespace {

nlohmann::json parsed(std::string_view text) {
  auto made = nlohmann::json::parse(text, nullptr, false);
  if (made.is_discarded()) throw std::logic_error("the description of the interface is broken");
  return made;
}

struct document {
  nlohmann::json paths = nlohmann::json::object(), components = paths;
};

document assembled() {
  document all;
  for (const auto& part :
       {public_description(), events_description(), registrations_description()}) {
    all.paths.update(parsed(part.paths));
    const auto components = parsed(part.components);
    for (const auto& [kind, members] : components.items()) all.components[kind].update(members);
  }
  return all;
}

}  // namespace

// GET /api/v1/openapi.json
response api_description(const request&, const schema::reader&, services& with) {
  static const auto parts = assembled();
  auto made =
      json_response(200, {{"openapi", "3.1.0"},
                          {"info",
                           {{"title", "Zusage"},
                            {"version", ZUSAGE_VERSION},
                            {"license", {{"name", "EUPL-1.2"}, {"identifier", "EUPL-1.2"}}}}},
                          {"servers", nlohmann::json::array({{{"url", with.config.base_url}}})},
                          {"paths", parts.paths},
                          {"components", parts.components}});
  made.personal = false;
  return made;
}

}  // namespace zusage::server
