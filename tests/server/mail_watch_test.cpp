// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/mail_watch.hpp"

#include <atomic>

#include "tests/server/returned_fixture.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/imap_server.hpp"

using namespace zusage;
using namespace zusage::tests;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

TEST_CASE_METHOD(watched, "the server takes what was piped in, and sets aside what says nothing",
                 "[server][returned]") {
  server::mail_watch watch(with.get());
  watch.take_spool(with.time());  // there is no folder yet
  spool.keep(report_about(id));
  spool.keep(report_about("foreign@example.net"));
  spool.keep(no_report);
  watch.take_spool(with.time());
  CHECK(spool.list(10).empty());
  CHECK(in("failed") == 2);
  CHECK(returned() == 1);
  CHECK(with.count("SELECT COUNT(*) FROM delivery_attempt WHERE outcome = 'returned-hard'") == 1);
  spool.keep(report_about(id));
  watch.take_spool(with.time());
  CHECK(spool.list(10).empty());
  CHECK(in("failed") == 2);  // known already, which is no reason to keep it
}

TEST_CASE_METHOD(watched, "a file that cannot be read stays, is said once, and keeps no other",
                 "[server][returned]") {
  server::mail_watch watch(with.get());
  fs::create_directories(folder / "new" / "1.M000000P1Q0.host");  // before all others
  spool.keep(report_about(id));
  const kept_log log;
  watch.take_spool(with.time());
  watch.take_spool(with.time());
  CHECK(returned() == 1);
  CHECK(spool.list(10) == std::vector<std::string>{"1.M000000P1Q0.host"});
  CHECK(in("failed") == 0);
  CHECK(log.count("1.M000000P1Q0.host cannot be read") == 1);
}

TEST_CASE_METHOD(watched, "what was piped in stays while the database cannot be written",
                 "[server][returned]") {
  server::mail_watch watch(with.get());
  spool.keep(report_about(id));
  with->db.stop_writing();
  CHECK_THROWS_AS(watch.take_spool(with.time()), schema::error);
  CHECK(spool.list(10).size() == 1);
}

TEST_CASE_METHOD(watched, "monitoring is told that mail does not leave, though pages work",
                 "[server][health]") {
  const auto ready = [&] { return with.get("/readyz"); };
  CHECK(ready().body == "ok\n");
  with->db.write([&](schema::transaction& tx) {
    tx.execute("UPDATE message SET state = 'queued', due_at = :1",
               with.time() - std::chrono::hours(1));
  });
  CHECK(ready().status == 200);
  CHECK(ready().body == "ok\nmail: stalled, 1 waiting since 2030-01-10T09:00:00Z\n");
}

TEST_CASE_METHOD(watched, "what waited while the program was away raises no alarm at its start",
                 "[server][health]") {
  with->db.write([&](schema::transaction& tx) {
    tx.execute("UPDATE message SET state = 'queued', due_at = :1", now() - 1h);
  });
  const kept_log log;
  spool.keep(no_report);
  server::mail_watch watch(with.get(), {1ms, 1h});
  watch.start();
  CHECK(comes_true([&] { return spool.list(1).empty(); }));
  watch.stop();
  CHECK(log.count("no mail has left") == 0);
  watch.tell_flow(now());
  CHECK(log.count("no mail has left") == 1);
}

TEST_CASE_METHOD(watched, "a mailbox that hangs does not delay what was piped in, nor the end",
                 "[server][returned][imap]") {
  const std::string where = GENERATE("GREETING", "SEARCH");
  std::atomic<bool> hangs{false};
  imap_server box([&](const std::string& point, int) {
    if (point != where) return std::optional<imap_act>();
    hangs = true;
    return std::optional(imap_act{});
  });
  with.config().bounce_imap = box.url();
  with.config().bounce_imap_username = "anna";
  with.config().bounce_imap_password = "geheim\"7";
  const kept_log log;
  server::mail_watch watch(with.get(), {5ms, 1min});
  watch.start();
  REQUIRE(comes_true([&] { return hangs.load(); }));
  spool.keep(report_about(id));
  CHECK(comes_true([&] { return spool.list(1).empty(); }));
  const auto stopped = std::chrono::steady_clock::now();
  watch.stop();
  CHECK(std::chrono::steady_clock::now() - stopped < 5s);
  INFO(log.text());
  CHECK(returned() == 1);
  CHECK(log.count("error ") == 0);
  CHECK(log.count("warning ") == 0);
}
