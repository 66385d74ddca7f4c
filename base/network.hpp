// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

/// Network addresses as text, as sockets and proxies give them.
namespace zusage {

/// An IPv4 address in IPv6 (RFC 4291 2.5.5.2) as the IPv4 address that it is; anything else as it
/// stands.
std::string plain_address(std::string_view address);

/// What limits count as one: an IPv4 address, or the /64 of an IPv6 address, which is what one
/// connection usually has whole (RFC 6177 2, RFC 4291 2.5.4). What is no address stands for itself.
std::string network_of(std::string_view address);

}  // namespace zusage
