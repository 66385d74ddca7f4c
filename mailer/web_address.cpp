// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/web_address.hpp"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>

#include "base/text.hpp"

namespace zusage::mailer {
namespace {

struct network {
  std::uint32_t begins;
  int bits;
};

constexpr std::uint32_t v4(unsigned a, unsigned b, unsigned c) {
  return a << 24U | b << 16U | c << 8U;
}

// The registry of RFC 6890 and what came to it since.
constexpr network not_public[] = {
    {v4(0, 0, 0), 8},      {v4(10, 0, 0), 8},     {v4(100, 64, 0), 10}, {v4(127, 0, 0), 8},
    {v4(169, 254, 0), 16}, {v4(172, 16, 0), 12},  {v4(192, 0, 0), 24},  {v4(192, 0, 2), 24},
    {v4(192, 88, 99), 24}, {v4(192, 168, 0), 16}, {v4(198, 18, 0), 15}, {v4(198, 51, 100), 24},
    {v4(203, 0, 113), 24}, {v4(224, 0, 0), 4},    {v4(240, 0, 0), 4}};

bool is_public_v4(std::uint32_t address) {
  return std::none_of(std::begin(not_public), std::end(not_public), [&](const network& one) {
    const auto mask = ~std::uint32_t{0} << unsigned(32 - one.bits);
    return (address & mask) == one.begins;
  });
}

// Of 2000::/3, which alone is given out, without 2001::/23 (Teredo and others of the IETF),
// 2001:db8::/32 and 3fff::/20 (documentation) and 2002::/16 (6to4).
bool is_public_v6(const unsigned char* b) {
  if ((b[0] & 0xe0U) != 0x20U) return false;
  if (b[0] == 0x20 && b[1] == 0x01) {
    if (b[2] < 0x02) return false;
    if (b[2] == 0x0d && b[3] == 0xb8) return false;
  }
  if (b[0] == 0x20 && b[1] == 0x02) return false;
  return !(b[0] == 0x3f && b[1] == 0xff && b[2] < 0x10);
}

using parsed_url = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;

parsed_url parse(const std::string& url) {
  parsed_url made(curl_url(), curl_url_cleanup);
  if (made &&
      curl_url_set(made.get(), CURLUPART_URL, url.c_str(), CURLU_DISALLOW_USER) != CURLUE_OK)
    made.reset();
  return made;
}

std::string part(const parsed_url& of, CURLUPart which) {
  char* text = nullptr;
  if (!of || curl_url_get(of.get(), which, &text, 0) != CURLUE_OK) return {};
  std::string copy(text);
  curl_free(text);
  return copy;
}

// libcurl has turned 2130706433, 0x7f.1 and the like into four numbers.
bool is_private_host(std::string host) {
  if (host.starts_with('[')) host = host.substr(1, host.find_first_of("%]") - 1);
  sockaddr_in four{};
  four.sin_family = AF_INET;
  if (::inet_pton(AF_INET, host.c_str(), &four.sin_addr) == 1)
    return !is_public_address(reinterpret_cast<const sockaddr&>(four));
  sockaddr_in6 six{};
  six.sin6_family = AF_INET6;
  if (::inet_pton(AF_INET6, host.c_str(), &six.sin6_addr) == 1)
    return !is_public_address(reinterpret_cast<const sockaddr&>(six));
  host = lower_ascii(host);
  if (host.ends_with('.')) host.pop_back();
  return host == "localhost" || host.ends_with(".localhost");
}

bool is_printable_ascii(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

}  // namespace

bool is_public_address(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    sockaddr_in four{};
    std::memcpy(&four, &address, sizeof four);
    return is_public_v4(ntohl(four.sin_addr.s_addr));
  }
  if (address.sa_family != AF_INET6) return false;
  sockaddr_in6 six{};
  std::memcpy(&six, &address, sizeof six);
  return is_public_v6(six.sin6_addr.s6_addr);
}

std::string fault_of_web_address(const std::string& url, bool allow_private) {
  if (url.empty()) return "required";
  if (url.size() > longest_web_address) return "too_long";
  if (!is_printable_ascii(url)) return "web_address";
  const auto parsed = parse(url);
  const auto scheme = part(parsed, CURLUPART_SCHEME);
  const auto host = part(parsed, CURLUPART_HOST);
  const bool web = scheme == "https" || scheme == "http";
  if (!web || host.empty() || url.find("://") == url.npos || url.find('#') != url.npos)
    return "web_address";
  if (allow_private) return {};
  if (scheme != "https") return "web_not_https";
  return is_private_host(host) ? "web_private" : "";
}

std::string host_of_web_address(const std::string& url) {
  return part(parse(url), CURLUPART_HOST);
}

}  // namespace zusage::mailer
