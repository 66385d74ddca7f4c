// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "organisers/sessions.hpp"
#include "server/session_cookie.hpp"
#include "tests/server/program.hpp"

using namespace zusage;
using namespace zusage::tests;
using server::access;

namespace {

std::string named(const server::route& one) {
  return std::string(one.method) + " " + std::string(one.path);
}

using values = std::vector<std::pair<std::string, std::string>>;

std::string with_values(std::string_view pattern, const values& all) {
  std::string path(pattern);
  for (const auto& [name, value] : all) {
    if (const auto at = path.find(name); at != path.npos) path.replace(at, name.size(), value);
  }
  REQUIRE(path.find('{') == path.npos);
  return path;
}

std::vector<std::string> scopes_but(organisers::token_scope without) {
  std::vector<std::string> all;
  for (const auto scope : organisers::all_token_scopes()) {
    if (scope != without) all.emplace_back(organisers::to_text(scope));
  }
  return all;
}

}  // namespace

TEST_CASE("who holds no link that fits is told that there is nothing", "[server][rights]") {
  test_services with;
  import_file(with.database(), sample_event_file());
  const auto public_id = new_public_id();
  const auto other_purpose = with.link_maker().token(static_cast<link_purpose>('?'), public_id);
  const auto unknown = with.link_maker().token(link_purpose::registration, public_id);
  int walked = 0;
  for (const auto& to : server::all_routes()) {
    if (to.by.by != access::who::link_holder) continue;
    for (const auto& token :
         {std::string(), std::string("A"), std::string(44, 'A'), other_purpose, unknown}) {
      const auto path = with_values(to.path, {{"{token}", token},
                                              {"{slug}", "kick-off"},
                                              {"{step}", "questions"},
                                              {"{organiser}", "sit"}});
      INFO(named(to) << " with '" << token << "'");
      CHECK(with.send(with.request(std::string(to.method), path)).status == 404);
      ++walked;
    }
  }
  CHECK(walked > 100);
}

TEST_CASE("a program gets in by a token of its organiser that may, and by nothing else",
          "[server][api][rights]") {
  program p;
  const auto there = p.register_one("fremd");
  const auto staff = add_person(p.with.database().get(), "anna@example.org", "sit", "owner");
  const auto session = p.with.database()->write(
      [&](schema::transaction& tx) { return organisers::start_session(tx, staff, p.with.time()); });
  const auto cookie = server::session_cookie_name(p.with.config()) + "=" + session;
  int walked = 0;
  for (const auto& to : server::all_routes()) {
    if (to.by.by != access::who::token) continue;
    const auto path = with_values(to.path, {{"{slug}", "kick-off"}, {"{reference}", there}});
    INFO(named(to));
    const auto all = scopes_but(organisers::token_scope::none);
    const auto ask = [&](const std::string& authorization, const std::string& signed_in = "") {
      return p.call(std::string(to.method), path,
                    {.body = nlohmann::json::object(),
                     .if_match = "*",
                     .authorization = authorization,
                     .cookie = signed_in});
    };
    CHECK(ask("none").status == 401);
    CHECK(ask("none", cookie).status == 401);
    CHECK(ask("Bearer zus_" + std::string(43, 'A')).status == 401);
    if (to.by.needs_of_token != organisers::token_scope::none)
      CHECK(ask("Bearer " + p.make_token("sit", scopes_but(to.by.needs_of_token))).status == 403);
    const auto foreign = ask("Bearer " + p.make_token("kdn", all));
    CHECK(body_of(foreign).find("fremd") == std::string::npos);
    if (to.path.find("{slug}") != to.path.npos) CHECK(foreign.status == 404);
    const auto own = ask("Bearer " + p.make_token("sit", all)).status;
    CHECK((own != 401 && own != 403 && own != 404));
    ++walked;
  }
  CHECK(walked > 8);
}
