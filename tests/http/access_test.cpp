// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/handler.hpp"

#include <set>

#include "tests/http/shared.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace zusage::tests;
using who = server::access::who;

namespace {

// The path of a route with other people's things filled in.
std::string filled(std::string_view pattern, const std::string& organiser,
                   const std::string& slug) {
  std::string path(pattern);
  const auto put = [&](const std::string& name, const std::string& value) {
    const auto at = path.find(name);
    if (at != std::string::npos) path.replace(at, name.size(), value);
  };
  put("{organiser}", organiser);
  put("{slug}", slug);
  put("{section}", "questions");
  put("{item}", "diet");
  put("{token}", std::string(44, 'A'));
  put("{step}", "questions");
  put("{reference}", "000-000-000");
  put("{request}", "000-000-000");
  put("{id}", "1");
  put("{webhook}", std::string(22, 'A'));
  put("{session}", "plenary");
  put("{person}", std::string(22, 'A'));
  put("{purpose}", "newsletter");
  put("{newsletter}", std::string(22, 'A'));
  put("{message}", std::string(32, 'a') + "@localhost");
  put("{kind}", "registration-confirmed");
  put("{language}", "de");
  put("{folder}", "styles");
  put("{name}", "none.css");
  return path;
}

}  // namespace

TEST_CASE("every route says who may, and nobody else gets in", "[http][access]") {
  auto& site = shared_installation();
  std::set<std::string> open_under_admin;
  int guarded = 0;
  for (const auto& one : server::all_routes()) {
    INFO(one.method << " " << one.path);
    const bool admin = one.path.rfind("/admin", 0) == 0;
    if (admin && one.by.by == who::anyone) open_under_admin.insert(std::string(one.path));
    const bool program = one.path.rfind("/api/v1/organiser", 0) == 0;
    CHECK((admin || program || one.by.by == who::anyone || one.by.by == who::link_holder));
    CHECK(program == (one.by.by == who::token));
    if (program) {
      // A signed-in person's cookie is no token; PUT and PATCH are asked in api_tokens_test.cpp.
      auto staff = site.browser();
      sign_in(staff, "staff@sit.example.org");
      const auto path = filled(one.path, "sit", "kick-off");
      if (one.method == "GET") CHECK(staff.get(path).status == 401);
      if (one.method == "POST") CHECK(staff.post(path, {}).status == 401);
      continue;
    }
    const bool of_organiser = one.path.find("{organiser}") != std::string_view::npos;
    if (admin && of_organiser) CHECK(one.by.by == who::staff);
    // A public page of theirs; the form that anybody sends about themselves changes nothing but
    // what mails to the address then confirm.
    if (!admin && of_organiser) {
      CHECK((one.method == "GET" || one.path == "/newsletter/{organiser}"));
    }
    if (one.by.by == who::link_holder) CHECK(one.path.find("{token}") != std::string_view::npos);
    if (one.kept) {  // answered before anybody is asked who they are
      CHECK(one.by.by == who::anyone);
      CHECK(std::holds_alternative<server::read_handler>(one.handler));
    }
    if (one.by.by == who::anyone) continue;
    ++guarded;
    auto stranger = site.browser();
    const auto path = filled(one.path, "sit", "kick-off");
    const auto answer = one.method == "GET" ? stranger.get(path) : stranger.post(path, {});
    if (one.by.by == who::link_holder) {
      CHECK(answer.status == 404);
    } else if (one.method == "GET") {
      CHECK(answer.status == 303);
      CHECK(answer.header("location").rfind("/admin/sign-in", 0) == 0);
    } else {
      CHECK(answer.status == 403);
    }
  }
  CHECK(open_under_admin ==
        std::set<std::string>{"/admin/sign-in", "/admin/sign-in/code", "/admin/forgotten"});
  CHECK(guarded > 12);
}

TEST_CASE("another organiser's data is unreachable on every route", "[http][access]") {
  auto& site = shared_installation();
  auto visitor = site.browser();
  REQUIRE(visitor.post("/e/kick-off/register", filled_form("private@stadt.example.org")).status ==
          303);
  auto outsider = site.browser();
  sign_in(outsider, "staff@other.example.org");
  const auto csrf = field_value(outsider.get("/admin/password").body, "csrf");
  REQUIRE_FALSE(csrf.empty());
  int tried = 0;
  for (const auto& one : server::all_routes()) {
    if (one.by.by != who::staff) continue;
    // Their organiser with our event, and our organiser with anything.
    for (const auto& [organiser, slug] :
         {std::pair("sit", "kick-off"), std::pair("sit", "foreign"), std::pair("other", "kick-off"),
          std::pair("none", "kick-off")}) {
      if (std::string(organiser) == "other" && one.path.find("{slug}") == std::string_view::npos)
        continue;
      const auto path = filled(one.path, organiser, slug);
      INFO(one.method << " " << path);
      const auto answer =
          one.method == "GET" ? outsider.get(path) : outsider.post(path, {{"csrf", csrf}});
      CHECK(answer.status == 404);
      CHECK(answer.body.find("private@") == std::string::npos);
      ++tried;
    }
  }
  CHECK(tried >= 12);
}

TEST_CASE("a form of a signed-in person without its token changes nothing", "[http][access]") {
  auto& site = shared_installation();
  auto staff = site.browser();
  sign_in(staff, "staff@sit.example.org");
  CHECK(staff.post("/admin/sign-out", {}).status == 403);
  CHECK(staff.post("/admin/sign-out", {{"csrf", "wrong"}}).status == 403);
  CHECK(staff.get("/admin/sit/events").status == 200);
  const auto csrf = field_value(staff.get("/admin/password").body, "csrf");
  CHECK(staff.post("/admin/sign-out", {{"csrf", csrf}}).status == 303);
  CHECK(staff.get("/admin/sit/events").status == 303);
}

TEST_CASE("the cookie of staff cannot be read by script nor sent by other sites",
          "[http][access]") {
  auto browser = shared_installation().browser();
  const auto answer = browser.post(
      "/admin/sign-in", {{"email", "staff@sit.example.org"}, {"password", staff_password}});
  const auto cookie = answer.header("set-cookie");
  CHECK(cookie.find("HttpOnly") != std::string::npos);
  CHECK(cookie.find("SameSite=Lax") != std::string::npos);
  CHECK(cookie.find("Path=/") != std::string::npos);
  CHECK(browser
            .post("/admin/sign-in?next=//evil.example", {{"email", "staff@sit.example.org"},
                                                         {"password", staff_password},
                                                         {"next", "//evil.example"}})
            .header("location")
            .rfind("/admin", 0) == 0);
}
