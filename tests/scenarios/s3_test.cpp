// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <cctype>
#include <chrono>
#include <fstream>
#include <set>
#include <thread>

#include "base/time_zone.hpp"
#include "tests/http/shared.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/municipalities.hpp"
#include "tests/support/scenario.hpp"
#include "tests/support/wait_for_mail.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

constexpr const char* ring_slug = "vergleichsringe-digitalisierung";
constexpr const char* information = "vergleichsringe-informationstermin";

// Five cities and towns of two states, a county, and two towns of one name.
std::string directory_file() {
  return directory_state("05", "Nordrhein-Westfalen") + directory_state("06", "Hessen") +
         directory_county("05966", "Olpe", "43") + directory_county("06534", "Marburg", "44") +
         directory_municipality("05966001", "Ahausen, Stadt", 21'000) +
         directory_municipality("05966002", "Bedorf, Stadt", 24'000) +
         directory_municipality("05966003", "Cestadt, Stadt", 30'000) +
         directory_municipality("06534004", "Dehausen, Stadt", 26'000) +
         directory_municipality("06534005", "Efurt", 28'000) +
         directory_municipality("06534006", "Neustadt, Stadt", 9'000) +
         directory_municipality("05966007", "Neustadt", 3'000);
}

form application_of(const std::string& municipality, const std::string& name) {
  return {{"given_name", "Alex"},
          {"family_name", name},
          {"email", "alex@" + name + ".example.org"},
          {"municipality", municipality},
          {"answer.employees", "250"},
          {"answer.strategy", "draft"},
          {"fee", "yes"},
          {"delegate.1.given_name", "Bo"},
          {"delegate.1.family_name", name},
          {"delegate.1.email", "bo@" + name + ".example.org"},
          {"idempotency_key", name},
          {"lang", "de"}};
}

struct organiser_side {
  browser_like browser;

  explicit organiser_side(const installation& site) : browser(site.browser()) {
    sign_in(browser, "staff@kommunalbund.example.org");
  }

  std::string page_of(const std::string& name) {
    const auto list =
        browser.get("/admin/kommunalbund/events/" + std::string(ring_slug) + "?q=" + name);
    // The link of a row ends with a reference; those of the page's own forms with a word.
    const std::string step = "/attendees/";
    auto at = list.body.find(step);
    while (at != std::string::npos && std::islower(list.body[at + step.size()]))
      at = list.body.find(step, at + 1);
    REQUIRE(at != std::string::npos);
    const auto from = list.body.rfind('"', at) + 1;
    return list.body.substr(from, list.body.find('"', at) - from);
  }

  answer decide(const std::string& name, const std::string& decision, const std::string& text) {
    const auto page = page_of(name);
    const auto csrf = field_value(browser.get(page).body, "csrf");
    return browser.post(page + "/decision",
                        {{"csrf", csrf}, {"decision", decision}, {"text", text}});
  }
};

}  // namespace

TEST_CASE("S3: comparison rings from the information event to the export", "[scenario][S3]") {
  installation site;
  site.import(scenario_file("s3.json").dump());
  const auto directory = site.folder().path("gemeinden.txt");
  std::ofstream(directory, std::ios::binary) << directory_file();
  REQUIRE(site.command({"import", "municipalities", directory}).exit_code == 0);
  add_owner(site, "staff@kommunalbund.example.org", "kommunalbund");
  site.start();
  auto browser = site.browser();
  const auto apply = "/e/" + std::string(ring_slug) + "/register";

  // The information event leads into the application.
  const auto event = browser.get("/e/" + std::string(information));
  CHECK(contains(event.body, "/e/" + std::string(ring_slug)));
  CHECK(browser
            .post("/e/" + std::string(information) + "/register",
                  {{"given_name", "Alex"},
                   {"family_name", "ahausen"},
                   {"email", "alex@ahausen.example.org"},
                   {"idempotency_key", "info"},
                   {"lang", "de"}})
            .status == 303);

  // Wrong input is explained and nothing is lost.
  const auto unpaid =
      browser.post(apply, with_field(application_of("Ahausen", "ahausen"), "fee", ""));
  CHECK(unpaid.status == 422);
  CHECK(contains(unpaid.body, "href=\"#f-fee\""));
  CHECK(field_value(unpaid.body, "delegate.1.email") == "bo@ahausen.example.org");
  const auto ambiguous = browser.post(apply, application_of("Neustadt", "neustadt"));
  CHECK(ambiguous.status == 422);
  CHECK(contains(ambiguous.body, "type=\"radio\" value=\"06534006\""));

  // Municipalities apply, each once.
  const std::vector<std::string> names = {"ahausen", "bedorf", "cestadt", "dehausen", "efurt"};
  for (const auto& name : names) {
    INFO(name);
    REQUIRE(browser.post(apply, application_of("Stadt " + name, name)).status == 303);
  }
  REQUIRE(browser.post(apply, application_of("06534006", "neustadt")).status == 303);
  const auto twice = browser.post(apply, with_field(with_field(application_of("Bedorf", "bedorf"),
                                                               "email", "other@bedorf.example.org"),
                                                    "idempotency_key", "other"));
  CHECK(twice.status == 409);
  CHECK(contains(twice.body, "vergleichsringe@kommunalbund.example.org"));
  const auto applied =
      mail_part(wait_for_mail(site, "alex@ahausen.example.org", "Bewerbung"), "text/plain");
  CHECK(contains(applied, "Ahausen"));
  CHECK(contains(applied, "1.200 €"));
  CHECK(contains(applied, "Bo ahausen"));

  // The organiser decides; each decision has its own mail.
  organiser_side office(site);
  CHECK(contains(office.browser.get(office.page_of("ahausen")).body, "20.000 bis unter 50.000"));
  for (const auto& name : names) CHECK(office.decide(name, "approve", "Willkommen").status == 303);
  CHECK(office.decide("neustadt", "decline", "Diesmal sind es größere Städte.").status == 303);
  CHECK(office.decide("neustadt", "decline", "").status == 409);
  const auto approved =
      mail_part(wait_for_mail(site, "alex@ahausen.example.org", "Angenommen"), "text/plain");
  CHECK(contains(approved, "Willkommen"));
  const auto declined = mail_part(
      wait_for_mail(site, "alex@neustadt.example.org", "wurde nicht angenommen"), "text/plain");
  CHECK_FALSE(declined.empty());
  CHECK_FALSE(wait_for_mail(site, "bo@ahausen.example.org", "benannt").empty());

  // What follows the approval, and people who change.
  const auto follow_up = find_link(approved, "/r/");
  REQUIRE(contains(follow_up, "/follow-up"));
  CHECK(browser.get(follow_up).status == 200);
  CHECK(browser.post(follow_up, {{"answer.invoice-address", ""}}).status == 422);
  CHECK(browser
            .post(follow_up,
                  {{"answer.invoice-address", "Amt 1\r\nAhausen"}, {"answer.meeting-room", "yes"}})
            .status == 303);
  const auto mine = follow_up.substr(0, follow_up.find("/follow-up"));
  CHECK(browser
            .post(mine + "/people", {{"contact.given_name", "Alex"},
                                     {"contact.family_name", "ahausen"},
                                     {"contact.email", "alex@ahausen.example.org"},
                                     {"delegate.1.given_name", "Cy"},
                                     {"delegate.1.family_name", "ahausen"},
                                     {"delegate.1.email", "cy@ahausen.example.org"}})
            .status == 303);
  CHECK_FALSE(wait_for_mail(site, "cy@ahausen.example.org", "benannt").empty());

  // Members are put into ring groups; everybody who stands for one hears of it and has a page.
  const std::string admin = "/admin/kommunalbund/events/" + std::string(ring_slug);
  auto rows = exported_by_name(site, ring_slug);
  const auto groups = office.browser.get(admin + "/ring").body;
  form assignment = {{"csrf", field_value(groups, "csrf")},
                     {"version", field_value(groups, "version")},
                     {"do", "save"}};
  for (const std::string key : {"cities-1", "cities-2", "counties-1"}) {
    assignment.emplace_back("group", key);
    assignment.emplace_back("title." + key, "Ring " + key);
  }
  for (const auto& name : names) {
    assignment.emplace_back("member." + rows[name].at("reference").get<std::string>(), "cities-1");
  }
  REQUIRE(office.browser.post(admin + "/ring", assignment).status == 303);
  std::map<std::string, std::string> pages;
  for (const auto& name : names) {
    const auto told = wait_for_mail(site, "alex@" + name + ".example.org", "Ihr Vergleichsring");
    pages[name] = find_link(mail_part(told, "text/plain"), "/m/");
    REQUIRE_FALSE(pages[name].empty());
  }
  CHECK(contains(browser.get(pages["ahausen"]).body, "September/Oktober"));

  // The first meeting gets its date, then another: the same entry, a higher number.
  const auto meeting = admin + "/meetings/first-cities-1";
  const auto set_date = [&](const std::string& day) {
    const auto page = office.browser.get(meeting).body;
    return office.browser.post(meeting, {{"csrf", field_value(page, "csrf")},
                                         {"version", field_value(page, "version")},
                                         {"title", "Erstes Treffen"},
                                         {"starts_on", day},
                                         {"starts_at", "10:00"},
                                         {"ends_at", "15:00"},
                                         {"place", "Rathaus Ahausen"}});
  };
  const auto begins = scenario_file("s3.json")["events"][1]["starts_at"].get<std::string>();
  const auto start = local_to_instant(begins, "Europe/Berlin").value();
  const auto day = [&](int later) {
    return to_local_text(start + later * std::chrono::hours(24), "Europe/Berlin").substr(0, 10);
  };
  REQUIRE(set_date(day(1)).status == 303);
  const auto first_mail = wait_for_mail(site, "alex@bedorf.example.org", "Geändert");
  const auto first_entry = mail_part(first_mail, "text/calendar");
  CHECK(contains(first_entry, "Rathaus Ahausen"));
  REQUIRE(set_date(day(2)).status == 303);
  std::vector<std::string> changes;
  for (int tries = 0; tries < 300 && changes.size() < 2; ++tries) {
    changes = mails_to(site, "alex@bedorf.example.org", "Geändert");
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  REQUIRE(changes.size() == 2);
  const auto line_of = [](const std::string& entry, const std::string& name) {
    const auto at = entry.find("\n" + name + ":",
                               entry.find("Rathaus Ahausen") == std::string::npos
                                   ? 0
                                   : entry.rfind("BEGIN:VEVENT", entry.find("Rathaus Ahausen")));
    return entry.substr(at, entry.find('\r', at) - at);
  };
  std::set<std::string> uids, sequences;
  for (const auto& one : changes) {
    const auto entry = mail_part(one, "text/calendar");
    uids.insert(line_of(entry, "UID"));
    sequences.insert(line_of(entry, "SEQUENCE"));
  }
  CHECK(uids.size() == 1);
  CHECK(sequences.size() == 2);

  // Contacts are seen as far as each has agreed, and no longer than that.
  const auto consent = [&](const std::string& name, const std::string& what) {
    const auto page = browser.get(pages[name]).body;
    return browser.post(
        pages[name] + "/consent",
        {{"purpose", "contact-list"}, {"do", what}, {"notice", field_value(page, "notice")}});
  };
  const auto address = "alex@ahausen.example.org";
  CHECK_FALSE(contains(browser.get(pages["bedorf"]).body, address));
  CHECK(consent("ahausen", "give").status == 303);
  CHECK(contains(browser.get(pages["bedorf"]).body, address));
  CHECK(consent("ahausen", "withdraw").status == 303);
  CHECK_FALSE(contains(browser.get(pages["bedorf"]).body, address));
  CHECK(site.command({"consent", "verify"}).exit_code == 0);

  // Indicators are compared from five answers on.
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto page = pages[names[i]] + "/indicators";
    CHECK(contains(browser.get(page).body, "Median") == false);
    CHECK(browser.post(page, {{"value.1.1", std::to_string(10 + 2 * i)}}).status == 303);
  }
  const auto compared = browser.get(pages["ahausen"] + "/indicators").body;
  CHECK(contains(compared, "Median"));
  CHECK(contains(compared, "<svg"));

  // One withdraws.
  const auto efurt =
      mail_part(wait_for_mail(site, "alex@efurt.example.org", "Angenommen"), "text/plain");
  const auto theirs = find_link(efurt, "/r/");
  CHECK(browser.post(theirs.substr(0, theirs.find("/follow-up")) + "/cancel", {}).status == 303);

  auto by_name = exported_by_name(site, ring_slug);
  REQUIRE(by_name.size() == 6);
  CHECK(by_name["ahausen"].at("status") == "confirmed");
  CHECK(by_name["ahausen"].at("ags") == "05966001");
  CHECK(by_name["ahausen"].at("municipality") == "Ahausen");
  CHECK(by_name["ahausen"].at("district") == "Kreis Olpe");
  CHECK(by_name["ahausen"].at("size_class") == "20000-49999");
  CHECK(by_name["ahausen"].at("delegates").dump() == "[\"Cy ahausen <cy@ahausen.example.org>\"]");
  CHECK(by_name["ahausen"].at("answer.meeting-room") == "yes");
  CHECK(contains(by_name["ahausen"].at("fee").get<std::string>(), "1.200 €"));
  CHECK(by_name["efurt"].at("status") == "cancelled");
  CHECK(by_name["neustadt"].at("status") == "refused");
  CHECK(site.stop() == 0);
}
