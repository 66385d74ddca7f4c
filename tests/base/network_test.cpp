// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/network.hpp"

#include "tests/support/catch.hpp"

using zusage::network_of;
using zusage::plain_address;

TEST_CASE("limits count the /64 of an IPv6 address", "[base]") {
  CHECK(network_of("2001:db8:1:2::1") == "2001:db8:1:2::/64");
  CHECK(network_of("2001:db8:1:2:ffff:ffff:ffff:ffff") == "2001:db8:1:2::/64");
  CHECK(network_of("2001:0DB8:1:2::1") == "2001:db8:1:2::/64");
  CHECK(network_of("2001:db8:1:3::1") == "2001:db8:1:3::/64");
  CHECK(network_of("fe80::1%eth0") == network_of("fe80::2"));
  CHECK(network_of("::1") == "::/64");
}

TEST_CASE("an IPv4 address counts as itself, however it is written", "[base]") {
  CHECK(network_of("192.0.2.1") == "192.0.2.1");
  CHECK(network_of("::ffff:192.0.2.1") == "192.0.2.1");
  CHECK(network_of("::FFFF:c000:0201") == "192.0.2.1");
  CHECK(network_of("::ffff:192.0.2.2") == "192.0.2.2");
  CHECK(network_of("192.0.2.1") != network_of("192.0.2.2"));
}

TEST_CASE("what is no address stands for itself", "[base]") {
  for (const auto* text : {"", "nonsense", "2001:db8::g", "1.2.3", "::ffff:999.0.0.1"}) {
    CHECK(network_of(text) == text);
    CHECK(plain_address(text) == text);
  }
}

TEST_CASE("only an IPv4 address in IPv6 is written plainer", "[base]") {
  CHECK(plain_address("::ffff:192.0.2.1") == "192.0.2.1");
  CHECK(plain_address("192.0.2.1") == "192.0.2.1");
  CHECK(plain_address("2001:db8::1") == "2001:db8::1");
  CHECK(plain_address("::1") == "::1");
}
