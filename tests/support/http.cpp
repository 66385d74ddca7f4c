// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/http.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

#include "base/text.hpp"
#include "server/target.hpp"

namespace zusage::tests {
namespace {

constexpr int patience_ms = 60'000;  // sanitizers on a busy machine are slow

bool read_more(int socket, std::string& buffer) {
  pollfd waiting{socket, POLLIN, 0};
  if (::poll(&waiting, 1, patience_ms) <= 0) throw std::runtime_error("no answer in time");
  char piece[16384];
  const auto count = ::recv(socket, piece, sizeof piece, 0);
  if (count <= 0) return false;
  buffer.append(piece, std::size_t(count));
  return true;
}

std::string take(int socket, std::string& buffer, std::size_t count) {
  while (buffer.size() < count && read_more(socket, buffer)) {
  }
  auto taken = buffer.substr(0, count);
  buffer.erase(0, taken.size());
  return taken;
}

std::string take_line(int socket, std::string& buffer) {
  std::size_t end;
  while ((end = buffer.find("\r\n")) == std::string::npos) {
    if (!read_more(socket, buffer)) return {};
  }
  auto line = buffer.substr(0, end);
  buffer.erase(0, end + 2);
  return line;
}

std::string take_chunks(int socket, std::string& buffer) {
  std::string body;
  while (true) {
    const auto line = take_line(socket, buffer);
    if (line.empty()) throw std::runtime_error("a chunked body was cut off");
    const auto size = std::stoul(line, nullptr, 16);
    body += take(socket, buffer, size);
    take_line(socket, buffer);
    if (size == 0) return body;
  }
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
}

}  // namespace

std::string answer::header(const std::string& name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? "" : found->second;
}

std::string encode_form(const form& values) {
  std::string text;
  for (const auto& [name, value] : values) {
    text += (text.empty() ? "" : "&") + server::encode_component(name) + "=" +
            server::encode_component(value);
  }
  return text;
}

tcp_client::tcp_client(std::uint16_t port)
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    ::close(socket_);
    throw std::runtime_error("cannot connect");
  }
}

tcp_client::~tcp_client() {
  ::close(socket_);
}

void tcp_client::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) return;  // closed by the server; receive() tells
    bytes.remove_prefix(std::size_t(count));
  }
}

answer tcp_client::receive(bool to_head) {
  answer result;
  std::string line;
  do {
    line = take_line(socket_, buffer_);
    if (line.size() < 12) return result;
    result.status = std::stoi(line.substr(9, 3));
    if (result.status == 100) take_line(socket_, buffer_);
  } while (result.status == 100);
  while (!(line = take_line(socket_, buffer_)).empty()) {
    const auto colon = line.find(": ");
    if (colon != std::string::npos)
      result.headers.emplace(lower_ascii(line.substr(0, colon)), line.substr(colon + 2));
  }
  result.closed = result.header("connection") == "close";
  if (to_head || result.status == 304 || result.status == 204) return result;
  if (result.header("transfer-encoding") == "chunked") {
    result.body = take_chunks(socket_, buffer_);
  } else if (!result.header("content-length").empty()) {
    result.body = take(socket_, buffer_, std::stoul(result.header("content-length")));
  }
  return result;
}

bool tcp_client::closes_within(int milliseconds) {
  pollfd waiting{socket_, POLLIN, 0};
  if (::poll(&waiting, 1, milliseconds) <= 0) return false;
  char byte;
  return ::recv(socket_, &byte, 1, 0) <= 0;
}

answer browser_like::request(const std::string& method, const std::string& target,
                             const std::string& headers, const std::string& body) {
  tcp_client connection(port_);
  std::string text = method + " " + target +
                     " HTTP/1.1\r\nHost: localhost:" + std::to_string(named_) + "\r\n" + headers;
  if (!cookies_.empty()) text += "Cookie: " + cookies() + "\r\n";
  if (method == "POST") text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  connection.send(text + "\r\n" + body);
  auto result = connection.receive(method == "HEAD");
  const auto [first, last] = result.headers.equal_range("set-cookie");
  for (auto one = first; one != last; ++one) {
    const auto pair = one->second.substr(0, one->second.find(';'));
    cookies_[pair.substr(0, pair.find('='))] = pair.substr(pair.find('=') + 1);
  }
  return result;
}

std::string browser_like::cookies() const {
  std::string all;
  for (const auto& [name, value] : cookies_) all += (all.empty() ? "" : "; ") + name + "=" + value;
  return all;
}

answer browser_like::get(const std::string& target, const std::string& extra) {
  return request("GET", target, extra, "");
}
answer browser_like::head(const std::string& target) {
  return request("HEAD", target, "", "");
}

answer browser_like::post(const std::string& target, const form& values, const std::string& extra) {
  return post_raw(target, "application/x-www-form-urlencoded", encode_form(values), extra);
}

answer browser_like::post_raw(const std::string& target, const std::string& type,
                              const std::string& body, const std::string& extra) {
  return request("POST", target, "Content-Type: " + type + "\r\n" + extra, body);
}

std::string field_value(std::string_view page, std::string_view name) {
  const auto at = page.find("name=\"" + std::string(name) + "\"");
  if (at == std::string_view::npos) return {};
  const auto begin = page.rfind('<', at), end = page.find('>', at);
  const auto tag = page.substr(begin, end - begin);
  const auto value = tag.find("value=\"");
  if (value == std::string_view::npos) return {};
  std::string text(tag.substr(value + 7, tag.find('"', value + 7) - value - 7));
  replace_all(text, "&quot;", "\"");
  replace_all(text, "&#39;", "'");
  replace_all(text, "&lt;", "<");
  replace_all(text, "&gt;", ">");
  replace_all(text, "&amp;", "&");
  return text;
}

}  // namespace zusage::tests
