// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// A small HTTP client for tests: plain sockets, so that it can also send what no client would.
namespace zusage::tests {

struct answer {
  int status = 0;
  std::multimap<std::string, std::string> headers;  ///< names in lower case
  std::string body;                                 ///< chunks put together
  bool closed = false;                              ///< the server closed the connection afterwards

  std::string header(const std::string& name) const;
};

using form = std::vector<std::pair<std::string, std::string>>;
std::string encode_form(const form& values);

/// One connection to 127.0.0.1.
class tcp_client {
 public:
  explicit tcp_client(std::uint16_t port);
  ~tcp_client();
  tcp_client(const tcp_client&) = delete;
  tcp_client& operator=(const tcp_client&) = delete;

  void send(std::string_view bytes);
  /// Reads one answer; status 0 when the connection ended before one came.
  answer receive(bool to_head = false);
  /// Whether the server closes within the time.
  bool closes_within(int milliseconds);

 private:
  int socket_;
  std::string buffer_;
};

/// Requests with the Host of the server, keeping cookies.
class browser_like {
 public:
  /// `named`: the port in the Host header, where it is another than that of the connection.
  explicit browser_like(std::uint16_t port, std::uint16_t named = 0)
      : port_(port), named_(named == 0 ? port : named) {}

  answer get(const std::string& target, const std::string& extra_headers = {});
  answer head(const std::string& target);
  answer post(const std::string& target, const form& values, const std::string& extra_headers = {});
  answer post_raw(const std::string& target, const std::string& type, const std::string& body,
                  const std::string& extra_headers = {});
  std::string cookies() const;  ///< as the value of a Cookie header

 private:
  answer request(const std::string& method, const std::string& target, const std::string& headers,
                 const std::string& body);
  std::uint16_t port_, named_;
  std::map<std::string, std::string> cookies_;
};

/// The value of the hidden or text field with this name in a page, entities decoded; "" for none.
std::string field_value(std::string_view page, std::string_view name);

}  // namespace zusage::tests
