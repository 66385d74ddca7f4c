// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <random>
#include <set>
#include <thread>

#include "base/crypto.hpp"
#include "base/link.hpp"
#include "consent/ledger.hpp"
#include "tests/http/shared.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"

using namespace zusage;
using namespace zusage::tests;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t seats = 120;  // fewer than sign up, so that the last ones are fought for

// What clients were told; nothing of it may be missing afterwards.
struct ledger_of_clients {
  std::mutex mutex;
  std::map<std::string, std::string> registered;  ///< address → path of its page
  std::set<std::string> cancelled;                ///< addresses
  std::set<std::string> revoked;                  ///< addresses

  std::vector<std::string> complaints;  ///< answers that no client should get

  void complain(const std::string& what) {
    const std::lock_guard lock(mutex);
    complaints.push_back(what);
  }

  void add(const std::string& address, const std::string& page) {
    const std::lock_guard lock(mutex);
    registered[address] = page;
  }
};

// Sends the same form until it is answered, as a person who presses the button again.
std::string sign_up(const installation& site, const form& values, const std::atomic<bool>& stop) {
  while (!stop) {
    try {
      const auto answer = site.browser().post("/e/kick-off/register", values);
      if (answer.status == 303) return answer.header("location");
      if (answer.status != 503 && answer.status != 0)
        throw std::logic_error("status " + std::to_string(answer.status));
    } catch (const std::runtime_error&) {  // the server is away
    }
    std::this_thread::sleep_for(10ms);
  }
  return {};
}

bool cancel(const installation& site, const std::string& page, const std::atomic<bool>& stop) {
  while (!stop) {
    try {
      if (site.browser().post(page + "/cancel", {{"confirm", "yes"}}).status == 303) return true;
    } catch (const std::runtime_error&) {
    }
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

// The path of the link that revokes, made as the mails make it: from the ledger and the key file.
std::string revoke_link(const installation& site, const std::string& address) {
  const auto keys = secrets::from_file(site.folder().path("key"));
  const consent::ledger ledger(keys.lookup, keys.people);
  schema::database::options beside;
  beside.url = site.database_url();
  beside.writable = false;
  schema::database db(beside);
  const auto id = db.read([&](const schema::reader& r) {
    const auto organiser = *r.value<std::int64_t>("SELECT id FROM organiser");
    return r.value<std::string>(
        "SELECT s.public_id FROM consent_state s JOIN principal p ON p.id = s.principal_id WHERE "
        "p.lookup = :1",
        ledger.lookup_of(organiser, address));
  });
  if (!id) throw std::logic_error("no consent of " + address);
  return "/u/" + links(keys.links, "").token(link_purpose::revoke, *id);
}

// The page by the link of the mails, which outlasts the one that a form led to.
std::string mailed_page(const installation& site, const std::string& page) {
  const links make(secrets::from_file(site.folder().path("key")).links, "");
  const auto id = make.public_id(link_purpose::browser, page.substr(page.rfind('/') + 1));
  if (!id) throw std::logic_error("no link of a browser: " + page);
  return "/r/" + make.token(link_purpose::registration, *id);
}

bool revoke(const installation& site, const std::string& address, const std::atomic<bool>& stop) {
  while (!stop) {
    try {
      const auto link = revoke_link(site, address);
      if (site.browser().post(link, {{"List-Unsubscribe", "One-Click"}}).status == 200) return true;
    } catch (const std::runtime_error&) {  // the server is away, or its database is being recovered
    }
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

void be_a_client(const installation& site, int number, ledger_of_clients& ledger,
                 const std::atomic<bool>& stop) {
  for (int i = 0; !stop; ++i) {
    const auto address =
        "c" + std::to_string(number) + "-" + std::to_string(i) + "@stadt.example.org";
    auto values = filled_form(address);
    if (i % 3 == 0) values.emplace_back("consent.newsletter", "yes");
    auto page = sign_up(site, values, stop);
    if (page.empty()) return;
    // Revoking by a mailed link ends the link that the form led to.
    if (i % 3 == 0) page = mailed_page(site, page);
    ledger.add(address, page);
    if (i % 3 == 0 && revoke(site, address, stop)) {
      const std::lock_guard lock(ledger.mutex);
      ledger.revoked.insert(address);
    }
    if (i % 5 == 4 && cancel(site, page, stop)) {
      const std::lock_guard lock(ledger.mutex);
      ledger.cancelled.insert(address);
    }
  }
}

nlohmann::json with_seats() {
  auto file = sample_event_file();
  file["events"][0]["capacity"] = seats;
  for (auto& session : file["events"][0]["sessions"]) session.erase("capacity");
  return file;
}

std::size_t rounds() {
  return std::getenv("ZUSAGE_LONG") ? 200 : 20;
}

}  // namespace

TEST_CASE("nothing acknowledged is lost when the server is killed again and again", "[faults]") {
  installation site("[limits]\nregistrations_per_minute = 1000000\nposts_per_minute = 1000000\n");
  site.import(with_seats().dump());
  site.start();
  ledger_of_clients ledger;
  std::atomic<bool> stop{false};
  std::vector<std::thread> clients;
  for (int i = 0; i < 6; ++i) {
    clients.emplace_back([&, i] {
      try {
        be_a_client(site, i, ledger, stop);
      } catch (const std::logic_error& e) {
        ledger.complain(e.what());
      }
    });
  }
  std::mt19937 random(20261122);
  for (std::size_t round = 0; round < rounds(); ++round) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50 + random() % 400));
    site.kill();
    site.start();
  }
  std::this_thread::sleep_for(500ms);
  stop = true;
  for (auto& one : clients) one.join();

  INFO(ledger.registered.size() << " sign-ups acknowledged, " << ledger.cancelled.size()
                                << " cancelled");
  CHECK(ledger.complaints == std::vector<std::string>());
  REQUIRE(ledger.registered.size() > rounds());
  // Every page that somebody was sent to is still theirs.
  auto browser = site.browser();
  std::size_t missing = 0;
  for (const auto& [address, page] : ledger.registered) missing += browser.get(page).status != 200;
  CHECK(missing == 0);

  const auto json =
      site.command({"export", "registrations", "--event", "kick-off", "--format", "json"});
  std::map<std::string, std::string> status_of;
  std::set<std::string> revoked;
  std::int64_t confirmed = 0, twice = 0;
  for (const auto& row : nlohmann::json::parse(json.output)) {
    const auto status = row["status"].get<std::string>();
    if (status == "confirmed") ++confirmed;
    if (row["consent.newsletter"].get<std::string>().rfind("revoked ", 0) == 0)
      revoked.insert(row["email"]);
    twice += !status_of.emplace(row["email"].get<std::string>(), status).second;
  }
  CHECK(twice == 0);
  CHECK(confirmed <= seats);
  for (const auto& address : ledger.cancelled) CHECK(status_of[address] == "cancelled");
  for (const auto& [address, page] : ledger.registered) CHECK(status_of.count(address) == 1);
  CHECK_FALSE(ledger.revoked.empty());
  for (const auto& address : ledger.revoked) CHECK(revoked.count(address) == 1);

  // At least one mail for each; how many came twice is counted, not hidden.
  const auto mails = site.wait_for_mails(ledger.registered.size(), 300);
  std::map<std::string, int> mails_to;
  std::map<std::string, int> by_id;
  for (const auto& mail : mails) {
    ++mails_to[mail_header(mail, "To")];
    ++by_id[mail_header(mail, "Message-ID")];
  }
  std::size_t without = 0, doubled = 0;
  for (const auto& [address, page] : ledger.registered) {
    without += std::none_of(mails_to.begin(), mails_to.end(), [&, a = address](const auto& one) {
      return one.first.find(a) != std::string::npos;
    });
  }
  for (const auto& [id, count] : by_id) doubled += count > 1;
  WARN(rounds() << " kills, " << ledger.registered.size() << " sign-ups acknowledged, "
                << mails.size() << " mails, " << doubled << " of them more than once");
  CHECK(without == 0);
  CHECK(site.stop() == 0);
  CHECK(site.command({"check"}).exit_code == 0);
}

TEST_CASE("500 sign-ups at once for 20 seats give exactly 20", "[faults]") {
  installation site("[limits]\nregistrations_per_minute = 1000000\n");
  auto file = with_seats();
  file["events"][0]["capacity"] = 20;
  site.import(file.dump());
  site.start();
  std::atomic<int> next{0}, acknowledged{0};
  std::vector<std::thread> clients;
  for (int t = 0; t < 50; ++t) {
    clients.emplace_back([&] {
      for (int i = next++; i < 500; i = next++) {
        const auto answer = site.browser().post(
            "/e/kick-off/register", filled_form("p" + std::to_string(i) + "@stadt.example.org"));
        acknowledged += answer.status == 303;
      }
    });
  }
  for (auto& one : clients) one.join();
  CHECK(acknowledged == 500);
  const auto json =
      site.command({"export", "registrations", "--event", "kick-off", "--format", "json"});
  std::map<std::string, int> by_status;
  for (const auto& row : nlohmann::json::parse(json.output))
    ++by_status[row["status"].get<std::string>()];
  CHECK(by_status["confirmed"] == 20);
  CHECK(by_status["waiting"] == 480);
}
