// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/bounce_mark.hpp"

#include <algorithm>

#include "base/email_address.hpp"
#include "base/text.hpp"

namespace zusage::mailer {
namespace {

constexpr std::size_t key_digits = 32;  // base/timed_id.hpp: new_message_key
constexpr std::size_t mac_digits = 10;  // 40 bits: a guess opens no more than a note at one message

bool is_hex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// The hyphen of a mark as it, or a web page, a URL or quoted-printable text, writes it here; how
// many bytes, 0 for none. `text` in lower case.
std::size_t hyphen_at(std::string_view text, std::size_t at) {
  for (const std::string_view one : {"-", "=2d", "%2d", "+2d", "&#45;"}) {
    if (text.substr(at).starts_with(one)) return one.size();
  }
  return 0;
}

// Where the mark around this hyphen begins, its plus included; nothing if there is none. `text` in
// lower case.
std::optional<std::size_t> begin_of_mark(std::string_view text, std::size_t hyphen,
                                         std::size_t size) {
  if (hyphen < key_digits || text.size() - hyphen < size + mac_digits) return {};
  const auto begin = hyphen - key_digits;
  if (!is_hex(text.substr(begin, key_digits)) || !is_hex(text.substr(hyphen + size, mac_digits)))
    return {};
  const auto before = text.substr(0, begin);
  const auto written = before.substr(begin - std::min<std::size_t>(begin, 3));
  for (const auto* plus : {"+2b", "%2b", "=2b"}) {
    if (written == plus) return begin - 3;
  }
  if (before.ends_with('+')) return begin - 1;
  return before.empty() || !is_hex(before.substr(begin - 1)) ? std::optional(begin) : std::nullopt;
}

}  // namespace

bounce_marks::bounce_marks(std::string_view address, const key32& master)
    : key_(derived_key(master, "sender of the envelope")) {
  const auto at = address.rfind('@');
  if (at == std::string_view::npos) return;
  local_ = email_key(address.substr(0, at));
  domain_ = email_key(address.substr(at + 1));
}

std::string bounce_marks::mac(std::string_view key) const {
  return keyed_hash_hex(key_, key).substr(0, mac_digits);
}

std::optional<std::string> bounce_marks::sender_of(std::string_view message_id) const {
  const auto key = message_id.substr(0, message_id.find('@'));
  if (!any() || key.size() != key_digits || !is_hex(key)) return {};
  return local_ + "+" + std::string(key) + "-" + mac(key) + "@" + domain_;
}

std::optional<std::string> bounce_marks::message_key(std::string_view address) const {
  const auto folded = email_key(address);
  const auto before = local_ + "+";
  const auto size = before.size() + key_digits + 1 + mac_digits + 1 + domain_.size();
  if (!any() || folded.size() != size || folded.compare(0, before.size(), before) != 0) return {};
  const auto key = folded.substr(before.size(), key_digits);
  if (!is_hex(key)) return {};
  const auto whole = before + key + "-" + mac(key) + "@" + domain_;
  return same_secret(whole, folded) ? std::optional(key) : std::nullopt;
}

std::string without_marks(std::string_view text) {
  const auto lower = lower_ascii(text);
  std::string kept;
  std::size_t from = 0;
  for (std::size_t at = 0; at < lower.size(); ++at) {
    const auto size = hyphen_at(lower, at);
    const auto begin = size > 0 ? begin_of_mark(lower, at, size) : std::nullopt;
    if (!begin || *begin < from) continue;
    kept += text.substr(from, *begin - from);
    from = at + size + mac_digits;
  }
  kept += text.substr(from);
  return kept;
}

std::string check_bounce_address(std::string_view address) {
  const auto normal = normalised_email(address);
  if (!normal) return "is not an address";
  const auto local = normal->substr(0, normal->rfind('@'));
  if (local.find('+') != std::string::npos)
    return "must have no + of its own: what follows it names the message";
  if (local.size() > bounce_marks::longest_local)
    return "must have at most " + std::to_string(bounce_marks::longest_local) +
           " characters before the @";
  return "";
}

}  // namespace zusage::mailer
