// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/http/shared.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/municipalities.hpp"
#include "tests/support/scenario.hpp"
#include "tests/support/wait_for_mail.hpp"

/// S4 of the product: the kick-off of a municipal IT association. Members only, four forums at the
/// same time with a capacity each, second choice, a waiting list per forum.
using namespace zusage;
using namespace zusage::tests;

namespace {

const std::string path = "/e/strategie-auftakt/register";

// Each forum has two places, so that a handful of people fills them.
nlohmann::json small_forums() {
  auto file = scenario_file("s4.json");
  for (auto& session : file["events"][0]["sessions"]) {
    if (session.contains("capacity")) session["capacity"] = 2;
  }
  return file;
}

form form_for(const std::string& name, const std::string& ags, const std::string& forum,
              const std::string& second = {}) {
  form values = {
      {"given_name", "Kim"},     {"family_name", name}, {"email", "kim@" + name + ".example.org"},
      {"municipality", ags},     {"session", forum},    {"answer.role", "board"},
      {"idempotency_key", name}, {"lang", "de"}};
  if (!second.empty()) values.emplace_back("second.forums", second);
  return values;
}

std::string role_of(const nlohmann::json& file) {
  return file["events"][0]["questions"][0]["options"][0]["key"];
}

}  // namespace

TEST_CASE("S4: a members' conference with forums from the invitation to the export",
          "[scenario][S4]") {
  const auto file = small_forums();
  const auto role = role_of(file);
  installation site;
  site.import(file.dump());
  add_owner(site, "staff@it-verband.example.org", "it-verband");
  site.start();
  auto browser = site.browser();
  const auto post = [&](const std::string& name, const std::string& ags, const std::string& forum,
                        const std::string& second = {}) {
    return browser.post(path, with_field(form_for(name, ags, forum, second), "answer.role", role));
  };

  // The page says for whom it is; others are told clearly, with the way to ask.
  CHECK(contains(browser.get("/e/strategie-auftakt").body, "Nur für bestimmte Kommunen"));
  const auto stranger = post("fremd", "09162000", "forum-1");
  CHECK(stranger.status == 409);
  CHECK(contains(stranger.body, "href=\"#f-municipality\""));
  CHECK(contains(stranger.body, file["organisers"][0]["contact"].get<std::string>()));
  CHECK(field_value(stranger.body, "family_name") == "fremd");

  // Everything that is missing or cannot be is explained at once, and nothing typed is lost.
  auto clash = with_field(form_for("eins", "05962016", "forum-1"), "answer.role", "");
  clash.emplace_back("session", "forum-2");
  clash = with_field(clash, "email", "kim@@eins");
  const auto wrong = browser.post(path, clash);
  CHECK(wrong.status == 422);
  for (const auto* field : {"#f-email", "#f-answer-role", "#f-session"}) {
    INFO(field);
    CHECK(contains(wrong.body, std::string("href=\"") + field));
  }
  CHECK(field_value(wrong.body, "email") == "kim@@eins");

  // Two fill the first forum; the next takes the second choice, the one after waits for it.
  CHECK(post("eins", "05962016", "forum-1").status == 303);
  CHECK(post("zwei", "05962004", "forum-1").status == 303);
  CHECK(post("drei", "05962008", "forum-1", "forum-2").status == 303);
  CHECK(post("vier", "05962012", "forum-1").status == 303);
  const auto told = mail_part(wait_for_mail(site, "kim@vier.example.org", ""), "text/plain");
  CHECK(contains(told, "Forum"));
  const auto mine = find_link(told, "/r/");
  CHECK(contains(browser.get(mine).body, "Ihr Platz auf der Warteliste: 1"));

  // A place is given back: who waits moves up and is told.
  const auto first =
      find_link(mail_part(wait_for_mail(site, "kim@eins.example.org", ""), "text/plain"), "/r/");
  CHECK(browser.post(first + "/cancel", {}).status == 303);
  CHECK_FALSE(wait_for_mail(site, "kim@eins.example.org", "Storniert").empty());
  const auto moved = wait_for_mail(site, "kim@vier.example.org", "frei geworden");
  CHECK_FALSE(moved.empty());
  CHECK_FALSE(contains(browser.get(mine).body, "Warteliste: 1"));

  // Changing keeps the rules: the full forum is only to be had by waiting.
  auto change = with_field(form_for("drei", "05962008", "forum-1"), "answer.role", role);
  change = with_field(change, "idempotency_key", "");
  const auto third =
      find_link(mail_part(wait_for_mail(site, "kim@drei.example.org", ""), "text/plain"), "/r/");
  CHECK(browser.post(third, change).status == 303);
  CHECK(contains(browser.get(third).body, "Nur auf der Warteliste"));

  auto rows = exported_by_name(site, "strategie-auftakt");
  REQUIRE(rows.size() == 4);
  CHECK(rows["eins"].at("status") == "cancelled");
  CHECK(rows["zwei"].at("sessions").dump() == "[\"plenary\",\"forum-1\",\"closing\"]");
  CHECK(rows["vier"].at("sessions").dump() == "[\"plenary\",\"forum-1\",\"closing\"]");
  CHECK(rows["drei"].at("sessions").dump() == "[\"plenary\",\"closing\"]");
  CHECK(rows["vier"].at("ags") == "05962012");
  CHECK(rows["vier"].at("answer.role") == role);
  CHECK(site.stop() == 0);
}
