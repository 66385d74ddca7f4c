// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

namespace zusage::tests {

/// A socket that listens on a free port of 127.0.0.1. @throws std::runtime_error
struct listening {
  int socket = -1, port = 0;
};
listening listen_on_loopback();

}  // namespace zusage::tests
