// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/http/shared.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

// Sends bytes as they are; the status of the answer, 0 when there was none.
int status_of(const std::string& bytes) {
  tcp_client client(shared_installation().port());
  client.send(bytes);
  return client.receive().status;
}

std::string host() {
  return "Host: localhost:" + std::to_string(shared_installation().port()) + "\r\n";
}

}  // namespace

TEST_CASE("framing that a proxy may read differently is refused", "[http]") {
  const std::string get = "GET / HTTP/1.1\r\n", post = "POST /e/kick-off/register HTTP/1.1\r\n";
  CHECK(status_of(get + host() + "\r\n") == 200);
  CHECK(status_of(get + "\r\n") == 400);
  CHECK(status_of(get + host() + host() + "\r\n") == 400);
  for (const auto* encoding : {"identity", "xchunked", "chunked, chunked", "gzip, chunked",
                               "chunked\r\nTransfer-Encoding: chunked"}) {
    INFO(encoding);
    CHECK(status_of(post + host() + "Transfer-Encoding: " + encoding + "\r\n\r\n0\r\n\r\n") == 400);
  }
  CHECK(status_of(post + host() +
                  "Transfer-Encoding: gzip\r\nContent-Length: 5\r\n\r\n0\r\n\r\n") == 400);
  CHECK(status_of(post + host() +
                  "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n") == 400);
  CHECK(status_of(post + host() + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef") == 400);
  CHECK(status_of(post + host() + "Content-Length: -1\r\n\r\n") == 400);
  CHECK(status_of("POST /e/kick-off/register HTTP/1.0\r\n" + host() +
                  "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n") == 400);
  CHECK(status_of("GET / HTTP/1.1\r\n" + host() + " folded: x\r\n\r\n") == 400);
  CHECK(status_of("GET  / HTTP/1.1\r\n" + host() + "\r\n") == 400);
  CHECK(status_of("nonsense\r\n\r\n") == 400);
}

TEST_CASE("a chunked form is read, and its trailers are not taken for headers", "[http]") {
  tcp_client client(shared_installation().port());
  client.send(
      "POST /e/kick-off/register HTTP/1.1\r\n" + host() +
      "Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n"
      "c\r\ngiven_name=A\r\n0\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n");
  const auto answer = client.receive();
  CHECK(answer.status == 422);
  CHECK(answer.body.find("value=\"A\"") != std::string::npos);
}

TEST_CASE("several requests on one connection are answered in order", "[http]") {
  tcp_client client(shared_installation().port());
  client.send("GET /healthz HTTP/1.1\r\n" + host() + "\r\nGET /e/kick-off HTTP/1.1\r\n" + host() +
              "\r\nHEAD /e/kick-off HTTP/1.1\r\n" + host() + "\r\nGET /nowhere HTTP/1.1\r\n" +
              host() + "\r\n");
  CHECK(client.receive().body == "ok\n");
  const auto page = client.receive();
  CHECK(page.status == 200);
  const auto head = client.receive(true);
  CHECK(head.status == 200);
  CHECK(head.header("content-length") == std::to_string(page.body.size()));
  CHECK(client.receive().status == 404);
}

TEST_CASE("a host that is not ours gets 400, except for probes", "[http]") {
  CHECK(status_of("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n") == 400);
  CHECK(status_of("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n") == 400);
  CHECK(status_of("GET / HTTP/1.1\r\nHost:\r\n\r\n") == 400);
  CHECK(status_of("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n") == 200);
}

TEST_CASE("targets that lead elsewhere or are broken are refused", "[http]") {
  for (const auto* target :
       {"//evil.example/", "/e/../admin", "/e/%2e%2e/admin", "/e/%00", "/e/%zz", "/e/%2Fx",
        "/e/a%0d%0ab", "http://evil.example/", "*", "/e//kick-off", "/e/%ff"}) {
    INFO(target);
    const auto status = status_of("GET " + std::string(target) + " HTTP/1.1\r\n" + host() + "\r\n");
    CHECK((status == 400 || status == 404));
  }
}

TEST_CASE("limits hold: header, body, and the time for a whole request", "[http]") {
  CHECK(status_of("GET / HTTP/1.1\r\n" + host() + "X: " + std::string(20'000, 'x') + "\r\n\r\n") ==
        431);
  const std::string head = "POST /e/kick-off/register HTTP/1.1\r\n" + host() +
                           "Content-Type: application/x-www-form-urlencoded\r\n";
  CHECK(status_of(head + "Content-Length: 70000\r\n\r\n") == 413);
  CHECK(status_of(head + "Content-Length: 18446744073709551615\r\n\r\n") == 413);
  std::string chunks;
  for (int i = 0; i < 20; ++i) chunks += "1000\r\n" + std::string(0x1000, 'a') + "\r\n";
  CHECK(status_of(head + "Transfer-Encoding: chunked\r\n\r\n" + chunks + "0\r\n\r\n") == 413);
}

TEST_CASE("a line without end in a chunked body takes no memory", "[http]") {
  const std::string head =
      "POST /e/kick-off/register HTTP/1.1\r\n" + host() + "Transfer-Encoding: chunked\r\n\r\n";
  CHECK(status_of(head + "5;" + std::string(300'000, 'a')) == 413);
  CHECK(status_of(head + "0\r\nX: " + std::string(300'000, 'a')) == 413);
  CHECK(status_of("POST /e/kick-off/register HTTP/1.1\r\n" + host() +
                  "Content-Length: 5,5\r\n\r\nabcde") == 400);
}

TEST_CASE("a slow sender is told so after the time for a request, and an idle connection is closed",
          "[http]") {
  installation impatient("[limits]\nrequest_seconds = 1\nidle_seconds = 2\n");
  impatient.start();
  tcp_client slow(impatient.port());
  slow.send("GET / HTTP/1.1\r\nHost: x");
  CHECK(slow.receive().status == 408);
  tcp_client idle(impatient.port());
  CHECK(idle.closes_within(20'000));
}

TEST_CASE("more connections from one address than it may have are turned away", "[http]") {
  installation narrow("[limits]\nconnections_per_address = 3\n");
  narrow.start();
  std::vector<std::unique_ptr<tcp_client>> open;
  for (int attempts = 0; open.size() < 3 && attempts < 1000; ++attempts) {
    // The connection that asked whether it is up may still be counted for a moment.
    auto one = std::make_unique<tcp_client>(narrow.port());
    one->send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
    if (one->receive().status == 200) open.push_back(std::move(one));
  }
  REQUIRE(open.size() == 3);
  tcp_client fourth(narrow.port());
  CHECK(fourth.receive().status == 503);
}

TEST_CASE("methods that a page does not have get 405 with those that it has", "[http]") {
  tcp_client client(shared_installation().port());
  client.send("DELETE /e/kick-off/register HTTP/1.1\r\n" + host() + "\r\n");
  const auto answer = client.receive();
  CHECK(answer.status == 405);
  CHECK(answer.header("allow") == "GET, HEAD, POST");
}

TEST_CASE("every answer has the security headers", "[http]") {
  auto browser = shared_installation().browser();
  for (const auto* target :
       {"/", "/e/kick-off", "/nowhere", "/healthz", "/api/v1/events", "/e/kick-off/register"}) {
    INFO(target);
    const auto answer = browser.get(target);
    CHECK(answer.header("content-security-policy").find("unsafe-inline") == std::string::npos);
    CHECK(answer.header("content-security-policy").find("frame-ancestors 'none'") !=
          std::string::npos);
    CHECK(answer.header("x-content-type-options") == "nosniff");
    CHECK(answer.header("referrer-policy") == "same-origin");
    CHECK(answer.header("strict-transport-security").empty());  // the base URL is http here
    CHECK_FALSE(answer.header("cache-control").empty());
  }
}
