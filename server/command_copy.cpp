// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <unistd.h>

#include <iostream>

#include "base/crypto.hpp"
#include "consent/ledger.hpp"
#include "schema/copy.hpp"
#include "server/application.hpp"
#include "server/commands.hpp"

namespace zusage::server {
namespace {

// Head and length of each organiser's chain, computed anew.
std::vector<std::string> chains_of(const configuration& config, const secrets& keys,
                                   const std::string& url) {
  const consent::ledger ledger(keys.lookup, keys.people);
  auto options = database_options(config);
  options.url = url;
  options.writable = false;
  schema::database db(options);
  std::vector<std::string> found;
  command_faults wrong;
  db.read([&](const schema::reader& reader) {
    for (const auto& [id, key] :
         reader.all<std::int64_t, std::string>("SELECT id, key FROM organiser ORDER BY id")) {
      const auto chain = ledger.verify(reader, id);
      found.push_back(key + " " + std::to_string(chain.records) + " " + chain.head);
      wrong.lines.insert(wrong.lines.end(), chain.problems.begin(), chain.problems.end());
    }
  });
  if (!wrong.lines.empty()) throw wrong;
  return found;
}

}  // namespace

void copy_installation(const configuration& config, const std::string& to) {
  const auto keys = secrets::from_existing_file(config.key_file);
  const auto from = database_options(config).url;
  const bool terminal = ::isatty(STDERR_FILENO) == 1;
  std::int64_t rows = 0;
  for (const auto& table :
       schema::copy_database(from, to, [terminal](const schema::copied_table& so_far) {
         if (terminal) std::cerr << so_far.name << ": " << so_far.rows << "\r" << std::flush;
       })) {
    std::cerr << table.name << ": " << table.rows << " rows\n";
    rows += table.rows;
  }
  const auto before = chains_of(config, keys, from), after = chains_of(config, keys, to);
  if (before != after) {
    throw std::runtime_error("the consent chains of the copy are not those of the source");
  }
  std::cerr << rows << " rows copied, " << after.size()
            << " consent chains compared; put the new URL into the configuration and keep "
            << config.key_file << "\n";
}

}  // namespace zusage::server
