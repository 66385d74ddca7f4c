// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <map>
#include <string>

#include "server/public.hpp"
#include "tests/support/events.hpp"
#include "tests/support/services.hpp"

namespace zusage::tests {

/// Somebody at the sample event `kick-off` (tests/support/events.hpp).
struct visitor {
  test_services with;
  std::shared_ptr<const events::event> of;

  explicit visitor(const nlohmann::json& changes = nlohmann::json::object())
      : of(add_event(with.database(), changes)) {}

  server::response get_form() {
    return with.run(&server::show_register,
                    with.request("GET", "/e/kick-off/register", {{"slug", "kick-off"}}));
  }

  /// Sends the form; `changed` replaces fields or adds some.
  server::response sign_up(const std::map<std::string, std::string>& changed = {}) {
    std::map<std::string, std::string> form = {
        {"given_name", "Ada"},  {"family_name", "Beispiel"},  {"email", "ada@example.net"},
        {"session", "forum-1"}, {"idempotency_key", "key-1"}, {"lang", "de"}};
    for (const auto& [name, value] : changed) form[name] = value;
    auto of_form = with.request("POST", "/e/kick-off/register", {{"slug", "kick-off"}});
    for (const auto& [name, value] : form) of_form.form.add(name, value);
    return with.run(&server::post_register, of_form);
  }

  /// Signs up; the token of the registration.
  std::string registered(const std::map<std::string, std::string>& changed = {}) {
    return token_of(header_of(sign_up(changed), "Location"));
  }

  server::request at(const std::string& method, const std::string& path,
                     const std::string& token) const {
    return with.request(method, path, {{"token", token}});
  }
};

}  // namespace zusage::tests
