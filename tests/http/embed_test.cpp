// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/http/shared.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/text.hpp"

using namespace zusage::tests;

TEST_CASE("only the embedded list may stand in another site's frame", "[http][S6]") {
  auto browser = shared_installation().browser();
  for (const auto* target :
       {"/embed", "/embed", "/embed?kind=conference&lang=en", "/embed?kind=x"}) {
    INFO(target);
    const auto answer = browser.get(target);
    CHECK(answer.headers.count("content-security-policy") == 1);
    CHECK(contains(answer.header("content-security-policy"), "frame-ancestors *"));
    CHECK(answer.headers.count("x-frame-options") == 0);
    CHECK(answer.headers.count("cross-origin-resource-policy") == 1);
    CHECK(answer.headers.count("set-cookie") == 0);
  }
  const auto etag = browser.get("/embed").header("etag");
  const auto known = browser.get("/embed", "If-None-Match: " + etag + "\r\n");
  CHECK(known.status == 304);
  CHECK(contains(known.header("content-security-policy"), "frame-ancestors *"));
  for (const auto* target : {"/", "/?kind=conference", "/e/kick-off", "/embed/x", "/sitemap.xml"}) {
    INFO(target);
    const auto answer = browser.get(target);
    CHECK(contains(answer.header("content-security-policy"), "frame-ancestors 'none'"));
    CHECK(answer.header("x-frame-options") == "DENY");
  }
}

TEST_CASE("the calendar and its feeds are narrowed by state over the network", "[http][S6]") {
  auto browser = shared_installation().browser();
  CHECK(contains(browser.get("/?state=Sachsen").body, "Bundesland: Sachsen"));
  CHECK(browser.get("/calendar.ics?state=SN").status == 200);
  CHECK(browser.get("/feed.atom?state=XX").status == 400);
  CHECK(contains(browser.get("/?state=XX").body, "filter-state-error"));
  CHECK(browser.get("/robots.txt").status == 200);
  CHECK(contains(browser.get("/sitemap.xml").body, "/e/kick-off</loc>"));
}
