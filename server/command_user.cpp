// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <termios.h>
#include <unistd.h>

#include <iostream>

#include "events/event_file.hpp"
#include "organisers/staff.hpp"
#include "server/application.hpp"
#include "server/commands.hpp"
#include "web/locale.hpp"

namespace zusage::server {
namespace {

// The texts of the sign-in pages say what is wrong with an address or a password.
command_faults in_words(const faults& wrong) {
  command_faults lines;
  const auto& english = web::find_locale("en");
  for (const auto& one : wrong) {
    const auto own = "admin.fault." + one.code;
    const auto text = english.text(english.has(own) ? own : "fault." + one.code, one.arguments);
    lines.lines.push_back((one.field.empty() ? "" : one.field + ": ") + text);
  }
  return lines;
}

// On a terminal: asks, and hides what is typed.
class no_echo {
 public:
  explicit no_echo(const char* question) {
    if (::isatty(STDIN_FILENO) != 1 || ::tcgetattr(STDIN_FILENO, &before_) != 0) return;
    std::cerr << question << std::flush;
    auto quiet = before_;
    quiet.c_lflag &= ~tcflag_t(ECHO);
    hidden_ = ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet) == 0;
  }
  ~no_echo() {
    if (!hidden_) return;
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    std::cerr << "\n";
  }
  no_echo(const no_echo&) = delete;
  no_echo& operator=(const no_echo&) = delete;

 private:
  termios before_{};
  bool hidden_ = false;
};

std::string read_password() {
  const no_echo asked("Password (8 characters or more, not shown): ");
  std::string password;
  std::getline(std::cin, password);
  return password;
}

}  // namespace

void add_staff(const configuration& config, const user_options& options) {
  const auto password = read_password();
  schema::database db(database_options(config));
  const auto added =
      organisers::add_user(db, {options.email, options.organiser, options.role, password}, now());
  if (!added) throw in_words(added.error());
  std::cerr << options.email
            << (added->known_before ? " keeps the password of before and has access to "
                                    : " has access to ")
            << options.organiser << "\n";
}

}  // namespace zusage::server
