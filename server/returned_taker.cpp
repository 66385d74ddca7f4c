// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/returned_taker.hpp"

#include <spdlog/spdlog.h>

#include <utility>

#include "server/configuration.hpp"
#include "server/database_fault.hpp"

namespace zusage::server {

events::returns_taken take_returned_mail(schema::database& db, const events::return_tools& with,
                                         const std::string& bytes, instant now) {
  const auto read = mailer::read_returned(bytes);
  if (read.reports.empty()) return {};
  return db.write(
      [&](schema::transaction& tx) { return events::take_returned(tx, with, read, now); });
}

events::returns_taken take_if_possible(schema::database& db, const events::return_tools& with,
                                       const std::string& bytes, instant now,
                                       const std::function<void(const char*)>& say) {
  try {
    return take_returned_mail(db, with, bytes, now);
  } catch (const schema::error& e) {
    if (is_passing(e)) throw;
    say(e.what());
  } catch (const std::exception& e) {
    say(e.what());
  }
  return {};
}

returned_taker::returned_taker(services& with)
    : with_(with), marks_(with.config.mail.bounce_address, with.keys.links) {}

events::returns_taken returned_taker::take(const std::string& bytes, instant now) {
  const auto done = take_if_possible(
      with_.db, {with_.ledger, marks_, with_.config.host()}, bytes, now,
      [](const char* why) { spdlog::error("a mail that came back cannot be taken: {}", why); });
  noted_ += done.noted;
  consents_ended_ += done.consents_ended;
  return done;
}

void returned_taker::say() {
  const auto noted = std::exchange(noted_, 0), ended = std::exchange(consents_ended_, 0);
  if (noted == 0) return;
  spdlog::info("mails that came back: {}; consents that ended by it: {}", noted, ended);
}

}  // namespace zusage::server
