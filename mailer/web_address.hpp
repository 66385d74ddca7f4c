// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <sys/socket.h>

#include <string>

/// Where other systems may be called: public addresses only, so that nobody who may enter an
/// address reaches what stands in our own network (server-side request forgery, OWASP ASVS 5.0).
namespace zusage::mailer {

inline constexpr std::size_t longest_web_address = 500;  ///< bytes

/// Whether packets to it leave for the public network: nothing private, loopback, link-local,
/// shared (RFC 6598), multicast, reserved or for documentation (RFC 6890), no unique-local address
/// (RFC 4193), and no IPv6 address that stands for one of IPv4 (mapped, NAT64, 6to4, Teredo).
bool is_public_address(const sockaddr& address);

/// What is wrong with an address to call, "" for nothing: `required`, `too_long`, `web_address`
/// (not http or https with a host; name and password, a fragment, or anything but printable ASCII
/// in it), `web_not_https`, `web_private`. Names are looked up when they are called, not here.
/// `allow_private`: http and any host are right.
std::string fault_of_web_address(const std::string& url, bool allow_private);

/// Its host, for pages: of `https://api.example.org/x?token=1`, `api.example.org`.
std::string host_of_web_address(const std::string& url);

}  // namespace zusage::mailer
