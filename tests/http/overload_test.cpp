// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <spdlog/spdlog.h>

#include <atomic>
#include <future>
#include <thread>

#include "server/application.hpp"
#include "server/commands.hpp"
#include "tests/http/shared.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"

using namespace zusage;
using namespace zusage::tests;
using Catch::Contains;
using namespace std::chrono_literals;

namespace {

server::configuration small_queue(const temporary_folder& folder, std::uint16_t port,
                                  std::int64_t patience) {
  server::configuration config;
  config.listen_address = "127.0.0.1";
  config.listen_port = port;
  config.base_url = "http://localhost:" + std::to_string(port);
  config.database_url = "sqlite:" + folder.path("zusage.db");
  config.key_file = folder.path("key");
  config.mail.transport = "maildir:" + folder.path("mail");
  config.mail.from = "Zusage <zusage@example.org>";
  config.limits.queue = 2;
  config.limits.patience_seconds = patience;
  return config;
}

// The whole program inside the test, so that its writer can be held up.
class program_with_small_queue {
 public:
  explicit program_with_small_queue(std::int64_t patience_seconds = 10)
      : port_(free_port()), program_(small_queue(folder_, port_, patience_seconds)) {
    spdlog::set_level(spdlog::level::off);
    server::import_events_text(program_.db(), sample_event_file().dump(), program_.registrar());
    running_ = std::thread([this] { program_.run(); });
    browser().get("/healthz");  // bound already: answered once it runs
  }
  ~program_with_small_queue() {
    release();
    program_.stop();
    running_.join();
    spdlog::set_level(spdlog::level::info);
  }

  // Until `release` the writer does nothing more.
  void hold_writer() {
    std::promise<void> started;
    auto& writes = program_.db().writes();
    writes.submit(
        [&started, gate = gate_.get_future().share()](schema::transaction&) {
          started.set_value();
          gate.wait();
        },
        [](const auto&) {});
    started.get_future().wait();
  }
  // And its queue is full.
  void hold_up() {
    hold_writer();
    auto& writes = program_.db().writes();
    std::atomic<bool> refused{false};
    while (!refused) {
      writes.submit([](schema::transaction&) {},
                    [&refused](const schema::write_outcome& outcome) {
                      if (outcome.what == schema::write_outcome::state::refused) refused = true;
                    });
    }
  }
  void release() {
    if (!released_) gate_.set_value();
    released_ = true;
    while (program_.db().writes().waiting() > 0) std::this_thread::sleep_for(1ms);
  }

  // Not by a write: the small queue may be full of the program's own maintenance.
  std::int64_t registrations() {
    return program_.db().read([](const schema::reader& db) {
      return *db.value<std::int64_t>("SELECT COUNT(*) FROM registration");
    });
  }
  browser_like browser() const { return browser_like(port_); }

 private:
  temporary_folder folder_;
  std::uint16_t port_;
  std::promise<void> gate_;
  bool released_ = false;
  server::application program_;
  std::thread running_;
};

}  // namespace

TEST_CASE("when too much waits to be written, a form is told to come back and is not lost",
          "[http]") {
  program_with_small_queue program;
  program.hold_up();
  auto values = filled_form("erika@stadt.example.org");
  values.emplace_back("answer.remark", "\"<b>später</b>");
  const auto refused = program.browser().post("/e/kick-off/register", values);
  CHECK(refused.status == 503);
  CHECK(refused.header("retry-after") == "5");
  CHECK_THAT(refused.body, Contains("Gerade ist sehr viel los"));
  CHECK_THAT(refused.body, Contains("action=\"/e/kick-off/register\""));
  for (const auto& [name, value] : values) {
    INFO(name);
    CHECK(field_value(refused.body, name) == value);
  }
  const auto problem = program.browser().post_raw(
      "/api/v1/events/kick-off/registrations", "application/json",
      R"({"given_name":"Max","family_name":"Muster","email":"m@stadt.example.org",)"
      R"("sessions":["forum-1"]})");
  CHECK(problem.status == 503);
  CHECK(problem.header("retry-after") == "5");
  CHECK(problem.header("content-type") == "application/problem+json");
  CHECK(program.browser().get("/e/kick-off").status == 200);
  CHECK(program.browser().get("/readyz").status == 503);

  program.release();
  CHECK(program.registrations() == 0);
  CHECK(program.browser().post("/e/kick-off/register", values).status == 303);
  CHECK(program.registrations() == 1);
  CHECK(program.browser().get("/readyz").status == 200);
}

TEST_CASE("a sign-up that is not begun in time is told so, and is not done later", "[http]") {
  program_with_small_queue program(1);
  program.hold_writer();
  const auto start = std::chrono::steady_clock::now();
  const auto values = filled_form("erika@stadt.example.org");
  const auto late = program.browser().post("/e/kick-off/register", values);
  CHECK(std::chrono::steady_clock::now() - start < 5s);  // the writer is held up still
  CHECK(late.status == 503);
  CHECK(late.header("retry-after") == "5");
  CHECK_THAT(late.body, Contains("Gerade ist sehr viel los"));
  CHECK(field_value(late.body, "email") == "erika@stadt.example.org");
  program.release();
  CHECK(program.registrations() == 0);
  CHECK(program.browser().post("/e/kick-off/register", values).status == 303);
  CHECK(program.registrations() == 1);
}
