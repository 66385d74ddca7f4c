// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "schema/database.hpp"
#include "tests/http/shared.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"
#include "tests/support/small_disk.hpp"

using namespace zusage;
using namespace zusage::tests;
using Catch::Contains;

namespace {

// An installation with one registration whose disk fails as preload/failing_disk.cpp says.
struct failing_site {
  installation site;

  failing_site() {
    site.set_environment("LD_PRELOAD", ZUSAGE_FAILING_DISK);
    site.set_environment("ASAN_OPTIONS", "verify_asan_link_order=0");
    site.set_environment("ZUSAGE_TEST_FAULT", site.folder().path("fault"));
    site.import(sample_event_file().dump());
    site.start();
    const auto first = filled_form("first@stadt.example.org");
    REQUIRE(site.browser().post("/e/kick-off/register", first).status == 303);
    wait_until_mailed();
  }

  // Afterwards nothing is written but what a test causes.
  void wait_until_mailed() const {
    schema::database::options beside;
    beside.url = site.database_url();
    beside.writable = false;
    schema::database db(beside);
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    const auto sent = [&] {
      return db.read([](const schema::reader& r) {
        return *r.value<std::int64_t>("SELECT COUNT(*) FROM message WHERE state = 'sent'") > 0;
      });
    };
    while (!sent() && std::chrono::steady_clock::now() < until)
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    REQUIRE(sent());
  }

  void fail_by(const std::string& word) const {
    std::ofstream(site.folder().path("fault")) << word << std::flush;
  }
  void recover() const { fail_by("none"); }
};

std::set<std::string> registered_addresses(const installation& site) {
  const auto json =
      site.command({"export", "registrations", "--event", "kick-off", "--format", "json"});
  std::set<std::string> found;
  for (const auto& row : nlohmann::json::parse(json.output)) found.insert(row["email"]);
  return found;
}

std::size_t registrations(const installation& site) {
  const auto rows = site.command({"export", "registrations", "--event", "kick-off"});
  REQUIRE(rows.exit_code == 0);
  return std::size_t(std::count(rows.output.begin(), rows.output.end(), '\n')) - 1;
}

std::string value_of(const form& values, const std::string& name) {
  for (const auto& [key, value] : values) {
    if (key == name) return value;
  }
  return {};
}

// The form that an answer brings back can be sent again as it is.
void check_is_kept(const answer& refused, const form& values) {
  for (const auto* name : {"given_name", "email", "session", "idempotency_key"})
    CHECK(field_value(refused.body, name) == value_of(values, name));
}

void check_sent_again(const failing_site& failing, const form& values) {
  const auto again = failing.site.browser().post("/e/kick-off/register", values);
  REQUIRE(again.status == 303);
  CHECK(failing.site.browser().get(again.header("location")).status == 200);
  CHECK(registrations(failing.site) == 2);
}

void check_is_sound(installation& site) {
  CHECK(site.stop() == 0);
  const auto checked = site.command({"check"});
  INFO(checked.errors);
  CHECK(checked.exit_code == 0);
}

// Signs people up until one is refused; the addresses of those who were told that they are in.
answer sign_up_until_refused(const installation& site, std::set<std::string>& told, form& refused) {
  for (int i = 0; i < 400; ++i) {
    const auto address = "full-" + std::to_string(i) + "@stadt.example.org";
    refused = filled_form(address);
    auto answer = site.browser().post("/e/kick-off/register", refused);
    if (answer.status != 303) return answer;
    told.insert(address);
  }
  return {};
}

void run_out_of_room(installation& site, const std::function<void()>& fill,
                     const std::function<void()>& make_room) {
  std::set<std::string> told = registered_addresses(site);
  const auto before = filled_form("before@stadt.example.org");
  const auto first = site.browser().post("/e/kick-off/register", before);
  REQUIRE(first.status == 303);
  told.insert("before@stadt.example.org");
  CHECK(site.browser().get("/readyz").status == 200);
  fill();
  form values;
  const auto refused = sign_up_until_refused(site, told, values);
  REQUIRE(refused.status == 503);
  CHECK(refused.header("retry-after") == "30");
  CHECK_THAT(refused.body, Contains("Wir können gerade nichts speichern"));
  check_is_kept(refused, values);
  CHECK(site.browser().get("/readyz").status == 503);
  CHECK(site.browser().get("/healthz").status == 200);
  for (const std::string page : {"/", "/e/kick-off", "/e/kick-off/register", "/api/v1/events"})
    CHECK(site.browser().get(page).status == 200);
  CHECK(site.browser().get(first.header("location")).status == 200);
  CHECK(registered_addresses(site) == told);

  make_room();
  CHECK(site.browser().get("/readyz").status == 200);
  CHECK(site.browser().post("/e/kick-off/register", values).status == 303);
  told.insert(value_of(values, "email"));
  CHECK(registered_addresses(site) == told);
  check_is_sound(site);
}

}  // namespace

TEST_CASE("a commit that failed and is stored all the same: sending again finds it", "[faults]") {
  failing_site failing;
  const auto values = filled_form("erika@stadt.example.org");
  failing.fail_by("sync");
  const auto refused = failing.site.browser().post("/e/kick-off/register", values);
  CHECK(refused.status == 503);
  CHECK(refused.header("retry-after") == "5");
  CHECK_THAT(refused.body, Contains("Wir wissen nicht, ob das gespeichert ist"));
  check_is_kept(refused, values);
  failing.site.kill();
  failing.recover();
  failing.site.start();
  REQUIRE(registrations(failing.site) == 2);  // otherwise this is the other case
  check_sent_again(failing, values);
  check_is_sound(failing.site);
}

TEST_CASE("a commit that failed and is not stored: sending again stores it once", "[faults]") {
  const std::string fault = GENERATE("write", "sync");
  failing_site failing;
  const auto values = filled_form("erika@stadt.example.org");
  failing.fail_by(fault);
  const auto refused = failing.site.browser().post("/e/kick-off/register", values);
  CHECK(refused.status == 503);
  CHECK_THAT(refused.body, Contains("Wir wissen nicht, ob das gespeichert ist"));
  check_is_kept(refused, values);
  CHECK(failing.site.browser().get("/readyz").status == 503);
  failing.recover();
  REQUIRE(registrations(failing.site) == 1);
  check_sent_again(failing, values);
  CHECK(failing.site.browser().get("/readyz").status == 200);
  // What the failed commit left in the log must not come back.
  failing.site.kill();
  failing.site.start();
  CHECK(registrations(failing.site) == 2);
  check_is_sound(failing.site);
}

TEST_CASE("a program whose interface meets a failed commit says what to do", "[faults]") {
  failing_site failing;
  const std::string body =
      R"({"given_name":"Erika","family_name":"Muster","email":"e@stadt.example.org",)"
      R"("sessions":["forum-1"]})";
  const auto send = [&] {
    return failing.site.browser().post_raw("/api/v1/events/kick-off/registrations",
                                           "application/json", body, "Idempotency-Key: one\r\n");
  };
  failing.fail_by("write");
  const auto refused = send();
  CHECK(refused.status == 503);
  CHECK(refused.header("content-type") == "application/problem+json");
  CHECK_FALSE(refused.header("retry-after").empty());
  failing.recover();
  const auto first = send(), second = send();
  CHECK(first.status == 201);
  CHECK(first.body == second.body);
  CHECK(registrations(failing.site) == 2);
}

TEST_CASE("a log without room for more refuses what writes and nothing else", "[faults]") {
  failing_site failing;
  run_out_of_room(
      failing.site, [&] { failing.fail_by("full"); }, [&] { failing.recover(); });
}

TEST_CASE("a full disk refuses what writes and nothing else", "[faults]") {
  small_disk disk(8);
  if (!disk.is_there()) {
    WARN("skipped: a small file system cannot be mounted here");
    return;
  }
  installation site;
  site.set_environment("ZUSAGE_DATABASE_URL", "sqlite:" + disk.path("zusage.db"));
  site.import(sample_event_file().dump());
  site.start();
  run_out_of_room(
      site, [&] { disk.fill(); }, [&] { disk.make_room(); });
}
