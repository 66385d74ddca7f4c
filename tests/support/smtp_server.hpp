// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace zusage::tests {

/// What the scripted server does instead of what is usual at some point.
struct smtp_act {
  std::string reply;                   ///< without the last line end; "" for none
  bool close = false;                  ///< afterwards
  std::chrono::milliseconds delay{0};  ///< before
};

/// A mail server on a free port of 127.0.0.1 that follows a script and keeps every byte. Plain
/// sockets; STARTTLS is not offered unless the script says so, and then nobody answers it.
class smtp_server {
 public:
  /// Where the conversation is: CONNECT, EHLO, AUTH, MAIL, RCPT, DATA (the command), BODY
  /// (something of the message has come), END (the final dot has come), QUIT, IDLE (asked before
  /// each command is awaited). `times`: how often this point was reached before, over all
  /// connections.
  using script = std::function<smtp_act(const std::string& point, int times)>;

  /// Returns what is usual at that point.
  static smtp_act usual(const std::string& point);

  explicit smtp_server(script says = [](const std::string& point, int) { return usual(point); });
  ~smtp_server();
  smtp_server(const smtp_server&) = delete;
  smtp_server& operator=(const smtp_server&) = delete;

  std::string url() const { return "smtp://127.0.0.1:" + std::to_string(port_); }
  int port() const { return port_; }

  struct received {
    std::string from, recipient;  ///< the whole commands
    std::string bytes;      ///< after DATA, as on the wire, without the final CRLF.CRLF's dot line
    bool complete = false;  ///< the final dot came
  };
  std::vector<received> mails() const;
  std::vector<std::string> commands() const;
  int connections() const;

 private:
  struct conversation;
  void accept_all();
  void converse(int socket);
  smtp_act ask(const std::string& point);
  void remember(const std::string& command);

  script script_;
  int listener_ = -1, port_ = 0;
  std::atomic<bool> stopping_{false};
  mutable std::mutex mutex_;
  std::vector<std::string> points_, commands_;
  std::vector<received> mails_;
  std::vector<int> open_;
  std::vector<std::thread> threads_;
  int connections_ = 0;
  std::thread acceptor_;
};

}  // namespace zusage::tests
