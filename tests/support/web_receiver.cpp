// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/web_receiver.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <optional>
#include <sstream>
#include <stdexcept>

#include "base/text.hpp"
#include "tests/support/listen.hpp"

namespace zusage::tests {
namespace {

// Up to `end` of what the socket sends; nothing when the other side has gone.
bool read_until(int socket, std::string& buffer, const std::function<bool()>& enough) {
  while (!enough()) {
    char bytes[4096];
    const auto got = ::recv(socket, bytes, sizeof bytes, 0);
    if (got <= 0) return false;
    buffer.append(bytes, static_cast<std::size_t>(got));
  }
  return true;
}

std::optional<received_call> read_call(int socket, std::string& buffer) {
  std::size_t end = 0;
  if (!read_until(socket, buffer,
                  [&] { return (end = buffer.find("\r\n\r\n")) != std::string::npos; })) {
    return {};
  }
  received_call call;
  std::istringstream head(buffer.substr(0, end));
  buffer.erase(0, end + 4);
  std::string method, line;
  head >> method >> call.target;
  std::getline(head, line);
  while (std::getline(head, line)) {
    if (line.ends_with('\r')) line.pop_back();
    const auto colon = line.find(": ");
    if (colon != line.npos)
      call.headers[lower_ascii(line.substr(0, colon))] = line.substr(colon + 2);
  }
  const auto size = std::size_t(std::stoul("0" + call.headers["content-length"]));
  if (!read_until(socket, buffer, [&] { return buffer.size() >= size; })) return {};
  call.body = buffer.substr(0, size);
  buffer.erase(0, size);
  return call;
}

}  // namespace

std::string web_receiver::answer(int status, const std::string& body, const std::string& more) {
  return "HTTP/1.1 " + std::to_string(status) + " Said\r\n" + more +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

web_receiver::web_receiver(script says) : script_(std::move(says)) {
  const auto made = listen_on_loopback();
  listener_ = made.socket;
  port_ = made.port;
  acceptor_ = std::thread([this] { accept_all(); });
}

web_receiver::~web_receiver() {
  stopping_ = true;
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  ::close(listener_);
  {
    const std::lock_guard lock(mutex_);
    for (const int socket : open_) ::shutdown(socket, SHUT_RDWR);
  }
  for (auto& thread : threads_) thread.join();
  for (const int socket : open_) ::close(socket);
}

std::string web_receiver::url(const std::string& scheme, const std::string& host) const {
  return scheme + "://" + host + ":" + std::to_string(port_) + "/zusage";
}

std::vector<received_call> web_receiver::calls() const {
  const std::lock_guard lock(mutex_);
  return calls_;
}

int web_receiver::connections() const {
  const std::lock_guard lock(mutex_);
  return connections_;
}

void web_receiver::accept_all() {
  while (!stopping_) {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) continue;
    const std::lock_guard lock(mutex_);
    ++connections_;
    open_.push_back(socket);
    threads_.emplace_back([this, socket] { converse(socket); });
  }
}

void web_receiver::converse(int socket) {
  std::string buffer;
  while (auto call = read_call(socket, buffer)) {
    int times = 0;
    {
      const std::lock_guard lock(mutex_);
      times = static_cast<int>(calls_.size());
      calls_.push_back(*call);
    }
    const auto said = script_(*call, times);
    if (said == silence) continue;
    if (said.empty()) break;
    if (::send(socket, said.data(), said.size(), MSG_NOSIGNAL) < 0) break;
  }
  ::shutdown(socket, SHUT_RDWR);
}

}  // namespace zusage::tests
