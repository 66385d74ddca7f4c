// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <iostream>

#include "base/email_address.hpp"
#include "consent/ledger.hpp"
#include "consent/purposes.hpp"
#include "mailer/outbox.hpp"
#include "server/application.hpp"
#include "server/commands.hpp"

namespace zusage::server {
namespace {

std::string address_or_throw(const std::string& typed) {
  const auto address = normalised_email(typed);
  if (!address) throw std::runtime_error(typed + " is not an e-mail address");
  return *address;
}

consent::ledger open_ledger(const configuration& config) {
  const auto keys = secrets::from_existing_file(config.key_file);
  return {keys.lookup, keys.people};
}

std::vector<std::int64_t> organisers_of(const schema::reader& db) {
  std::vector<std::int64_t> ids;
  db.each<std::int64_t>("SELECT id FROM organiser ORDER BY key",
                        [&](std::int64_t id) { ids.push_back(id); });
  return ids;
}

}  // namespace

void prove_consent(const configuration& config, const std::string& email) {
  const auto address = address_or_throw(email);
  const auto ledger = open_ledger(config);
  auto options = database_options(config);
  options.writable = false;
  schema::database db(options);
  auto sheets = nlohmann::json::array();
  db.read([&](const schema::reader& reader) {
    for (const auto id : organisers_of(reader)) {
      for (auto& sheet : ledger.proof(reader, id, address)) sheets.push_back(std::move(sheet));
    }
  });
  std::cout << sheets.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << "\n";
}

void revoke_consent(const configuration& config, const std::string& email,
                    const std::string& purpose) {
  const auto address = address_or_throw(email);
  const auto ledger = open_ledger(config);
  schema::database db(database_options(config));
  consent::evidence by;
  by.source = "command line";
  by.actor = "the operator";
  const auto ended = db.write([&](schema::transaction& tx) {
    std::int64_t count = 0;
    for (const auto organiser : organisers_of(tx)) {
      const auto id = consent::find_purpose(tx, organiser, purpose);
      const auto standing = id ? ledger.find_one(tx, organiser, *id, address) : std::nullopt;
      if (!standing || standing->now == consent::state::withdrawn) continue;
      if (!ledger.withdraw(tx, standing->public_id, "command line", by, now())) continue;
      mailer::outbox::cancel_queued(tx, standing->principal_id, *id, now());
      ++count;
    }
    return count;
  });
  if (ended == 0)
    throw std::runtime_error("there is no consent of " + address + " for the purpose " + purpose);
  std::cerr << "ended " << ended << (ended == 1 ? " consent" : " consents") << "\n";
}

}  // namespace zusage::server
