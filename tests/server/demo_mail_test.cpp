// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <filesystem>
#include <fstream>

#include "mailer/read_mail.hpp"
#include "tests/server/visitor.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using tests::body_of;

namespace {

constexpr const char* mail =
    "From: =?utf-8?q?B=C3=BCro?= <info@example.org>\r\n"
    "To: Ada <ada@example.net>\r\n"
    "Subject: =?utf-8?q?Best=C3=A4tigung?=\r\n"
    "Date: Thu, 10 Jan 2030 10:00:00 +0000\r\n"
    "MIME-Version: 1.0\r\n"
    "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    "Hallo <Ada>,\r\nhttps://events.example.org/r/abc?x=1&y=2 ist Ihr Link.\r\n"
    "--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Hallo</p>\r\n"
    "--b\r\nContent-Type: text/calendar; name=termin.ics\r\n"
    "Content-Disposition: attachment; filename=termin.ics\r\n\r\nBEGIN:VCALENDAR\r\n"
    "--b--\r\n";

struct mailbox : tests::visitor {
  tests::temporary_folder folder;

  mailbox() {
    std::filesystem::create_directories(folder.path("new"));
    std::ofstream(folder.path("new/1.mail"), std::ios::binary) << mail;
    with.config().demo = true;
    with.config().mail.transport = "maildir:" + folder.path();
  }

  server::response list() {
    return with.run(&server::show_demo_mails, with.request("GET", "/demo/mail"));
  }
  server::response one(const std::string& id) {
    return with.run(&server::show_demo_mail, with.request("GET", "/demo/mail/" + id, {{"id", id}}));
  }
};

}  // namespace

TEST_CASE("a mail is read with decoded headers, text and attachments", "[mailer]") {
  mailbox box;
  const auto view = mailer::read_mail(box.folder.path("new/1.mail"));
  REQUIRE(view);
  CHECK(view->subject == "Bestätigung");
  CHECK(view->to.find("ada@example.net") != std::string::npos);
  CHECK(view->text.rfind("Hallo <Ada>", 0) == 0);
  CHECK(view->attachments == std::vector<std::string>{"termin.ics"});
  CHECK(to_iso(view->date.value()) == "2030-01-10T10:00:00Z");
  CHECK_FALSE(mailer::read_mail(box.folder.path("new/none")));
}

TEST_CASE("the demonstration shows its mails with links that can be followed", "[server]") {
  mailbox box;
  CHECK(body_of(box.list()).find("Bestätigung") != std::string::npos);
  const auto body = body_of(box.one("1.mail"));
  CHECK(body.find("Hallo &lt;Ada&gt;") != std::string::npos);
  CHECK(body.find("<a href=\"https://events.example.org/r/abc?x=1&amp;y=2\">") !=
        std::string::npos);
}

TEST_CASE("outside of the demonstration nobody reads mails", "[server]") {
  mailbox box;
  box.with.config().demo = false;
  CHECK(box.list().status == 404);
  CHECK(box.one("1.mail").status == 404);
}

TEST_CASE("the name of a mail cannot lead out of the Maildir", "[server]") {
  mailbox box;
  std::ofstream(box.folder.path("secret"), std::ios::binary) << mail;
  for (const auto* id : {"../secret", "..", "secret", "", "2.mail"}) {
    CHECK(box.one(id).status == 404);
  }
}
