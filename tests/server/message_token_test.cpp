// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/message_token.hpp"

#include "server/admin_messages.hpp"

#include <limits>
#include <set>

#include "tests/support/catch.hpp"

using namespace zusage;
using namespace zusage::server;

namespace {

key32 filled(unsigned char with) {
  key32 key_of_all{};
  key_of_all.fill(with);
  return key_of_all;
}
const auto key_of_all = filled(3);

}  // namespace

TEST_CASE("a token names its message, the same every time", "[server][messages]") {
  std::set<std::string> all;
  for (const std::int64_t id : {std::int64_t(1), std::int64_t(2), std::int64_t(256),
                                std::numeric_limits<std::int64_t>::max()}) {
    const auto token = message_token(key_of_all, id);
    CHECK(token.size() == 22);
    CHECK(token == message_token(key_of_all, id));
    CHECK(read_message_token(key_of_all, token) == id);
    all.insert(token.substr(0, 8));
    all.insert(token.substr(14));
  }
  CHECK(all.size() == 8);  // neighbours have nothing in common
}

TEST_CASE("a token that was altered, or made with another key, names nothing",
          "[server][messages]") {
  const auto token = message_token(key_of_all, 17);
  for (std::size_t i = 0; i < token.size(); ++i) {
    auto altered = token;
    altered[i] = altered[i] == 'A' ? 'B' : 'A';
    INFO(i);
    CHECK_FALSE(read_message_token(key_of_all, altered));
  }
  CHECK_FALSE(read_message_token(filled(4), token));
  for (const auto* other : {"", "17", "a.b@example.org", "======================"})
    CHECK_FALSE(read_message_token(key_of_all, other));
  CHECK_FALSE(read_message_token(key_of_all, token + "A"));
}

TEST_CASE("a Message-ID that a server repeats is not shown, the rest is", "[server][messages]") {
  const auto shown = [](const char* text) {
    return server::without_message_ids(text, "events.example.org");
  };
  CHECK(shown("250 2.6.0 <k7f3@events.example.org> [InternalId=5] Queued") ==
        "250 2.6.0 <…@events.example.org> [InternalId=5] Queued");
  CHECK(shown("k7f3@events.example.org k8@events.example.org") ==
        "…@events.example.org …@events.example.org");
  CHECK(shown("250 <ada@example.org> ok") == "250 <ada@example.org> ok");
}
