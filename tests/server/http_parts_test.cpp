// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <boost/beast/http/fields.hpp>
#include <boost/beast/http/message.hpp>

#include "server/configuration.hpp"
#include "server/connection.hpp"
#include "server/framing.hpp"
#include "server/rate_limit.hpp"
#include "server/read_request.hpp"
#include "server/response_head.hpp"
#include "server/router.hpp"
#include "server/target.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace zusage::server;

TEST_CASE("the client's address is the last one that no proxy of ours is", "[server]") {
  const std::vector<std::string> trusted = {"127.0.0.1", "10.0.0.1"};
  CHECK(client_address("192.0.2.1", "203.0.113.9", trusted) == "192.0.2.1");
  CHECK(client_address("127.0.0.1", "203.0.113.9", trusted) == "203.0.113.9");
  CHECK(client_address("127.0.0.1", "1.2.3.4, 203.0.113.9, 10.0.0.1", trusted) == "203.0.113.9");
  CHECK(client_address("127.0.0.1", "", trusted) == "127.0.0.1");
  CHECK(client_address("127.0.0.1", "nonsense", trusted) == "127.0.0.1");
  CHECK(client_address("127.0.0.1", "1.2.3.4, <script>", trusted) == "127.0.0.1");
}

TEST_CASE("a socket for both protocols does not hide who the proxy is", "[server]") {
  const std::vector<std::string> trusted = {"127.0.0.1"};
  CHECK(client_address("::ffff:127.0.0.1", "203.0.113.9", trusted) == "203.0.113.9");
  CHECK(client_address("127.0.0.1", "::ffff:203.0.113.9", trusted) == "203.0.113.9");
  CHECK(client_address("::ffff:203.0.113.9", "1.2.3.4", trusted) == "203.0.113.9");
}

TEST_CASE("connections are counted by network", "[server]") {
  connection_count count(10, 2);
  CHECK(count.enter("2001:db8:1:2::1"));
  CHECK(count.enter("2001:db8:1:2::2"));
  CHECK_FALSE(count.enter("2001:db8:1:2:ffff::3"));
  CHECK(count.enter("2001:db8:1:3::1"));
  count.leave("2001:db8:1:2::2");
  CHECK(count.enter("2001:db8:1:2:ffff::3"));
  CHECK(count.enter("::ffff:192.0.2.1"));
  CHECK(count.enter("192.0.2.1"));
  CHECK_FALSE(count.enter("192.0.2.1"));
}

TEST_CASE("this site's host is named with its own port or the scheme's", "[server]") {
  CHECK(is_own_host("localhost:8080", "localhost:8080"));
  CHECK(is_own_host("LOCALHOST:8080", "localhost:8080"));
  CHECK(is_own_host("zusage.example:443", "zusage.example"));
  CHECK(is_own_host("zusage.example", "zusage.example:443"));
  CHECK(is_own_host("[::1]:80", "[::1]"));
  for (const auto* other : {"localhost:8080:80", "localhost:8080:443", "localhost", "localhost:80",
                            "localhost:8081", ""}) {
    INFO(other);
    CHECK_FALSE(is_own_host(other, "localhost:8080"));
  }
  CHECK_FALSE(is_own_host("[::1]:8080:80", "[::1]:8080"));
}

TEST_CASE("If-None-Match in several lines is one list", "[server]") {
  boost::beast::http::request_header<> header;
  header.method(boost::beast::http::verb::get);
  header.target("/");
  header.insert("If-None-Match", "\"a\"");
  header.insert("If-None-Match", "\"b\"");
  request read;
  REQUIRE(take_header(header, {}, "127.0.0.1", read));
  CHECK(read.if_none_match == "\"a\",\"b\"");
}

TEST_CASE("a second X-Forwarded-For line counts after the first", "[server]") {
  boost::beast::http::request_header<> header;
  header.method(boost::beast::http::verb::get);
  header.target("/");
  header.insert("X-Forwarded-For", "1.2.3.4");      // what the client claims
  header.insert("X-Forwarded-For", "203.0.113.9");  // what the proxy adds
  configuration config;
  config.trusted_proxies = {"127.0.0.1"};
  request read;
  REQUIRE(take_header(header, config, "127.0.0.1", read));
  CHECK(read.remote_address == "203.0.113.9");
}

namespace {

bool is_cross_site(const std::string& base_url,
                   const std::vector<std::pair<std::string, std::string>>& headers) {
  boost::beast::http::request_header<> header;
  header.method(boost::beast::http::verb::post);
  header.target("/admin/sign-in");
  for (const auto& [name, value] : headers) header.insert(name, value);
  configuration config;
  config.base_url = base_url;
  request read;
  REQUIRE(take_header(header, config, "127.0.0.1", read));
  return read.cross_site;
}

}  // namespace

TEST_CASE("a form of another site is known by what the browser says", "[server]") {
  const std::string own = "https://zusage.example";
  CHECK(is_cross_site(own, {{"Sec-Fetch-Site", "cross-site"}}));
  CHECK(is_cross_site(own, {{"Sec-Fetch-Site", "same-site"}}));  // a neighbour of the same domain
  CHECK_FALSE(is_cross_site(own, {{"Sec-Fetch-Site", "same-origin"}}));
  CHECK_FALSE(is_cross_site(own, {{"Sec-Fetch-Site", "none"}}));
  // Where both stand, a page cannot have written the first.
  CHECK_FALSE(is_cross_site(own, {{"Sec-Fetch-Site", "same-origin"}, {"Origin", "null"}}));
  CHECK(is_cross_site(own, {{"Sec-Fetch-Site", "cross-site"}, {"Origin", own}}));
}

TEST_CASE("a browser that says nothing of the site is asked for the origin", "[server]") {
  const std::string own = "https://zusage.example";
  CHECK_FALSE(is_cross_site(own, {}));
  CHECK_FALSE(is_cross_site(own, {{"Origin", own}}));
  for (const auto* other :
       {"null", "", "https://evil.example", "http://zusage.example", "https://zusage.example:8443",
        "https://zusage.example.evil.example", "https://sub.zusage.example"}) {
    INFO(other);
    CHECK(is_cross_site(own, {{"Origin", other}}));
  }
  CHECK(is_cross_site(own, {{"Origin", own}, {"Origin", "https://evil.example"}}));
}

TEST_CASE("the own origin is written as browsers write it", "[server]") {
  CHECK_FALSE(is_cross_site("https://Zusage.example:443", {{"Origin", "https://zusage.example"}}));
  CHECK_FALSE(is_cross_site("http://zusage.example:80", {{"Origin", "http://zusage.example"}}));
  CHECK_FALSE(
      is_cross_site("http://zusage.example:443", {{"Origin", "http://zusage.example:443"}}));
  CHECK_FALSE(is_cross_site("http://localhost:8080", {{"Origin", "http://localhost:8080"}}));
}

TEST_CASE("strict transport security is promised exactly where the site is https", "[server]") {
  configuration config;
  CHECK(common_headers(config).find("Strict-Transport-Security") == std::string::npos);
  config.base_url = "https://zusage.example";
  CHECK(common_headers(config).find("Strict-Transport-Security: max-age=31536000") !=
        std::string::npos);
}

TEST_CASE("a header with a line break is never sent", "[server]") {
  response made;
  made.with("Location", "/a\r\nSet-Cookie: x");
  CHECK_THROWS_AS(make_head(made, "", {}), std::logic_error);
  CHECK_THROWS_AS(see_other("//evil.example"), std::logic_error);
  CHECK_THROWS_AS(see_other("https://evil.example"), std::logic_error);
}

TEST_CASE("a path stands in a link so that it stays on this site", "[server]") {
  CHECK(encode_path("/e/kick-off") == "/e/kick-off");
  CHECK(encode_path("/") == "/");
  CHECK(encode_path("/a/") == "/a/");
  CHECK(encode_path("/\\evil.example/") == "/%5Cevil.example/");
  CHECK(encode_path("/a?b#c\"ä") == "/a%3Fb%23c%22%C3%A4");
}

TEST_CASE("a form is decoded as browsers send it", "[server]") {
  const auto form = parse_form("a=1+2&b=%C3%A4&a=3&empty=&=x&flag");
  REQUIRE(form);
  CHECK(form->get("a") == "1 2");
  CHECK(form->values("a") == std::vector<std::string>{"1 2", "3"});
  CHECK(form->get("b") == "ä");
  CHECK(form->has("flag"));
  CHECK_FALSE(parse_form("a=%"));
  CHECK_FALSE(parse_form("a=%4"));
  CHECK_FALSE(parse_form("a=%zz"));
  CHECK_FALSE(parse_form("a=1&b=2&c=3", 2));
}

TEST_CASE("a cookie is found by its whole name", "[server]") {
  CHECK(find_cookie("a=1; zusage=2; b=3", "zusage") == "2");
  CHECK(find_cookie("xzusage=1", "zusage").empty());
  CHECK(find_cookie("", "zusage").empty());
}

TEST_CASE("after as many as allowed one waits, and time gives back", "[server]") {
  rate_limit limit(60);
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 60; ++i) CHECK(limit.take("a", start) == 0);
  CHECK(limit.take("a", start) == 1);
  CHECK(limit.take("b", start) == 0);
  CHECK(limit.take("a", start + std::chrono::seconds(1)) == 0);
  CHECK(limit.take("a", start + std::chrono::seconds(1)) > 0);
}

TEST_CASE("a literal segment wins over a captured one", "[server]") {
  const read_handler none = nullptr;
  const route routes[] = {{"GET", "/e/{slug}", anyone, none},
                          {"GET", "/e/new", anyone, none},
                          {"POST", "/e/new", anyone, none}};
  const router of(routes);
  CHECK(of.find("GET", "/e/new").found == &routes[1]);
  const auto captured = of.find("HEAD", "/e/other");
  CHECK(captured.found == &routes[0]);
  CHECK(captured.captured.at("slug") == "other");
  const auto wrong = of.find("DELETE", "/e/new");
  CHECK(wrong.found == nullptr);
  CHECK(wrong.allow == "GET, HEAD, POST");
  CHECK(of.find("GET", "/nowhere").allow.empty());
  CHECK(of.find("GET", "/e/").found == nullptr);
}
