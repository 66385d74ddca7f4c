// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

#include <fstream>
#include <random>

#include "tests/faults/clients.hpp"
#include "tests/http/shared.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/postgresql.hpp"

extern char** environ;

using namespace zusage;
using namespace zusage::tests;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t seats = 120;
constexpr std::size_t processes = 3;

// HAProxy before some processes; asks each whether it is ready.
class proxy {
 public:
  proxy(const temporary_folder& folder, std::uint16_t port,
        const std::vector<std::uint16_t>& behind) {
    const auto file = folder.path("haproxy.cfg");
    std::ofstream config(file);
    config << "global\n  maxconn 2000\ndefaults\n  mode http\n  timeout connect 1s\n"
              "  timeout client 60s\n  timeout server 60s\n  option redispatch\n  retries 3\n"
              "frontend door\n  bind 127.0.0.1:"
           << port << "\n  default_backend house\nbackend house\n  balance roundrobin\n"
           << "  option httpchk GET /readyz\n  http-check expect status 200\n";
    for (const auto one : behind) {
      config << "  server s" << one << " 127.0.0.1:" << one << " check inter 200ms fall 2 rise 1\n";
    }
    config.close();
    std::vector<std::string> words = {"setpriv", "--pdeathsig", "KILL", "/usr/sbin/haproxy",
                                      "-db",     "-q",          "-f",   file};
    std::vector<char*> argv;
    for (auto& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    if (::posix_spawnp(&process_, "setpriv", nullptr, nullptr, argv.data(), environ) != 0)
      throw std::runtime_error("HAProxy cannot be started");
  }
  ~proxy() {
    ::kill(process_, SIGKILL);
    int status = 0;
    ::waitpid(process_, &status, 0);
  }
  proxy(const proxy&) = delete;
  proxy& operator=(const proxy&) = delete;

 private:
  pid_t process_ = -1;
};

void wait_until_answered(std::uint16_t port) {
  for (int i = 0; i < 600; ++i) {
    try {
      if (browser_like(port).get("/healthz").status == 200) return;
    } catch (const std::runtime_error&) {  // not yet
    }
    std::this_thread::sleep_for(100ms);
  }
  throw std::runtime_error("nobody answers on port " + std::to_string(port));
}

// What a killed process had taken comes back when its lease has ended.
void wait_until_sent(const std::string& url) {
  schema::database db({.url = url, .writable = false});
  const auto left = [&] {
    return db.read([](const schema::reader& r) {
      return *r.value<std::int64_t>(
          "SELECT COUNT(*) FROM message WHERE state IN ('queued', 'sending')");
    });
  };
  for (int i = 0; i < 2000 && left() > 0; ++i) std::this_thread::sleep_for(100ms);
  CHECK(left() == 0);
}

// Three processes over one database, one key and one Maildir.
struct house {
  postgresql_cluster cluster;
  temporary_folder folder;
  std::uint16_t door_port = free_port();
  std::string url = cluster.new_database();
  std::vector<std::unique_ptr<installation>> all;

  house() {
    for (std::size_t i = 0; i < processes; ++i) {
      all.push_back(std::make_unique<installation>(installation::shared{
          .database_url = url, .folder = folder.path(), .public_port = door_port}));
    }
    all.front()->import(event_with_seats(seats).dump());
    for (auto& one : all) one->start();
  }

  // Without a complaint, as the sanitizers would have it.
  void stop_all() {
    for (auto& one : all) {
      const int code = one->stop();
      INFO(one->log());
      CHECK(code == 0);
    }
  }

  // Straight to one of them, with the name that visitors know.
  browser_like browser(std::size_t number) const {
    return browser_like(all[number]->port(), door_port);
  }

  std::vector<std::uint16_t> ports() const {
    std::vector<std::uint16_t> found;
    for (const auto& one : all) found.push_back(one->port());
    return found;
  }
};

}  // namespace

TEST_CASE("nothing acknowledged is lost when processes and their database are killed",
          "[several]") {
  house at;
  const proxy before(at.folder, at.door_port, at.ports());
  wait_until_answered(at.door_port);
  ledger_of_clients ledger;
  crowd clients({at.door_port, at.url, at.folder.path("key")}, 6, ledger);
  std::mt19937 random(20261125);
  const auto rounds = rounds_of_kills();
  for (std::size_t round = 1; round <= rounds; ++round) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50 + random() % 400));
    if (round % (rounds / 3) == 0) {  // three times in all
      at.cluster.stop_immediate();
      std::this_thread::sleep_for(300ms);
      at.cluster.start();
      continue;
    }
    auto& one = *at.all[random() % processes];
    one.kill();
    one.start();
  }
  wait_until_answered(at.door_port);
  std::this_thread::sleep_for(1s);
  clients.finish();

  REQUIRE(ledger.registered.size() > rounds / 2);
  auto browser = browser_like(at.door_port);
  std::size_t missing = 0;
  for (const auto& [address, page] : ledger.registered) missing += browser.get(page).status != 200;
  CHECK(missing == 0);
  auto& one = *at.all.front();
  const auto exported =
      one.command({"export", "registrations", "--event", "kick-off", "--format", "json"});
  wait_until_sent(at.url);
  const auto mails = one.mails();
  WARN(rounds << " kills, 3 of the database, "
              << check_against(ledger, nlohmann::json::parse(exported.output), seats, mails));
  at.stop_all();
  CHECK(one.command({"check"}).exit_code == 0);
}

TEST_CASE("500 sign-ups at once through three processes for 20 seats give exactly 20",
          "[several]") {
  house at;
  at.all.front()->stop();
  at.all.front()->import(event_with_seats(20).dump());
  at.all.front()->start();
  std::atomic<int> next{0}, acknowledged{0};
  std::vector<std::thread> clients;
  for (int t = 0; t < 30; ++t) {
    clients.emplace_back([&] {
      for (int i = next++; i < 500; i = next++) {
        const auto answer = at.browser(std::size_t(i) % processes)
                                .post("/e/kick-off/register",
                                      filled_form("p" + std::to_string(i) + "@stadt.example.org"));
        acknowledged += answer.status == 303;
      }
    });
  }
  for (auto& one : clients) one.join();
  CHECK(acknowledged == 500);
  const auto json = at.all.front()->command(
      {"export", "registrations", "--event", "kick-off", "--format", "json"});
  std::map<std::string, int> by_status;
  for (const auto& row : nlohmann::json::parse(json.output))
    ++by_status[row["status"].get<std::string>()];
  CHECK(by_status["confirmed"] == 20);
  CHECK(by_status["waiting"] == 480);
}

TEST_CASE(
    "while the database is away visitors are told to come back, and later all goes on by itself",
    "[several]") {
  house at;
  const auto form = filled_form("a@stadt.example.org");
  at.cluster.stop_immediate();
  for (const auto* path : {"/readyz", "/e/kick-off/register", "/admin/password"}) {
    INFO(path);
    const auto answer = at.browser(0).get(path, "Cookie: zusage=" + std::string(43, 'x') + "\r\n");
    CHECK(answer.status == 503);
    CHECK_FALSE(answer.header("retry-after").empty());
  }
  const auto refused = at.browser(0).post("/e/kick-off/register", form);
  CHECK(refused.status == 503);
  CHECK(refused.body.find("a@stadt.example.org") != std::string::npos);  // nothing typed is lost
  CHECK(at.browser(0).get("/healthz").status == 200);
  at.cluster.start();
  for (int i = 0; i < 100 && at.browser(0).get("/readyz").status != 200; ++i)
    std::this_thread::sleep_for(100ms);
  CHECK(at.browser(0).get("/readyz").status == 200);
  CHECK(at.browser(0).post("/e/kick-off/register", form).status == 303);
  at.stop_all();
}

TEST_CASE("a mailer of its own sends what processes without one leave to it", "[several]") {
  house at;
  for (auto& one : at.all) one->stop();
  auto& pages = *at.all[0];
  pages.set_environment("ZUSAGE_MAIL_CONNECTIONS", "0");
  pages.start();
  CHECK(at.browser(0).post("/e/kick-off/register", filled_form("a@stadt.example.org")).status ==
        303);
  std::this_thread::sleep_for(1s);
  CHECK(pages.mails().empty());
  at.all[1]->start_mailer();
  CHECK(pages.wait_for_mails(1).size() == 1);
  CHECK(at.all[1]->stop() == 0);
}

TEST_CASE("the same form through two processes registers once, and both give the same answer",
          "[several]") {
  house at;
  const auto values = filled_form("twice@stadt.example.org");
  std::vector<std::string> locations(8);
  std::vector<std::thread> clients;
  for (std::size_t i = 0; i < locations.size(); ++i) {
    clients.emplace_back([&, i] {
      locations[i] =
          at.browser(i % processes).post("/e/kick-off/register", values).header("location");
    });
  }
  for (auto& one : clients) one.join();
  CHECK(locations.front().rfind("/r/", 0) == 0);
  for (const auto& one : locations) CHECK(one == locations.front());
}

TEST_CASE("what one process changes is seen on the pages of another, and a sign-in holds on all",
          "[several]") {
  house at;
  const auto added = at.all.front()->command(
      {"user", "add", "staff@sit.example.org", "--organiser", "sit", "--role", "owner"},
      std::string(staff_password) + "\n");
  CHECK(added.exit_code == 0);
  auto one = at.browser(0), other = at.browser(1);
  const auto before = other.get("/").body;
  CHECK(other.get("/").body == before);
  CHECK(one.post("/e/kick-off/register", filled_form("a@stadt.example.org")).status == 303);
  bool seen = false;
  for (int i = 0; i < 100 && !seen; ++i) {
    seen = other.get("/").body != before;
    if (!seen) std::this_thread::sleep_for(50ms);
  }
  CHECK(seen);
  sign_in(one, "staff@sit.example.org");
  const std::string page = "/admin/password";
  CHECK(other.get(page).status == 303);
  CHECK(other.get(page, "Cookie: " + one.cookies() + "\r\n").status == 200);
}
