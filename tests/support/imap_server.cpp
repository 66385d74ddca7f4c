// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/imap_server.hpp"

#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>
#include <csignal>

#include <algorithm>
#include <cstdio>
#include <stdexcept>

#include "tests/support/listen.hpp"

namespace zusage::tests {
namespace {

std::string point_of(const std::string& command) {
  for (const auto* known : {"CAPABILITY", "LOGIN", "SELECT", "LOGOUT"}) {
    if (command.rfind(known, 0) == 0) return known;
  }
  for (const auto* known : {"SEARCH", "FETCH", "STORE"}) {
    if (command.rfind(std::string("UID ") + known, 0) == 0) return known;
  }
  return "OTHER";
}

std::string with_tag(std::string bytes, const std::string& tag) {
  constexpr std::string_view mark = "{tag}";
  for (std::size_t at = 0; (at = bytes.find(mark, at)) != std::string::npos; at += tag.size()) {
    bytes.replace(at, mark.size(), tag);
  }
  return bytes;
}

}  // namespace

struct imap_server::stream {
  int socket;
  SSL* tls = nullptr;
  std::string buffer;

  stream(int from, void* context) : socket(from) {
    if (!context) return;
    tls = SSL_new(static_cast<SSL_CTX*>(context));
    SSL_set_fd(tls, socket);
  }
  ~stream() { SSL_free(tls); }
  stream(const stream&) = delete;
  stream& operator=(const stream&) = delete;

  bool begin() { return !tls || SSL_accept(tls) == 1; }

  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto sent = tls ? SSL_write(tls, bytes.data(), static_cast<int>(bytes.size()))
                            : ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  // Nothing when the other side has gone.
  std::optional<std::string> line() {
    std::size_t end = 0;
    while ((end = buffer.find("\r\n")) == std::string::npos) {
      char bytes[4096];
      const auto got =
          tls ? SSL_read(tls, bytes, sizeof bytes) : ::recv(socket, bytes, sizeof bytes, 0);
      if (got <= 0) return {};
      buffer.append(bytes, static_cast<std::size_t>(got));
    }
    auto result = buffer.substr(0, end);
    buffer.erase(0, end + 2);
    return result;
  }
};

imap_server::imap_server(script says, const std::string& certificates) : script_(std::move(says)) {
  if (!certificates.empty()) {
    auto* const context = SSL_CTX_new(TLS_server_method());
    tls_ = context;
    if (SSL_CTX_use_certificate_file(context, (certificates + "/server.pem").c_str(),
                                     SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_use_PrivateKey_file(context, (certificates + "/server.key").c_str(),
                                    SSL_FILETYPE_PEM) != 1) {
      throw std::runtime_error("no certificate for the scripted IMAP server");
    }
  }
  listen();
  acceptor_ = std::thread([this] { accept_all(); });
}

void imap_server::listen() {
  const auto made = listen_on_loopback();
  listener_ = made.socket;
  port_ = made.port;
}

imap_server::~imap_server() {
  stopping_ = true;
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  ::close(listener_);
  close_connections();
  for (auto& thread : threads_) thread.join();
  SSL_CTX_free(static_cast<SSL_CTX*>(tls_));
}

void imap_server::close_connections() {
  const std::lock_guard lock(mutex_);
  for (const int socket : open_) ::shutdown(socket, SHUT_RDWR);
}

void imap_server::accept_all() {
  while (!stopping_) {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) continue;
    const std::lock_guard lock(mutex_);
    ++connections_;
    open_.push_back(socket);
    threads_.emplace_back([this, socket] {
      sigset_t pipe;  // OpenSSL writes to a connection that was closed without MSG_NOSIGNAL
      sigemptyset(&pipe);
      sigaddset(&pipe, SIGPIPE);
      pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
      {
        stream with(socket, tls_);
        if (with.begin()) converse(with);
      }
      const std::lock_guard inner(mutex_);
      open_.erase(std::find(open_.begin(), open_.end(), socket));
      ::close(socket);
    });
  }
}

void imap_server::converse(stream& with) {
  if (!act(with, "GREETING", "*", {})) return;
  while (const auto line = with.line()) {
    const auto space = std::min(line->find(' '), line->size() - 1);
    const auto command = line->substr(space + 1);
    {
      const std::lock_guard lock(mutex_);
      commands_.push_back(command);
    }
    if (!act(with, point_of(command), line->substr(0, space), command)) return;
  }
}

// False: the conversation has ended.
bool imap_server::act(stream& with, const std::string& point, const std::string& tag,
                      const std::string& command) {
  int times = 0;
  {
    const std::lock_guard lock(mutex_);
    times = points_[point]++;
  }
  const auto scripted = script_ ? script_(point, times) : std::nullopt;
  if (!scripted) return with.send(with_tag(usual(point, command), tag)) && point != "LOGOUT";
  const auto bytes = with_tag(scripted->bytes, tag);
  while (scripted->for_ever && with.send(bytes)) continue;
  if (scripted->each_byte.count() == 0) return with.send(bytes) && !scripted->close;
  for (const char c : bytes) {
    std::this_thread::sleep_for(scripted->each_byte);
    if (stopping_ || !with.send({&c, 1})) return false;
  }
  return !scripted->close;
}

std::string imap_server::usual(const std::string& point, const std::string& command) {
  const std::lock_guard lock(mutex_);
  const std::string done = "{tag} OK done\r\n";
  if (point == "GREETING") return "* OK scripted.example.org\r\n";
  if (point == "CAPABILITY") return "* CAPABILITY IMAP4rev1\r\n" + done;
  if (point == "LOGOUT") return "* BYE until next time\r\n" + done;
  if (point == "LOGIN") {
    return command == R"(LOGIN anna "geheim\"7")" ? done : "{tag} NO [AUTHENTICATIONFAILED] no\r\n";
  }
  if (point == "SELECT") {
    if (command != R"(SELECT "INBOX")") return "{tag} NO [NONEXISTENT] no such mailbox\r\n";
    return "* " + std::to_string(messages_.size()) + " EXISTS\r\n* OK [UIDVALIDITY " +
           std::to_string(validity_) + "] valid\r\n{tag} OK [READ-WRITE] done\r\n";
  }
  if (point == "SEARCH") {
    std::string found = "* SEARCH";
    for (const auto& [uid, one] : messages_) found += one.seen ? "" : " " + std::to_string(uid);
    return found + "\r\n" + done;
  }
  if (point == "FETCH") return fetch(command) + done;
  unsigned uid = 0;
  if (point == "STORE" &&
      std::sscanf(command.c_str(), "UID STORE %u +FLAGS.SILENT (\\Seen)", &uid) == 1) {
    if (const auto one = messages_.find(uid); one != messages_.end()) one->second.seen = true;
    return done;
  }
  return "{tag} BAD not known\r\n";
}

std::string imap_server::fetch(const std::string& command) const {
  unsigned uid = 0, most = 0;
  if (std::sscanf(command.c_str(), "UID FETCH %u BODY.PEEK[]<0.%u>", &uid, &most) != 2) return {};
  const auto one = messages_.find(uid);
  if (one == messages_.end()) return {};
  const auto part = one->second.bytes.substr(0, most);
  const auto number = std::distance(messages_.begin(), one) + 1;
  return "* " + std::to_string(number) + " FETCH (UID " + std::to_string(uid) + " BODY[]<0> {" +
         std::to_string(part.size()) + "}\r\n" + part + ")\r\n";
}

std::string imap_server::url(const std::string& host, const std::string& path) const {
  return (tls_ ? "imaps://" : "imap://") + host + ":" + std::to_string(port_) + path;
}

void imap_server::put(std::uint32_t uid, const std::string& bytes, bool seen) {
  const std::lock_guard lock(mutex_);
  messages_[uid] = {bytes, seen};
}

void imap_server::remove(std::uint32_t uid) {
  const std::lock_guard lock(mutex_);
  messages_.erase(uid);
}

bool imap_server::is_seen(std::uint32_t uid) const {
  const std::lock_guard lock(mutex_);
  return messages_.at(uid).seen;
}

std::vector<std::string> imap_server::commands() const {
  const std::lock_guard lock(mutex_);
  return commands_;
}

int imap_server::connections() const {
  const std::lock_guard lock(mutex_);
  return connections_;
}

}  // namespace zusage::tests
