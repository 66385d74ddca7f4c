// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "tests/http/shared.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/scenario.hpp"

/// S2 of the product: position papers against registration, consents of their own, and 'tell me
/// when the third is out'. Through public pages and mails alone.
using namespace zusage;
using namespace zusage::tests;
using nlohmann::json;

namespace {

const std::string first = "positionspapier-digitaler-rueckstand-1";
const std::string third = "positionspapier-digitaler-rueckstand-3";

// The scenario as it ships, with the third part a draft or out.
json scenario(const char* third_status) {
  auto file = scenario_file("s2.json");
  for (auto& one : file["events"]) {
    if (one["slug"] == third) one["status"] = third_status;
  }
  return file;
}

std::string find_mail(const std::vector<std::string>& mails, const std::string& address,
                      const std::string& subject_part) {
  for (const auto& one : mails) {
    if (mail_header(one, "To").find(address) != std::string::npos &&
        mail_header(one, "Subject").find(subject_part) != std::string::npos) {
      return one;
    }
  }
  FAIL("no mail to " + address + ": " + subject_part);
  return {};
}

// The form of a paper with these boxes ticked.
form paper_form(browser_like& browser, const std::string& slug, const std::string& email,
                const std::vector<std::string>& ticked = {}) {
  const auto page = browser.get("/papers/" + slug + "?lang=de").body;
  form values = {{"given_name", "Ina"},
                 {"family_name", "Muster"},
                 {"email", email},
                 {"organisation", "Stadt Muster"},
                 {"phone", "+49 30 123456"},
                 {"answer.interest", "registers"},
                 {"idempotency_key", field_value(page, "idempotency_key")},
                 {"lang", "de"}};
  for (const auto& key : ticked) {
    values.emplace_back("notice." + key, field_value(page, "notice." + key));
    values.emplace_back("consent." + key, "yes");
  }
  return values;
}

std::string link_in(const std::string& mail, const std::string& path) {
  const auto link = find_link(mail_part(mail, "text/plain"), path);
  REQUIRE_FALSE(link.empty());
  return link;
}

// States of one purpose in the proof of an address, in order.
std::string states(const installation& site, const std::string& email, const std::string& purpose) {
  const auto proof = site.command({"consent", "proof", email});
  REQUIRE(proof.exit_code == 0);
  std::string all;
  for (const auto& record : json::parse(proof.output, nullptr, false)) {
    if (record["record_id"].get<std::string>().find("/" + purpose) == std::string::npos) continue;
    for (const auto& event : record["event"]) {
      all += (all.empty() ? "" : " ") + event["event_state"].get<std::string>();
    }
  }
  return all;
}

std::string wait_for_states(const installation& site, const std::string& email,
                            const std::string& purpose, const std::string& wanted) {
  std::string now_is;
  for (int i = 0; i < 60; ++i) {
    now_is = states(site, email, purpose);
    if (now_is == wanted) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(250));
  }
  return now_is;
}

struct publisher {
  installation site;

  publisher() {
    for (const auto* name :
         {"positionspapier-1.pdf", "positionspapier-2.pdf", "positionspapier-3.pdf"}) {
      std::ofstream(site.folder().path(name), std::ios::binary) << demo_file(name);
    }
    site.import(scenario("draft").dump());
    REQUIRE(site.command({"user", "add", "staff@example.org", "--organiser", "kommunalwerk",
                          "--role", "owner"},
                         std::string(staff_password) + "\n")
                .exit_code == 0);
    site.start();
  }
};

}  // namespace

TEST_CASE("S2: a gated paper, separate consents, and a consent that ends by itself",
          "[scenario][http][S2]") {
  publisher of;
  auto& site = of.site;
  auto browser = site.browser();
  const std::string ina = "ina@stadt.example.org", udo = "udo@stadt.example.org";

  // The calendar and the old address lead to the paper's own page; no box is ticked there.
  CHECK(browser.get("/e/" + first).header("location") == "/papers/" + first);
  const auto page = browser.get("/papers/" + first + "?lang=de");
  REQUIRE(page.status == 200);
  CHECK(page.body.find("positionspapier-1.pdf") != std::string::npos);
  CHECK(count_of(page.body, "name=\"consent.") == 4);
  CHECK(page.body.find(" checked") == std::string::npos);
  CHECK(browser.get("/papers/" + third).status == 404);  // announced, not out

  // Without any consent the paper comes.
  const auto udo_asked = browser.post("/papers/" + first, paper_form(browser, first, udo));
  REQUIRE(udo_asked.status == 303);
  CHECK(browser.get(udo_asked.header("location")).body.find("/f/") == std::string::npos);
  auto mails = site.wait_for_mails(1);
  const auto link = link_in(find_mail(mails, udo, "Ihre Publikation"), "/f/");
  for (int i = 0; i < 3; ++i) CHECK(browser.get(link).status == 200);  // scanners
  CHECK(browser.head(link).status == 200);
  const auto paper = browser.post(link, {});
  CHECK(paper.status == 200);
  CHECK(paper.header("content-type") == "application/pdf");
  CHECK(paper.header("cache-control") == "no-store");
  CHECK(paper.header("content-disposition").find("positionspapier-1.pdf") != std::string::npos);
  CHECK(paper.body == demo_file("positionspapier-1.pdf"));
  CHECK(site.command({"consent", "proof", udo}).output.find("\"event_state\"") ==
        std::string::npos);

  // Two purposes by mail and one by phone: each is its own consent, mail by double opt-in.
  const auto asked = browser.post(
      "/papers/" + first,
      paper_form(browser, first, ina, {"group-newsletter", "phone-contact", "third-paper"}));
  REQUIRE(asked.status == 303);
  mails = site.wait_for_mails(4);
  REQUIRE(mails.size() == 4);
  CHECK(states(site, ina, "phone-contact") == "given");
  CHECK(states(site, ina, "profile").empty());
  const auto news = link_in(find_mail(mails, ina, "Newsletter der"), "/c/");
  const auto tell_me = link_in(find_mail(mails, ina, "Nachricht, wenn das"), "/c/");
  CHECK(browser.get(tell_me).status == 200);
  CHECK(states(site, ina, "third-paper") == "requested");
  CHECK(browser.post(tell_me, {}).status == 303);
  CHECK(browser.post(news, {}).status == 303);
  CHECK(states(site, ina, "third-paper") == "requested given");

  // Revocation by link: page, button, no sign-in; of this purpose alone.
  const auto confirmed = browser.get(news).body;
  const auto at = confirmed.find("/u/");
  REQUIRE(at != std::string::npos);
  const auto revoke = confirmed.substr(at, confirmed.find_first_of("\"?", at) - at);
  CHECK(browser.get(revoke).status == 200);
  CHECK(browser.post(revoke, {}).status == 303);
  CHECK(states(site, ina, "group-newsletter") == "requested given withdrawn");
  CHECK(states(site, ina, "phone-contact") == "given");

  // By form: the same neutral answer for everybody, and the links by mail.
  for (const auto& email : {std::string("nobody@stadt.example.org"), ina}) {
    const auto sent = browser.post("/newsletter/kommunalwerk",
                                   {{"email", email}, {"action", "revoke"}, {"lang", "de"}});
    CHECK(sent.status == 303);
    CHECK(sent.header("location") == "/newsletter/kommunalwerk?sent=revoke");
  }
  mails = site.wait_for_mails(5);
  REQUIRE(mails.size() == 5);
  const auto links = mail_part(find_mail(mails, ina, "Ihre Einwilligungen"), "text/plain");
  CHECK(count_of(links, "/u/") == 2);  // calls, and the third paper; the newsletter is revoked
  CHECK(states(site, ina, "phone-contact") == "given");
  const auto calls = links.substr(links.find("Anruf der"));
  CHECK(browser.post(find_link(calls, "/u/"), {}).status == 303);
  CHECK(states(site, ina, "phone-contact") == "given withdrawn");

  // The third part comes out: one mail to who asked for it, and the consent ends with it.
  REQUIRE(site.stop() == 0);
  site.import(scenario("published").dump());
  site.start();
  mails = site.wait_for_mails(6);
  REQUIRE(mails.size() == 6);
  const auto told = find_mail(mails, ina, "Jetzt erschienen");
  CHECK(mail_header(told, "List-Unsubscribe-Post") == "List-Unsubscribe=One-Click");
  CHECK(mail_header(told, "List-Unsubscribe").find("/u/") != std::string::npos);
  CHECK(browser.get(link_in(told, "/papers/")).status == 200);
  CHECK(wait_for_states(site, ina, "third-paper", "requested given terminated") ==
        "requested given terminated");
  CHECK(browser.post(link_in(told, "/u/"), {}).status == 303);  // too late to be needed

  // After another start nothing more is sent.
  REQUIRE(site.stop() == 0);
  site.start();
  std::this_thread::sleep_for(std::chrono::seconds(3));
  CHECK(site.mails().size() == 6);

  // What the organiser sees and exports, and the evidence.
  sign_in(browser, "staff@example.org");
  const auto list = browser.get("/admin/kommunalwerk/events/" + first + "?lang=de");
  CHECK(list.body.find("einmal heruntergeladen") != std::string::npos);
  const auto rows = json::parse(
      site.command({"export", "registrations", "--event", first, "--format", "json"}).output,
      nullptr, false);
  REQUIRE(rows.size() == 2);
  CHECK(rows[0]["email"] == udo);
  CHECK(rows[0]["downloads"] == "1");
  CHECK(rows[0]["consent.group-newsletter"] == "");
  CHECK(rows[1]["downloads"] == "0");
  CHECK(rows[1]["answer.interest"] == "registers");
  CHECK(rows[1]["consent.group-newsletter"].get<std::string>().starts_with("revoked "));
  CHECK(rows[1]["consent.phone-contact"].get<std::string>().starts_with("revoked "));

  // Ina asks to be erased, and sees before what goes; staff carries it out, and the last mail
  // tells.
  REQUIRE(browser.post("/data", {{"email", ina}, {"lang", "de"}}).status == 303);
  mails = site.wait_for_mails(7);
  const auto data = link_in(find_mail(mails, ina, "Ihre Daten"), "/d/");
  const auto before = browser.get(data + "/erase/kommunalwerk?lang=de");
  CHECK(before.body.find("Das bleibt, und warum") != std::string::npos);
  REQUIRE(browser
              .post(data, {{"organiser", "kommunalwerk"},
                           {"kind", "erase"},
                           {"confirm", "yes"},
                           {"seen", field_value(before.body, "seen")}})
              .status == 303);
  const auto requests = browser.get("/admin/kommunalwerk/requests").body;
  const auto row = requests.find("/admin/kommunalwerk/requests/", requests.find("<tbody"));
  REQUIRE(row != std::string::npos);
  const auto erasure = requests.substr(row, requests.find_first_of("\"?", row) - row) + "/erase";
  const auto shown = browser.get(erasure).body;
  REQUIRE(browser
              .post(erasure, {{"csrf", field_value(shown, "csrf")},
                              {"confirm", "yes"},
                              {"seen", field_value(shown, "seen")}})
              .status == 303);
  mails = site.wait_for_mails(9);  // with that to the organiser's contact
  CHECK(std::any_of(mails.begin(), mails.end(), [](const std::string& mail) {
    return mail_part(mail, "text/plain").find("sind gelöscht") != std::string::npos;
  }));
  CHECK(browser.get("/admin/kommunalwerk/events/" + first).body.find(ina) == std::string::npos);
  CHECK(site.command({"consent", "verify"}).exit_code == 0);
  CHECK(site.stop() == 0);
  CHECK(site.command({"check"}).exit_code == 0);
}
