// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <map>
#include <string>

#include "tests/support/database.hpp"

namespace zusage::tests {

/// Postfix's `smtp-sink` on a free port of 127.0.0.1: takes everything at once and keeps it.
class smtp_sink {
 public:
  /// @throws std::runtime_error that says what is missing.
  smtp_sink();
  ~smtp_sink();
  smtp_sink(const smtp_sink&) = delete;
  smtp_sink& operator=(const smtp_sink&) = delete;

  std::string url() const { return "smtp://127.0.0.1:" + std::to_string(port_); }

  /// How often each Message-ID has arrived whole.
  std::map<std::string, int> received() const;

 private:
  temporary_folder folder_;
  int port_ = 0;
  int process_ = -1;
};

/// Whether somebody listens on this port of 127.0.0.1.
bool listens(int port);

}  // namespace zusage::tests
