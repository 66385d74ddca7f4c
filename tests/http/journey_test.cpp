// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <nlohmann/json.hpp>

#include "tests/http/shared.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

std::string mail_to(const std::vector<std::string>& mails, const std::string& address,
                    const std::string& subject_part) {
  for (const auto& one : mails) {
    if (mail_header(one, "To").find(address) != std::string::npos &&
        mail_header(one, "Subject").find(subject_part) != std::string::npos) {
      return one;
    }
  }
  return {};
}

}  // namespace

TEST_CASE("the whole way: sign up, mail, confirm, revoke, export", "[http][journey]") {
  installation site;
  site.import(sample_event_file().dump());
  REQUIRE(site.command(
                  {"user", "add", "staff@sit.example.org", "--organiser", "sit", "--role", "owner"},
                  std::string(staff_password) + "\n")
              .exit_code == 0);
  site.start();
  auto browser = site.browser();

  // The form keeps what was typed when something is wrong.
  const auto page = browser.get("/e/kick-off/register");
  REQUIRE(page.status == 200);
  auto values = filled_form("erika@stadt.example.org");
  values.emplace_back("consent.newsletter", "yes");
  values.emplace_back("notice.newsletter", field_value(page.body, "notice.newsletter"));
  auto wrong = values;
  wrong[2].second = "no address";
  const auto refused = browser.post("/e/kick-off/register", wrong);
  CHECK(refused.status == 422);
  CHECK(refused.body.find("value=\"no address\"") != std::string::npos);
  CHECK(refused.body.find("href=\"#f-email\"") != std::string::npos);
  CHECK(field_value(refused.body, "given_name") == "Erika");

  const auto done = browser.post("/e/kick-off/register", values);
  REQUIRE(done.status == 303);
  const auto mine = done.header("location");
  REQUIRE(mine.rfind("/r/", 0) == 0);
  const auto again = browser.post("/e/kick-off/register", values);
  CHECK(again.header("location") == mine);
  const auto status = browser.get(mine);
  CHECK(status.status == 200);
  CHECK(status.header("cache-control") == "no-store");
  CHECK(status.body.find("Forum 1: Register") != std::string::npos);

  const auto mails = site.wait_for_mails(2);
  REQUIRE(mails.size() == 2);
  const auto asking = mail_to(mails, "erika@stadt.example.org", "bestätigen");
  REQUIRE_FALSE(asking.empty());
  const auto confirm = find_link(mail_part(asking, "text/plain"), "/c/");
  REQUIRE_FALSE(confirm.empty());

  // A scanner fetches the link as often as it likes: nothing is confirmed.
  for (int i = 0; i < 3; ++i) CHECK(browser.get(confirm).status == 200);
  CHECK(browser.head(confirm).status == 200);
  auto proof = site.command({"consent", "proof", "erika@stadt.example.org"});
  REQUIRE(proof.exit_code == 0);
  CHECK(proof.output.find("\"requested\"") != std::string::npos);
  CHECK(proof.output.find("double-opt-in") == std::string::npos);

  CHECK(browser.post(confirm, {}).status == 303);
  CHECK(browser.post(confirm, {}).status == 303);  // the second click shows the same
  proof = site.command({"consent", "proof", "erika@stadt.example.org"});
  CHECK(proof.output.find("double-opt-in") != std::string::npos);

  // One-click of a mail program (RFC 8058) needs the revocation link.
  const auto shown = browser.get(confirm).body;
  const auto at = shown.find("/u/");
  REQUIRE(at != std::string::npos);
  const auto revoke = shown.substr(at, shown.find_first_of("\"?", at) - at);
  CHECK(browser.get(revoke).status == 200);
  const auto clicked = browser.post(revoke, {{"List-Unsubscribe", "One-Click"}});
  CHECK(clicked.status == 200);
  proof = site.command({"consent", "proof", "erika@stadt.example.org"});
  CHECK(proof.output.find("\"withdrawn\"") != std::string::npos);
  CHECK(proof.output.find("one-click") != std::string::npos);
  CHECK(site.command({"consent", "verify"}).exit_code == 0);

  // The organiser sees and exports.
  sign_in(browser, "staff@sit.example.org");
  const auto list = browser.get("/admin/sit/events/kick-off");
  CHECK(list.status == 200);
  CHECK(list.body.find("Muster") != std::string::npos);
  const auto csv = browser.get("/admin/sit/events/kick-off/export.csv");
  CHECK(csv.status == 200);
  CHECK(csv.body.rfind("\xEF\xBB\xBFreference,status,", 0) == 0);
  CHECK(csv.body.find("erika@stadt.example.org") != std::string::npos);
  CHECK(csv.body.find("revoked ") != std::string::npos);
  const auto same =
      site.command({"export", "registrations", "--event", "kick-off", "--format", "csv"});
  CHECK(same.exit_code == 0);
  CHECK(same.output == csv.body);
  const auto json =
      site.command({"export", "registrations", "--event", "kick-off", "--format", "json"});
  const auto rows = nlohmann::json::parse(json.output, nullptr, false);
  REQUIRE(rows.is_array());
  CHECK(rows.size() == 1);

  // The address has proved itself by the consent: from now on the link in the mail is the one.
  CHECK(browser.get(mine).status == 404);
  CHECK(browser.post(mine + "/cancel", {{"confirm", "yes"}}).status == 404);
  const auto told = mail_to(mails, "erika@stadt.example.org", "Ihre Anmeldung");
  const auto mailed = find_link(mail_part(told, "text/plain"), "/r/");
  REQUIRE_FALSE(mailed.empty());
  CHECK(browser.get(mailed).status == 200);

  // Cancelling gives the place back and says so.
  CHECK(browser.post(mailed + "/cancel", {{"confirm", "yes"}}).status == 303);
  CHECK(browser.post(mailed + "/cancel", {{"confirm", "yes"}}).status == 303);
  const auto later = site.wait_for_mails(3);
  CHECK(later.size() == 3);
  CHECK(site.stop() == 0);
  CHECK(site.command({"check"}).exit_code == 0);
}

TEST_CASE("a second sign-up with the same address tells the address alone", "[http]") {
  auto& site = shared_installation();
  auto browser = site.browser();
  const auto first = browser.post("/e/kick-off/register", filled_form("twice@stadt.example.org"));
  REQUIRE(first.status == 303);
  auto other = filled_form("twice@stadt.example.org");
  other[0].second = "Somebody Else";
  const auto second = browser.post("/e/kick-off/register", other);
  REQUIRE(second.status == 303);
  CHECK(second.header("location").find("/r/") == std::string::npos);
  const auto page = browser.get(second.header("location"));
  CHECK(page.status == 200);
  CHECK(page.body.find("Erika") == std::string::npos);
  CHECK(page.body.find("twice@") == std::string::npos);
}

TEST_CASE("the interface for programs registers and explains its faults", "[http][api]") {
  auto& site = shared_installation();
  auto browser = site.browser();
  const std::string path = "/api/v1/events/kick-off/registrations";
  const auto body = R"({"given_name":"Max","family_name":"Muster","email":"max@stadt.example.org",
    "organisation":"Stadt","sessions":["forum-2"],"answers":{"diet":"vegan"},"consents":["newsletter"],"language":"de"})";
  const auto made = browser.post_raw(path, "application/json", body, "Idempotency-Key: key-1\r\n");
  REQUIRE(made.status == 201);
  const auto result = nlohmann::json::parse(made.body);
  CHECK(result["status"] == "confirmed");
  CHECK(result["manage_url"].get<std::string>().find("/r/") != std::string::npos);
  const auto again = browser.post_raw(path, "application/json", body, "Idempotency-Key: key-1\r\n");
  CHECK(nlohmann::json::parse(again.body)["reference"] == result["reference"]);

  const auto wrong =
      browser.post_raw(path, "application/json", R"({"email":5,"sessions":"x","unknown":true})");
  CHECK(wrong.status == 422);
  CHECK(wrong.header("content-type").rfind("application/problem+json", 0) == 0);
  const auto problem = nlohmann::json::parse(wrong.body);
  CHECK(problem["errors"].size() >= 3);
  for (const auto& one : problem["errors"]) {
    CHECK(one.contains("field"));
    CHECK(one.contains("code"));
    CHECK_FALSE(one["message"].get<std::string>().empty());
  }
  const std::vector<std::string> all_broken = {
      "", "[]", "5", "{", "\"x\"", "{\"a\":\"\xff\"}", std::string(5000, '[')};
  for (const auto& broken : all_broken) {
    INFO(broken.substr(0, 20));
    const auto answer = browser.post_raw(path, "application/json", broken);
    CHECK((answer.status == 400 || answer.status == 422));
  }
  CHECK(browser.post_raw(path, "text/plain", body).status == 415);
  CHECK(browser.post_raw("/api/v1/events/none/registrations", "application/json", body).status ==
        404);
  CHECK(nlohmann::json::parse(browser.get("/api/v1/events").body).is_object());
  CHECK(nlohmann::json::parse(browser.get("/api/v1/events/kick-off").body)["slug"] == "kick-off");
  CHECK(nlohmann::json::parse(browser.get("/api/v1/openapi.json").body).contains("openapi"));
}

TEST_CASE("forged and foreign tokens open nothing", "[http]") {
  auto& site = shared_installation();
  auto browser = site.browser();
  const auto done = browser.post("/e/kick-off/register", filled_form("token@stadt.example.org"));
  REQUIRE(done.status == 303);
  const auto token = done.header("location").substr(3);
  for (const auto* kind : {"/c/", "/u/", "/v/"}) {
    CHECK(browser.get(kind + token).status == 404);
    CHECK(browser.post(kind + token, {}).status == 404);
  }
  auto forged = token;
  forged.back() = forged.back() == 'A' ? 'B' : 'A';
  for (const std::string& wrong : {forged, std::string("x"), std::string(44, 'A'), token + "x"}) {
    CHECK(browser.get("/r/" + wrong).status == 404);
    CHECK(browser.post("/r/" + wrong + "/cancel", {}).status == 404);
  }
}

TEST_CASE("too many registrations from one address are told when to come back", "[http]") {
  installation strict("[limits]\nregistrations_per_minute = 3\n");
  strict.import(sample_event_file().dump());
  strict.start();
  auto browser = strict.browser();
  for (int i = 0; i < 3; ++i) {
    CHECK(browser
              .post("/e/kick-off/register",
                    filled_form("a" + std::to_string(i) + "@stadt.example.org"))
              .status == 303);
  }
  const auto answer = browser.post("/e/kick-off/register", filled_form("b@stadt.example.org"));
  CHECK(answer.status == 429);
  CHECK_FALSE(answer.header("retry-after").empty());
  CHECK(browser.get("/e/kick-off").status == 200);
}
