// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/read_request.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

#include "base/network.hpp"
#include "base/text.hpp"
#include "server/multipart.hpp"

namespace zusage::server {

namespace http = boost::beast::http;

namespace {

std::string_view stripped(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// RFC 9110 12.5.3 with the one coding that we have.
bool takes_gzip(std::string_view header) {
  const auto at = header.find("gzip");
  if (at == std::string_view::npos) return false;
  const auto rest = header.substr(at + 4, 6);
  return rest.rfind(";q=0", 0) != 0 || rest.rfind(";q=0.", 0) == 0;
}

// All lines of the name, in order: a list may stand in several (RFC 9110 5.3), and proxies may add
// one of their own instead of to the client's.
std::string joined(const http::request_header<>& header, std::string_view name) {
  std::string all;
  const auto [first, last] = header.equal_range(name);
  for (auto one = first; one != last; ++one)
    all += (all.empty() ? "" : ",") + std::string(one->value());
  return all;
}

// Whether a browser says that a page of another site sends this. Fetch, 'append a request Origin
// header': with each POST goes the origin of the page, or `null` where the page or its referrer
// policy hides it; our pages ask for `same-origin`, by which forms to ourselves carry the origin.
// So `null` is never one of ours, and every page elsewhere could send it. Who sends neither header
// is no browser of the last years.
bool is_cross_site(const http::request_header<>& header, const configuration& config) {
  const auto site = header["Sec-Fetch-Site"];
  if (!site.empty()) return site != "same-origin" && site != "none";
  const auto [first, last] = header.equal_range(http::field::origin);
  return std::any_of(first, last, [own = config.origin()](const auto& one) {
    return lower_ascii(one.value()) != own;
  });
}

constexpr std::size_t longest_kept = 400;  // of a header that is only noted

}  // namespace

std::string client_address(std::string_view peer, std::string_view forwarded,
                           const std::vector<std::string>& trusted) {
  const auto is_trusted = [&](std::string_view one) {
    return std::find(trusted.begin(), trusted.end(), one) != trusted.end();
  };
  std::string found = plain_address(peer);
  while (is_trusted(found) && !forwarded.empty()) {
    const auto comma = forwarded.rfind(',');
    const auto last =
        stripped(comma == std::string_view::npos ? forwarded : forwarded.substr(comma + 1));
    boost::system::error_code error;
    boost::asio::ip::make_address(std::string(last), error);
    if (error) break;  // what is no address was not written by a proxy of ours
    found = plain_address(last);
    forwarded = comma == std::string_view::npos ? std::string_view() : forwarded.substr(0, comma);
  }
  return found;
}

bool take_header(const http::request_header<>& header, const configuration& config,
                 std::string_view peer, request& into) {
  into.head_only = header.method() == http::verb::head;
  into.method = into.head_only ? "GET" : std::string(header.method_string());
  into.remote_address =
      client_address(peer, joined(header, "X-Forwarded-For"), config.trusted_proxies);
  into.user_agent =
      cut(is_utf8(header[http::field::user_agent]) ? header[http::field::user_agent] : "",
          longest_kept);
  into.idempotency_key = header["Idempotency-Key"];
  into.cookie = header[http::field::cookie];
  into.if_none_match = joined(header, "If-None-Match");
  into.if_match = joined(header, "If-Match");
  into.authorization = joined(header, "Authorization");
  into.content_type = header[http::field::content_type];
  into.accepts_gzip = takes_gzip(header[http::field::accept_encoding]);
  into.cross_site = into.method == "POST" && is_cross_site(header, config);
  into.at = now();
  auto read = parse_target(header.target());
  if (read) {
    into.path = std::move(read->path);
    into.query = std::move(read->query);
  }
  into.language = &web::negotiate(into.query.get("lang"), header[http::field::accept_language]);
  return read.has_value();
}

bool take_body(std::string body, request& into) {
  constexpr std::string_view form = "application/x-www-form-urlencoded";
  const auto type = lower_ascii(into.content_type);
  const bool with_files = type.rfind("multipart/form-data", 0) == 0;
  if (!with_files && type.rfind(form, 0) != 0) {
    into.body = std::move(body);
    return true;
  }
  auto fields = with_files ? parse_multipart(into.content_type, body) : parse_form(body);
  if (!fields) return false;
  into.form = std::move(*fields);
  // A form that was shown in a language is answered in it.
  if (into.form.has("lang")) {
    const auto& locale = web::find_locale(into.form.get("lang"));
    if (locale.language() == into.form.get("lang")) into.language = &locale;
  }
  return true;
}

}  // namespace zusage::server
