// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/mail_watch.hpp"

#include <filesystem>
#include <fstream>

#include "server/returned_spool.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/imap_server.hpp"
#include "tests/support/services.hpp"

using namespace zusage;
using server::returned_spool;
namespace fs = std::filesystem;

namespace {

struct spool_fixture {
  fs::path folder = fs::temp_directory_path() / ("zusage-spool-" + new_public_id());
  returned_spool spool{folder.string()};
  ~spool_fixture() { fs::remove_all(folder); }
  std::size_t in(const char* part) const {
    std::error_code none;
    return std::size_t(
        std::distance(fs::directory_iterator(folder / part, none), fs::directory_iterator()));
  }
};

std::string report_about(const std::string& message_id) {
  return "From: MAILER-DAEMON@relay.example.net\r\nTo: bounces@example.org\r\n"
         "Subject: Undelivered\r\nMIME-Version: 1.0\r\n"
         "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
         "--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
         "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
         "Reporting-MTA: dns; relay.example.net\r\n\r\n"
         "Final-Recipient: rfc822; ada@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n"
         "Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n\r\n"
         "--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <" +
         message_id + ">\r\n\r\n--b--\r\n";
}

}  // namespace

TEST_CASE_METHOD(spool_fixture, "a mail that came back is kept until it is taken, as it came",
                 "[server][returned]") {
  spool.keep("first\r\n");
  spool.keep(std::string("second\0\r\n", 9));
  const auto names = spool.list(10);
  REQUIRE(names.size() == 2);
  CHECK(spool.read(names[0], 100) == "first\r\n");
  CHECK(spool.read(names[1], 100) == std::string("second\0\r\n", 9));
  CHECK(spool.read(names[1], 3) == "sec");
  CHECK(spool.list(1).size() == 1);
  spool.remove(names[0]);
  spool.set_aside(names[1]);
  CHECK(spool.list(10).empty());
  CHECK(in("failed") == 1);
  CHECK((fs::status(folder).permissions() & fs::perms::others_all) == fs::perms::none);
}

TEST_CASE_METHOD(spool_fixture, "what was set aside goes after two weeks", "[server][returned]") {
  spool.keep("x");
  spool.set_aside(spool.list(1).front());
  const auto now = std::chrono::system_clock::now();
  spool.forget_old(now + std::chrono::hours(13 * 24));
  CHECK(in("failed") == 1);
  spool.forget_old(now + std::chrono::hours(15 * 24));
  CHECK(in("failed") == 0);
}

TEST_CASE_METHOD(spool_fixture, "a folder that cannot be written is said", "[server][returned]") {
  std::ofstream(folder) << "a file";
  CHECK_THROWS_AS(spool.keep("x"), std::runtime_error);
}

namespace {

/// A program with a folder for what comes back, and one message that was sent.
struct watched : spool_fixture {
  tests::test_services with;
  std::int64_t organiser = with.database().add_organiser("returns");
  std::string id;

  watched() {
    with.config().database_url = "sqlite:" + fs::path(folder).replace_extension("db").string();
    fs::remove_all(folder);
    folder = returned_spool::folder_of(with.config());
    spool = returned_spool(folder.string());
    with->db.write([&](schema::transaction& tx) {
      mailer::new_message m;
      m.organiser_id = organiser;
      m.template_name = "registration-confirmed";
      m.language = "de";
      m.recipient = "ada@example.org";
      id = with->outbox.enqueue(tx, m, with.time()).value();
      tx.execute("UPDATE message SET state = 'sent' WHERE message_id = :1", id);
    });
  }
};

}  // namespace

TEST_CASE_METHOD(watched, "the server takes what was piped in, and sets aside what says nothing",
                 "[server][returned]") {
  server::mail_watch watch(with.get());
  watch.take_spool(with.time());  // there is no folder yet
  spool.keep(report_about(id));
  spool.keep(report_about("foreign@example.net"));
  spool.keep("From: ina@example.org\r\n\r\nIch bin im Urlaub.\r\n");
  watch.take_spool(with.time());
  CHECK(spool.list(10).empty());
  CHECK(in("failed") == 2);
  CHECK(with.count("SELECT COUNT(*) FROM message WHERE returned = 2") == 1);
  CHECK(with.count("SELECT COUNT(*) FROM delivery_attempt WHERE outcome = 'returned-hard'") == 1);
  spool.keep(report_about(id));
  watch.take_spool(with.time());
  CHECK(spool.list(10).empty());
  CHECK(in("failed") == 2);  // known already, which is no reason to keep it
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

TEST_CASE_METHOD(watched, "the mailbox is read, and a mail is seen only after it is stored",
                 "[server][returned][imap]") {
  tests::imap_server box;
  box.put(7, report_about(id));
  box.put(9, "From: ina@example.org\r\n\r\nIch bin im Urlaub.\r\n");
  with.config().bounce_imap = box.url();
  with.config().bounce_imap_username = "anna";
  with.config().bounce_imap_password = "geheim\"7";
  server::mail_watch watch(with.get());
  watch.take_mailbox(with.time());
  CHECK(with.count("SELECT COUNT(*) FROM message WHERE returned = 2") == 1);
  CHECK(box.is_seen(7));
  CHECK(box.is_seen(9));
  // As after a crash between the two: it is taken twice and changes nothing.
  box.put(11, report_about(id));
  watch.take_mailbox(with.time());
  CHECK(with.count("SELECT COUNT(*) FROM delivery_attempt WHERE phase = 'report'") == 1);
}

TEST_CASE_METHOD(watched, "a mailbox that cannot be read is a fault that says why",
                 "[server][returned][imap]") {
  tests::imap_server box;
  with.config().bounce_imap = box.url();
  with.config().bounce_imap_username = "anna";
  with.config().bounce_imap_password = "falsch";
  server::mail_watch watch(with.get());
  CHECK_THROWS_AS(watch.take_mailbox(with.time()), mailer::imap_fault);
}
