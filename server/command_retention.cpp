// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <iostream>
#include <limits>
#include <map>

#include "events/json_members.hpp"
#include "events/retention.hpp"
#include "server/application.hpp"
#include "server/commands.hpp"

namespace zusage::server {
namespace {

std::map<std::int64_t, std::string> organiser_keys(const schema::reader& db) {
  std::map<std::int64_t, std::string> keys;
  db.each<std::int64_t, std::string>(
      "SELECT id, key FROM organiser",
      [&](std::int64_t id, std::string key) { keys[id] = std::move(key); });
  return keys;
}

// Rule, organiser, event, question, rows; columns are parted by tabs.
void print_due(const schema::reader& db, instant at) {
  const auto keys = organiser_keys(db);
  std::cout << "rule\torganiser\tevent\tquestion\trows\n";
  for (const auto& one : events::list_due(db, at)) {
    const auto whose = keys.find(one.organiser_id);
    const auto question =
        one.question.is_object() && !one.question.empty()
            ? events::text_member(one.question, one.question.begin().key().c_str())
            : std::string();
    std::cout << one.rule << '\t' << (whose == keys.end() ? "-" : whose->second) << '\t'
              << (one.slug.empty() ? "-" : one.slug) << '\t' << (question.empty() ? "-" : question)
              << '\t' << one.count << "\n";
  }
  std::cout.flush();
}

struct erased {
  std::int64_t rows = 0;
  std::string failure;
};

erased erase_due(schema::database& db, instant at) {
  const auto run = events::begin_run(db, at);
  auto [done, failure] = events::carry_out_run(db, run, at, [] { return false; });
  erased all{0, std::move(failure)};
  for (const auto& one : done) all.rows += one.count;
  return all;
}

}  // namespace

void run_retention(const configuration& config, bool dry_run) {
  auto options = database_options(config);
  options.writable = !dry_run;
  schema::database db(options);
  const auto at = now();
  db.read([&](const schema::reader& reader) { print_due(reader, at); });
  if (dry_run) {
    std::cerr << "nothing was changed; what ends within hours is erased by zusage serve itself\n";
    return;
  }
  const auto [rows, failure] = erase_due(db, at);
  // Nobody waits to write to a file that this command has for itself.
  const auto done = db.writes().compact(std::numeric_limits<std::uintmax_t>::max());
  std::cerr << "erased " << rows << (rows == 1 ? " row" : " rows") << "\n";
  if (!failure.empty()) throw std::runtime_error("not everything could be erased: " + failure);
  if (!done.rewritten || !done.log_emptied) {
    throw std::runtime_error(
        "the database could not be written anew, so its file may still hold what was erased;"
        " make room for a second copy of it and run this again");
  }
}

}  // namespace zusage::server
