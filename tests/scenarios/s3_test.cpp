// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <chrono>
#include <fstream>
#include <thread>

#include "base/embedded.hpp"
#include "events/demo.hpp"
#include "tests/http/shared.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/municipalities.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

constexpr const char* ring = "vergleichsringe-digitalisierung";
constexpr const char* information = "vergleichsringe-informationstermin";

std::string scenario_file() {
  for (const auto& one : embedded::demo_files()) {
    if (one.path != "s3.json") continue;
    return events::shifted_to_future(nlohmann::json::parse(one.content), now()).dump();
  }
  throw std::logic_error("the scenario is not embedded");
}

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

form application(const std::string& municipality, const std::string& name) {
  return {{"given_name", "Alex"},
          {"family_name", name},
          {"email", "alex@" + name + ".example.org"},
          {"municipality", municipality},
          {"answer.employees", "250"},
          {"answer.strategy", "draft"},
          {"session", "cities"},
          {"fee", "yes"},
          {"delegate.1.given_name", "Bo"},
          {"delegate.1.family_name", name},
          {"delegate.1.email", "bo@" + name + ".example.org"},
          {"idempotency_key", name},
          {"lang", "de"}};
}

form changed(form values, const std::string& name, const std::string& value) {
  std::erase_if(values, [&](const auto& one) { return one.first == name; });
  if (!value.empty()) values.emplace_back(name, value);
  return values;
}

/// The mails to an address whose subject has this part, waited for.
std::string mail_to(const installation& site, const std::string& address,
                    const std::string& subject_part) {
  for (int tries = 0; tries < 300; ++tries) {
    for (const auto& one : site.mails()) {
      if (mail_header(one, "To").find(address) != std::string::npos &&
          mail_header(one, "Subject").find(subject_part) != std::string::npos) {
        return one;
      }
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return {};
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

struct organiser_side {
  browser_like browser;

  explicit organiser_side(const installation& site) : browser(site.browser()) {
    sign_in(browser, "staff@kommunalbund.example.org");
  }

  std::string page_of(const std::string& name) {
    const auto list = browser.get("/admin/kommunalbund/events/" + std::string(ring) + "?q=" + name);
    const auto at = list.body.find("/attendees/");
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
  site.import(scenario_file());
  const auto directory = site.folder().path("gemeinden.txt");
  std::ofstream(directory, std::ios::binary) << directory_file();
  REQUIRE(site.command({"import", "municipalities", directory}).exit_code == 0);
  REQUIRE(site.command({"user", "add", "staff@kommunalbund.example.org", "--organiser",
                        "kommunalbund", "--role", "owner"},
                       std::string(staff_password) + "\n")
              .exit_code == 0);
  site.start();
  auto browser = site.browser();
  const auto apply = "/e/" + std::string(ring) + "/register";

  // The information event leads into the application.
  const auto event = browser.get("/e/" + std::string(information));
  CHECK(contains(event.body, "/e/" + std::string(ring)));
  CHECK(browser
            .post("/e/" + std::string(information) + "/register",
                  {{"given_name", "Alex"},
                   {"family_name", "ahausen"},
                   {"email", "alex@ahausen.example.org"},
                   {"idempotency_key", "info"},
                   {"lang", "de"}})
            .status == 303);

  // Wrong input is explained and nothing is lost.
  const auto unpaid = browser.post(apply, changed(application("Ahausen", "ahausen"), "fee", ""));
  CHECK(unpaid.status == 422);
  CHECK(contains(unpaid.body, "href=\"#f-fee\""));
  CHECK(field_value(unpaid.body, "delegate.1.email") == "bo@ahausen.example.org");
  const auto ambiguous = browser.post(apply, application("Neustadt", "neustadt"));
  CHECK(ambiguous.status == 422);
  CHECK(contains(ambiguous.body, "06534006 Neustadt"));

  // Municipalities apply, each once.
  const std::vector<std::string> names = {"ahausen", "bedorf", "cestadt", "dehausen", "efurt"};
  for (const auto& name : names) {
    INFO(name);
    REQUIRE(browser.post(apply, application("Stadt " + name, name)).status == 303);
  }
  REQUIRE(browser.post(apply, application("06534006", "neustadt")).status == 303);
  const auto twice = browser.post(
      apply, changed(changed(application("Bedorf", "bedorf"), "email", "other@bedorf.example.org"),
                     "idempotency_key", "other"));
  CHECK(twice.status == 409);
  CHECK(contains(twice.body, "vergleichsringe@kommunalbund.example.org"));
  const auto applied =
      mail_part(mail_to(site, "alex@ahausen.example.org", "Bewerbung"), "text/plain");
  CHECK(contains(applied, "Ahausen"));
  CHECK(contains(applied, "1.200 €"));
  CHECK(contains(applied, "Bo ahausen"));

  // The organiser decides; each decision has its own mail.
  organiser_side office(site);
  CHECK(contains(office.browser.get(office.page_of("ahausen")).body, "20.000 bis 49.999"));
  for (const auto& name : names) CHECK(office.decide(name, "approve", "Willkommen").status == 303);
  CHECK(office.decide("neustadt", "decline", "Diesmal sind es größere Städte.").status == 303);
  CHECK(office.decide("neustadt", "decline", "").status == 409);
  const auto approved =
      mail_part(mail_to(site, "alex@ahausen.example.org", "Angenommen"), "text/plain");
  CHECK(contains(approved, "Willkommen"));
  const auto declined =
      mail_part(mail_to(site, "alex@neustadt.example.org", "Ihre Bewerbung: "), "text/plain");
  CHECK_FALSE(declined.empty());
  CHECK_FALSE(mail_to(site, "bo@ahausen.example.org", "benannt").empty());

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
  CHECK_FALSE(mail_to(site, "cy@ahausen.example.org", "benannt").empty());

  // One withdraws.
  const auto efurt = mail_part(mail_to(site, "alex@efurt.example.org", "Angenommen"), "text/plain");
  const auto theirs = find_link(efurt, "/r/");
  CHECK(browser.post(theirs.substr(0, theirs.find("/follow-up")) + "/cancel", {}).status == 303);

  const auto exported =
      site.command({"export", "registrations", "--event", ring, "--format", "json"});
  const auto rows = nlohmann::json::parse(exported.output, nullptr, false);
  REQUIRE(rows.is_array());
  std::map<std::string, nlohmann::json> by_name;
  for (const auto& row : rows) by_name[row.at("family_name")] = row;
  REQUIRE(by_name.size() == 6);
  CHECK(by_name["ahausen"].at("status") == "confirmed");
  CHECK(by_name["ahausen"].at("ags") == "05966001");
  CHECK(by_name["ahausen"].at("municipality") == "Ahausen");
  CHECK(by_name["ahausen"].at("district") == "Kreis Olpe");
  CHECK(by_name["ahausen"].at("size_class") == "20000-49999");
  CHECK(by_name["ahausen"].at("delegates").dump() == "[\"Cy ahausen <cy@ahausen.example.org>\"]");
  CHECK(by_name["ahausen"].at("answer.meeting-room") == "yes");
  CHECK(contains(by_name["ahausen"].at("fee"), "1.200 €"));
  CHECK(by_name["efurt"].at("status") == "cancelled");
  CHECK(by_name["neustadt"].at("status") == "refused");
  CHECK(site.stop() == 0);
}
