// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <stdexcept>

#include "base/embedded.hpp"
#include "tests/support/catch.hpp"
#include "web/render.hpp"

using namespace zusage;
using Catch::Contains;

TEST_CASE("an asset is found under a name that holds its hash", "[web]") {
  const auto url = web::asset_url("styles/zusage.css");
  CHECK_THAT(url, Catch::Matchers::Matches("/assets/styles/zusage\\.[0-9a-f]{16}\\.css"));
  const auto* style = web::find_asset(url);
  REQUIRE(style != nullptr);
  CHECK(style->content_type == "text/css; charset=utf-8");
  CHECK(style->content.size() > style->gzip.size());
  CHECK(style->gzip.starts_with("\x1f\x8b"));

  const auto* script = web::find_asset(web::asset_url("assets/zusage.js"));
  REQUIRE(script != nullptr);
  CHECK(script->content_type == "text/javascript; charset=utf-8");
}

TEST_CASE("nothing but assets is found below /assets/", "[web]") {
  CHECK(web::find_asset("/assets/styles/zusage.css") == nullptr);
  CHECK(web::find_asset("/assets/../locales/de.json") == nullptr);
  CHECK(web::find_asset("/assets/") == nullptr);
  CHECK(web::find_asset("") == nullptr);
  CHECK_THROWS_AS(web::asset_url("styles/none.css"), std::out_of_range);
  CHECK_THROWS_AS(web::asset_url("locales/de.json"), std::out_of_range);
}

TEST_CASE("styles and script stay small and fetch nothing from elsewhere", "[web]") {
  const auto* style = web::find_asset(web::asset_url("styles/zusage.css"));
  const auto* script = web::find_asset(web::asset_url("assets/zusage.js"));
  REQUIRE((style && script));
  CHECK(style->gzip.size() <= 25 * 1024);
  CHECK(script->gzip.size() <= 5 * 1024);
  CHECK_THAT(std::string(style->content),
             !Contains("@font-face") && !Contains("@import") && !Contains("url(http"));
}

TEST_CASE("partial styles are not delivered", "[web]") {
  for (const auto& file : embedded::web_files()) {
    INFO(file.path);
    CHECK_FALSE(file.path.starts_with("styles/_"));
  }
}
