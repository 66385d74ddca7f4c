// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace zusage::tests {

/// What the scripted server does instead of what is usual at some point.
struct imap_act {
  std::string bytes;                       ///< all that is sent; `{tag}` stands for the tag
  bool close = false;                      ///< afterwards
  std::chrono::milliseconds each_byte{0};  ///< before each byte
  bool for_ever = false;                   ///< again and again until the other side has gone
};

/// An IMAP server on a free port of 127.0.0.1 with one mailbox in memory, INBOX, and one account,
/// `anna` with the password `geheim"7`.
class imap_server {
 public:
  /// Asked at GREETING and at each command: CAPABILITY, LOGIN, SELECT, SEARCH, FETCH, STORE,
  /// LOGOUT, OTHER. `times`: how often this point was reached before, over all connections.
  /// Nothing: what is usual; an act without bytes that does not close: no answer.
  using script = std::function<std::optional<imap_act>(const std::string& point, int times)>;

  /// `certificates`: a folder by make_certificates, for TLS from the first byte; "" for plain.
  explicit imap_server(script says = {}, const std::string& certificates = {});
  ~imap_server();
  imap_server(const imap_server&) = delete;
  imap_server& operator=(const imap_server&) = delete;

  /// `host`: 127.0.0.1 or a name for it.
  std::string url(const std::string& host = "127.0.0.1", const std::string& path = "/INBOX") const;

  void put(std::uint32_t uid, const std::string& bytes, bool seen = false);
  void remove(std::uint32_t uid);
  bool is_seen(std::uint32_t uid) const;
  void set_validity(int validity) { validity_ = validity; }
  void close_connections();  ///< all that are open, as a server does that has waited long

  std::vector<std::string> commands() const;  ///< without their tags
  int connections() const;

 private:
  struct stream;
  struct message {
    std::string bytes;
    bool seen = false;
  };
  void listen();
  void accept_all();
  void converse(stream& with);
  bool act(stream& with, const std::string& point, const std::string& tag,
           const std::string& command);
  std::string usual(const std::string& point, const std::string& command);
  std::string fetch(const std::string& command) const;

  script script_;
  void* tls_ = nullptr;  ///< SSL_CTX
  int listener_ = -1, port_ = 0, connections_ = 0;
  std::atomic<int> validity_{1};
  std::atomic<bool> stopping_{false};
  mutable std::mutex mutex_;
  std::map<std::string, int> points_;
  std::vector<std::string> commands_;
  std::map<std::uint32_t, message> messages_;
  std::vector<int> open_;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

}  // namespace zusage::tests
