// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/draft_token.hpp"

#include <charconv>

#include "base/network.hpp"

namespace zusage::server {
namespace {

constexpr std::size_t random_size = 16, time_digits = 12, home_digits = 8, mac_digits = 32;

std::string mac_of(const key32& key, std::string_view what, std::string_view of,
                   std::size_t digits) {
  return keyed_hash_hex(key, std::string(what) + ":" + std::string(of)).substr(0, digits);
}

std::string home_of(const key32& key, std::string_view head, std::string_view address) {
  return mac_of(key, "draft-home", std::string(head) + ":" + network_of(address), home_digits);
}

std::string seal_of(const key32& key, std::int64_t event_id, std::string_view body) {
  return mac_of(key, "draft-token", std::to_string(event_id) + ":" + std::string(body), mac_digits);
}

// Milliseconds since 1970 fit into 48 bits until the year 10889.
std::string time_text(instant at) {
  const auto count =
      std::chrono::duration_cast<std::chrono::milliseconds>(at.time_since_epoch()).count();
  std::string text(time_digits, '0');
  constexpr std::string_view digits = "0123456789abcdef";
  auto left = std::uint64_t(count);
  for (auto place = text.rbegin(); place != text.rend(); ++place, left /= digits.size()) {
    *place = digits[left % digits.size()];
  }
  return text;
}

std::optional<instant> time_from(std::string_view text) {
  std::int64_t count = 0;
  constexpr int hexadecimal = 16;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), count, hexadecimal);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return {};
  return instant(std::chrono::duration_cast<instant::duration>(std::chrono::milliseconds(count)));
}

}  // namespace

std::string new_draft_token(const key32& key, const draft_place& at, instant now) {
  const auto head = to_hex(random_bytes(random_size)) + time_text(now);
  const auto body = head + home_of(key, head, at.remote_address);
  return to_base64url(from_hex(body + seal_of(key, at.event_id, body)).value());
}

std::optional<opened_draft_token> open_draft_token(const key32& key, const draft_place& at,
                                                   std::string_view token) {
  constexpr auto head_size = 2 * random_size + time_digits;
  constexpr auto body_size = head_size + home_digits;
  const auto bytes = from_base64url(token);
  if (!bytes || to_base64url(*bytes) != token) return {};
  const auto text = to_hex(*bytes);
  if (text.size() != body_size + mac_digits) return {};
  const auto body = text.substr(0, body_size);
  if (!same_secret(text.substr(body_size), seal_of(key, at.event_id, body))) return {};
  const auto made_at = time_from(std::string_view(text).substr(2 * random_size, time_digits));
  if (!made_at) return {};
  const auto head = text.substr(0, head_size);
  const bool at_home =
      same_secret(text.substr(head_size, home_digits), home_of(key, head, at.remote_address));
  return opened_draft_token{*made_at, at_home};
}

}  // namespace zusage::server
