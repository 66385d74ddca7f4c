// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/discovery.hpp"

#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <set>
#include <sstream>

#include "server/response_head.hpp"
#include "tests/server/visitor.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/text.hpp"

using namespace zusage;
using nlohmann::json;
using tests::body_of;
using tests::contains;
using tests::header_of;
using tests::visitor;

namespace {

using query = std::vector<std::pair<std::string, std::string>>;

json structured(const std::string& page) {
  const std::string begin = "<script type=\"application/ld+json\">";
  const auto at = page.find(begin);
  REQUIRE(at != std::string::npos);
  const auto from = at + begin.size();
  return json::parse(page.substr(from, page.find("</script>", from) - from));
}

std::string head_of(const server::response& made, const server::configuration& config) {
  return server::make_head(made, server::common_headers(config), {});
}

}  // namespace

TEST_CASE("the embedded list may be framed by any site, and no other page", "[server][S6]") {
  visitor v;
  const auto framed = v.with.get("/embed"), filtered = v.with.get("/embed", {{"kind", "paper"}});
  for (const auto& made : {framed, filtered, v.with.get("/embed")}) {
    const auto head = head_of(made, v.with.config());
    CHECK(made.status == 200);
    CHECK(contains(head, "frame-ancestors *"));
    CHECK_FALSE(contains(head, "frame-ancestors 'none'"));
    CHECK_FALSE(contains(head, "X-Frame-Options"));
    CHECK(contains(head, "Cross-Origin-Resource-Policy: cross-origin\r\n"));
    CHECK_FALSE(contains(head, "same-origin\r\nCross-Origin-Resource"));
    CHECK(contains(head, "X-Content-Type-Options: nosniff\r\n"));
  }
  for (const auto* path :
       {"/", "/e/kick-off", "/e/kick-off/register", "/nowhere", "/admin/sign-in"}) {
    INFO(path);
    const auto head = head_of(v.with.get(path), v.with.config());
    CHECK(contains(head, "frame-ancestors 'none'"));
    CHECK(contains(head, "X-Frame-Options: DENY"));
    CHECK_FALSE(contains(head, "frame-ancestors *"));
  }
}

TEST_CASE("the embedded list is a bare page with the same filters", "[server][S6]") {
  visitor v;
  const auto body = body_of(v.with.get("/embed"));
  CHECK(contains(body, "href=\"/e/kick-off\""));
  CHECK(contains(body, "<base target=\"_top\">"));
  for (const auto* part : {"<script", "<header", "<footer", "<form", "style="}) {
    INFO(part);
    CHECK_FALSE(contains(body, part));
  }
  CHECK_FALSE(contains(body_of(v.with.get("/embed", {{"kind", "solution_day"}})), "kick-off"));
  CHECK(contains(body_of(v.with.get("/embed", {{"mode", "online"}})), "href=\"/?mode=online\""));
  CHECK(contains(body_of(v.with.get("/embed", {{"lang", "en"}})), "href=\"/e/kick-off?lang=en\""));
  const auto wrong = v.with.get("/embed", {{"kind", "party"}});
  CHECK(wrong.status == 400);
  CHECK(contains(body_of(wrong), "falschen Auswahl"));
  CHECK(contains(head_of(wrong, v.with.config()), "frame-ancestors *"));
}

TEST_CASE("a kept embedded list follows its events", "[server]") {
  visitor v;
  CHECK(v.with.get("/embed").shared_body);
  v.sign_up();
  CHECK(contains(body_of(v.with.get("/embed")), "Noch 99 Plätze frei"));
}

TEST_CASE("the calendar gives the lines to embed it, with its filters", "[server]") {
  visitor v;
  const auto body = body_of(v.with.get("/", {{"mode", "online"}}));
  // Escaped once for the lines themselves and once for the page that shows them.
  CHECK(contains(body,
                 "&lt;iframe src=&quot;https://events.example.org/embed?mode=online&amp;amp;lang=de"
                 "&quot;"));
  CHECK(contains(body, "webcal://events.example.org/calendar.ics?mode=online&amp;lang=de"));
}

TEST_CASE("an event tells machines when, where and whether there is room", "[server][S6]") {
  visitor v(json{{"title", {{"de", "Auftakt </script><b>"}}},
                 {"venue", {{"state", "SN"}}},
                 {"registration", {{"closes_at", "2030-05-01T12:00"}}}});
  const auto page = body_of(v.with.get("/e/kick-off"));
  const auto data = structured(page);
  CHECK(data["@context"] == "https://schema.org");
  CHECK(data["@type"] == "Event");
  CHECK(data["name"] == "Auftakt </script><b>");
  CHECK_FALSE(contains(page, "</script><b>"));
  CHECK(data["startDate"] == "2030-05-15T09:00:00+02:00");
  CHECK(data["eventStatus"] == "https://schema.org/EventScheduled");
  CHECK(data["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode");
  CHECK(data["location"][0]["address"]["addressLocality"] == "Musterstadt");
  CHECK(data["location"][0]["address"]["addressRegion"] == "SN");
  CHECK(data["location"][1]["url"] == "https://events.example.org/e/kick-off");
  CHECK(data["organizer"][0]["@type"] == "Organization");
  CHECK(data["maximumAttendeeCapacity"] == 100);
  CHECK(data["remainingAttendeeCapacity"] == 100);
  CHECK(data["isAccessibleForFree"] == true);
  CHECK(data["offers"]["price"] == 0);
  CHECK(data["offers"]["availability"] == "https://schema.org/InStock");
  CHECK(data["offers"]["validThrough"] == "2030-05-01T12:00:00+02:00");
  CHECK_FALSE(contains(page, "meet.example.org"));
  v.sign_up();
  const auto later = structured(body_of(v.with.get("/e/kick-off")));
  CHECK(later["remainingAttendeeCapacity"] == 99);
}

TEST_CASE("a cancelled event is said to be, and nothing is offered", "[server]") {
  visitor v(json{{"status", "cancelled"}, {"mode", "on_site"}});
  const auto data = structured(body_of(v.with.get("/e/kick-off")));
  CHECK(data["eventStatus"] == "https://schema.org/EventCancelled");
  CHECK(data["location"]["@type"] == "Place");
  CHECK_FALSE(data.contains("offers"));
}

TEST_CASE("a full event is sold out", "[server]") {
  visitor v(json{{"capacity", 1}, {"waiting_list", false}});
  v.sign_up();
  const auto data = structured(body_of(v.with.get("/e/kick-off")));
  CHECK(data["offers"]["availability"] == "https://schema.org/SoldOut");
  CHECK(data["remainingAttendeeCapacity"] == 0);
}

TEST_CASE("a hidden event tells machines nothing", "[server]") {
  visitor v(json{{"hidden", true}});
  CHECK_FALSE(contains(body_of(v.with.get("/e/kick-off")), "ld+json"));
  CHECK(header_of(v.with.get("/e/kick-off"), "X-Robots-Tag") == "noindex");
}

TEST_CASE("a paper is a report with a publisher", "[server][S2]") {
  visitor v(tests::as_paper());
  const auto page = body_of(v.with.get("/papers/kick-off"));
  const auto data = structured(page);
  CHECK(data["@type"] == "Report");
  CHECK(data["publisher"].size() == 1);
  CHECK(data["url"] == "https://events.example.org/papers/kick-off");
  CHECK(contains(page, "<meta property=\"og:type\" content=\"article\">"));
}

TEST_CASE("a link looks right where it is shared, in each language", "[server][S6]") {
  visitor v;
  const auto page = body_of(v.with.get("/e/kick-off"));
  for (const auto* part :
       {"<meta property=\"og:title\" content=\"Strategie-Auftakt\">",
        "<meta property=\"og:url\" content=\"https://events.example.org/e/kick-off\">",
        "<meta property=\"og:locale\" content=\"de_DE\">", "<meta property=\"og:site_name\"",
        "<meta property=\"og:description\"", "<meta name=\"description\"",
        "<meta name=\"twitter:card\" content=\"summary\">",
        "<link rel=\"canonical\" href=\"https://events.example.org/e/kick-off\">",
        "hreflang=\"en\" href=\"https://events.example.org/e/kick-off?lang=en\"",
        "hreflang=\"x-default\" href=\"https://events.example.org/e/kick-off\""}) {
    INFO(part);
    CHECK(contains(page, part));
  }
  CHECK_FALSE(contains(page, "og:image"));
  const auto english = body_of(v.with.get("/e/kick-off", {{"lang", "en"}}));
  CHECK(contains(
      english, "<link rel=\"canonical\" href=\"https://events.example.org/e/kick-off?lang=en\">"));
  CHECK(contains(body_of(v.with.get("/")),
                 "<link rel=\"canonical\" href=\"https://events.example.org/\">"));
  CHECK(contains(body_of(v.with.get("/", {{"q", "x"}})), "content=\"noindex\""));
}

TEST_CASE("the sitemap names what is public, with the day of its last change", "[server][S6]") {
  visitor v;
  tests::add_event(v.with.database(), {{"slug", "secret"}, {"hidden", true}});
  const auto made = v.with.get("/sitemap.xml");
  CHECK(made.content_type == "application/xml; charset=utf-8");
  std::istringstream text(body_of(made));
  boost::property_tree::ptree tree;
  REQUIRE_NOTHROW(boost::property_tree::read_xml(text, tree));
  std::set<std::string> found;
  for (const auto& [name, url] : tree.get_child("urlset")) {
    if (name != "url") continue;
    found.insert(url.get<std::string>("loc"));
    CHECK(from_iso(url.get<std::string>("lastmod")));
    CHECK(url.count("xhtml:link") == web::languages().size() + 1);
  }
  CHECK(found == std::set<std::string>{"https://events.example.org/",
                                       "https://events.example.org/e/kick-off"});
  tests::add_event(v.with.database(), {{"slug", "new-one"}});
  CHECK(contains(body_of(v.with.get("/sitemap.xml")), "/e/new-one</loc>"));
}

TEST_CASE("search engines are told what is nobody else's and where the sitemap is", "[server]") {
  visitor v;
  const auto made = v.with.get("/robots.txt");
  CHECK(made.content_type == "text/plain; charset=utf-8");
  for (const auto* path :
       {"/r/", "/c/", "/u/", "/p/", "/d/", "/v/", "/f/", "/m/", "/admin", "/demo/"}) {
    INFO(path);
    CHECK(contains(body_of(made), "Disallow: " + std::string(path) + "\n"));
  }
  CHECK(contains(body_of(made), "\nSitemap: https://events.example.org/sitemap.xml\n"));
  int walked = 0;
  for (const auto& one : server::all_routes()) {
    if (one.method != "GET" || one.by.by != server::access::who::link_holder) continue;
    // A form in steps stands below its event, which is for everybody; RFC 9309 2.2.3 has the star.
    const bool step = one.path.starts_with("/e/{slug}/register/");
    const bool staff = one.path.starts_with("/admin/");
    const auto begin = step    ? std::string("/e/*/register/")
                       : staff ? std::string("/admin")
                               : std::string(one.path.substr(0, one.path.find('{')));
    INFO(one.path);
    CHECK(contains(body_of(made), "Disallow: " + begin + "\n"));
    ++walked;
  }
  CHECK(walked >= 10);
}

TEST_CASE("what is somebody's own is for no search engine", "[server]") {
  visitor v;
  const auto token = v.registered();
  for (const std::string& path : {"/r/" + token, "/r/" + token + "/calendar.ics"}) {
    INFO(path);
    const auto made = v.with.get(path);
    CHECK(made.status == 200);
    CHECK(header_of(made, "X-Robots-Tag") == "noindex");
  }
  CHECK(header_of(v.with.get("/e/kick-off"), "X-Robots-Tag").empty());
}
