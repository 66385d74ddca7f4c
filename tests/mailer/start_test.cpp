// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <filesystem>
#include <iterator>
#include <stdexcept>

#include "mailer/maildir.hpp"
#include "tests/mailer/fixture.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/database.hpp"

using namespace zusage;
using namespace zusage::mailer;
using namespace zusage::tests;

namespace {

outgoing mail_with(start_check check) {
  auto mail = some_mail();
  mail.start = std::move(check);
  return mail;
}

std::size_t files_in(const std::string& folder) {
  const std::filesystem::directory_iterator files(folder);
  return std::size_t(std::distance(begin(files), end(files)));
}

}  // namespace

TEST_CASE("the question whether a message may start is asked after the server's 354, once",
          "[mailer]") {
  smtp_server server;
  smtp_transport transport(plain_settings(server.url()), {});
  int asked = 0;
  bool was_ready = false;
  const auto result = transport.hand_over(mail_with([&](const auto& begin) {
    ++asked;
    const auto said = server.commands();
    was_ready = !said.empty() && said.back() == "DATA";
    begin();
    return true;
  }));
  CHECK(result.what == outcome::sent);
  CHECK(asked == 1);
  CHECK(was_ready);
  CHECK(server.mails().at(0).bytes.find("Guten Tag") != std::string::npos);
}

TEST_CASE("a message that may not start leaves nothing of its content, and the next is sent",
          "[mailer]") {
  smtp_server server;
  smtp_transport transport(plain_settings(server.url()), {});
  const auto result = transport.hand_over(mail_with([](const auto&) { return false; }));
  CHECK(result.what == outcome::withheld);
  CHECK(result.at == phase::data);
  CHECK_FALSE(result.transport_failed);
  CHECK(transport.hand_over(some_mail()).what == outcome::sent);
  const auto mails = server.mails();
  REQUIRE_FALSE(mails.empty());
  std::size_t complete = 0;
  for (const auto& one : mails) {
    complete += one.complete;
    if (!one.complete) CHECK(one.bytes.empty());
  }
  CHECK(complete == 1);
  CHECK(server.connections() == 2);
}

TEST_CASE("a question that cannot be answered ends the attempt and not the program", "[mailer]") {
  smtp_server server;
  smtp_transport transport(plain_settings(server.url()), {});
  CHECK_THROWS_AS(transport.hand_over(mail_with(
                      [](const auto&) -> bool { throw std::runtime_error("no database"); })),
                  std::runtime_error);
  CHECK(transport.hand_over(some_mail()).what == outcome::sent);
}

TEST_CASE("in a Maildir a message that may not start is nowhere", "[mailer]") {
  const temporary_folder folder;
  maildir_transport transport(folder.path("mail"));
  CHECK(transport.hand_over(mail_with([](const auto&) { return false; })).what ==
        outcome::withheld);
  CHECK(files_in(folder.path("mail/new")) == 0);
  CHECK(files_in(folder.path("mail/tmp")) == 0);
  CHECK(transport
            .hand_over(mail_with([&](const auto& begin) {
              CHECK(files_in(folder.path("mail/new")) == 0);
              begin();
              CHECK(files_in(folder.path("mail/new")) == 1);
              return true;
            }))
            .what == outcome::sent);
}
