// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "server/handler.hpp"

/// What stands in the request line and in forms.
namespace zusage::server {

struct target {
  std::string path;  ///< decoded
  fields query;
};

/// Reads an origin-form target (RFC 9112 3.2.1). Nothing for anything else, for broken percent
/// encoding, an encoded or doubled slash, a segment `.` or `..`, a control character, or broken
/// UTF-8.
std::optional<target> parse_target(std::string_view text);

/// Decodes application/x-www-form-urlencoded (WHATWG URL 5.1) as browsers send it. Nothing for
/// broken percent encoding or more than `most` fields.
std::optional<fields> parse_form(std::string_view body, std::size_t most = 2000);

/// The value of a cookie, "" when there is none (RFC 6265 4.2.1).
std::string find_cookie(std::string_view header, std::string_view name);

/// Whether a path belongs to the interface for programs, whose faults are problem+json.
bool is_api_path(std::string_view path);

/// A decoded path as it may stand in a link, slashes kept: browsers read `\` as `/`, and what
/// begins with two of them as the name of another host.
std::string encode_path(std::string_view path);

/// Percent-encodes everything that is not unreserved (RFC 3986 2.3).
std::string encode_component(std::string_view text);

}  // namespace zusage::server
