// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mailer/outbox.hpp"
#include "mailer/worker.hpp"

namespace zusage::server {

/// Bounds on what visitors may do; each is a key of `[limits]`.
struct request_limits {
  std::int64_t body_bytes = 64 * 1024;  ///< of a form; imports have their own
  std::int64_t header_bytes = 16 * 1024;
  std::int64_t connections = 4096;
  std::int64_t connections_per_address = 1024;
  std::int64_t request_seconds = 30;   ///< from the first byte to the whole request
  std::int64_t idle_seconds = 60;      ///< between two requests of a connection
  std::int64_t patience_seconds = 10;  ///< from the whole request until its work is begun
  std::int64_t registrations_per_minute =
      300;                               ///< per network address: a town hall behind one address
  std::int64_t posts_per_minute = 1200;  ///< any other form, per network address
  std::int64_t mails_per_hour = 20;      ///< per mail address
  std::int64_t queue = 8192;             ///< writes that may wait
};

/// The configuration (TOML, environment `ZUSAGE_SECTION_KEY`); the keys are those of the contract.
struct configuration {
  std::string listen_address = "127.0.0.1";
  std::uint16_t listen_port = 8080;
  std::string base_url = "http://localhost:8080";
  std::vector<std::string> trusted_proxies;
  std::int64_t threads = 0;  ///< network threads; 0: one per core, at least two
  std::string database_url;
  std::string database_password;           ///< of PostgreSQL; from `database.password_file`
  std::int64_t database_connections = 16;  ///< of this process to PostgreSQL, for each of both:
                                           ///< reading and writing
  mailer::mail_settings mail;
  /// A mailbox with what comes back to `mail.bounce_address`; "": it is not read.
  std::string bounce_imap, bounce_imap_username, bounce_imap_password;
  std::string key_file;
  request_limits limits;
  std::string log_level = "info", log_format = "text";
  /// Webhooks may go to any address and over http: for tests, and where receivers stand in the same
  /// closed network.
  bool webhooks_allow_private = false;
  bool demo = false;  ///< `zusage demo`: mails can be read at /demo/mail

  bool is_https() const { return base_url.rfind("https://", 0) == 0; }
  bool database_is_remote() const { return database_url.rfind("sqlite:", 0) != 0; }
  /// Host and port of the base URL as a browser sends them in `Host`.
  std::string authority() const;
  std::string host() const;  ///< without port
  /// Of the base URL as browsers write it in `Origin`: lower case, without the scheme's own port.
  std::string origin() const;
};

/// One line for each fault of a configuration: `mail.from: is not an address`.
struct configuration_faults {
  std::vector<std::string> lines;
};

/// Looks up a variable of the environment.
using environment = std::map<std::string, std::string>;
environment process_environment();

/// Reads TOML; unknown keys, wrong types and values out of range are all reported together.
/// @throws configuration_faults
configuration parse_configuration(std::string_view toml, const environment& overriding);

/// As above from a file. @throws configuration_faults
configuration load_configuration(const std::string& path, const environment& overriding);

}  // namespace zusage::server
