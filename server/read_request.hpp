// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <boost/beast/http/fields.hpp>
#include <boost/beast/http/message.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "server/configuration.hpp"
#include "server/handler.hpp"
#include "server/target.hpp"

/// From Beast's header to the request that handlers see.
namespace zusage::server {

/// Copies what handlers may know from the header; must be called before the body is read, because
/// Beast merges the trailers of a chunked body into the header. `peer` is the address of the
/// socket. False: the target is not one that we take.
bool take_header(const boost::beast::http::request_header<>& header, const configuration& config,
                 std::string_view peer, request& into);

/// Takes the body: a form is decoded, anything else is kept as it is. False: the form cannot be
/// read.
bool take_body(std::string body, request& into);

/// The client's address: `peer`, or when that is a trusted proxy, the last address in
/// `X-Forwarded-For` that is none. An IPv4 address in IPv6 is the IPv4 address.
std::string client_address(std::string_view peer, std::string_view forwarded,
                           const std::vector<std::string>& trusted);

}  // namespace zusage::server
