// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <iostream>
#include <string>

#include "base/crypto.hpp"
#include "server/application.hpp"
#include "server/commands.hpp"
#include "server/returned_spool.hpp"
#include "server/returned_taker.hpp"

namespace zusage::server {
namespace {

// At most as much as is looked at. The rest is read and left out, so that the mail server does not
// break off.
std::string read_mail_from(std::istream& in) {
  constexpr std::size_t piece = 64 * 1024;
  std::string bytes, some(piece, '\0');
  while (in.read(some.data(), std::streamsize(piece)) || in.gcount() > 0) {
    const auto got = std::size_t(in.gcount());
    const auto room = returned_spool::most_bytes - bytes.size();
    bytes.append(some, 0, std::min(got, room));
  }
  return bytes;
}

// Over PostgreSQL many may write, so that nothing has to be kept for another process. What has no
// effect is not set aside: processes on several machines have no folder in common.
void take_at_once(const configuration& config, const std::string& bytes) {
  schema::database db(database_options(config));
  const auto keys = secrets::from_existing_file(config.key_file);
  const consent::ledger ledger(keys.lookup, keys.people);
  const mailer::bounce_marks marks(config.mail.bounce_address, keys.links);
  // A mail server that is told to come again with what can never be taken does so for days.
  const auto done = take_if_possible(
      db, {ledger, marks, config.host()}, bytes, now(),
      [](const char* why) { std::cerr << "the mail cannot be taken: " << why << '\n'; });
  db.stop_writing();
  if (done.noted + done.repeated > 0) return;
  std::cerr << "the mail reports nothing about a message of ours and is not kept\n";
}

}  // namespace

void take_bounce(const std::function<configuration()>& config) {
  try {
    const auto bytes = read_mail_from(std::cin);
    if (bytes.empty()) throw std::runtime_error("there is no mail on standard input");
    const auto with = config();
    const auto folder = returned_spool::folder_of(with);
    folder.empty() ? take_at_once(with, bytes) : returned_spool(folder).keep(bytes);
  } catch (const configuration_faults& e) {
    throw temporary_failure(e.lines.empty() ? "the configuration is wrong" : e.lines.front());
  } catch (const std::exception& e) {
    throw temporary_failure(e.what());
  }
}

}  // namespace zusage::server
