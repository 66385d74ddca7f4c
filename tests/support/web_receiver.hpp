// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace zusage::tests {

/// A call as it came in.
struct received_call {
  std::string target, body;
  std::map<std::string, std::string> headers;  ///< names in lower case
};

/// An HTTP server on a free port of 127.0.0.1 that keeps what it is sent. It answers as it is told,
/// with a whole answer from the status line on; "" closes without one, `silence` waits until the
/// other side has gone.
class web_receiver {
 public:
  /// `times`: how many calls came before.
  using script = std::function<std::string(const received_call&, int times)>;
  static inline const std::string silence = "silence";

  /// An answer with this status and body.
  static std::string answer(int status, const std::string& body = "", const std::string& more = "");

  explicit web_receiver(script says = [](const received_call&, int) { return answer(204); });
  ~web_receiver();
  web_receiver(const web_receiver&) = delete;
  web_receiver& operator=(const web_receiver&) = delete;

  std::string url(const std::string& scheme = "http", const std::string& host = "127.0.0.1") const;
  std::vector<received_call> calls() const;
  int connections() const;

 private:
  void accept_all();
  void converse(int socket);

  script script_;
  int listener_ = -1, port_ = 0, connections_ = 0;
  std::atomic<bool> stopping_{false};
  mutable std::mutex mutex_;
  std::vector<received_call> calls_;
  std::vector<int> open_;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

}  // namespace zusage::tests
