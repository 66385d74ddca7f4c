// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/admin_confirm.hpp"

#include "server/event_view.hpp"

namespace zusage::server {

bool is_confirmed(const request& of) {
  return of.form.get("confirm") == "yes";
}

response confirm_page(const request& of, services& with, nlohmann::json data,
                      const question& asked) {
  auto fields = nlohmann::json::array();
  for (const auto& [name, value] : asked.fields)
    fields.push_back({{"name", name}, {"value", value}});
  data["text"] = asked.text;
  data["submit"] = asked.submit;
  data["action"] = asked.action;
  data["back_url"] = asked.back_url;
  data["fields"] = std::move(fields);
  data["nothing_done"] = true;
  return page(200, of, with, "admin_confirm", std::move(data));
}

}  // namespace zusage::server
