// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <ctime>
#include <optional>
#include <string>
#include <string_view>

#include "server/handler.hpp"

namespace zusage::server {

struct configuration;

/// Content-Security-Policy of our pages, without `unsafe-inline` (CSP 3); `style` is the source
/// expression that allows one inline style (web::style_source). An answer that has the header
/// itself keeps its own.
std::string content_policy(std::string_view style = {});

/// The headers that every answer has: Content-Security-Policy without `unsafe-inline` (CSP 3),
/// nosniff, Referrer-Policy, frame-ancestors, and Strict-Transport-Security (RFC 6797) where the
/// site is https. Lines with CR LF, the policy first.
std::string common_headers(const configuration& config);

/// Lets any site show the page in a frame: a policy of its own in place of the common one, which
/// forbids scripts and forms altogether. Only for pages without anything to press by mistake.
void make_framable(response& made);

/// How the body of an answer is sent.
struct head_options {
  int version = 11;  ///< of the request: 10 or 11
  bool keep_alive = true;
  bool gzip = false;                    ///< the body is the compressed one
  std::optional<std::uint64_t> length;  ///< none: chunked in HTTP/1.1, until the end in 1.0
};

/// Status line and headers with the empty line at their end; a header that the answer brings itself
/// stands in place of the common one. @throws std::logic_error when a header
/// holds a line break: that would be ours.
std::string make_head(const response& of, std::string_view common, const head_options& how);

/// RFC 9110 15; "Unknown" for what we never send.
std::string_view reason_phrase(int status);

}  // namespace zusage::server
