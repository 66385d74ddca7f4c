// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <charconv>
#include <filesystem>
#include <iostream>

#include "base/crypto.hpp"
#include "consent/ledger.hpp"
#include "consent/published_heads.hpp"
#include "events/organiser_pages.hpp"
#include "schema/migrations.hpp"
#include "server/application.hpp"
#include "server/commands.hpp"

namespace zusage::server {
namespace {

// The consent chains of all organisers; one line each on standard output, problems into `wrong`.
void verify_chains(const secrets& keys, schema::database& db, std::vector<std::string>& wrong) {
  const consent::ledger ledger(keys.lookup, keys.people);
  db.read([&](const schema::reader& reader) {
    for (const auto& [id, key] :
         reader.all<std::int64_t, std::string>("SELECT id, key FROM organiser ORDER BY key")) {
      const auto found = ledger.verify(reader, id);
      std::cout << key << ": " << found.records << " consent records, head " << found.head << "\n";
      wrong.insert(wrong.end(), found.problems.begin(), found.problems.end());
    }
  });
}

// Every year the declaration of accessibility has to be looked at again: no fault, but said.
void remind_of_declarations(schema::database& db, instant now) {
  const auto all =
      db.read([](const schema::reader& reader) { return events::list_organiser_pages(reader); });
  for (const auto& one : all) {
    if (!events::declaration_is_due(one, now)) continue;
    const auto date = events::declared_on(one);
    std::cerr << one.by.key << ": "
              << (date.empty() ? "there is no declaration of accessibility"
                               : "the declaration of accessibility is of " + date +
                                     "; look at it again every year")
              << " (pages.accessibility in the event file)\n";
  }
}

schema::database::options beside_a_server(const configuration& config) {
  auto options = database_options(config);
  options.writable = false;
  return options;
}

}  // namespace

void migrate_database(const configuration& config) {
  auto options = database_options(config);
  schema::database db(options);  // migrates when it opens, under the lock
  std::cerr << "the database has version " << schema::newest_version() << "\n";
}

void check_database(const configuration& config) {
  schema::database db(beside_a_server(config));
  const auto keys = secrets::from_existing_file(config.key_file);
  command_faults wrong;
  wrong.lines =
      db.read([](const schema::reader& reader) { return schema::check_integrity(reader); });
  verify_chains(keys, db, wrong.lines);
  remind_of_declarations(db, now());
  if (!wrong.lines.empty()) throw wrong;
  std::cerr << "all is well\n";
}

namespace {

// `KEY:NUMBER:HASH`; keys have no colon.
std::string fault_of_kept(const schema::reader& db, const std::string& kept) {
  const auto first = kept.find(':');
  const auto second = first == kept.npos ? first : kept.find(':', first + 1);
  if (second == kept.npos) return kept + ": not of the form KEY:NUMBER:HASH";
  const auto key = kept.substr(0, first), hash = kept.substr(second + 1);
  const auto number = kept.substr(first + 1, second - first - 1);
  std::int64_t sequence = 0;
  const auto read = std::from_chars(number.data(), number.data() + number.size(), sequence);
  if (number.empty() || read.ec != std::errc() || read.ptr != number.data() + number.size()) {
    return kept + ": " + number + " is no number of a record";
  }
  if (consent::has_record(db, key, sequence, hash)) return {};
  return key + ": record " + std::to_string(sequence) + ": it has not the hash that was kept";
}

}  // namespace

void verify_consents(const configuration& config, const std::vector<std::string>& kept) {
  schema::database db(beside_a_server(config));
  const auto keys = secrets::from_existing_file(config.key_file);
  command_faults wrong;
  verify_chains(keys, db, wrong.lines);
  db.read([&](const schema::reader& reader) {
    for (const auto& one : kept) {
      auto fault = fault_of_kept(reader, one);
      if (!fault.empty()) wrong.lines.push_back(std::move(fault));
    }
  });
  if (!wrong.lines.empty()) throw wrong;
}

void back_up(const configuration& config, const std::string& file) {
  schema::backup(config.database_url, file);
  std::cerr << "copied to " << file << "; keep " << config.key_file << " with it\n";
}

}  // namespace zusage::server
