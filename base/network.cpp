// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/network.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <optional>

namespace zusage {
namespace {

using ipv6_bytes = std::array<unsigned char, 16>;

std::optional<ipv6_bytes> read_ipv6(std::string_view address) {
  // The zone of a link-local address is the name of an interface of ours.
  const std::string text(address.substr(0, address.find('%')));
  ipv6_bytes bytes{};
  if (::inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) return {};
  return bytes;
}

bool is_mapped(const ipv6_bytes& bytes) {
  return std::all_of(bytes.begin(), bytes.begin() + 10, [](auto b) { return b == 0; }) &&
         bytes[10] == 0xff && bytes[11] == 0xff;
}

std::string text_of(int family, const void* bytes) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  ::inet_ntop(family, bytes, text.data(), socklen_t(text.size()));
  return text.data();
}

}  // namespace

std::string plain_address(std::string_view address) {
  const auto bytes = read_ipv6(address);
  if (!bytes || !is_mapped(*bytes)) return std::string(address);
  return text_of(AF_INET, bytes->data() + 12);
}

std::string network_of(std::string_view address) {
  auto bytes = read_ipv6(address);
  if (!bytes) return std::string(address);
  if (is_mapped(*bytes)) return text_of(AF_INET, bytes->data() + 12);
  std::fill(bytes->begin() + 8, bytes->end(), static_cast<unsigned char>(0));
  return text_of(AF_INET6, bytes->data()) + "/64";
}

}  // namespace zusage
