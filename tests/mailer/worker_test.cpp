// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/worker.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "consent/ledger.hpp"
#include "tests/mailer/outbox_fixture.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace zusage::mailer;
using namespace zusage::tests;
using namespace std::chrono_literals;

namespace {

const instant start = mail_start;

struct fixture : outbox_fixture {
  std::atomic<std::int64_t> time{to_micros(start)};

  fixture() : outbox_fixture(1'000'000) {}
  clock_source clock() {
    return [this] { return from_micros(time); };
  }
  new_message make(const std::string& to = "anna@example.com") const {
    auto m = outbox_fixture::make(to);
    m.template_name = "registration-known";
    return m;
  }
  std::string enqueue(const new_message& m) { return *outbox_fixture::enqueue(m, clock()()); }
  std::string state() { return value("SELECT state FROM message ORDER BY id LIMIT 1"); }
};

std::optional<content> something(const schema::reader&, const message& of) {
  auto c = some_content("Forum Größe");
  c.reply_to = "kontakt@example.org";
  if (of.urgency == priority::newsletter) c.unsubscribe_url = "https://example.org/u/x";
  return c;
}

}  // namespace

TEST_CASE("a queued message is rendered, sent and recorded with the server's reply", "[mailer]") {
  fixture f;
  smtp_server server;
  worker mailer(f.db.get(), plain_settings(server.url()), something, f.clock());
  mailer.start();
  const auto id = f.enqueue(f.make());
  mailer.wake();
  REQUIRE(soon([&] { return mailer.counted().sent == 1; }));
  CHECK(f.state() == "sent");
  CHECK(f.value("SELECT reply FROM delivery_attempt") == "250 2.0.0 queued as 4711");
  CHECK(f.value("SELECT outcome FROM delivery_attempt") == "sent");
  CHECK(f.value("SELECT phase FROM delivery_attempt") == "end");
  CHECK(f.value<std::int64_t>("SELECT code FROM delivery_attempt") == 250);
  CHECK(f.value<std::int64_t>("SELECT attempts FROM message") == 1);
  const auto mail = server.mails().at(0);
  CHECK(mail.recipient == "RCPT TO:<anna@example.com>");
  CHECK(mail.bytes.find("Message-Id: <" + id + ">\r\n") +
            mail.bytes.find("Message-ID: <" + id + ">\r\n") !=
        2 * std::string::npos);
}

TEST_CASE("many messages are each sent exactly once", "[mailer]") {
  fixture f;
  smtp_server server;
  f.db->write([&](schema::transaction& tx) {
    for (int i = 0; i < 300; ++i) {
      f.mails.enqueue(tx, f.make("a" + std::to_string(i) + "@example.com"), start);
    }
  });
  auto settings = plain_settings(server.url());
  settings.connections = 4;
  worker mailer(f.db.get(), settings, something, f.clock());
  mailer.start();
  REQUIRE(soon([&] { return mailer.counted().sent == 300; }));
  mailer.stop();
  std::vector<std::string> recipients;
  for (const auto& mail : server.mails()) recipients.push_back(mail.recipient);
  CHECK(recipients.size() == 300);
  std::sort(recipients.begin(), recipients.end());
  CHECK(std::unique(recipients.begin(), recipients.end()) == recipients.end());
  CHECK(f.value<std::int64_t>("SELECT COUNT(*) FROM message WHERE state = 'sent'") == 300);
}

TEST_CASE("stopping gives back what was not tried, and a later worker sends it", "[mailer]") {
  fixture f;
  smtp_server server(but_at("END", {"250 ok", false, 30ms}));
  f.db->write([&](schema::transaction& tx) {
    for (int i = 0; i < 40; ++i) {
      f.mails.enqueue(tx, f.make("a" + std::to_string(i) + "@example.com"), start);
    }
  });
  std::uint64_t first_sent = 0;
  {
    worker mailer(f.db.get(), plain_settings(server.url()), something, f.clock());
    mailer.start();
    REQUIRE(soon([&] { return mailer.counted().sent >= 3; }));
    mailer.stop();
    first_sent = mailer.counted().sent;
    CHECK(f.value<std::int64_t>("SELECT COUNT(*) FROM message WHERE state = 'sending'") == 0);
  }
  worker mailer(f.db.get(), plain_settings(server.url()), something, f.clock());
  mailer.start();
  REQUIRE(soon([&] { return mailer.counted().sent + first_sent == 40; }));
  mailer.stop();
  CHECK(server.mails().size() == 40);
}

TEST_CASE("a server that is down defers by the rule and is not tried over and over", "[mailer]") {
  fixture f;
  std::string url;
  {
    smtp_server gone;
    url = gone.url();
  }
  f.enqueue(f.make("a@example.com"));
  auto settings = plain_settings(url);
  settings.connections = 1;
  worker mailer(f.db.get(), settings, something, f.clock());
  mailer.start();
  REQUIRE(soon([&] { return mailer.counted().deferred == 1; }));
  for (int i = 0; i < 50; ++i) f.enqueue(f.make("b" + std::to_string(i) + "@example.com"));
  mailer.wake();
  std::this_thread::sleep_for(300ms);
  mailer.stop();
  CHECK(f.state() == "queued");
  CHECK(f.value<std::int64_t>("SELECT due_at FROM message ORDER BY id LIMIT 1") ==
        to_micros(start + 1min));
  CHECK(f.value("SELECT phase FROM delivery_attempt") == "connect");
  CHECK(f.value<std::int64_t>("SELECT COUNT(*) FROM delivery_attempt") <= 2);
  CHECK(mailer.counted().failed == 0);
}

TEST_CASE("a deferred message goes out when it is due again", "[mailer]") {
  fixture f;
  smtp_server server([](const std::string& point, int times) {
    if (point == "RCPT" && times == 0) return smtp_act{"450 4.2.0 greylisted", false, {}};
    return smtp_server::usual(point);
  });
  f.enqueue(f.make());
  worker mailer(f.db.get(), plain_settings(server.url()), something, f.clock());
  mailer.start();
  REQUIRE(soon([&] { return mailer.counted().deferred == 1; }));
  std::this_thread::sleep_for(50ms);
  CHECK(server.mails().empty());
  f.time += 60'000'000;
  mailer.wake();
  REQUIRE(soon([&] { return mailer.counted().sent == 1; }));
  CHECK(f.value<std::int64_t>("SELECT attempts FROM message") == 2);
  CHECK(f.value("SELECT reply FROM delivery_attempt ORDER BY id LIMIT 1") ==
        "450 4.2.0 greylisted");
}

TEST_CASE("a refused message fails and the next ones are sent", "[mailer]") {
  fixture f;
  smtp_server server([](const std::string& point, int times) {
    if (point == "RCPT" && times == 0) return smtp_act{"550 5.1.1 no such user", false, {}};
    return smtp_server::usual(point);
  });
  f.enqueue(f.make("gone@example.com"));
  auto settings = plain_settings(server.url());
  settings.connections = 1;
  worker mailer(f.db.get(), settings, something, f.clock());
  mailer.start();
  REQUIRE(soon([&] { return mailer.counted().failed == 1; }));
  f.enqueue(f.make());
  mailer.wake();
  REQUIRE(soon([&] { return mailer.counted().sent == 1; }));
  CHECK(f.state() == "failed");
}

TEST_CASE("a confirmation whose answer was lost is sent again with the same Message-ID",
          "[mailer]") {
  fixture f;
  smtp_server server([](const std::string& point, int times) {
    if (point == "END" && times == 0) return smtp_act{"", true, {}};
    return smtp_server::usual(point);
  });
  const auto id = f.enqueue(f.make());
  worker mailer(f.db.get(), plain_settings(server.url()), something, f.clock());
  mailer.start();
  REQUIRE(soon([&] { return mailer.counted().uncertain == 1; }));
  CHECK(f.state() == "queued");
  CHECK(f.value("SELECT outcome FROM delivery_attempt") == "uncertain");
  f.time += 60'000'000;
  mailer.wake();
  REQUIRE(soon([&] { return mailer.counted().sent == 1; }));
  REQUIRE(server.mails().size() == 2);
  for (const auto& mail : server.mails())
    CHECK(mail.bytes.find("<" + id + ">") != std::string::npos);
}

TEST_CASE("a newsletter whose answer was lost stays uncertain", "[mailer]") {
  fixture f;
  smtp_server server(but_at("END", {"", true, {}}));
  auto m = f.make();
  m.urgency = priority::newsletter;
  f.enqueue(m);
  worker mailer(f.db.get(), plain_settings(server.url()), something, f.clock());
  mailer.start();
  REQUIRE(soon([&] { return mailer.counted().uncertain == 1; }));
  CHECK(f.state() == "uncertain");
  CHECK(f.value<std::int64_t>("SELECT finished_at FROM message") == to_micros(start));
}

TEST_CASE("newsletters that a server holds up keep no confirmation waiting", "[mailer]") {
  fixture f;
  std::atomic<bool> holds{true};
  std::atomic<int> held{0};
  smtp_server server([&](const std::string& point, int times) {
    if (point == "END" && times < 2) {
      ++held;
      while (holds) std::this_thread::sleep_for(5ms);
    }
    return smtp_server::usual(point);
  });
  for (int i = 0; i < 10; ++i) {
    auto letter = f.make("n" + std::to_string(i) + "@example.com");
    letter.urgency = priority::newsletter;
    f.enqueue(letter);
  }
  auto settings = plain_settings(server.url());
  settings.connections = 3;
  worker mailer(f.db.get(), settings, something, f.clock());
  mailer.start();
  REQUIRE(soon([&] { return held == 2; }));
  f.enqueue(f.make());
  mailer.wake();
  CHECK(soon([&] { return mailer.counted().sent == 1; }));
  CHECK(f.value("SELECT state FROM message WHERE recipient = 'anna@example.com'") == "sent");
  holds = false;
  CHECK(soon([&] { return mailer.counted().sent == 11; }));
}

TEST_CASE("a server that is away for a day loses no confirmation", "[mailer]") {
  fixture f;
  std::atomic<bool> away{true};
  smtp_server server([&](const std::string& point, int) {
    if (away && point == "RCPT") return smtp_act{"451 4.3.0 try again later", false, {}};
    return smtp_server::usual(point);
  });
  f.enqueue(f.make());
  worker mailer(f.db.get(), plain_settings(server.url()), something, f.clock());
  mailer.start();
  std::uint64_t tries = 0;
  while (f.clock()() < start + 24h) {
    ++tries;
    REQUIRE(soon([&] { return mailer.counted().deferred == tries; }));
    REQUIRE(soon([&] { return f.state() == "queued"; }));
    f.time = f.value<std::int64_t>("SELECT due_at FROM message");
    mailer.wake();
  }
  CHECK(tries == 16);  // at once, after 1, 5, 15, 30 minutes, then eleven times after two hours
  away = false;
  mailer.wake();
  CHECK(soon([&] { return mailer.counted().sent == 1; }));
  CHECK(mailer.counted().failed == 0);
}

TEST_CASE("a message past its end fails as expired without being handed over", "[mailer]") {
  fixture f;
  smtp_server server;
  auto m = f.make();
  m.expires_at = start;
  f.enqueue(m);
  worker mailer(f.db.get(), plain_settings(server.url()), something, f.clock());
  mailer.start();
  REQUIRE(soon([&] { return mailer.counted().failed == 1; }));
  CHECK(f.state() == "failed");
  CHECK(f.value("SELECT outcome FROM delivery_attempt") == "expired");
  CHECK(server.connections() == 0);
}

TEST_CASE("a message that has nothing to tell any more is cancelled", "[mailer]") {
  fixture f;
  smtp_server server;
  f.enqueue(f.make());
  worker mailer(
      f.db.get(), plain_settings(server.url()),
      [](const schema::reader&, const message&) { return std::optional<content>(); }, f.clock());
  mailer.start();
  REQUIRE(soon([&] { return mailer.counted().cancelled == 1; }));
  CHECK(f.state() == "cancelled");
  CHECK(server.connections() == 0);
}

TEST_CASE("a message that cannot be composed or rendered is deferred and says why", "[mailer]") {
  fixture f;
  smtp_server server;
  auto m = f.make();
  const bool throws = GENERATE(true, false);
  if (!throws) m.template_name = "no-such-template";
  f.enqueue(m);
  auto settings = plain_settings(server.url());
  std::string told;  // read after the mailer has stopped
  settings.on_unmade = [&told](const message& of, std::string_view why) {
    told = of.template_name + ": " + std::string(why);
  };
  worker mailer(
      f.db.get(), settings,
      [throws](const schema::reader& db, const message& of) {
        if (throws) throw std::runtime_error("composer in trouble");
        return something(db, of);
      },
      f.clock());
  mailer.start();
  REQUIRE(soon([&] { return mailer.counted().deferred == 1; }));
  CHECK(f.state() == "queued");
  CHECK(f.value("SELECT phase FROM delivery_attempt") == "compose");
  const auto why = f.value("SELECT reply FROM delivery_attempt");
  CHECK_FALSE(why.empty());
  mailer.stop();
  CHECK(told == m.template_name + ": " + why);
}

TEST_CASE("a name with a line break never reaches a server", "[mailer]") {
  fixture f;
  smtp_server server;
  auto m = f.make();
  m.recipient_name = "x\r\nBcc: b@example.org";
  f.enqueue(m);
  worker mailer(f.db.get(), plain_settings(server.url()), something, f.clock());
  mailer.start();
  REQUIRE(soon([&] { return mailer.counted().failed == 1; }));
  CHECK(f.value("SELECT outcome FROM delivery_attempt") == "refused");
  CHECK(server.connections() == 0);
}

TEST_CASE("rows left in sending are taken up when the worker starts", "[mailer]") {
  fixture f;
  smtp_server server;
  f.enqueue(f.make());
  auto m = f.make();
  m.urgency = priority::newsletter;
  f.enqueue(m);
  f.db->write([](schema::transaction& tx) {
    tx.execute("UPDATE message SET state = 'sending', claim = 42");
  });
  worker mailer(f.db.get(), plain_settings(server.url()), something, f.clock());
  mailer.start();
  REQUIRE(soon([&] { return mailer.counted().sent == 1; }));
  CHECK(mailer.counted().uncertain == 2);
  CHECK(f.value("SELECT state FROM message ORDER BY id DESC LIMIT 1") == "uncertain");
}

TEST_CASE("a worker with settings that cannot work says so at once", "[mailer]") {
  fixture f;
  CHECK_THROWS_AS(worker(f.db.get(), plain_settings("smtp://"), something), std::invalid_argument);
}

TEST_CASE("outcomes that cannot be written are written when the database works again",
          "[mailer][sqlite]") {
  fixture f;
  smtp_server server;
  f.db->write([](schema::transaction& tx) {
    tx.execute(
        "CREATE TRIGGER broken BEFORE INSERT ON delivery_attempt"
        " BEGIN SELECT RAISE(ABORT, 'disk in trouble'); END");
  });
  f.enqueue(f.make());
  worker mailer(f.db.get(), plain_settings(server.url()), something, f.clock());
  mailer.start();
  REQUIRE(soon([&] { return server.mails().size() == 1; }));
  std::this_thread::sleep_for(500ms);
  CHECK(f.state() == "sending");
  CHECK(mailer.counted().sent == 0);
  f.db->write([](schema::transaction& tx) { tx.execute("DROP TRIGGER broken"); });
  REQUIRE(soon([&] { return mailer.counted().sent == 1; }));
  CHECK(f.state() == "sent");
  CHECK(server.mails().size() == 1);
  CHECK(f.value<std::int64_t>("SELECT COUNT(*) FROM delivery_attempt") == 1);
}

TEST_CASE("a Maildir takes the place of a server", "[mailer]") {
  fixture f;
  f.enqueue(f.make());
  const auto folder = f.db.folder().path("mail");
  worker mailer(f.db.get(), plain_settings("maildir:" + folder), something, f.clock());
  mailer.start();
  REQUIRE(soon([&] { return mailer.counted().sent == 1; }));
  const std::filesystem::directory_iterator files(folder + "/new");
  CHECK(std::distance(begin(files), end(files)) == 1);
}
