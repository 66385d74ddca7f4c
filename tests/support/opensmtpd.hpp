// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <string>

#include "tests/support/database.hpp"

namespace zusage::tests {

/// An OpenSMTPD of its own, out of the unpacked package (tools/install says why it is not
/// installed), in mounts of its own, since its paths and users are compiled into it. Takes mail for
/// example.com on a free port of 127.0.0.1 and delivers it into one Maildir. Without TLS: what
/// Debian 12 has of it cannot sign with OpenSSL 3. Needs root.
class opensmtpd {
 public:
  /// @throws std::runtime_error that says what is missing.
  opensmtpd();
  ~opensmtpd();
  opensmtpd(const opensmtpd&) = delete;
  opensmtpd& operator=(const opensmtpd&) = delete;

  /// Whether this machine lets a process have mounts and process numbers of its own.
  static bool can_be_isolated();

  std::string url() const { return "smtp://127.0.0.1:" + std::to_string(port_); }
  /// All mails delivered, once there are `number`; waits 30 seconds at most.
  std::string delivered(std::size_t number) const;
  std::string log() const;

 private:
  temporary_folder folder_;
  int port_ = 0;
};

}  // namespace zusage::tests
