// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/imap_place.hpp"

#include <curl/curl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <memory>

#include "base/text.hpp"
#include "mailer/imap.hpp"
#include "mailer/loopback.hpp"

namespace zusage::mailer {
namespace {

std::string url_part(CURLU* url, CURLUPart part, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, flags) != CURLUE_OK) return {};
  const std::unique_ptr<char, decltype(&curl_free)> owner(text, &curl_free);
  return text;
}

bool is_clean(const std::string& text) {
  return is_utf8(text) && !has_control(text);
}

// Nothing when it is no name that a quoted string could carry (RFC 3501 4.3).
std::optional<std::string> mailbox_name(const std::string& path) {
  if (path.find(';') != std::string::npos) return {};
  const auto encoded = path.empty() ? path : path.substr(1);
  int length = 0;
  const std::unique_ptr<char, decltype(&curl_free)> decoded(
      curl_easy_unescape(nullptr, encoded.c_str(), static_cast<int>(encoded.size()), &length),
      &curl_free);
  if (!decoded) return {};
  std::string name(decoded.get(), static_cast<std::size_t>(length));
  const bool fits =
      std::all_of(name.begin(), name.end(), [](char c) { return c >= 32 && c < 127; });
  if (!fits) return {};
  return name.empty() ? "INBOX" : name;
}

}  // namespace

std::optional<imap_place> read_imap_url(const std::string& text) {
  constexpr std::size_t longest = 2000;
  if (text.size() > longest || !is_clean(text)) return {};
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> url(curl_url(), &curl_url_cleanup);
  if (!url || curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK) return {};
  const auto scheme = url_part(url.get(), CURLUPART_SCHEME);
  if (scheme != "imap" && scheme != "imaps") return {};
  const bool more = !url_part(url.get(), CURLUPART_USER).empty() ||
                    !url_part(url.get(), CURLUPART_PASSWORD).empty() ||
                    text.find_first_of("?#") != std::string::npos;
  const auto name = mailbox_name(url_part(url.get(), CURLUPART_PATH));
  imap_place found;
  found.host = url_part(url.get(), CURLUPART_HOST);
  if (more || !name || found.host.empty()) return {};
  found.tls = scheme == "imaps";
  found.mailbox = *name;
  const auto port = url_part(url.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT);
  std::from_chars(port.data(), port.data() + port.size(), found.port);
  if (found.port < 1 || found.port > 65535) return {};
  return found;
}

std::vector<std::string> check_settings(const imap_settings& settings) {
  std::vector<std::string> faults;
  const auto place = read_imap_url(settings.url);
  if (!place) {
    faults.emplace_back(
        "url: imaps://host[:port]/mailbox is needed, with the mailbox's name as "
        "the server lists it and without user name and password");
  } else if (!place->tls && !is_loopback(place->host)) {
    faults.emplace_back("url: another machine is reached only by imaps://");
  }
  if (settings.username.empty()) faults.emplace_back("username: a user name is needed");
  if (!is_clean(settings.username) || !is_clean(settings.password)) {
    faults.emplace_back("username: user name and password must not have control characters");
  }
  if (!is_clean(settings.ca_file)) {
    faults.emplace_back("ca_file: it must not have control characters");
  } else if (!settings.ca_file.empty() && ::access(settings.ca_file.c_str(), R_OK) != 0) {
    faults.emplace_back("ca_file: " + settings.ca_file + " cannot be read");
  }
  if (std::min({settings.connect_timeout, settings.reply_timeout, settings.call_limit}) <
      std::chrono::seconds(1)) {
    faults.emplace_back("timeouts: each must be a second at least");
  }
  return faults;
}

}  // namespace zusage::mailer
