// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/web_call.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <cstring>

#include "mailer/web_address.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/web_receiver.hpp"

using namespace zusage;
using namespace std::chrono_literals;
using tests::web_receiver;

namespace {

bool is_public(const std::string& text) {
  sockaddr_in four{};
  four.sin_family = AF_INET;
  if (::inet_pton(AF_INET, text.c_str(), &four.sin_addr) == 1)
    return mailer::is_public_address(reinterpret_cast<const sockaddr&>(four));
  sockaddr_in6 six{};
  six.sin6_family = AF_INET6;
  REQUIRE(::inet_pton(AF_INET6, text.c_str(), &six.sin6_addr) == 1);
  return mailer::is_public_address(reinterpret_cast<const sockaddr&>(six));
}

mailer::web_answer call(const std::string& url, mailer::web_settings with = {},
                        std::function<bool()> give_up = {}) {
  mailer::web_caller caller(with, std::move(give_up));
  return caller.post_json(url, {{"webhook-id", "msg_1"}}, "{}");
}

const mailer::web_settings closed_network{true};

}  // namespace

TEST_CASE("only what is given out to the public internet is a public address",
          "[mailer][webhooks]") {
  for (const auto* one : {"0.0.0.0",
                          "10.1.2.3",
                          "100.64.0.1",
                          "100.127.255.255",
                          "127.0.0.1",
                          "127.9.9.9",
                          "169.254.169.254",
                          "172.16.0.1",
                          "172.31.255.255",
                          "192.0.0.8",
                          "192.0.2.1",
                          "192.88.99.1",
                          "192.168.1.1",
                          "198.18.0.1",
                          "198.19.255.255",
                          "198.51.100.1",
                          "203.0.113.1",
                          "224.0.0.1",
                          "239.1.1.1",
                          "240.0.0.1",
                          "255.255.255.255",
                          "::",
                          "::1",
                          "::ffff:127.0.0.1",
                          "::ffff:8.8.8.8",
                          "::127.0.0.1",
                          "64:ff9b::a00:1",
                          "64:ff9b:1::1",
                          "100::1",
                          "fc00::1",
                          "fd12:3456::1",
                          "fe80::1",
                          "fec0::1",
                          "ff02::1",
                          "2001::1",
                          "2001:1ff::1",
                          "2001:db8::1",
                          "2002:7f00:1::",
                          "3fff:fff::1",
                          "5f00::1"}) {
    INFO(one);
    CHECK_FALSE(is_public(one));
  }
  for (const auto* one :
       {"1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "172.15.0.1",
        "172.32.0.0", "192.0.1.1", "193.99.144.80", "198.17.255.255", "198.20.0.0", "223.255.0.1",
        "2001:200::1", "2a00:1450:4001::1", "2003::1", "2606:4700::1", "3fff:1000::1"}) {
    INFO(one);
    CHECK(is_public(one));
  }
}

TEST_CASE("an address to call is https and public, in whatever way it is written",
          "[mailer][webhooks]") {
  const auto fault = [](const std::string& url) {
    return mailer::fault_of_web_address(url, false);
  };
  CHECK(fault("https://crm.stadt.example.org/zusage?key=1") == "");
  CHECK(fault("https://crm.stadt.example.org:8443") == "");
  CHECK(fault("https://1.1.1.1/") == "");
  CHECK(fault("") == "required");
  CHECK(fault("https://example.org/" + std::string(500, 'a')) == "too_long");
  for (const auto* one :
       {"crm.stadt.example.org", "ftp://example.org/", "https://", "file:///etc/passwd",
        "https://a:b@example.org/", "https://example.org/#x", "https://exam ple.org/",
        "https://example.org/\r\nX: y", "https://b\xc3\xbcrger.example.org/",
        "gopher://example.org/"}) {
    INFO(one);
    CHECK(fault(one) == "web_address");
  }
  CHECK(fault("http://crm.stadt.example.org/") == "web_not_https");
  for (const auto* one :
       {"https://127.0.0.1/", "https://127.1/", "https://2130706433/", "https://0x7f000001/",
        "https://0177.0.0.1/", "https://[::1]/", "https://[::ffff:127.0.0.1]/",
        "https://[fe80::1%25eth0]/", "https://[fd00::1]:8443/", "https://10.0.0.1/",
        "https://169.254.169.254/latest/meta-data", "https://localhost/", "https://LOCALHOST./",
        "https://a.localhost/"}) {
    INFO(one);
    CHECK(fault(one) == "web_private");
    CHECK(mailer::fault_of_web_address(one, true) == "");
  }
  CHECK(mailer::host_of_web_address("https://crm.stadt.example.org/x?token=geheim") ==
        "crm.stadt.example.org");
}

TEST_CASE("no address that is not public is connected to, whatever stands for it",
          "[mailer][webhooks]") {
  const web_receiver there;
  for (const auto* host : {"127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433",
                           "0x7f000001", "127.1", "127.0.0.1.", "[::1]", "0.0.0.0"}) {
    const auto answer = call(there.url("https", host));
    INFO(host << " " << answer.problem);
    CHECK(answer.status == 0);
    // Where a name or family is not known to the machine there is no address to look at.
    CHECK((answer.problem == "address" || answer.problem == "name"));
  }
  CHECK(call(there.url("https")).problem == "address");
  CHECK(call(there.url("https", "localhost")).problem == "address");
  CHECK(there.connections() == 0);
}

TEST_CASE("nothing but https is spoken", "[mailer][webhooks]") {
  const web_receiver there;
  CHECK(call(there.url("http")).problem == "address");
  CHECK(call(there.url("ftp"), closed_network).problem == "address");
  CHECK(there.connections() == 0);
  CHECK(call(there.url("http"), closed_network).status == 204);
}

TEST_CASE("a call is a POST of JSON with its headers", "[mailer][webhooks]") {
  const web_receiver there;
  CHECK(call(there.url(), closed_network).status == 204);
  const auto calls = there.calls();
  REQUIRE(calls.size() == 1);
  CHECK(calls[0].target == "/zusage");
  CHECK(calls[0].body == "{}");
  CHECK(calls[0].headers.at("content-type") == "application/json");
  CHECK(calls[0].headers.at("webhook-id") == "msg_1");
  CHECK(calls[0].headers.count("expect") == 0);
}

TEST_CASE("a redirect is an answer like others and not followed", "[mailer][webhooks]") {
  const web_receiver other;
  const web_receiver there([&](const tests::received_call&, int) {
    return web_receiver::answer(307, "", "Location: " + other.url() + "\r\n");
  });
  CHECK(call(there.url(), closed_network).status == 307);
  CHECK(there.calls().size() == 1);
  CHECK(other.connections() == 0);
}

TEST_CASE("proxies of the environment are not used", "[mailer][webhooks]") {
  const web_receiver proxy, there;
  for (const auto* name : {"http_proxy", "all_proxy", "ALL_PROXY"})
    ::setenv(name, proxy.url().c_str(), 1);
  const auto answer = call(there.url(), closed_network);
  for (const auto* name : {"http_proxy", "all_proxy", "ALL_PROXY"}) ::unsetenv(name);
  CHECK(answer.status == 204);
  CHECK(proxy.connections() == 0);
}

TEST_CASE("of an answer that goes on and on only the beginning is read", "[mailer][webhooks]") {
  const web_receiver there([](const tests::received_call&, int) {
    return web_receiver::answer(200, std::string(1024 * 1024, 'x'));
  });
  const auto answer = call(there.url(), closed_network);
  CHECK(answer.status == 200);
  CHECK(answer.problem == "");
  CHECK(answer.body == std::string(mailer::most_answer_bytes, 'x'));
}

TEST_CASE("a receiver that says nothing is waited for until the time is over",
          "[mailer][webhooks]") {
  const web_receiver there([](const tests::received_call&, int) { return web_receiver::silence; });
  auto hasty = closed_network;
  hasty.whole_timeout = 60ms;
  CHECK(call(there.url(), hasty).problem == "timeout");
  CHECK(call(there.url(), closed_network, [] { return true; }).problem == "stopped");
}

TEST_CASE("a receiver that breaks off, and one that is not there, are told apart",
          "[mailer][webhooks]") {
  std::string gone;
  {
    const web_receiver there([](const tests::received_call&, int) { return std::string(); });
    gone = there.url();
    CHECK(call(gone, closed_network).problem == "lost");
  }
  CHECK(call(gone, closed_network).problem == "connect");
}

TEST_CASE("what does not speak TLS is not taken for https", "[mailer][webhooks]") {
  const web_receiver there(
      [](const tests::received_call&, int) { return web_receiver::answer(200); });
  auto hasty = closed_network;
  hasty.whole_timeout = 200ms;
  const auto answer = call(there.url("https"), hasty);
  CHECK(answer.status == 0);
  CHECK(there.calls().empty());
}
