// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <thread>

#include "tests/support/database.hpp"

namespace zusage::tests {

/// A Postfix of its own in a temporary folder, with its own configuration, queue and log; the
/// system's is not touched. Offers STARTTLS and AUTH on one free port and TLS from the first byte
/// on another, takes mail only from who has signed in, delivers everything into one Maildir. Its
/// certificate for localhost is signed by a certificate authority made for it. Needs root.
class postfix {
 public:
  /// @throws std::runtime_error that says what is missing.
  postfix();
  ~postfix();
  postfix(const postfix&) = delete;
  postfix& operator=(const postfix&) = delete;

  static constexpr const char* username = "zusage";
  static constexpr const char* password = "correct horse";

  std::string starttls_url() const { return "smtp://localhost:" + std::to_string(port_); }
  std::string smtps_url() const { return "smtps://localhost:" + std::to_string(tls_port_); }
  std::string ca_file() const { return folder_.path("ca.pem"); }

  /// The content of the mail that was delivered as the `number`-th; waits for it, "" after 30
  /// seconds.
  std::string delivered(std::size_t number) const;
  std::string log() const;

 private:
  void configure() const;
  void answer_sign_ins();

  temporary_folder folder_;
  int port_ = 0, tls_port_ = 0;
  int sign_in_socket_ = -1;
  std::thread sign_ins_;
};

}  // namespace zusage::tests
