// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/http/shared.hpp"

#include "base/link.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"

namespace zusage::tests {
namespace {

nlohmann::json foreign_file() {
  auto file = sample_event_file();
  file["organisers"][0]["key"] = "other";
  file["organisers"][0]["name"] = {{"de", "Anderer Verband"}};
  for (auto& purpose : file["purposes"]) purpose["organiser"] = "other";
  file["events"][0]["organiser"] = "other";
  file["events"][0]["slug"] = "foreign";
  return file;
}

}  // namespace

installation& shared_installation() {
  static installation* const running = [] {
    static installation made;
    made.import(sample_event_file().dump());
    made.import(foreign_file().dump());
    for (const std::string organiser : {"sit", "other"}) {
      const auto added = made.command({"user", "add", "staff@" + organiser + ".example.org",
                                       "--organiser", organiser, "--role", "owner"},
                                      std::string(staff_password) + "\n");
      if (added.exit_code != 0) throw std::runtime_error("no staff: " + added.errors);
    }
    made.start();
    return &made;
  }();
  return *running;
}

form filled_form(const std::string& email) {
  return {{"given_name", "Erika"},
          {"family_name", "Muster"},
          {"email", email},
          {"organisation", "Stadt Muster"},
          {"municipality", ""},
          {"function", ""},
          {"phone", ""},
          {"session", "forum-1"},
          {"idempotency_key", new_public_id()},
          {"lang", "de"}};
}

void sign_in(browser_like& browser, const std::string& email) {
  const auto answer =
      browser.post("/admin/sign-in", {{"email", email}, {"password", staff_password}});
  REQUIRE(answer.status == 303);
}

}  // namespace zusage::tests
