// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "mailer/imap.hpp"

namespace zusage::mailer {

/// The server has closed the connection, or it broke.
struct imap_lost : imap_fault {
  using imap_fault::imap_fault;
};

/// A connection that is signed in, with no mailbox selected. After any fault it is good for
/// nothing.
class imap_connection {
 public:
  using clock = std::chrono::steady_clock;

  /// Connects and signs in. `settings` must have passed check_settings; all that is waited for,
  /// here and later, ends at `until` (see set_limit).
  /// @throws imap_fault
  imap_connection(const imap_settings& settings, const std::function<bool()>& give_up,
                  clock::time_point until);
  ~imap_connection();  ///< says LOGOUT without waiting for the answer
  imap_connection(const imap_connection&) = delete;
  imap_connection& operator=(const imap_connection&) = delete;

  void set_limit(clock::time_point until);

  /// @throws imap_fault, imap_lost
  void send(std::string_view bytes);

  /// The next line without its end; of more than `most` bytes it is a fault.
  /// @throws imap_fault, imap_lost
  std::string line(std::size_t most);

  /// The next `count` bytes.
  /// @throws imap_fault, imap_lost
  std::string bytes(std::size_t count);

 private:
  struct parts;
  std::unique_ptr<parts> parts_;
};

}  // namespace zusage::mailer
