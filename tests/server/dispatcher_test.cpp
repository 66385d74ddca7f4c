// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/dispatcher.hpp"

#include "tests/server/visitor.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using tests::visitor;

namespace {

/// Requests as they come from the network; the status of what is answered at once, 0 when the
/// request reaches its handler's action.
struct through_dispatcher : visitor {
  std::optional<server::dispatcher> to;

  int post(const std::string& path, const std::string& from, bool cross_site = false) {
    if (!to) to.emplace(with.get(), server::all_routes());
    const auto match = to->find("POST", path);
    REQUIRE(match.found);
    auto asked = with.request("POST", path, match.captured);
    asked.remote_address = from;
    asked.cross_site = cross_site;
    if (const auto at_once = to->answer_at_once(asked, *match.found)) return at_once->status;
    const auto begun = to->begin(asked, *match.found);
    const auto* answer = std::get_if<server::response>(&begun);
    return answer ? answer->status : 0;
  }
};

}  // namespace

TEST_CASE("sign-ups are counted by network", "[server][limits]") {
  through_dispatcher v;
  v.with.config().limits.registrations_per_minute = 2;
  const std::string form = "/e/kick-off/register";
  CHECK(v.post(form, "2001:db8:1:2::1") == 422);
  CHECK(v.post(form, "2001:db8:1:2::2") == 422);
  CHECK(v.post(form, "2001:db8:1:2:ffff::3") == 429);
  CHECK(v.post(form, "2001:db8:1:3::1") == 422);
  CHECK(v.post(form, "192.0.2.1") == 422);
}

TEST_CASE("what runs at once is for anyone and only shows something", "[server][access]") {
  int walked = 0;
  for (const auto& one : server::all_routes()) {
    if (!std::holds_alternative<server::at_once>(one.handler)) continue;
    INFO(one.path);
    CHECK(one.method == "GET");
    CHECK(one.by.by == server::access::who::anyone);
    ++walked;
  }
  CHECK(walked == 4);  // health, two shapes of assets, robots.txt
}

TEST_CASE("a page of another site sends none of our forms", "[server][access]") {
  through_dispatcher v;
  const std::string token(44, 'A');
  int walked = 0;
  for (const auto& one : server::all_routes()) {
    if (one.method != "POST") continue;
    std::string path(one.path);
    for (const auto& [name, value] : std::vector<std::pair<std::string, std::string>>{
             {"{token}", token}, {"{slug}", "kick-off"}, {"{organiser}", "sit"}}) {
      if (const auto at = path.find(name); at != path.npos) path.replace(at, name.size(), value);
    }
    INFO(path);
    // The interface is for programs, and a mail program revokes by one click (RFC 8058).
    const bool for_programs = one.api || one.path == "/u/{token}";
    CHECK((v.post(path, "192.0.2.1", true) == 403) == !for_programs);
    ++walked;
  }
  CHECK(walked >= 8);
}
