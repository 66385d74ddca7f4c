// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <chrono>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/link.hpp"
#include "base/time_zone.hpp"
#include "tests/http/shared.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"
#include "tests/support/scenario.hpp"
#include "tests/support/wait_for_mail.hpp"

using namespace zusage;
using namespace zusage::tests;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

constexpr const char* zone = "Europe/Berlin";

std::string local(instant t) {
  return to_iso(t, zone).substr(0, 19);
}

json purpose_entry(const std::string& key, const std::string& title) {
  return {{"key", key},
          {"organiser", "sit"},
          {"channel", "email"},
          {"title", {{"de", title}}},
          {"notice", {{"de", "Ich willige ein: " + title + ". Widerruf jederzeit."}}}};
}

json session_entry(const std::string& key, const std::string& title, instant starts, instant ends) {
  return {{"key", key},
          {"title", {{"de", title}}},
          {"starts_at", local(starts)},
          {"ends_at", local(ends)},
          {"join_url", "https://webinar.example.org/" + key}};
}

// Two webinar days: today one that begins at `live` and lasts five seconds, tomorrow two.
json solution_days(instant live) {
  const auto tomorrow = live + 24h;
  json file = {
      {"organisers", sample_event_file()["organisers"]},
      {"purposes",
       {purpose_entry("newsletter", "Rundbrief"),
        purpose_entry("sponsor-a", "Weitergabe an A GmbH"),
        purpose_entry("sponsor-b", "Weitergabe an B AG")}},
      {"series",
       {{{"key", "loesungstage"}, {"organiser", "sit"}, {"title", {{"de", "Lösungstage"}}}}}}};
  file["events"] = {{{"slug", "tage"},
                     {"organiser", "sit"},
                     {"series", "loesungstage"},
                     {"kind", "solution_day"},
                     {"status", "published"},
                     {"title", {{"de", "Digitale Tage"}}},
                     {"starts_at", local(live)},
                     {"ends_at", local(tomorrow + 2h)},
                     {"mode", "online"},
                     {"join_minutes_before", 1},
                     {"reminders", {{{"key", "soon"}, {"minutes_before", 1}, {"session", true}}}},
                     {"sessions",
                      {session_entry("live", "Webinar Heute", live, live + 5s),
                       session_entry("cloud", "Webinar Cloud", tomorrow, tomorrow + 30min),
                       session_entry("ki", "Webinar KI", tomorrow + 1h, tomorrow + 90min)}},
                     {"purposes", {"newsletter", "sponsor-a", "sponsor-b"}}}};
  return file;
}

form sign_up_form(const std::string& given, const std::string& email) {
  return {{"given_name", given},
          {"family_name", "Muster"},
          {"email", email},
          {"idempotency_key", new_public_id()},
          {"lang", "de"}};
}

form with_consents(form values, const std::string& page, const std::vector<std::string>& ticked) {
  for (const auto& key : ticked) {
    values.emplace_back("consent." + key, "yes");
    values.emplace_back("notice." + key, field_value(page, "notice." + key));
  }
  return values;
}

// The link `path` in the mail that says `subject` to this address.
std::string link_to(const installation& site, const std::string& address,
                    const std::string& subject, const std::string& path) {
  const auto mail = wait_for_mail(site, address, subject);
  INFO(address << ": " << subject);
  REQUIRE_FALSE(mail.empty());
  auto link = find_link(mail_part(mail, "text/plain"), path);
  REQUIRE_FALSE(link.empty());
  return link;
}

void wait_until(instant when) {
  while (now() < when) std::this_thread::sleep_for(50ms);
}

std::string export_row(const std::string& csv, const std::string& part) {
  std::size_t from = 0;
  while (from < csv.size()) {
    const auto to = std::min(csv.find('\n', from), csv.size());
    const auto line = csv.substr(from, to - from);
    if (contains(line, part)) return line;
    from = to + 1;
  }
  return {};
}

}  // namespace

TEST_CASE("S1: solution days from the announcement to the next edition", "[http][S1][scenario]") {
  installation site;
  const auto live = std::chrono::floor<std::chrono::seconds>(now()) + 90s;
  auto file = solution_days(live);
  site.import(file.dump());
  REQUIRE(site.command(
                  {"user", "add", "staff@sit.example.org", "--organiser", "sit", "--role", "owner"},
                  std::string(staff_password) + "\n")
              .exit_code == 0);
  site.start();
  auto visitor = site.browser();

  // Nothing public carries a join link.
  for (const auto* path : {"/e/tage", "/e/tage/event.ics", "/e/tage/register", "/calendar.ics",
                           "/feed.atom", "/api/v1/events/tage", "/s/sit/loesungstage"}) {
    INFO(path);
    CHECK_FALSE(contains(visitor.get(path).body, "webinar.example.org"));
  }

  // Ada books the package, Bo a single webinar.
  const auto page = visitor.get("/e/tage/register").body;
  auto ada = with_consents(sign_up_form("Ada", "ada@stadt.example.org"), page,
                           {"newsletter", "sponsor-a"});
  ada.emplace_back("package", "all");
  auto bo = sign_up_form("Bo", "bo@stadt.example.org");
  bo.emplace_back("package", "single");
  bo.emplace_back("session", "live");
  REQUIRE(visitor.post("/e/tage/register", ada).status == 303);
  REQUIRE(visitor.post("/e/tage/register", bo).status == 303);

  const auto ada_page = link_to(site, "ada@", "Ihre Anmeldung", "/r/");
  const auto bo_page = link_to(site, "bo@", "Ihre Anmeldung", "/r/");
  const auto ada_mail = wait_for_mail(site, "ada@", "Ihre Anmeldung");
  const auto bo_mail = wait_for_mail(site, "bo@", "Ihre Anmeldung");
  CHECK(count_of(mail_part(ada_mail, "text/calendar"), "BEGIN:VEVENT") == 3);
  CHECK(count_of(mail_part(bo_mail, "text/calendar"), "BEGIN:VEVENT") == 1);
  for (const auto& mail : {ada_mail, bo_mail}) {
    for (const auto* type : {"text/plain", "text/html", "text/calendar"})
      CHECK_FALSE(contains(mail_part(mail, type), "webinar.example.org"));
  }
  CHECK_FALSE(contains(visitor.get(bo_page).body, "webinar.example.org"));
  CHECK(contains(visitor.get(bo_page).body, "Link zur Online-Teilnahme: hier ab "));

  // Consent for each sponsor apart, confirmed by mail, and ended by a link.
  const auto confirm = link_to(site, "ada@", "A GmbH", "/c/");
  CHECK(visitor.post(confirm, {}).status == 303);
  const auto confirmed = visitor.get(confirm).body;
  const auto at = confirmed.find("/u/");
  REQUIRE(at != std::string::npos);
  const auto revoke = confirmed.substr(at, confirmed.find_first_of("\"?", at) - at);

  // The organiser takes over Bo's personal link.
  auto staff = site.browser();
  sign_in(staff, "staff@sit.example.org");
  const std::string online = "/admin/sit/events/tage/online";
  const auto csrf = field_value(staff.get(online).body, "csrf");
  std::string links =
      "email;session;join_url\nbo@stadt.example.org;live;https://webinar.example.org/only-bo\n";
  // As long as the list of a large webinar: more than a form may be.
  for (int i = 0; i < 3000; ++i) {
    const auto number = std::to_string(i);
    links +=
        "nobody-" + number + "@stadt.example.org;live;https://webinar.example.org/" + number + "\n";
  }
  auto upload = with_file({{"csrf", csrf}}, links);
  const auto checked = staff.post_raw(online + "/links", upload.type, upload.body);
  REQUIRE(checked.status == 200);
  CHECK(contains(checked.body, "Ein Link lässt sich zuordnen"));
  CHECK(staff
            .post(online + "/links",
                  {{"csrf", csrf}, {"confirm", "yes"}, {"kept", field_value(checked.body, "kept")}})
            .status == 303);

  // A webinar is added: who has the package gets it, with its date.
  REQUIRE(site.stop() == 0);
  file["events"][0]["sessions"].push_back(
      session_entry("extra", "Webinar Extra", live + 25h + 30min, live + 26h));
  site.import(file.dump());
  site.start();
  const auto changed = wait_for_mail(site, "ada@", "Geändert");
  REQUIRE_FALSE(changed.empty());
  CHECK(contains(mail_part(changed, "text/plain"), "Webinar Extra"));
  CHECK(count_of(mail_part(changed, "text/calendar"), "BEGIN:VEVENT") == 4);
  CHECK(mails_to(site, "bo@", "Geändert").empty());
  REQUIRE(now() < live - 60s);  // else this machine is too slow for what follows

  // The reminder comes when the link may be shown, and brings it.
  const auto ada_reminder = wait_for_mail(site, "ada@", "Erinnerung", 90);
  const auto bo_reminder = wait_for_mail(site, "bo@", "Erinnerung", 30);
  CHECK(now() >= live - 60s);
  CHECK(contains(mail_part(ada_reminder, "text/plain"), "https://webinar.example.org/live"));
  CHECK(contains(mail_part(bo_reminder, "text/plain"), "https://webinar.example.org/only-bo"));
  CHECK_FALSE(contains(mail_part(bo_reminder, "text/plain"), "https://webinar.example.org/live"));
  const auto shown = visitor.get(ada_page).body;
  CHECK(contains(shown, "https://webinar.example.org/live"));
  CHECK_FALSE(contains(shown, "https://webinar.example.org/cloud"));
  CHECK_FALSE(contains(shown, "only-bo"));

  // Afterwards: the recording, to who booked it.
  wait_until(live + 6s);
  CHECK_FALSE(contains(visitor.get(ada_page).body, "https://webinar.example.org/live"));
  auto links_form = form{{"csrf", csrf}, {"join_url", ""}, {"recording_url", ""}};
  for (const auto* key : {"live", "cloud", "ki", "extra"}) {
    links_form.emplace_back("join_url." + std::string(key),
                            "https://webinar.example.org/" + std::string(key));
    links_form.emplace_back("recording_url." + std::string(key),
                            std::string(key) == "live" ? "https://video.example.org/live" : "");
  }
  CHECK(staff.post(online, links_form).status == 303);
  CHECK(contains(visitor.get(bo_page).body, "https://video.example.org/live"));
  CHECK(contains(staff.get(online).body, online + "/tell"));
  CHECK(staff.post(online + "/tell", {{"csrf", csrf}}).status == 303);
  CHECK_FALSE(contains(staff.get(online).body, online + "/tell"));

  // Attendance from the webinar tool, looked at first.
  const std::string zoom =
      "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest\n"
      "Ada Muster,ada@stadt.example.org,09/11/2030 09:00:00 AM,09/11/2030 09:30:00 AM,30,Yes\n"
      "Ein Gast,gast@other.example.org,09/11/2030 09:00:00 AM,09/11/2030 09:30:00 AM,30,Yes\n";
  upload = with_file({{"csrf", csrf}, {"session", "live"}}, zoom);
  const auto preview = staff.post_raw(online + "/attendance", upload.type, upload.body);
  REQUIRE(preview.status == 200);
  CHECK(contains(preview.body, "Eine Person wurde erkannt: Webinar Heute (Zoom)."));
  CHECK(contains(preview.body, "Zeile 3: Ein Gast, gast@other.example.org"));
  const form take_over = {{"csrf", csrf},
                          {"session", "live"},
                          {"confirm", "yes"},
                          {"kept", field_value(preview.body, "kept")}};
  CHECK(staff.post(online + "/attendance", take_over).status == 303);
  auto wrong = with_file({{"csrf", csrf}, {"session", "live"}}, "Wer,Wann\nAda,heute\n");
  const auto refused = staff.post_raw(online + "/attendance", wrong.type, wrong.body);
  CHECK(refused.status == 422);
  CHECK(contains(refused.body, "Wer, Wann"));

  CHECK(visitor.post(revoke, {}).status == 303);
  const auto told = wait_for_mail(site, "bo@", "Aufzeichnung", 90);
  CHECK(contains(mail_part(told, "text/plain"), "https://video.example.org/live"));

  // The next edition is a draft until a file publishes it; then the series announces it.
  CHECK(staff
            .post("/admin/sit/events/tage/copy",
                  {{"csrf", csrf},
                   {"slug", "tage-2"},
                   {"starts_on", local(live + 24h * 180).substr(0, 10)}})
            .status == 303);
  CHECK_FALSE(contains(visitor.get("/s/sit/loesungstage").body, "tage-2"));
  REQUIRE(site.stop() == 0);
  auto next = solution_days(live + 24h * 180);
  next["events"][0]["slug"] = "tage-2";
  site.import(next.dump());
  site.start();
  CHECK(contains(visitor.get("/s/sit/loesungstage").body, "tage-2"));
  CHECK(contains(visitor.get("/s/sit/loesungstage/feed.atom").body, "tage-2"));

  // The export says all of it.
  const auto csv = staff.get("/admin/sit/events/tage/export.csv").body;
  const auto ada_row = export_row(csv, "ada@"), bo_row = export_row(csv, "bo@");
  CHECK(contains(ada_row, ",confirmed,"));
  CHECK(contains(ada_row, ",\"live, cloud, ki, extra\",,live,"));
  CHECK(contains(ada_row, "requested "));
  CHECK(contains(ada_row, "revoked "));
  CHECK(contains(bo_row, ",live,,,,,"));
  CHECK_FALSE(contains(csv, "webinar.example.org"));
  CHECK_FALSE(contains(site.log(), "only-bo"));
  CHECK(site.stop() == 0);
  CHECK(site.command({"check"}).exit_code == 0);
}
