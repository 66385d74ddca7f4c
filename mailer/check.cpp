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
  std::size_t begin = 0;
  while (begin < bytes.size()) {
    const auto end = bytes.find_first_of("\r\n", begin);
    const auto length = (end == std::string_view::npos ? bytes.size() : end) - begin;
    if (length > longest_line) return false;
    if (end == std::string_view::npos) return true;
    if (bytes.substr(end, 2) != "\r\n") return false;
    begin = end + 2;
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
