// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/settings.hpp"

#include <curl/curl.h>
#include <unistd.h>

#include <charconv>
#include <memory>

#include "base/email_address.hpp"
#include "base/text.hpp"
#include "mailer/loopback.hpp"

namespace zusage::mailer {
namespace {

std::string unquoted(std::string_view name) {
  if (name.size() < 2 || name.front() != '"' || name.back() != '"') return std::string(name);
  std::string result;
  for (std::size_t i = 1; i + 1 < name.size(); ++i) {
    if (name[i] == '\\' && i + 2 < name.size()) ++i;
    result += name[i];
  }
  return result;
}

std::string url_part(CURLU* url, CURLUPart part, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, flags) != CURLUE_OK) return {};
  std::string result(text);
  curl_free(text);
  return result;
}

std::optional<destination> read_server(std::string_view text) {
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> url(curl_url(), &curl_url_cleanup);
  if (curl_url_set(url.get(), CURLUPART_URL, std::string(text).c_str(), 0) != CURLUE_OK) return {};
  destination found;
  found.what = url_part(url.get(), CURLUPART_SCHEME) == "smtps" ? destination::kind::smtps
                                                                : destination::kind::smtp;
  found.host = url_part(url.get(), CURLUPART_HOST);
  const auto path = url_part(url.get(), CURLUPART_PATH);
  const auto port = url_part(url.get(), CURLUPART_PORT);
  // Credentials have their own settings, where they do not end up in a log.
  const bool more = !url_part(url.get(), CURLUPART_USER).empty() ||
                    !url_part(url.get(), CURLUPART_QUERY).empty() || (path != "/" && !path.empty());
  if (found.host.empty() || more) return {};
  found.port = found.what == destination::kind::smtps ? 465 : 25;
  if (!port.empty()) std::from_chars(port.data(), port.data() + port.size(), found.port);
  if (found.port < 1 || found.port > 65535) return {};
  return found;
}

void check_server(const mail_settings& settings, const destination& to,
                  std::vector<std::string>& faults) {
  if (settings.username.empty() != settings.password.empty()) {
    faults.emplace_back("mail.username: a user name and a password belong together");
  }
  if (has_control(settings.username) || has_control(settings.password)) {
    faults.emplace_back("mail.username: user name and password must not have control characters");
  }
  const bool plain = to.what == destination::kind::smtp && !settings.tls_required;
  if (plain && !settings.username.empty() && !is_loopback(to.host)) {
    faults.emplace_back(
        "mail.tls: a password goes to another machine only with tls = \"required\"");
  }
  if (!settings.ca_file.empty() && ::access(settings.ca_file.c_str(), R_OK) != 0) {
    faults.emplace_back("mail.ca_file: " + settings.ca_file + " cannot be read");
  }
}

}  // namespace

std::optional<mailbox> read_mailbox(std::string_view text) {
  if (!is_utf8(text) || has_control(text)) return {};
  const auto trimmed = cleaned(text);
  const auto open = trimmed.rfind('<');
  if (open == std::string::npos) {
    const auto address = normalised_email(trimmed);
    return address ? std::optional(mailbox{{}, *address}) : std::nullopt;
  }
  if (trimmed.back() != '>') return {};
  const auto address = normalised_email(trimmed.substr(open + 1, trimmed.size() - open - 2));
  const auto name = unquoted(cleaned(trimmed.substr(0, open)));
  if (!address || name.find_first_of("<>") != std::string::npos) return {};
  return mailbox{name, *address};
}

std::optional<destination> read_transport(std::string_view url) {
  constexpr std::string_view maildir = "maildir:";
  if (!is_utf8(url) || has_control(url)) return {};
  if (url.substr(0, maildir.size()) == maildir) {
    const auto path = url.substr(maildir.size());
    if (path.size() < 2 || path.front() != '/') return {};
    return destination{destination::kind::maildir, {}, 0, std::string(path)};
  }
  if (url.substr(0, 7) != "smtp://" && url.substr(0, 8) != "smtps://") return {};
  return read_server(url);
}

std::vector<std::string> check_settings(const mail_settings& settings) {
  constexpr int most_connections = 64;
  std::vector<std::string> faults;
  const auto to = read_transport(settings.transport);
  if (!to) {
    faults.emplace_back(
        "mail.transport: must be smtp://host:port, smtps://host:port or maildir:/absolute/path");
  } else if (to->what != destination::kind::maildir) {
    check_server(settings, *to, faults);
  }
  if (!read_mailbox(settings.from)) {
    faults.emplace_back("mail.from: must be an address such as Name <events@example.org>");
  }
  if (!settings.bounce_address.empty()) {
    const auto wrong = check_bounce_address(settings.bounce_address);
    if (!wrong.empty()) faults.push_back("mail.bounce_address: " + wrong);
  }
  if (settings.connections < 0 || settings.connections > most_connections) {
    faults.emplace_back("mail.connections: must be between 0 and 64");
  }
  if (settings.reply_timeout.count() < 1 || settings.connect_timeout.count() < 1) {
    faults.emplace_back("mail: time limits must be at least a second");
  }
  return faults;
}

}  // namespace zusage::mailer
