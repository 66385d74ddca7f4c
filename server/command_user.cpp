// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
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

}  // namespace

void add_staff(const configuration& config, const user_options& options) {
  std::string password;
  std::getline(std::cin, password);
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
