// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>

#include "consent/ledger.hpp"
#include "events/export.hpp"
#include "organisers/scope.hpp"
#include "server/application.hpp"
#include "server/commands.hpp"

namespace zusage::server {
namespace {

[[noreturn]] void refuse(const fault& wrong) {
  if (wrong.code == "unknown_column") {
    throw std::runtime_error("there is no column " +
                             wrong.arguments.at("column").get<std::string>());
  }
  throw std::runtime_error("a sheet takes no more than " + std::to_string(events::xlsx_rows) +
                           " rows; take csv or json");
}

events::export_options checked_options(const schema::reader& db, const organisers::scope& whose,
                                       const events::event& of, const export_options& options,
                                       const consent::ledger& ledger) {
  events::export_options how{
      ledger, events::export_format_from(options.format).value_or(events::export_format::csv),
      options.excel_de};
  if (!options.columns.empty()) how.columns = options.columns;
  const auto wrong = events::check_export(db, whose, of, how);
  if (!wrong.empty()) refuse(wrong.front());
  return how;
}

}  // namespace

void export_event_registrations(const configuration& config, const export_options& options) {
  auto beside = database_options(config);
  beside.writable = false;
  schema::database db(beside);
  const auto keys = secrets::from_existing_file(config.key_file);
  const consent::ledger ledger(keys.lookup, keys.people);
  events::catalogue catalogue;
  // Written beside the target and renamed: a file with the asked name is always whole.
  const auto partial = options.file + ".partial";
  std::FILE* out = options.file.empty() ? stdout : std::fopen(partial.c_str(), "wb");
  if (!out) throw std::runtime_error("cannot write " + partial + ": " + std::strerror(errno));
  if (!options.file.empty() && ::fchmod(::fileno(out), 0600) != 0)  // personal data
    throw std::runtime_error("cannot restrict access to " + partial);
  bool written = true;
  db.read([&](const schema::reader& reader) {
    const auto event = catalogue.find(reader, options.event);
    if (!event) throw std::runtime_error("there is no event " + options.event);
    const auto scope = organisers::scope::of_operator(event->by.id);
    const auto how = checked_options(reader, scope, *event, options, ledger);
    events::export_registrations(reader, scope, *event, how, [&](std::string_view piece) {
      written = written && std::fwrite(piece.data(), 1, piece.size(), out) == piece.size();
      return written;
    });
  });
  if (options.file.empty()) {
    if (std::fflush(out) != 0 || !written)
      throw std::runtime_error("standard output cannot be written to");
    return;
  }
  const bool closed = std::fclose(out) == 0;
  if (!written || !closed || std::rename(partial.c_str(), options.file.c_str()) != 0) {
    throw std::runtime_error("cannot write " + options.file + ": " + std::strerror(errno));
  }
}

}  // namespace zusage::server
