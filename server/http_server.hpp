// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "server/dispatcher.hpp"

namespace zusage::server {

/// The sockets: accepts connections, speaks HTTP/1.1, runs handlers where they belong. One network
/// thread per core, each with its own connections; a small pool for `work` handlers.
class http_server {
 public:
  /// Binds at once. @throws std::runtime_error with one line when the port is in use or not ours.
  http_server(const configuration& config, dispatcher& to, schema::writer& writes);
  ~http_server();
  http_server(const http_server&) = delete;
  http_server& operator=(const http_server&) = delete;

  std::uint16_t port() const;  ///< the real one where the configuration says 0

  /// Serves until `stop()` or SIGINT or SIGTERM; returns when what was running is answered, at most
  /// ten seconds later.
  void run();

  /// Takes no more connections and ends; from any thread.
  void stop();

 private:
  struct parts;
  std::unique_ptr<parts> parts_;
};

/// @throws what the constructor of http_server would throw for the address that is to be listened
/// on; so that it is known before anything is made or migrated.
void require_free_address(const configuration& config);

}  // namespace zusage::server
