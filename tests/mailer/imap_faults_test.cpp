// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <stdlib.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <memory>

#include "tests/mailer/imap_fixture.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/certificates.hpp"

using namespace zusage::mailer;
using namespace zusage::tests;
using namespace zusage::tests::imap;
using namespace std::chrono_literals;

namespace {

struct folder_of_certificates {
  std::string path = (std::filesystem::temp_directory_path() / "zusage_imap_XXXXXX").string();
  folder_of_certificates() {
    REQUIRE(::mkdtemp(path.data()) != nullptr);
    make_certificates(path, "DNS:localhost");
  }
  ~folder_of_certificates() { std::filesystem::remove_all(path); }
};

}  // namespace

TEST_CASE("a server that sends more than was asked for is cut off", "[mailer][imap]") {
  const auto size = GENERATE(100'000, 2'000'000'000);
  imap_server server(at("FETCH", {"* 1 FETCH (UID 5 BODY[]<0> {" + std::to_string(size) + "}\r\n" +
                                      std::string(100'000, 'x') + ")\r\n{tag} OK done\r\n",
                                  false,
                                  {},
                                  false}));
  imap_mailbox mailbox(settings_for(server));
  CHECK(holds(fault_of([&] { mailbox.fetch(5, 1000); }), "more than was asked for"));
  CHECK(mailbox.unseen(1).empty());
  CHECK(server.connections() == 2);
}

TEST_CASE("a line without an end is cut off", "[mailer][imap]") {
  imap_server server(at("FETCH", {std::string(200'000, 'x'), false, {}, false}));
  imap_mailbox mailbox(settings_for(server));
  CHECK(holds(fault_of([&] { mailbox.fetch(5, 1000); }), "more than was asked for"));
}

TEST_CASE("a message that cannot be read is a fault, not a message that is gone",
          "[mailer][imap]") {
  const std::string reply = GENERATE(
      "* 1 FETCH (BODY[] {2}\r\nab)\r\n", "* 1 FETCH (UID 5 BODY[] {2}\r\nab\r\n",
      "* 1 FETCH (UID 5 BODY[] \"ab)\r\n", "* 1 FETCH (UID 5 BODY[])\r\n",
      "* 1 FETCH (UID 5 FLAGS ((\\Seen)\r\n", "* 1 FETCH\r\n", "* 1 FETCH (UID 5 BODY[] {2})\r\n");
  INFO(reply);
  imap_server server(at("FETCH", {reply + "{tag} OK done\r\n", false, {}, false}));
  imap_mailbox mailbox(settings_for(server));
  CHECK_FALSE(fault_of([&] { mailbox.fetch(5, plenty); }).empty());
}

TEST_CASE("search results that are no numbers are a fault", "[mailer][imap]") {
  const std::string reply =
      GENERATE("* SEARCH 1 x\r\n", "* SEARCH 0\r\n", "* SEARCH 4294967296\r\n", "* SEARCH -1\r\n",
               "* SEARCH 1,2\r\n");
  imap_server server(at("SEARCH", {reply + "{tag} OK done\r\n", false, {}, false}));
  CHECK(holds(fault_of_unseen(settings_for(server)), "cannot be read"));
}

TEST_CASE("a wrong password is a fault that does not hold it", "[mailer][imap]") {
  imap_server server;
  auto settings = settings_for(server);
  settings.password = "falsch";
  const auto fault = fault_of_unseen(settings);
  CHECK(holds(fault, "does not take user name and password"));
  CHECK(holds(fault, "[AUTHENTICATIONFAILED]"));
  CHECK_FALSE(holds(fault, "falsch"));
}

TEST_CASE("a server that repeats the password does not bring it into the log", "[mailer][imap]") {
  const auto where = GENERATE("LOGIN", "SELECT", "SEARCH");
  const auto reply = GENERATE("{tag} NO not geheim\"7, geheim\"7\x1b[31m\r\n",
                              "* BYE geheim\"7\r\n", "{tag} BAD LOGIN anna \"geheim\\\"7\"\r\n");
  if (std::string(where) != "LOGIN" && holds(reply, "BAD")) return;  // only there it is sent
  imap_server server(at(where, {reply, true, {}, false}));
  const auto fault = fault_of_unseen(settings_for(server));
  INFO(fault);
  CHECK_FALSE(fault.empty());
  CHECK_FALSE(holds(fault, "geheim"));
  CHECK_FALSE(holds(fault, "\x1b"));
}

TEST_CASE("a mailbox that is not there is a fault", "[mailer][imap]") {
  imap_server server;
  const auto fault = fault_of_unseen(settings_for(server.url("127.0.0.1", "/Antworten%20%22a%5C")));
  CHECK(holds(fault, "[NONEXISTENT]"));
  const auto commands = server.commands();
  CHECK(std::count(commands.begin(), commands.end(), R"(SELECT "Antworten \"a\\")") == 1);
}

TEST_CASE("a mailbox in which nothing can be marked is a fault before anything is read",
          "[mailer][imap]") {
  imap_server server(
      at("SELECT", {"* 1 EXISTS\r\n{tag} OK [READ-ONLY] done\r\n", false, {}, false}));
  CHECK(holds(fault_of_unseen(settings_for(server)), "can only be read"));
}

TEST_CASE("what the server refuses is a fault, and the connection is kept", "[mailer][imap]") {
  imap_server server(at("STORE", {"{tag} NO not allowed\r\n", false, {}, false}));
  server.put(5, "x");
  imap_mailbox mailbox(settings_for(server));
  CHECK(holds(fault_of([&] { mailbox.mark_seen(5); }), "NO not allowed"));
  CHECK(mailbox.unseen(10) == uids{5});
  CHECK(server.connections() == 1);
}

TEST_CASE("a refusal about one message is told from what ends the conversation", "[mailer][imap]") {
  const auto reply = GENERATE("{tag} NO [SERVERBUG] broken\r\n", "{tag} BAD not that one\r\n");
  imap_server server([&](const std::string& point, int times) {
    if (point != "FETCH" || times > 0) return std::optional<imap_act>();
    return std::optional(imap_act{reply, false, {}, false});
  });
  server.put(5, "x");
  server.put(6, "y");
  imap_mailbox mailbox(settings_for(server));
  CHECK_THROWS_AS(mailbox.fetch(5, plenty), imap_refused);
  CHECK(mailbox.fetch(6, plenty) == "y");
  CHECK(server.connections() == 1);
  auto wrong = settings_for(server.url("127.0.0.1", "/Antworten"));
  try {
    imap_mailbox(wrong).unseen(1);
    FAIL("there is no such mailbox");
  } catch (const imap_refused&) {
    FAIL("a mailbox that cannot be opened is no refusal about one message");
  } catch (const imap_fault&) {
    SUCCEED();
  }
}

TEST_CASE("numbers of a mailbox that was made anew are not used", "[mailer][imap]") {
  imap_server server;
  server.put(5, "x");
  imap_mailbox mailbox(settings_for(server));
  REQUIRE(mailbox.unseen(10) == uids{5});
  server.set_validity(2);
  server.close_connections();
  CHECK(holds(fault_of([&] { mailbox.mark_seen(5); }), "made anew"));
  CHECK(holds(fault_of([&] { mailbox.fetch(5, plenty); }), "made anew"));
  CHECK_FALSE(server.is_seen(5));
  CHECK(mailbox.unseen(10) == uids{5});
  CHECK(mailbox.fetch(5, plenty) == "x");
}

TEST_CASE("a connection that ends within a message is a fault, tried once more at most",
          "[mailer][imap]") {
  imap_server server(at("FETCH", {"* 1 FETCH (UID 5 BODY[]<0> {9}\r\nabc", true, {}, false}));
  imap_mailbox mailbox(settings_for(server));
  CHECK(holds(fault_of([&] { mailbox.fetch(5, plenty); }), "closed the connection"));
  CHECK(server.connections() == 1);
  CHECK(mailbox.unseen(10).empty());
  CHECK(holds(fault_of([&] { mailbox.fetch(5, plenty); }), "closed the connection"));
  CHECK(server.connections() == 3);
}

TEST_CASE("a server that says BYE is a fault with its words", "[mailer][imap]") {
  const auto* where = GENERATE("GREETING", "LOGIN", "SELECT", "SEARCH");
  imap_server server(at(where, {"* BYE closed for tonight\r\n", true, {}, false}));
  INFO(where);
  CHECK(holds(fault_of_unseen(settings_for(server)), "BYE closed for tonight"));
}

TEST_CASE("a server that says no more is waited for no longer than told", "[mailer][imap]") {
  const auto* where = GENERATE("GREETING", "SEARCH");
  imap_server server(at(where, {}));
  auto settings = settings_for(server);
  settings.reply_timeout = 1s;
  const auto began = std::chrono::steady_clock::now();
  CHECK(holds(fault_of_unseen(settings), "not answer in time"));
  CHECK(std::chrono::steady_clock::now() - began < 4s);
}

TEST_CASE("a server that says little again and again is not listened to for ever",
          "[mailer][imap]") {
  imap_server server(at("SEARCH", {std::string(2000, 'x'), false, 10ms, false}));
  auto settings = settings_for(server);
  settings.call_limit = 1s;
  const auto began = std::chrono::steady_clock::now();
  CHECK(holds(fault_of_unseen(settings), "takes too long"));
  CHECK(std::chrono::steady_clock::now() - began < 4s);
}

TEST_CASE("waiting ends soon after it was given up", "[mailer][imap]") {
  const std::string where = GENERATE("GREETING", "SEARCH");
  std::atomic<bool> stop{false};
  imap_server server([&](const std::string& point, int) {
    if (point != where) return std::optional<imap_act>();
    stop = true;
    return std::optional<imap_act>(imap_act{});
  });
  imap_mailbox mailbox(settings_for(server), [&] { return stop.load(); });
  const auto began = std::chrono::steady_clock::now();
  CHECK(holds(fault_of([&] { mailbox.unseen(10); }), "given up"));
  CHECK(std::chrono::steady_clock::now() - began < 3s);
}

TEST_CASE("a server that sends without a pause is given up too", "[mailer][imap]") {
  imap_server server(at("SEARCH", {"* 1 EXPUNGE\r\n", false, {}, true}));
  int asked = 0;
  imap_mailbox mailbox(settings_for(server), [&] { return ++asked > 1; });
  CHECK(holds(fault_of([&] { mailbox.unseen(10); }), "given up"));
}

TEST_CASE("a server that is not there is a fault", "[mailer][imap]") {
  const auto url = std::make_unique<imap_server>()->url();
  CHECK(holds(fault_of_unseen(settings_for(url)), "127.0.0.1 cannot be used"));
}

TEST_CASE("by TLS a mailbox is read only from a server whose certificate is trusted",
          "[mailer][imap]") {
  const folder_of_certificates certificates, others;
  const std::string big(300'000, '\n');
  imap_server server({}, certificates.path);
  server.put(5, big);
  auto settings = settings_for(server.url("localhost"));
  settings.ca_file = certificates.path + "/ca.pem";
  {
    imap_mailbox mailbox(settings);
    CHECK(mailbox.unseen(10) == uids{5});
    CHECK((mailbox.fetch(5, plenty) == big));
    server.close_connections();
    mailbox.mark_seen(5);
    CHECK(server.is_seen(5));
  }
  const auto commands = server.commands().size();
  settings.ca_file = others.path + "/ca.pem";
  CHECK(holds(fault_of_unseen(settings), "is not trusted"));
  settings.ca_file = {};
  CHECK(holds(fault_of_unseen(settings), "is not trusted"));
  settings.ca_file = certificates.path + "/ca.pem";
  settings.url = server.url("127.0.0.1");  // not the name in it
  CHECK(holds(fault_of_unseen(settings), "is not trusted"));
  CHECK(server.commands().size() <= commands + 1);  // the LOGOUT of before
}
