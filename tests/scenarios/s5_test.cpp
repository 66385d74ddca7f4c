// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <fstream>

#include "tests/http/shared.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/scenario.hpp"
#include "tests/support/wait_for_mail.hpp"

/// S5 of the product: a state-wide conference of a city and a network. Two organisers of one event,
/// colleagues who come together, needs that are asked for and forgotten, the next edition.
using namespace zusage;
using namespace zusage::tests;

namespace {

const std::string conference = "landeskonferenz-digitalisierung";

form form_for(const std::string& name) {
  return {{"given_name", "Kim"},
          {"family_name", name},
          {"email", "kim@" + name + ".example.org"},
          {"organisation", "Kreis " + name},
          {"answer.diet", "other"},
          {"answer.diet-details", "ohne Nüsse"},
          {"answer.certificate", "yes"},
          {"package", "all"},
          {"session", "workshop-data"},
          {"idempotency_key", name},
          {"lang", "de"}};
}

std::string page_after_sign_in(const installation& site, const std::string& email,
                               const std::string& target) {
  auto office = site.browser();
  sign_in(office, email);
  const auto answer = office.get(target);
  return answer.status == 200 ? answer.body : std::to_string(answer.status);
}

}  // namespace

TEST_CASE("S5: a conference of two organisers from the sign-up to the next edition",
          "[scenario][S5]") {
  installation site;
  for (const auto* logo : {"musterhausen.svg", "musterhausen-dark.svg"}) {
    std::ofstream(site.folder().path(logo), std::ios::binary) << demo_file(logo);
  }
  site.import(scenario_file("s5.json").dump());
  add_owner(site, "stadt@musterhausen.example.org", "musterhausen");
  add_owner(site, "netz@innovationsnetz.example.org", "innovationsnetz");
  site.start();
  auto browser = site.browser();

  // Both are named, each with its duties.
  const auto page = browser.get("/e/" + conference).body;
  CHECK(contains(page, "Stadt Musterhausen"));
  CHECK(contains(page, "Innovationsnetz Kommunal"));
  CHECK(contains(page, "href=\"/privacy?organiser=innovationsnetz\""));
  CHECK(contains(browser.get("/?organiser=innovationsnetz").body, "/e/" + conference));

  // Two colleagues come together; each has a mail and a link, and consents for themselves.
  auto form = form_for("ahausen");
  form.emplace_back("person.2.given_name", "Bo");
  form.emplace_back("person.2.family_name", "behausen");
  form.emplace_back("person.2.email", "bo@ahausen.example.org");
  REQUIRE(browser.post("/e/" + conference + "/register", form).status == 303);
  auto bad = with_field(form_for("cehausen"), "answer.diet", "unheard-of");
  CHECK(browser.post("/e/" + conference + "/register", bad).status == 422);
  REQUIRE(browser.post("/e/" + conference + "/register", form_for("cehausen")).status == 303);
  const auto mail = wait_for_mail(site, "kim@ahausen.example.org", "");
  const auto text = mail_part(mail, "text/plain");
  CHECK(contains(text, "Stadt Musterhausen"));
  CHECK(contains(text, "Innovationsnetz Kommunal"));
  CHECK(contains(mail_part(mail, "text/calendar"), "BEGIN:VEVENT"));
  const auto theirs =
      find_link(mail_part(wait_for_mail(site, "bo@ahausen.example.org", ""), "text/plain"), "/r/");
  CHECK(contains(browser.get(theirs).body, "behausen"));

  // Both organisers work with the list; only the main one makes the next edition.
  const auto list_of = [&](const std::string& email, const std::string& organiser) {
    return page_after_sign_in(site, email, "/admin/" + organiser + "/events/" + conference);
  };
  CHECK(contains(list_of("stadt@musterhausen.example.org", "musterhausen"), "behausen"));
  CHECK(contains(list_of("netz@innovationsnetz.example.org", "innovationsnetz"), "behausen"));
  CHECK(page_after_sign_in(site, "netz@innovationsnetz.example.org",
                           "/admin/musterhausen/events/" + conference) == "404");
  const auto csv =
      page_after_sign_in(site, "netz@innovationsnetz.example.org",
                         "/admin/innovationsnetz/events/" + conference + "/export.csv");
  CHECK(contains(csv, "kim@cehausen.example.org"));
  CHECK_FALSE(contains(csv, "consent."));

  // One of the two cannot come.
  CHECK(browser.post(theirs + "/cancel", {}).status == 303);
  CHECK_FALSE(wait_for_mail(site, "bo@ahausen.example.org", "Storniert").empty());

  auto rows = exported_by_name(site, conference);
  REQUIRE(rows.size() == 3);
  CHECK(rows["ahausen"].at("status") == "confirmed");
  CHECK(rows["ahausen"].at("answer.diet-details") == "ohne Nüsse");
  CHECK(rows["ahausen"].at("sessions").dump() ==
        "[\"opening\",\"practice-1\",\"workshop-data\",\"practice-2\",\"panel\"]");
  CHECK(rows["behausen"].at("status") == "cancelled");
  CHECK(rows["behausen"].at("organisation") == "Kreis ahausen");
  CHECK(site.stop() == 0);

  // The next one is made from it, without anybody's registration.
  const auto copied = site.command(
      {"event", "copy", conference, "--to", "landeskonferenz-2040", "--starts", "2040-02-15"});
  CHECK(copied.exit_code == 0);
  CHECK(exported_by_name(site, "landeskonferenz-2040").empty());
  CHECK(exported_by_name(site, conference).size() == 3);
}
