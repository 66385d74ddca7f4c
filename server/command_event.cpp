// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <iostream>

#include "events/event_file.hpp"
#include "events/next_edition.hpp"
#include "server/application.hpp"
#include "server/commands.hpp"

namespace zusage::server {
namespace {

// The faults in the words of the command line.
command_faults described(const faults& wrong) {
  command_faults lines;
  for (auto one : wrong) {
    if (one.field == "slug") one.field = "--to";
    if (one.field == "starts_on") one.field = "--starts";
    lines.lines.push_back(events::describe(one));
  }
  return lines;
}

}  // namespace

void copy_event(const configuration& config, const events::wanted_edition& wanted) {
  schema::database db(database_options(config));
  faults wrong;
  db.write([&](schema::transaction& tx) {
    wrong.clear();  // of an earlier run
    const auto organiser =
        tx.value<std::int64_t>("SELECT organiser_id FROM event WHERE slug = :1", wanted.of);
    if (!organiser) throw std::runtime_error("there is no event " + wanted.of);
    const auto made =
        events::make_next_edition(tx, organisers::scope::of_operator(*organiser), wanted, now());
    if (made) return;
    wrong = made.error();
    tx.undo();
  });
  if (!wrong.empty()) throw described(wrong);
  std::cerr << wanted.slug << " is made as a draft; it has no join_url yet\n";
}

}  // namespace zusage::server
