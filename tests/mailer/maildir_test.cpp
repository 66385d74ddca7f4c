// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/maildir.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/mailer/fixture.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/database.hpp"

using namespace zusage::mailer;
using namespace zusage::tests;

namespace {

std::vector<std::string> files(const std::string& folder) {
  std::vector<std::string> found;
  for (const auto& one : std::filesystem::directory_iterator(folder)) found.push_back(one.path());
  return found;
}

}  // namespace

TEST_CASE("each message becomes a file in new/, byte for byte, and none stays in tmp/",
          "[mailer]") {
  const temporary_folder folder;
  maildir_transport transport(folder.path("a/mail"));
  const auto mail = some_mail(std::string(900, 'x') + "\r\n.\r\n");
  for (int i = 0; i < 3; ++i) {
    const auto result = transport.hand_over(mail);
    CHECK(result.what == outcome::sent);
    CHECK(result.at == phase::file);
  }
  const auto arrived = files(folder.path("a/mail/new"));
  REQUIRE(arrived.size() == 3);
  for (const auto& path : arrived) {
    std::ifstream file(path, std::ios::binary);
    CHECK(std::string(std::istreambuf_iterator<char>(file), {}) == mail.bytes);
  }
  CHECK(files(folder.path("a/mail/tmp")).empty());
  CHECK(std::filesystem::is_directory(folder.path("a/mail/cur")));
}

TEST_CASE("a Maildir that cannot be written defers and is a fault of the transport", "[mailer]") {
  const temporary_folder folder;
  std::ofstream(folder.path("in-the-way")) << "a file";
  maildir_transport transport(folder.path("in-the-way"));
  const auto result = transport.hand_over(some_mail());
  CHECK(result.what == outcome::deferred);
  CHECK(result.at == phase::file);
  CHECK(result.transport_failed);
  CHECK_FALSE(result.reply.empty());
}

TEST_CASE("a Maildir gets no message that SMTP would not get", "[mailer]") {
  const temporary_folder folder;
  maildir_transport transport(folder.path("mail"));
  CHECK(transport.hand_over(some_mail("a\nb\r\n")).what == outcome::refused);
  CHECK_FALSE(std::filesystem::exists(folder.path("mail")));
}
