// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/crypto.hpp"

/// The sender of the envelope names the message, so that whatever comes back says by its own
/// address which one it is about, however little its text says (variable envelope return path).
namespace zusage::mailer {

class bounce_marks {
 public:
  /// No marks: what comes back goes to the sender's own address.
  bounce_marks() = default;

  /// `bounces@example.org` becomes `bounces+<key of the message>-<MAC>@example.org`. `master` is
  /// the key of the installation's links; the one that is used here is derived from it.
  bounce_marks(std::string_view address, const key32& master);

  bool any() const { return !local_.empty(); }

  /// The envelope's sender (RFC 5321 4.5.3.1.1: at most 64 octets before the @) of the message with
  /// this Message-ID (without angle brackets); nothing where there are no marks.
  std::optional<std::string> sender_of(std::string_view message_id) const;

  /// The key of the message (its Message-ID before the @) that an address of ours names. Nothing
  /// for a foreign or forged one. Servers on the way may have changed the case.
  std::optional<std::string> message_key(std::string_view address) const;

  static constexpr std::size_t longest_local = 20;  ///< octets of the address without a mark

 private:
  std::string mac(std::string_view key) const;

  std::string local_, domain_;
  key32 key_{};
};

/// The text with every mark in it taken out, so that `bounces+<key>-<MAC>@example.org` is
/// `bounces@example.org`: whoever knows a mark can forge a report about its message. Goes by its
/// form alone, in upper case as well, with or without a domain, the plus as servers write it: `+`,
/// `+2B` (xtext, RFC 3461 4), `%2B` or `=2B`.
std::string without_marks(std::string_view text);

/// What is wrong with an address for marks; "" for nothing.
std::string check_bounce_address(std::string_view address);

}  // namespace zusage::mailer
