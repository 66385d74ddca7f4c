// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/check.hpp"

#include "base/email_address.hpp"

namespace zusage::mailer {
namespace {

constexpr std::size_t longest_line = 998;  // RFC 5322 2.1.1, without CRLF

bool can_stand_in_envelope(const std::string& address) {
  return normalised_email(address) == address;
}

delivery refusal(phase at, std::string why) {
  return {outcome::refused, at, 0, std::move(why), false};
}

}  // namespace

bool is_strict_crlf(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto end = bytes.find('\n');
    const bool last = end == std::string_view::npos;
    const auto line = bytes.substr(0, last ? end : end + 1);
    const auto length = line.find('\r');
    if (last) return length == std::string_view::npos && line.size() <= longest_line;
    if (length > longest_line || length + 2 != line.size()) return false;
    bytes.remove_prefix(line.size());
  }
  return true;
}

std::optional<delivery> why_not_sendable(const outgoing& what) {
  if (!can_stand_in_envelope(what.sender)) {
    return refusal(phase::mail, "the sender's address cannot be sent over SMTP");
  }
  if (!can_stand_in_envelope(what.recipient)) {
    return refusal(phase::rcpt, "the address cannot be sent over SMTP");
  }
  if (!is_strict_crlf(what.bytes)) {
    return refusal(phase::data, "the message is not in lines of at most 998 octets with CRLF");
  }
  return {};
}

}  // namespace zusage::mailer
