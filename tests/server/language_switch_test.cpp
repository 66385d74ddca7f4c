// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/language_switch.hpp"

#include "server/router.hpp"
#include "server/target.hpp"
#include "tests/server/admin_fixture.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

// A path of the pattern, with names that fit any route.
std::string some_path(std::string_view pattern) {
  std::string made;
  bool inside = false;
  for (const char c : pattern) {
    if (c == '{') made += "some";
    inside = (inside || c == '{') && c != '}';
    if (!inside && c != '}') made += c;
  }
  return made;
}

// The addresses of the languages on a page, as links or as buttons.
std::vector<std::string> language_addresses(const std::string& page) {
  std::vector<std::string> found;
  const auto begin = page.find("<nav class=\"languages");
  REQUIRE(begin != page.npos);
  const auto part = page.substr(begin, page.find("</nav>", begin) - begin);
  for (const std::string name : {" href=\"", "formaction=\""}) {
    for (auto at = part.find(name); at != part.npos; at = part.find(name, at + 1)) {
      const auto from = at + name.size();
      found.push_back(part.substr(from, part.find('"', from) - from));
    }
  }
  return found;
}

std::string path_in(const std::string& url) {
  return url.substr(0, url.find('?'));
}

bool in_buttons(const std::string& page) {
  return page.find("formaction=\"") != page.npos;
}

}  // namespace

TEST_CASE("wherever a form is sent to, the other languages lead to a page that there is",
          "[server][languages]") {
  const server::router pages(server::all_routes());
  int walked = 0;
  for (const auto& one : server::all_routes()) {
    if (one.method != "POST" || one.api || one.by.by == server::access::who::token) continue;
    server::request of;
    of.method = "POST";
    of.path = some_path(one.path);
    INFO(one.path << " is seen at " << server::path_to_see(of));
    const auto* to = pages.find("GET", server::path_to_see(of)).found;
    REQUIRE(to);
    // A path that is nothing but a name of something is no page of what was sent to.
    CHECK(some_path(to->path) == server::path_to_see(of));
    ++walked;
  }
  CHECK(walked > 60);
}

TEST_CASE(
    "every answer to an empty form of the organiser's side leads to itself in another"
    " language, or to a page",
    "[server][admin][languages]") {
  admin_side side;
  const auto reference = side.add_attendee("kick-off", "Ina", "Kurz");
  side.sign_in_as("anna@example.org", "sit", "owner");
  const server::router pages(server::all_routes());
  for (const auto& one : server::all_routes()) {
    if (one.method != "POST" || !one.path.starts_with("/admin")) continue;
    if (one.path == "/admin/sign-out") continue;
    std::string path(one.path);
    const pairs names = {{"{organiser}", "sit"},
                         {"{slug}", "kick-off"},
                         {"{reference}", reference},
                         {"{purpose}", "newsletter"},
                         {"{kind}", "registration-confirmed"}};
    for (const auto& [name, value] : names) {
      if (const auto at = path.find(name); at != path.npos) path.replace(at, name.size(), value);
    }
    const auto answer = side.post(some_path(path), {{"csrf", side.csrf()}});
    if (answer.status == 303 || !answer.content_type.starts_with("text/html")) continue;
    INFO(one.path << " " << answer.status);
    for (const auto& url : language_addresses(answer.body)) {
      INFO(url);
      CHECK(pages.find(in_buttons(answer.body) ? "POST" : "GET", path_in(url)).found);
    }
  }
}

TEST_CASE("a form with a fault is shown in another language with what was typed",
          "[server][admin][languages]") {
  admin_side side;
  side.sign_in_as("anna@example.org", "sit", "owner");
  const auto csrf = side.csrf();
  const auto wrong = side.post("/admin/sit/staff/invite",
                               {{"csrf", csrf}, {"email", "keine Adresse"}, {"role", "dpo"}});
  CHECK(wrong.status == 422);
  const auto addresses = language_addresses(wrong.body);
  REQUIRE(addresses.size() == 3);
  CHECK(addresses[1] == "/admin/sit/staff/invite?lang=en");
  CHECK(in_buttons(wrong.body));
  CHECK(wrong.body.find("<input type=\"hidden\" name=\"email\" value=\"keine Adresse\">") !=
        wrong.body.npos);
}

TEST_CASE("a question in another language is still the question", "[server][admin][languages]") {
  admin_side side;
  side.sign_in_as("anna@example.org", "sit", "owner");
  const auto path = "/admin/sit/staff/rule";
  const auto asked = side.post(path, {{"csrf", side.csrf()}, {"demanded", "yes"}});
  CHECK(asked.status == 200);
  REQUIRE(in_buttons(asked.body));
  const auto nav = asked.body.substr(0, asked.body.find("</nav>", asked.body.find("formaction")));
  CHECK(nav.find("name=\"confirm\"") == nav.npos);
  CHECK(language_addresses(asked.body)[1] == std::string(path) + "?lang=en");
}

TEST_CASE("no password and no code is put into a page for another language",
          "[server][admin][languages]") {
  admin_side side;
  side.sign_in_as("anna@example.org", "sit", "owner");
  const auto wrong = side.post("/admin/second-factor/end",
                               {{"csrf", side.csrf()}, {"current_password", "ganz geheim"}});
  CHECK(wrong.status == 422);
  CHECK(wrong.body.find("ganz geheim") == wrong.body.npos);
  CHECK_FALSE(in_buttons(wrong.body));
  CHECK(language_addresses(wrong.body)[1] == "/admin/second-factor?lang=en");
}

TEST_CASE("what was done is not done again by another language", "[server][admin][languages]") {
  admin_side side;
  side.sign_in_as("anna@example.org", "sit", "owner");
  const auto made = side.post(
      "/admin/sit/api",
      {{"csrf", side.csrf()}, {"name", "Auswertung"}, {"days", "30"}, {"scopes", "read:events"}});
  CHECK(made.status == 200);
  CHECK_FALSE(in_buttons(made.body));
  CHECK(language_addresses(made.body)[1] == "/admin/sit/api?lang=en");
}

TEST_CASE("what was refused is not done by asking for another language",
          "[server][admin][languages]") {
  admin_side side;
  side.sign_in_as("anna@example.org", "sit", "owner");
  const auto count = [&] {
    return side.db->read([](const schema::reader& r) {
      return r.value<std::int64_t>("SELECT COUNT(*) FROM webhook_endpoint").value();
    });
  };
  side.db->write([](schema::transaction& tx) {
    for (int i = 0; i < 10; ++i)
      tx.execute(
          "INSERT INTO webhook_endpoint (organiser_id, public_id, url, kinds, personal, secret,"
          " state, created_at) SELECT id, :1, 'https://example.org/', '', '', '', 'active', 1"
          " FROM organiser WHERE key = 'sit'",
          "w" + std::to_string(i));
  });
  pairs form = {{"csrf", side.csrf()}, {"url", "https://example.org/"}, {"kinds", "consent.given"}};
  const auto refused = side.post("/admin/sit/webhooks", form);
  REQUIRE(refused.status == 409);
  REQUIRE(refused.body.find("name=\"shown_again\"") != refused.body.npos);
  side.db->write([](schema::transaction& tx) {
    tx.execute("DELETE FROM webhook_endpoint WHERE public_id = 'w0'");
  });
  form.emplace_back("shown_again", "yes");
  const auto shown = side.post("/admin/sit/webhooks", form);
  CHECK(shown.status == 303);
  CHECK(count() == 9);
  form.pop_back();
  CHECK(side.post("/admin/sit/webhooks", form).status == 200);
  CHECK(count() == 10);
}
