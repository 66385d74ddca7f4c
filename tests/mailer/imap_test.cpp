// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/imap.hpp"

#include <algorithm>

#include "tests/mailer/imap_fixture.hpp"
#include "tests/support/catch.hpp"

using namespace zusage::mailer;
using namespace zusage::tests;
using namespace zusage::tests::imap;
using namespace std::chrono_literals;

TEST_CASE("unseen messages are found, read without being marked, and marked when told",
          "[mailer][imap]") {
  imap_server server;
  server.put(4, "Subject: a\r\n\r\nJa\r\n");
  server.put(7, "seen before", true);
  server.put(9, "Subject: b\r\n\r\nNein\r\n");
  imap_mailbox mailbox(settings_for(server));
  CHECK(mailbox.unseen(10) == uids{4, 9});
  CHECK(mailbox.unseen(1) == uids{4});
  CHECK(mailbox.fetch(4, plenty) == "Subject: a\r\n\r\nJa\r\n");
  CHECK_FALSE(server.is_seen(4));
  mailbox.mark_seen(4);
  CHECK(server.is_seen(4));
  CHECK_FALSE(server.is_seen(9));
  CHECK(mailbox.unseen(10) == uids{9});
  CHECK(server.connections() == 1);
}

TEST_CASE("whatever bytes a message has, they are read as they are and the next reply is right",
          "[mailer][imap]") {
  std::string all_bytes;
  for (int i = 0; i < 70'000; ++i) all_bytes += static_cast<char>(i % 256);
  std::string replies = "first\r\n)\r\n* 1 EXISTS\r\n* BYE\r\n* 5 FETCH (UID 5 BODY[] {3}\r\n";
  for (int tag = 0; tag < 40; ++tag) {
    replies += "A00" + std::to_string(tag) + " OK x\r\nZ" + std::to_string(tag) + " OK x\r\n";
  }
  imap_server server;
  server.put(6, "another");
  imap_mailbox mailbox(settings_for(server));
  for (const auto& bytes :
       {all_bytes, replies, std::string("a\0b\r\n\0", 6), std::string("{7}"),
        std::string("{7}\r\n"), std::string("\r\n"), std::string(")"), std::string("\n\n\r"),
        std::string(300'000, 'x'), std::string(300'000, '\n'), std::string("no end of line")}) {
    server.put(5, bytes);
    CHECK((mailbox.fetch(5, plenty) == bytes));  // not shown when it differs: it is long
    CHECK(mailbox.fetch(6, plenty) == "another");
  }
  CHECK(mailbox.unseen(10) == uids{5, 6});
  CHECK(server.connections() == 1);
}

TEST_CASE("no more of a message is asked for than is wanted", "[mailer][imap]") {
  imap_server server;
  server.put(5, "0123456789");
  imap_mailbox mailbox(settings_for(server));
  CHECK(mailbox.fetch(5, 4) == "0123");
  CHECK(mailbox.fetch(5, 10) == "0123456789");
  CHECK(mailbox.fetch(5, 11) == "0123456789");
  CHECK(mailbox.fetch(5, 0) == "");
  const auto commands = server.commands();
  CHECK(std::count(commands.begin(), commands.end(), "UID FETCH 5 BODY.PEEK[]<0.4>") == 1);
}

TEST_CASE("a little more than was asked for is left out", "[mailer][imap]") {
  imap_server server(at(
      "FETCH", {"* 1 FETCH (UID 5 BODY[] {6}\r\nabcdef)\r\n{tag} OK done\r\n", false, {}, false}));
  CHECK(imap_mailbox(settings_for(server)).fetch(5, 4) == "abcd");
}

TEST_CASE("the ways in which a server may word a message are all understood", "[mailer][imap]") {
  const auto [reply, body] = GENERATE(table<std::string, std::string>({
      {"* 1 FETCH (BODY[]<0> {2}\r\nab UID 5)\r\n", "ab"},
      {"* 1 fetch (uid 5 body[] {2}\r\nab)\r\n", "ab"},
      {R"(* 1 FETCH (UID 5 BODY[]<0> "a \"b\" \\ {3}"))"
       "\r\n",
       R"(a "b" \ {3})"},
      {"* 1 FETCH (UID 5 BODY[]<0> \"\")\r\n", ""},
      {"* 1 FETCH (UID 5 BODY[] {0}\r\n)\r\n", ""},
      {"* 1 FETCH (FLAGS (\\Recent (a \"b)\" {1}\r\nc)) UID 5 BODY[]<0> {2}\r\nab MODSEQ (9))\r\n",
       "ab"},
      {"* 1 FETCH (BODY[HEADER.FIELDS (A B)] {1}\r\nx UID 5 BODY[] {2}\r\nab)\r\n", "ab"},
      {"* 1 FETCH (UID 5 BODY[] {2}\r\nab)\r\n* 1 FETCH (UID 5 FLAGS (\\Seen))\r\n", "ab"},
      {"* 3 FETCH (FLAGS (\\Seen))\r\n* 7 EXISTS\r\n* 1 EXPUNGE\r\n"
       "* 2 FETCH (UID 6 BODY[] {2}\r\nxy)\r\n* OK free text {20}\r\n"
       "* 1 FETCH (UID 5 BODY[]<0> {2}\r\nab)\r\n* 2 FETCH (UID 6 BODY[] {2}\r\nxy)\r\n",
       "ab"},
  }));
  INFO(reply);
  imap_server server(at("FETCH", {reply + "{tag} OK done\r\n", false, {}, false}));
  imap_mailbox mailbox(settings_for(server));
  CHECK(mailbox.fetch(5, plenty) == body);
  CHECK(mailbox.unseen(10).empty());
}

TEST_CASE("what a server says unasked between its replies is passed over", "[mailer][imap]") {
  const auto* where = GENERATE("LOGIN", "SELECT", "SEARCH");
  imap_server server(at(where, {"{tag} OK done\r\n* CAPABILITY IMAP4rev1\r\n* OK now {1}\r\n"
                                "+ go on {2}\r\n\r\nno reply {3}\r\nZ\r\n* 3 EXISTS\r\n",
                                false,
                                {},
                                false}));
  server.put(5, "x");
  imap_mailbox mailbox(settings_for(server));
  CHECK(mailbox.unseen(10) == (std::string(where) == "SEARCH" ? uids{} : uids{5}));
  CHECK(mailbox.fetch(5, plenty) == "x");
  CHECK(server.connections() == 1);
}

TEST_CASE("an answer without the message is told from an empty message", "[mailer][imap]") {
  const std::string reply =
      GENERATE("", "* 1 FETCH (UID 5 BODY[]<0> NIL)\r\n", "* 1 FETCH (UID 5 BODY[] nil)\r\n",
               "* 1 FETCH (UID 5 FLAGS ())\r\n", "* 2 FETCH (UID 6 BODY[] {2}\r\nxy)\r\n");
  INFO(reply);
  imap_server server(at("FETCH", {reply + "{tag} OK done\r\n", false, {}, false}));
  server.put(5, "here");
  imap_mailbox mailbox(settings_for(server));
  CHECK_FALSE(mailbox.fetch(5, plenty).has_value());
  CHECK(mailbox.unseen(10) == uids{5});
  CHECK(server.connections() == 1);
}

TEST_CASE("unseen messages above a number are found", "[mailer][imap]") {
  imap_server server;
  for (const std::uint32_t uid : {3, 4, 7, 9}) server.put(uid, "x");
  imap_mailbox mailbox(settings_for(server));
  CHECK(mailbox.unseen(2, 0) == uids{3, 4});
  CHECK(mailbox.unseen(2, 4) == uids{7, 9});
  CHECK(mailbox.unseen(2, 7) == uids{9});
  CHECK(mailbox.unseen(2, 9).empty());
}

TEST_CASE("a message that is gone reads as nothing, and marking it is no fault", "[mailer][imap]") {
  imap_server server;
  server.put(5, "here");
  imap_mailbox mailbox(settings_for(server));
  REQUIRE(mailbox.unseen(10) == uids{5});
  server.remove(5);
  CHECK_FALSE(mailbox.fetch(5, plenty).has_value());
  CHECK(fault_of([&] { mailbox.mark_seen(5); }).empty());
}

TEST_CASE("search results are read from no line, one or several, and ascend", "[mailer][imap]") {
  const auto [reply, found] = GENERATE(table<std::string, uids>({
      {"", {}},
      {"* SEARCH\r\n", {}},
      {"* SEARCH \r\n", {}},
      {"* search 3\r\n", {3}},
      {"* SEARCH 9 4294967295 2\r\n* 5 EXISTS\r\n* SEARCH 4 2\r\n", {2, 4, 9, 4294967295}},
      {"* SEARCH 8 7 (MODSEQ 917162500)\r\n", {7, 8}},
  }));
  INFO(reply);
  imap_server server(at("SEARCH", {reply + "{tag} OK done\r\n", false, {}, false}));
  CHECK(imap_mailbox(settings_for(server)).unseen(10) == found);
}

TEST_CASE("of very many unseen messages the first are told", "[mailer][imap]") {
  imap_server server;
  for (std::uint32_t uid = 1'000'000; uid < 1'020'000; ++uid) server.put(uid, "x");
  CHECK(imap_mailbox(settings_for(server)).unseen(2) == uids{1'000'000, 1'000'001});
}

TEST_CASE("a url without a mailbox means INBOX", "[mailer][imap]") {
  imap_server server;
  server.put(3, "x");
  const auto* path = GENERATE("", "/");
  CHECK(imap_mailbox(settings_for(server.url("127.0.0.1", path))).unseen(10) == uids{3});
}

TEST_CASE("a connection that the server closed while it was idle is made anew without a word",
          "[mailer][imap]") {
  imap_server server;
  server.put(5, "x");
  imap_mailbox mailbox(settings_for(server));
  REQUIRE(mailbox.unseen(10) == uids{5});
  server.close_connections();
  CHECK(mailbox.fetch(5, plenty) == "x");
  server.close_connections();
  mailbox.mark_seen(5);
  CHECK(server.is_seen(5));
  CHECK(server.connections() == 3);
}

TEST_CASE("only imaps, or imap on this machine, can be used", "[mailer][imap]") {
  for (const auto* url :
       {"imaps://mail.example.org", "imaps://mail.example.org/INBOX",
        "imaps://mail.example.org:1993/INBOX/Antworten%20a%3Bb", "imaps://[2001:db8::1]/",
        "imap://127.0.0.1/INBOX", "imap://127.200.0.1:1143", "imap://[::1]", "imap://localhost/"}) {
    INFO(url);
    CHECK(check_settings(settings_for(url)).empty());
  }
  for (const auto* url : {"",
                          "mail.example.org",
                          "pop3s://mail.example.org",
                          "https://mail.example.org/INBOX",
                          "imap://mail.example.org/INBOX",
                          "imap://127.0.0.1.example.org",
                          "imap://127.example.org",
                          "imap://localhost.example.org",
                          "imap://192.0.2.1",
                          "imap://[2001:db8::1]",
                          "imaps://",
                          "imaps://anna:geheim@mail.example.org/",
                          "imaps://anna@mail.example.org/",
                          "imaps://mail.example.org/INBOX;UID=5",
                          "imaps://mail.example.org/INBOX?ALL",
                          "imaps://mail.example.org/INBOX#a",
                          "imaps://mail.example.org/a%0Ab",
                          "imaps://mail.example.org/a%00",
                          "imaps://mail.example.org/a\r\nb",
                          "imaps://mail.example.org/R%C3%BCckmeldungen",
                          "imaps://mail.example.org:0/",
                          "imaps://mail.example.org:70000/"}) {
    INFO(url);
    CHECK(check_settings(settings_for(url)).size() == 1);
    CHECK_FALSE(fault_of([&] { imap_mailbox mailbox(settings_for(url)); }).empty());
  }
}

TEST_CASE("what belongs to a mailbox beside its url is checked too", "[mailer][imap]") {
  const auto faults_with = [](auto change) {
    auto settings = settings_for("imaps://mail.example.org/INBOX");
    change(settings);
    return check_settings(settings).size();
  };
  CHECK(faults_with([](auto&) {}) == 0);
  CHECK(faults_with([](auto& s) { s.username.clear(); }) == 1);
  CHECK(faults_with([](auto& s) { s.username = "anna\r\nZ1 NOOP"; }) == 1);
  CHECK(faults_with([](auto& s) { s.password = std::string("a\0b", 3); }) == 1);
  CHECK(faults_with([](auto& s) { s.ca_file = "/does/not/exist"; }) == 1);
  CHECK(faults_with([](auto& s) { s.reply_timeout = 0s; }) == 1);
  CHECK(faults_with([](auto& s) { s.username.clear(), s.ca_file = "a\nb"; }) == 2);
}
