// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <filesystem>
#include <iostream>

#include "base/crypto.hpp"
#include "events/event_file.hpp"
#include "events/import.hpp"
#include "server/application.hpp"
#include "server/commands.hpp"
#include "server/given_file.hpp"
#include "server/key_file.hpp"

namespace zusage::server {
namespace {

command_faults described(const faults& wrong) {
  command_faults lines;
  for (const auto& one : wrong) lines.lines.push_back(events::describe(one));
  return lines;
}

// What the file would have changed and the organiser's page has set.
std::string kept_words(const events::import_summary& done) {
  std::string words;
  for (const auto& one : done.kept_purposes) words += (words.empty() ? "" : ", ") + one;
  return words.empty() ? words : "; kept as the organiser's page has set them: purposes " + words;
}

std::string in_words(const events::import_summary& done) {
  if (!done.anything_changed()) return "nothing has changed" + kept_words(done);
  const auto part = [](const char* what, const events::import_summary::counts& c) {
    return std::string(what) + ": " + std::to_string(c.made) + " new, " +
           std::to_string(c.changed) + " changed, " + std::to_string(c.unchanged) + " unchanged";
  };
  return part("organisers", done.organisers) + "; " + part("purposes", done.purposes) + "; " +
         part("series", done.series) + "; " + part("events", done.events) + kept_words(done);
}

}  // namespace

std::string import_events_text(schema::database& db, std::string_view text,
                               const events::registrar& places,
                               const events::document_source& documents) {
  const auto known =
      db.read([](const schema::reader& reader) { return events::find_known_keys(reader); });
  auto file = events::parse_event_file(text, known);
  if (!file) throw described(file.error());
  auto wrong = documents ? events::read_documents(*file, documents) : faults();
  if (!wrong.empty()) throw described(wrong);
  events::import_summary summary;
  db.write([&](schema::transaction& tx) {
    wrong.clear();  // of an earlier run
    auto imported = events::import_events(tx, *file, now());
    if (imported) {
      summary = *imported;
      events::follow_import(tx, places, summary, now());
    } else {
      wrong = imported.error();
      tx.undo();
    }
  });
  if (!wrong.empty()) throw described(wrong);
  return in_words(summary);
}

void import_event_file(const configuration& config, const std::string& file) {
  const auto text = read_given_file(file);
  const auto folder = std::filesystem::path(file).parent_path().string();
  schema::database db(database_options(config));
  const auto keys = keys_beside(db, config.key_file);
  const consent::ledger ledger(keys.lookup, keys.people);
  const mailer::outbox outbox(config.host());
  std::cerr << import_events_text(db, text, {ledger, outbox}, events::documents_in(folder)) << "\n";
}

}  // namespace zusage::server
