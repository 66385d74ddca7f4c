// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/configuration.hpp"

#include <toml++/toml.h>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <charconv>
#include <fstream>
#include <functional>
#include <limits>
#include <set>
#include <sstream>
#include <variant>

#include "base/email_address.hpp"
#include "base/text.hpp"
#include "mailer/imap.hpp"

extern char** environ;

namespace zusage::server {
namespace {

using text_list = std::vector<std::string>;

// A key of the configuration: where its value goes and what it must be.
struct setting {
  std::string section, key;
  std::variant<std::string*, std::int64_t*, int*, bool*, text_list*,
               std::function<std::string(const std::string&)>>
      to;
  std::int64_t least = 0, most = std::numeric_limits<std::int64_t>::max();
  std::vector<std::string> one_of = {};
};

using parse_function = std::function<std::string(const std::string&)>;

bool to_number(std::string_view text, std::int64_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

// Each returns what is wrong, "" when nothing is.
std::string set_listen(configuration& c, const std::string& value) {
  const auto colon = value.rfind(':');
  std::int64_t port = -1;
  if (colon == std::string::npos || !to_number(std::string_view(value).substr(colon + 1), port) ||
      port < 0 || port > 65535) {
    return "must be ADDRESS:PORT, such as 127.0.0.1:8080";
  }
  c.listen_address = value.substr(0, colon);
  if (c.listen_address.size() > 2 && c.listen_address.front() == '[') {
    c.listen_address = c.listen_address.substr(1, c.listen_address.size() - 2);
  }
  c.listen_port = std::uint16_t(port);
  return "";
}

std::string set_base_url(configuration& c, const std::string& value) {
  const auto url = boost::urls::parse_absolute_uri(value);
  if (!url || (url->scheme() != "http" && url->scheme() != "https") || url->host().empty() ||
      url->has_query() || url->has_userinfo() || (!url->path().empty() && url->path() != "/")) {
    return "must be http:// or https:// with a host and no path";
  }
  c.base_url = value;
  while (c.base_url.back() == '/') c.base_url.pop_back();
  return "";
}

std::string set_database(configuration& c, const std::string& value) {
  const bool file = value.rfind("sqlite:", 0) == 0 && value.size() > 7;
  const bool server = value.rfind("postgresql://", 0) == 0 || value.rfind("postgres://", 0) == 0;
  if (!file && !server) return "must be sqlite:/path/to/file or postgresql://user@host/database";
  c.database_url = value;
  return "";
}

std::string set_tls(configuration& c, const std::string& value) {
  if (value != "required" && value != "none") return "must be required or none";
  c.mail.tls_required = value == "required";
  return "";
}

std::string read_password(const std::string& path, std::string& into) {
  if (path.empty()) return "";
  std::ifstream file(path);
  if (!std::getline(file, into) || into.empty()) return "cannot be read or is empty: " + path;
  return "";
}

std::string read_mail_password(configuration& c, const std::string& path) {
  return read_password(path, c.mail.password);
}

std::string read_imap_password(configuration& c, const std::string& path) {
  return read_password(path, c.bounce_imap_password);
}

std::string read_database_password(configuration& c, const std::string& path) {
  return read_password(path, c.database_password);
}

std::vector<setting> settings_of(configuration& c) {
  auto& l = c.limits;
  const auto bind = [&c](std::string (*function)(configuration&, const std::string&)) {
    return parse_function([&c, function](const std::string& value) { return function(c, value); });
  };
  return {
      {"server", "listen", bind(set_listen)},
      {"server", "base_url", bind(set_base_url)},
      {"server", "trusted_proxies", &c.trusted_proxies},
      {"server", "threads", &c.threads, 0, 256},
      {"database", "url", bind(set_database)},
      {"database", "password_file", bind(read_database_password)},
      {"database", "connections", &c.database_connections, 2, 500},
      {"mail", "transport", &c.mail.transport},
      {"mail", "from", &c.mail.from},
      {"mail", "username", &c.mail.username},
      {"mail", "password_file", bind(read_mail_password)},
      {"mail", "tls", bind(set_tls)},
      {"mail", "ca_file", &c.mail.ca_file},
      {"mail", "connections", &c.mail.connections, 0, 64},
      {"mail", "bounce_address", &c.mail.bounce_address},
      {"mail", "bounce_imap", &c.bounce_imap},
      {"mail", "bounce_imap_username", &c.bounce_imap_username},
      {"mail", "bounce_imap_password_file", bind(read_imap_password)},
      {"security", "key_file", &c.key_file},
      {"limits", "body_bytes", &l.body_bytes, 4096, 16 << 20},
      {"limits", "header_bytes", &l.header_bytes, 2048, 1 << 20},
      {"limits", "connections", &l.connections, 1, 1 << 20},
      {"limits", "connections_per_address", &l.connections_per_address, 1, 1 << 20},
      {"limits", "request_seconds", &l.request_seconds, 1, 3600},
      {"limits", "idle_seconds", &l.idle_seconds, 1, 3600},
      {"limits", "patience_seconds", &l.patience_seconds, 1, 3600},
      {"limits", "registrations_per_minute", &l.registrations_per_minute, 1, 1 << 30},
      {"limits", "posts_per_minute", &l.posts_per_minute, 1, 1 << 30},
      {"limits", "mails_per_hour", &l.mails_per_hour, 1, 1 << 30},
      {"limits", "newsletters_per_minute", &c.mail.newsletters_per_minute, 0, 1 << 30},
      {"limits", "newsletters_per_domain_and_minute", &c.mail.newsletters_per_domain_and_minute, 0,
       1 << 30},
      {"limits", "queue", &l.queue, 1, 1 << 20},
      {"webhooks", "allow_private", &c.webhooks_allow_private},
      {"log", "level", &c.log_level, 0, 0, {"debug", "info", "warning", "error"}},
      {"log", "format", &c.log_format, 0, 0, {"text", "json"}},
  };
}

std::string out_of_range(const setting& s) {
  return "must be a whole number from " + std::to_string(s.least) + " to " + std::to_string(s.most);
}

std::string set_number(const setting& s, std::int64_t value) {
  if (value < s.least || value > s.most) return out_of_range(s);
  if (auto* const* wide = std::get_if<std::int64_t*>(&s.to)) **wide = value;
  if (auto* const* narrow = std::get_if<int*>(&s.to)) **narrow = int(value);
  return "";
}

bool is_number(const setting& s) {
  return std::holds_alternative<std::int64_t*>(s.to) || std::holds_alternative<int*>(s.to);
}

std::string set_text(const setting& s, const std::string& value) {
  if (has_control(value) || !is_utf8(value)) return "has control characters";
  if (const auto* parse = std::get_if<parse_function>(&s.to)) return (*parse)(value);
  if (!s.one_of.empty() && std::find(s.one_of.begin(), s.one_of.end(), value) == s.one_of.end()) {
    std::string all;
    for (const auto& one : s.one_of) all += (all.empty() ? "" : ", ") + one;
    return "must be one of " + all;
  }
  *std::get<std::string*>(s.to) = value;
  return "";
}

std::string set_from_node(const setting& s, const toml::node& node) {
  if (auto* const* flag = std::get_if<bool*>(&s.to)) {
    const auto value = node.value_exact<bool>();
    if (value) **flag = *value;
    return value ? "" : "must be true or false";
  }
  if (is_number(s)) {
    const auto number = node.value_exact<std::int64_t>();
    return number ? set_number(s, *number) : out_of_range(s);
  }
  if (auto* const* list = std::get_if<text_list*>(&s.to)) {
    const auto* array = node.as_array();
    if (!array) return "must be a list of texts";
    (*list)->clear();
    for (const auto& item : *array) {
      const auto text = item.value_exact<std::string>();
      if (!text) return "must be a list of texts";
      (*list)->push_back(*text);
    }
    return "";
  }
  const auto text = node.value_exact<std::string>();
  return text ? set_text(s, *text) : "must be a text in quotes";
}

std::string set_from_environment(const setting& s, const std::string& value) {
  if (auto* const* flag = std::get_if<bool*>(&s.to)) {
    if (value != "true" && value != "false") return "must be true or false";
    **flag = value == "true";
    return "";
  }
  if (is_number(s)) {
    std::int64_t number = 0;
    return to_number(value, number) ? set_number(s, number) : out_of_range(s);
  }
  if (auto* const* list = std::get_if<text_list*>(&s.to)) {
    (*list)->clear();
    std::istringstream in(value);
    for (std::string item; std::getline(in, item, ',');) (*list)->push_back(cleaned(item));
    return "";
  }
  return set_text(s, value);
}

std::string variable_of(const setting& s) {
  std::string name = "ZUSAGE_" + s.section + "_" + s.key;
  for (char& c : name) c = char(std::toupper(static_cast<unsigned char>(c)));
  return name;
}

void report_unknown(const toml::table& root, const std::vector<setting>& settings,
                    configuration_faults& faults) {
  std::set<std::string> known;
  for (const auto& s : settings) {
    known.insert(s.section);
    known.insert(s.section + "." + s.key);
  }
  for (const auto& [section, node] : root) {
    const std::string name(section.str());
    const auto* table = node.as_table();
    if (!known.count(name) || !table) {
      faults.lines.push_back(name + ": is not a section of the configuration");
      continue;
    }
    for (const auto& [key, value] : *table) {
      const auto full = name + "." + std::string(key.str());
      if (!known.count(full)) faults.lines.push_back(full + ": is not a key of the configuration");
    }
  }
}

void check_mailbox(const configuration& c, configuration_faults& faults) {
  if (c.bounce_imap.empty()) return;
  mailer::imap_settings box;
  box.url = c.bounce_imap;
  box.username = c.bounce_imap_username;
  box.password = c.bounce_imap_password;
  for (const auto& line : mailer::check_settings(box))
    faults.lines.push_back("mail.bounce_imap: " + line);
}

void check_whole(const configuration& c, configuration_faults& faults) {
  if (c.database_url.empty()) faults.lines.emplace_back("database.url: is missing");
  if (c.key_file.empty()) faults.lines.emplace_back("security.key_file: is missing");
  for (const auto& line : mailer::check_settings(c.mail)) faults.lines.push_back(line);
  check_mailbox(c, faults);
  if (c.mail.connections == 0 && !c.database_is_remote()) {
    faults.lines.emplace_back(
        "mail.connections: 0 leaves all mails to `zusage mailer`, which needs PostgreSQL");
  }
}

}  // namespace

std::string configuration::authority() const {
  return base_url.substr(base_url.find("://") + 3);
}

std::string configuration::origin() const {
  auto own = lower_ascii(base_url);
  const std::string_view port = is_https() ? ":443" : ":80";
  if (own.ends_with(port)) own.resize(own.size() - port.size());
  return own;
}

std::string configuration::host() const {
  const auto url = boost::urls::parse_absolute_uri(base_url);
  return url ? std::string(url->encoded_host()) : authority();
}

environment process_environment() {
  environment found;
  for (char** one = environ; one && *one; ++one) {
    const std::string text(*one);
    const auto equals = text.find('=');
    if (text.rfind("ZUSAGE_", 0) == 0 && equals != std::string::npos) {
      found[text.substr(0, equals)] = text.substr(equals + 1);
    }
  }
  return found;
}

configuration parse_configuration(std::string_view text, const environment& overriding) {
  configuration made;
  configuration_faults faults;
  const auto settings = settings_of(made);
  try {
    const auto root = toml::parse(text);
    report_unknown(root, settings, faults);
    for (const auto& s : settings) {
      const auto* table = root[s.section].as_table();
      const auto* node = table ? table->get(s.key) : nullptr;
      const auto wrong = node ? set_from_node(s, *node) : "";
      if (!wrong.empty()) faults.lines.push_back(s.section + "." + s.key + ": " + wrong);
    }
  } catch (const toml::parse_error& e) {
    faults.lines.push_back("line " + std::to_string(e.source().begin.line) + ": " +
                           std::string(e.description()));
    throw faults;
  }
  for (const auto& s : settings) {
    const auto found = overriding.find(variable_of(s));
    const auto wrong = found != overriding.end() ? set_from_environment(s, found->second) : "";
    if (!wrong.empty()) faults.lines.push_back(variable_of(s) + ": " + wrong);
  }
  check_whole(made, faults);
  if (!faults.lines.empty()) throw faults;
  return made;
}

configuration load_configuration(const std::string& path, const environment& overriding) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    throw configuration_faults{{"the configuration file " + path + " cannot be read (" +
                                std::strerror(errno) +
                                "): name another with --config, or make it; docs/operating.md has "
                                "its keys"}};
  }
  std::ostringstream text;
  text << file.rdbuf();
  return parse_configuration(text.str(), overriding);
}

}  // namespace zusage::server
