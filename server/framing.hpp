// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <boost/beast/http/fields.hpp>
#include <boost/beast/http/message.hpp>
#include <optional>
#include <string_view>

namespace zusage::server {

/// What is wrong with how a request is framed, so that a proxy before us could see its end
/// elsewhere (RFC 9112 6.1, 6.3, 3.2): not exactly one Host in HTTP/1.1, any Transfer-Encoding but
/// `chunked` alone in HTTP/1.1, Transfer-Encoding together with Content-Length, several
/// Content-Length, a version other than 1.0 and 1.1. Empty when nothing is. Asked after the header,
/// before the body.
std::string_view framing_fault(const boost::beast::http::request_header<>& header);

/// Whether `Host` names this site. Loopback names are taken for `/healthz`, `/readyz` and
/// `/metrics`.
bool is_own_host(std::string_view host, std::string_view authority);

}  // namespace zusage::server
