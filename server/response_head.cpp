// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/response_head.hpp"

#include <algorithm>
#include <stdexcept>

#include "server/configuration.hpp"

namespace zusage::server {
namespace {

// IMF-fixdate (RFC 9110 5.6.7), made once a second per thread.
const std::string& http_date() {
  thread_local std::time_t made_at = 0;
  thread_local std::string text;
  const std::time_t now = std::time(nullptr);
  if (now != made_at) {
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    char buffer[40];
    const auto size = std::strftime(buffer, sizeof buffer, "%a, %d %b %Y %H:%M:%S GMT", &parts);
    text.assign(buffer, size);
    made_at = now;
  }
  return text;
}

void add(std::string& head, std::string_view name, std::string_view value) {
  if (value.find_first_of("\r\n") != std::string_view::npos ||
      value.find('\0') != std::string_view::npos) {
    throw std::logic_error("a line break in the header " + std::string(name));
  }
  head += name;
  head += ": ";
  head += value;
  head += "\r\n";
}

bool has(const response& of, std::string_view name) {
  for (const auto& [key, value] : of.headers) {
    if (key == name) return true;
  }
  return false;
}

constexpr std::string_view policy_header = "Content-Security-Policy";
constexpr std::string_view framable = "frame-ancestors *";

bool may_be_framed(const response& of) {
  return std::any_of(of.headers.begin(), of.headers.end(), [](const auto& one) {
    return one.first == policy_header && one.second.find(framable) != std::string::npos;
  });
}

// X-Frame-Options knows no exceptions: where anybody may frame, it is left out.
void add_common(std::string& head, std::string_view common, const response& of) {
  while (!common.empty()) {
    const auto end = std::min(common.find('\n'), common.size() - 1) + 1;
    const auto name = common.substr(0, common.find(':'));
    const bool replaced = has(of, name) || (name == "X-Frame-Options" && may_be_framed(of));
    if (!replaced) head += common.substr(0, end);
    common.remove_prefix(end);
  }
}

}  // namespace

void make_framable(response& made) {
  made.with(std::string(policy_header),
            "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'none'; "
            "base-uri 'none'; frame-ancestors *")
      .with("Cross-Origin-Resource-Policy", "cross-origin");
}

std::string content_policy(std::string_view style) {
  std::string policy = "default-src 'none'; style-src 'self'";
  if (!style.empty()) policy.append(" ").append(style);
  return policy +
         "; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; "
         "base-uri 'none'; frame-ancestors 'none'";
}

std::string common_headers(const configuration& config) {
  std::string lines;
  add(lines, policy_header, content_policy());
  lines +=
      "X-Content-Type-Options: nosniff\r\n"
      "X-Frame-Options: DENY\r\n"
      "Referrer-Policy: same-origin\r\n"
      "Cross-Origin-Opener-Policy: same-origin\r\n"
      "Cross-Origin-Resource-Policy: same-origin\r\n"
      "Permissions-Policy: camera=(), geolocation=(), microphone=()\r\n";
  if (config.is_https())
    lines += "Strict-Transport-Security: max-age=31536000; includeSubDomains\r\n";
  return lines;
}

std::string make_head(const response& of, std::string_view common, const head_options& how) {
  std::string head;
  head.reserve(900);
  head += "HTTP/1.1 ";
  head += std::to_string(of.status);
  head += ' ';
  head += reason_phrase(of.status);
  head += "\r\nDate: ";
  head += http_date();
  head += "\r\n";
  const bool has_body = of.status != 204 && of.status != 304;
  if (has_body && !of.content_type.empty()) add(head, "Content-Type", of.content_type);
  if (has_body && how.length) {
    head += "Content-Length: ";
    head += std::to_string(*how.length);
    head += "\r\n";
  } else if (has_body && how.version == 11) {
    head += "Transfer-Encoding: chunked\r\n";
  }
  if (how.gzip) head += "Content-Encoding: gzip\r\n";
  if (!has(of, "Cache-Control")) {
    head += of.personal ? "Cache-Control: no-store\r\n" : "Cache-Control: no-cache\r\n";
  }
  for (const auto& [name, value] : of.headers) add(head, name, value);
  if (!how.keep_alive) head += "Connection: close\r\n";
  if (how.keep_alive && how.version == 10) head += "Connection: keep-alive\r\n";
  add_common(head, common, of);
  head += "\r\n";
  return head;
}

std::string_view reason_phrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 422:
      return "Unprocessable Content";
    case 428:
      return "Precondition Required";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 503:
      return "Service Unavailable";
    default:
      return "Unknown";
  }
}

}  // namespace zusage::server
