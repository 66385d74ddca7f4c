// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/smtp_server.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

#include "tests/support/listen.hpp"

namespace zusage::tests {
namespace {

void send_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

std::string point_of(const std::string& command) {
  for (const auto* known : {"EHLO", "HELO", "AUTH", "MAIL", "RCPT", "DATA", "QUIT", "RSET"}) {
    if (command.rfind(known, 0) == 0) return known;
  }
  return "OTHER";
}

}  // namespace

struct smtp_server::conversation {
  int socket;
  std::string buffer;
  received mail;

  // False: the other side has gone, or `stop`.
  bool more() {
    char bytes[65536];
    const auto got = ::recv(socket, bytes, sizeof bytes, 0);
    if (got <= 0) return false;
    buffer.append(bytes, static_cast<std::size_t>(got));
    return true;
  }
};

smtp_act smtp_server::usual(const std::string& point) {
  if (point == "CONNECT") return {"220 scripted.example.org ESMTP", false, {}};
  if (point == "EHLO") return {"250-scripted.example.org\r\n250 SIZE 52428800", false, {}};
  if (point == "AUTH") return {"235 2.7.0 signed in", false, {}};
  if (point == "DATA") return {"354 go on", false, {}};
  if (point == "END") return {"250 2.0.0 queued as 4711", false, {}};
  if (point == "QUIT") return {"221 2.0.0 bye", true, {}};
  if (point == "IDLE" || point == "BODY") return {};
  if (point == "OTHER") return {"502 5.5.2 not known", false, {}};
  return {"250 2.1.0 ok", false, {}};
}

smtp_server::smtp_server(script says) : script_(std::move(says)) {
  const auto made = listen_on_loopback();
  listener_ = made.socket;
  port_ = made.port;
  acceptor_ = std::thread([this] { accept_all(); });
}

smtp_server::~smtp_server() {
  stopping_ = true;
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  ::close(listener_);
  {
    const std::lock_guard lock(mutex_);
    for (const int socket : open_) ::shutdown(socket, SHUT_RDWR);
  }
  for (auto& thread : threads_) thread.join();
}

void smtp_server::accept_all() {
  while (!stopping_) {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) continue;
    const std::lock_guard lock(mutex_);
    ++connections_;
    open_.push_back(socket);
    threads_.emplace_back([this, socket] {
      converse(socket);
      const std::lock_guard inner(mutex_);
      open_.erase(std::find(open_.begin(), open_.end(), socket));
      ::close(socket);
    });
  }
}

smtp_act smtp_server::ask(const std::string& point) {
  int times = 0;
  {
    const std::lock_guard lock(mutex_);
    times = static_cast<int>(std::count(points_.begin(), points_.end(), point));
    points_.push_back(point);
  }
  auto act = script_(point, times);
  const auto until = std::chrono::steady_clock::now() + act.delay;
  while (!stopping_ && std::chrono::steady_clock::now() < until) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return act;
}

void smtp_server::remember(const std::string& command) {
  const std::lock_guard lock(mutex_);
  commands_.push_back(command);
}

void smtp_server::converse(int socket) {
  conversation with{socket, {}, {}};
  // False: the conversation has ended.
  const auto act = [&](const std::string& point) {
    const auto what = ask(point);
    if (!what.reply.empty()) send_all(socket, what.reply + "\r\n");
    return !what.close;
  };
  const auto keep = [&](bool complete) {
    with.mail.complete = complete;
    const std::lock_guard lock(mutex_);
    mails_.push_back(with.mail);
  };
  if (!act("CONNECT")) return;
  while (true) {
    if (with.buffer.empty() && !act("IDLE")) return;
    std::size_t end = 0;
    while ((end = with.buffer.find("\r\n")) == std::string::npos) {
      if (!with.more()) return;
    }
    const auto command = with.buffer.substr(0, end);
    with.buffer.erase(0, end + 2);
    remember(command);
    const auto point = point_of(command);
    if (point == "MAIL") with.mail = {command, {}, {}, false};
    if (point == "RCPT") with.mail.recipient = command;
    if (command == "AUTH PLAIN") {  // the credentials come in a line of their own
      send_all(socket, "334 \r\n");
      while ((end = with.buffer.find("\r\n")) == std::string::npos) {
        if (!with.more()) return;
      }
      remember(with.buffer.substr(0, end));
      with.buffer.erase(0, end + 2);
    }
    const auto what = ask(point);
    if (!what.reply.empty()) send_all(socket, what.reply + "\r\n");
    if (what.close) return;
    if (point != "DATA" || what.reply.rfind("354", 0) != 0) continue;
    if (with.buffer.empty() && !with.more()) return keep(false);
    const bool goes_on = act("BODY");
    while (goes_on && (end = ("\r\n" + with.buffer).find("\r\n.\r\n")) == std::string::npos) {
      if (!with.more()) return keep(false);
    }
    with.mail.bytes = with.buffer.substr(0, goes_on ? end : std::string::npos);
    if (!goes_on) return keep(false);
    with.buffer.erase(0, end + 3);
    keep(true);
    if (!act("END")) return;
  }
}

std::vector<smtp_server::received> smtp_server::mails() const {
  const std::lock_guard lock(mutex_);
  return mails_;
}

std::vector<std::string> smtp_server::commands() const {
  const std::lock_guard lock(mutex_);
  return commands_;
}

int smtp_server::connections() const {
  const std::lock_guard lock(mutex_);
  return connections_;
}

}  // namespace zusage::tests
