// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/scenario.hpp"

#include "base/embedded.hpp"
#include "events/demo.hpp"
#include "tests/http/shared.hpp"
#include "tests/support/catch.hpp"

namespace zusage::tests {

std::string demo_file(const std::string& name) {
  for (const auto& one : embedded::demo_files()) {
    if (one.path == name) return std::string(one.content);
  }
  throw std::logic_error("the demonstration has no file " + name);
}

nlohmann::json scenario_file(const std::string& name) {
  return events::shifted_to_future(nlohmann::json::parse(demo_file(name)), now());
}

void add_owner(const installation& site, const std::string& email, const std::string& organiser) {
  const auto added =
      site.command({"user", "add", email, "--organiser", organiser, "--role", "owner"},
                   std::string(staff_password) + "\n");
  REQUIRE(added.exit_code == 0);
}

std::map<std::string, nlohmann::json> exported_by_name(const installation& site,
                                                       const std::string& slug) {
  const auto exported =
      site.command({"export", "registrations", "--event", slug, "--format", "json"});
  REQUIRE(exported.exit_code == 0);
  std::map<std::string, nlohmann::json> by_name;
  for (auto& row : nlohmann::json::parse(exported.output)) {
    const auto name = row.at("family_name").get<std::string>();
    by_name[name] = std::move(row);
  }
  return by_name;
}

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

form with_field(form values, const std::string& name, const std::string& value) {
  std::erase_if(values, [&](const auto& one) { return one.first == name; });
  if (!value.empty()) values.emplace_back(name, value);
  return values;
}

}  // namespace zusage::tests
