// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/framing.hpp"

#include <boost/beast/core/string.hpp>

namespace zusage::server {

namespace http = boost::beast::http;
using boost::beast::iequals;

std::string_view framing_fault(const http::request_header<>& header) {
  const auto version = header.version();
  if (version != 10 && version != 11) return "HTTP version";
  const auto hosts = header.count(http::field::host);
  if (hosts > 1 || (version == 11 && hosts != 1)) return "Host";
  const auto lengths = header.count(http::field::content_length);
  if (lengths > 1) return "Content-Length";
  const std::string_view length = header[http::field::content_length];
  if (length.find_first_not_of("0123456789") != std::string_view::npos) return "Content-Length";
  const auto encodings = header.count(http::field::transfer_encoding);
  if (encodings == 0) return "";
  if (version == 10 || encodings > 1 || lengths > 0) return "Transfer-Encoding";
  return iequals(header[http::field::transfer_encoding], "chunked") ? "" : "Transfer-Encoding";
}

namespace {

bool names_port(std::string_view authority) {
  const auto after_address = authority.find(']');  // of IPv6
  return authority.find(':', after_address == std::string_view::npos ? 0 : after_address) !=
         std::string_view::npos;
}

}  // namespace

bool is_own_host(std::string_view host, std::string_view authority) {
  const auto same = [&](std::string_view name) { return iequals(host, name); };
  if (same(authority)) return true;
  // A browser leaves the default port out.
  for (const std::string_view port : {":80", ":443"}) {
    if (authority.size() > port.size() &&
        authority.substr(authority.size() - port.size()) == port &&
        same(authority.substr(0, authority.size() - port.size()))) {
      return true;
    }
    if (!names_port(authority) && host.size() > port.size() &&
        host.substr(host.size() - port.size()) == port &&
        iequals(host.substr(0, host.size() - port.size()), authority)) {
      return true;
    }
  }
  return false;
}

}  // namespace zusage::server
