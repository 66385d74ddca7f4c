// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <map>

#include "server/look_view.hpp"
#include "server/response_head.hpp"
#include "tests/server/admin_fixture.hpp"
#include "tests/server/visitor.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/text.hpp"
#include "web/organiser_colours.hpp"

using namespace zusage;
using namespace zusage::tests;
using nlohmann::json;

namespace {

const std::string policy_header = "Content-Security-Policy";
const std::string svg =
    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 120 40\"><path d=\"M0 0h9\"/></svg>";

events::document_source files(const std::string& content) {
  return
      [=](const std::string&, std::size_t) { return std::make_shared<const std::string>(content); };
}

// Imports the sample's file anew, with this look of its organiser.
void set_look(visitor& v, const json& look, const std::string& with_logo = svg) {
  auto file = sample_event_file();
  file["organisers"][0]["look"] = look;
  import_file(v.with.database(), file, nullptr, v.with.time(), files(with_logo));
}

json with_logo(const json& alt = {{"de", "Wappen"}}) {
  return {{"file", "a.svg"}, {"alt", alt}};
}

std::string between(const std::string& text, const std::string& begin, const std::string& end) {
  const auto from = text.find(begin);
  if (from == std::string::npos) return "";
  const auto at = from + begin.size();
  return text.substr(at, text.find(end, at) - at);
}

std::string style_of(const server::response& made) {
  return between(body_of(made), "<style>", "</style>");
}

// What is wrong with the page: it is to be in the colour, and its policy to allow just its style.
std::string fault_in(const server::response& made) {
  const auto style = style_of(made);
  if (!contains(style, "--kern-color-action-default:#0b5fa5;")) return "not in the colour";
  if (header_of(made, policy_header) != server::content_policy(web::style_source(style)))
    return "its policy is " + header_of(made, policy_header);
  return "";
}

std::string logo_url(const server::response& page) {
  auto url = between(body_of(page), "<img src=\"", "\"");
  REQUIRE_FALSE(url.empty());
  return url;
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

}  // namespace

TEST_CASE("an organiser's pages are in its colour, and their policy allows that style alone",
          "[server][look]") {
  visitor v;
  set_look(v, {{"colour", "#0b5fa5"}});
  const auto token = v.registered({{"consent.newsletter", "yes"}});
  for (const auto* path :
       {"/e/kick-off", "/e/kick-off/register", "/e/kick-off/registered", "/newsletter/sit"}) {
    INFO(path);
    CHECK(fault_in(v.with.get(path)) == "");
  }
  CHECK(fault_in(v.with.get("/r/" + token)) == "");
  const auto consent = v.with.database()->read([](const schema::reader& db) {
    return db.value<std::string>("SELECT public_id FROM consent_state").value();
  });
  const auto& links = v.with.link_maker();
  CHECK(fault_in(v.with.get("/c/" + links.token(link_purpose::confirm, consent))) == "");
  CHECK(fault_in(v.with.get("/u/" + links.token(link_purpose::revoke, consent))) == "");
  CHECK(fault_in(v.sign_up({{"email", "nothing"}})) == "");  // the form with its faults
}

TEST_CASE("pages of nobody in particular stay neutral", "[server][look]") {
  visitor v;
  set_look(v, {{"colour", "#0b5fa5"}, {"logo", with_logo()}});
  for (const auto* path : {"/", "/e/nowhere", "/r/nothing", "/admin/sign-in"}) {
    INFO(path);
    const auto made = v.with.get(path);
    CHECK_FALSE(contains(body_of(made), "<style"));
    CHECK_FALSE(contains(body_of(made), "/o/sit/"));
    CHECK(header_of(made, policy_header) == "");
  }
}

TEST_CASE("another organiser's pages keep their own look", "[server][look]") {
  visitor v;
  auto file = sample_event_file();
  auto other = file["organisers"][0];
  other["key"] = "other";
  file["organisers"][0]["look"] = {{"colour", "#0b5fa5"}};
  file["organisers"].push_back(other);
  for (auto& one : file["purposes"]) one["organiser"] = "other";
  file["events"][0]["organiser"] = "other";
  file["events"][0]["slug"] = "foreign";
  file["events"][0]["also_by"] = {"sit"};
  import_file(v.with.database(), file);
  CHECK(fault_in(v.with.get("/e/kick-off")) == "");
  // Of two organisers it is the first whose look counts.
  CHECK(style_of(v.with.get("/e/foreign")) == "");
  CHECK(style_of(v.with.get("/newsletter/other")) == "");
}

TEST_CASE("a kept page is made anew when the look changes, and is given out with its policy",
          "[server][look]") {
  visitor v;
  CHECK(style_of(v.with.get("/e/kick-off")) == "");
  set_look(v, {{"colour", "#0b5fa5"}});
  const auto first = v.with.get("/e/kick-off");
  REQUIRE(first.shared_body);
  CHECK(fault_in(first) == "");
  CHECK(v.with.get("/e/kick-off").shared_body == first.shared_body);
  CHECK(fault_in(v.with.get("/e/kick-off")) == "");

  auto again = v.with.request("GET", "/e/kick-off");
  again.if_none_match = header_of(first, "ETag");
  const auto unchanged = v.with.send(again);
  CHECK(unchanged.status == 304);
  CHECK(header_of(unchanged, policy_header) == header_of(first, policy_header));

  set_look(v, nullptr);
  CHECK(style_of(v.with.get("/e/kick-off")) == "");
  CHECK(header_of(v.with.get("/e/kick-off"), policy_header) == "");
}

TEST_CASE("a series shows the look of its organiser as soon as that is stored", "[server][look]") {
  visitor v;
  auto file = sample_event_file();
  file["series"] = {{{"key", "days"}, {"organiser", "sit"}, {"title", {{"de", "Tage"}}}}};
  import_file(v.with.database(), file);
  CHECK(style_of(v.with.get("/s/sit/days")) == "");
  set_look(v, {{"colour", "#0b5fa5"}});
  CHECK(fault_in(v.with.get("/s/sit/days")) == "");
}

TEST_CASE("each answer has one policy", "[server][look]") {
  server::configuration config;
  const auto common = server::common_headers(config);
  server::response plain;
  const auto head = server::make_head(plain, common, {});
  CHECK(count(head, policy_header) == 1);
  CHECK(contains(head, "style-src 'self'; "));
  CHECK_FALSE(contains(head, "unsafe-inline"));
  plain.with(policy_header, "default-src 'none'");
  const auto own = server::make_head(plain, common, {});
  CHECK(count(own, policy_header) == 1);
  CHECK(contains(own, policy_header + ": default-src 'none'\r\n"));
  CHECK(contains(own, "X-Content-Type-Options: nosniff\r\n"));
}

TEST_CASE(
    "a logo stands in the header, as large as it is shown, and leads to the organiser's events",
    "[server][look]") {
  visitor v;
  set_look(v, {{"logo", with_logo()}});
  const auto page = body_of(v.with.get("/e/kick-off"));
  const auto link = between(page, "<a class=\"site-logo", "</a>");
  CHECK(contains(link, "href=\"/?organiser=sit\""));
  CHECK(contains(link, "width=\"144\" height=\"48\" alt=\"Wappen\">"));
  CHECK_FALSE(contains(page, "<style"));  // no colour was given
  const auto english = body_of(v.with.get("/e/kick-off", {{"lang", "en"}}));
  CHECK(contains(english, "alt=\"Wappen\" lang=\"de\">"));
  CHECK(contains(english, "href=\"/?organiser=sit&amp;lang=en\""));
}

TEST_CASE("a logo is delivered for ever under its hash, and can do nothing", "[server][look]") {
  visitor v;
  set_look(v, {{"logo", with_logo()}});
  const auto url = logo_url(v.with.get("/e/kick-off"));
  const auto made = v.with.get(url);
  CHECK(made.status == 200);
  CHECK(body_of(made) == svg);
  CHECK(made.content_type == "image/svg+xml");
  CHECK(header_of(made, policy_header) == "default-src 'none'; style-src 'unsafe-inline'; sandbox");
  CHECK(header_of(made, "Cache-Control") == "public, max-age=31536000, immutable");
  auto again = v.with.request("GET", url);
  again.if_none_match = header_of(made, "ETag");
  CHECK(v.with.send(again).status == 304);

  for (const auto& wrong :
       {std::string("/o/sit/logo-"), std::string("/o/sit/logo-0"), url.substr(0, url.size() - 1),
        url + "0", "/o/other" + url.substr(std::string("/o/sit").size())}) {
    INFO(wrong);
    CHECK(v.with.get(wrong).status == 404);
  }
  set_look(v, {{"logo", with_logo()}}, svg + "<!-- new -->");
  CHECK(v.with.get(url).status == 404);
  const auto newer = logo_url(v.with.get("/e/kick-off"));
  CHECK(newer != url);
  CHECK(v.with.get(newer).status == 200);
}

TEST_CASE("the staff's pages stay neutral", "[server][look]") {
  admin_side side;
  auto file = sample_event_file();
  file["organisers"][0]["look"] = {{"colour", "#0b5fa5"}, {"logo", with_logo()}};
  import_file(side.db, file, nullptr, side.now, files(svg));
  side.sign_in_as("owner@sit.example.org", "sit", "owner");
  for (const auto* path : {"/admin/sit/events", "/admin/sit/events/kick-off"}) {
    INFO(path);
    const auto made = side.get(path);
    CHECK(made.status == 200);
    CHECK_FALSE(contains(made.body, "<style"));
    CHECK_FALSE(contains(made.body, "/o/sit/"));
    CHECK(made.header(policy_header) == "");
  }
}
