// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <map>
#include <string>

#include "tests/server/person.hpp"

namespace zusage::tests {

/// Somebody with a link to what is stored about them.
struct asker : person {
  using person::person;

  std::string link_of(const std::string& address) {
    post("/data", {{"email", address}});
    return link(link_purpose::data, text("SELECT public_id FROM data_access ORDER BY id DESC"));
  }
  nlohmann::json download(const std::string& path) {
    return nlohmann::json::parse(see(path + "/data.json"));
  }
  server::response ask(const std::string& path, const std::string& kind,
                       const std::string& wish = "") {
    std::map<std::string, std::string> form = {
        {"organiser", "sit"}, {"kind", kind}, {"wish", wish}};
    if (kind == "erase") form.insert({{"confirm", "yes"}, {"seen", seen(path)}});
    if (kind == "object") form.insert({"confirm", "yes"});
    return post(path, form);
  }
  /// What the page before an erasure showed.
  std::string seen(const std::string& path) {
    const auto page = see(path + "/erase/sit");
    const std::string before = "name=\"seen\" value=\"";
    const auto at = page.find(before);
    if (at == std::string::npos) return {};
    const auto from = at + before.size();
    return page.substr(from, page.find('"', from) - from);
  }
};

}  // namespace zusage::tests
