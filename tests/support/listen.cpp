// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/listen.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <stdexcept>

namespace zusage::tests {

listening listen_on_loopback() {
  listening made;
  made.socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  if (::bind(made.socket, any, size) != 0 || ::listen(made.socket, 64) != 0 ||
      ::getsockname(made.socket, any, &size) != 0) {
    throw std::runtime_error("no free port to listen on");
  }
  made.port = ntohs(address.sin_port);
  return made;
}

}  // namespace zusage::tests
