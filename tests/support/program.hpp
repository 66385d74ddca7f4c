// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tests/support/database.hpp"
#include "tests/support/http.hpp"

/// The program itself, as its users start it.
namespace zusage::tests {

struct finished {
  int exit_code = -1;
  std::string output, errors;
};

/// Runs the program to its end.
finished run_program(const std::vector<std::string>& arguments, const std::string& input = {},
                     const std::map<std::string, std::string>& environment = {});

/// A port on 127.0.0.1 that nobody listens on.
std::uint16_t free_port();

/// An installation in a folder of its own: configuration, database, key, Maildir; `zusage serve`
/// started, stopped and killed as a test wants.
class installation {
 public:
  /// `extra` is TOML that goes behind the sections (`[limits]…`); `mail` replaces the Maildir
  /// transport.
  explicit installation(std::string extra = {}, std::string mail = {});

  /// One of several processes: their database, the folder of their key and Maildir, and the port
  /// that visitors know (base_url).
  struct shared {
    std::string database_url, folder;
    std::uint16_t public_port;
  };
  explicit installation(const shared& with);
  ~installation();
  installation(const installation&) = delete;
  installation& operator=(const installation&) = delete;

  /// For the program, from now on.
  void set_environment(const std::string& name, const std::string& value) {
    environment_[name] = value;
  }

  void start();         ///< until /healthz answers; throws with the log when it does not
  void start_mailer();  ///< `zusage mailer` instead
  int stop();           ///< SIGTERM; the exit code
  void kill();          ///< SIGKILL
  bool running() const { return process_ > 0; }
  pid_t process() const { return process_; }

  finished command(std::vector<std::string> arguments, const std::string& input = {}) const;
  std::string import(const std::string& event_file_text);  ///< while it is not running

  std::uint16_t port() const { return port_; }
  browser_like browser() const { return browser_like(port_); }
  std::string config_file() const { return folder_.path("zusage.toml"); }
  std::string database_url() const { return database_url_; }
  std::string log() const;
  const temporary_folder& folder() const { return folder_; }

  /// The mails in the Maildir, as they are.
  std::vector<std::string> mails() const;
  /// Waits until there are so many; all of them. Fewer when the time is over.
  std::vector<std::string> wait_for_mails(std::size_t count, int seconds = 60) const;

 private:
  temporary_folder folder_;
  std::string data_;  ///< folder of key and Maildir
  std::string database_url_;
  std::map<std::string, std::string> environment_;
  std::uint16_t port_;
  pid_t process_ = -1;
};

/// The part of a mail with this type (`text/plain`), decoded. "" when there is none.
std::string mail_part(const std::string& mail, const std::string& type);
/// A header, unfolded and decoded.
std::string mail_header(const std::string& mail, const std::string& name);
/// The first link in `text` that goes to this path (`/r/`), from there on: `/r/<token>`.
std::string find_link(const std::string& text, const std::string& path);

}  // namespace zusage::tests
