// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/bounce_mark.hpp"

#include "base/timed_id.hpp"
#include "mailer/settings.hpp"
#include "tests/mailer/fixture.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using mailer::bounce_marks;

namespace {

key32 some_key(unsigned char byte) {
  key32 key;
  key.fill(byte);
  return key;
}

const bounce_marks marks("Bounces@Example.org", some_key(7));

std::string some_id() {
  return new_message_key(tests::mail_start) + "@example.org";
}

}  // namespace

TEST_CASE("the sender of the envelope names its message, and only we can make it", "[mailer]") {
  const auto id = some_id();
  const auto sender = marks.sender_of(id).value();
  CHECK(sender.rfind("bounces+", 0) == 0);
  CHECK(sender.substr(sender.find('@')) == "@example.org");
  CHECK(sender.find('@') <= 64);  // RFC 5321 4.5.3.1.1
  CHECK(marks.message_key(sender) == id.substr(0, id.find('@')));
  CHECK_FALSE(bounce_marks("bounces@example.org", some_key(8)).message_key(sender));
}

TEST_CASE("a mark survives servers that change the case", "[mailer]") {
  auto sender = marks.sender_of(some_id()).value();
  const auto key = marks.message_key(sender);
  for (auto& c : sender) c = char(std::toupper(c));
  CHECK(marks.message_key(sender) == key);
}

TEST_CASE("no other address is a mark, wherever it differs", "[mailer]") {
  const auto sender = marks.sender_of(some_id()).value();
  for (std::size_t i = 0; i < sender.size(); ++i) {
    auto other = sender;
    other[i] = other[i] == '0' ? '1' : '0';
    INFO(other);
    CHECK_FALSE(marks.message_key(other));
  }
  CHECK_FALSE(marks.message_key(""));
  CHECK_FALSE(marks.message_key("bounces@example.org"));
  CHECK_FALSE(marks.message_key(sender + "x"));
}

TEST_CASE("without an address for what comes back there are no marks", "[mailer]") {
  const bounce_marks none;
  CHECK_FALSE(none.any());
  CHECK_FALSE(none.sender_of(some_id()));
  CHECK_FALSE(none.message_key("bounces+x@example.org"));
  CHECK_FALSE(bounce_marks("", some_key(7)).any());
}

TEST_CASE("an address for what comes back has room for the mark", "[mailer]") {
  auto settings = tests::plain_settings("maildir:/tmp/none");
  CHECK(mailer::check_settings(settings).empty());
  settings.bounce_address = "bounces@example.org";
  CHECK(mailer::check_settings(settings).empty());
  for (const auto* wrong : {"bounces", "a+b@example.org", "a-very-long-local-part-@example.org"}) {
    settings.bounce_address = wrong;
    INFO(wrong);
    REQUIRE(mailer::check_settings(settings).size() == 1);
    CHECK(mailer::check_settings(settings).front().rfind("mail.bounce_address: ", 0) == 0);
  }
}
