// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/server/visitor.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using tests::body_of;
using tests::visitor;

TEST_CASE("what one visitor's address says is not on the page that others get", "[server]") {
  visitor v;
  const std::pair<server::read_handler, std::string> pages[] = {
      {&server::show_event, "/e/kick-off"}, {&server::show_calendar, "/"}};
  for (const auto& [handler, path] : pages) {
    INFO(path);
    auto of = v.with.request("GET", path, {{"slug", "kick-off"}});
    of.query.add("campaign", "evil");
    of.query.add("lang", "de");
    CHECK(body_of(v.with.run(handler, of)).find("evil") == std::string::npos);
    auto other = v.with.request("GET", path, {{"slug", "kick-off"}});
    other.query.add("lang", "de");
    const auto page = body_of(v.with.run(handler, other));
    CHECK(page.find("evil") == std::string::npos);
    CHECK(page.find("?lang=en") != std::string::npos);
  }
}

TEST_CASE("no link of an error page leads to another site", "[server]") {
  visitor v;
  const auto of = v.with.request("GET", "/\\evil.example/");
  const auto page = server::error_page(404, of, v.with.get(), "error.not_found").body;
  CHECK(page.find("href=\"/\\evil") == std::string::npos);
  CHECK(page.find("/%5Cevil.example/?lang=") != std::string::npos);
}
