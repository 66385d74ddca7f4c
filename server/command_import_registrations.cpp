// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <unistd.h>

#include <algorithm>
#include <iostream>

#include "events/registration_import.hpp"
#include "server/application.hpp"
#include "server/commands.hpp"
#include "server/given_file.hpp"
#include "web/locale.hpp"

namespace zusage::server {
namespace {

using events::taken_as;
using wanted_import = registration_import_wanted;

std::shared_ptr<const events::event> find_event(const schema::reader& db, const std::string& slug) {
  events::catalogue catalogue;
  auto found = catalogue.find(db, slug);
  if (!found) throw std::runtime_error("there is no event " + slug);
  if (!events::takes_imports(*found))
    throw std::runtime_error("the event " + slug +
                             " takes no list: it is cancelled, a paper or a comparison ring");
  return found;
}

// What is wrong with the file as a whole (events/csv_read.hpp).
std::string file_words(const fault& wrong) {
  if (wrong.code == "file_empty") return "is empty";
  if (wrong.code == "file_encoding") return "is neither UTF-8, UTF-16 nor Windows-1252";
  if (wrong.code == "file_too_large") return "is larger than 6 MiB";
  if (wrong.code == "file_too_many_cells")
    return "has more than " + wrong.arguments.at("most").dump() + " cells";
  if (wrong.code == "file_too_many_rows")
    return "has more than " + wrong.arguments.at("most").dump() + " rows";
  if (wrong.code == "no_email_column")
    return "has no column that is known as the e-mail address; --column HEADING=email says which";
  if (wrong.code == "no_name_column")
    return "has no column that is known as the name; --column HEADING=given_name and "
           "HEADING=family_name, or HEADING=name, say which";
  const auto line = wrong.arguments.value("line", nlohmann::json());
  return "cannot be read as CSV" + (line.is_null() ? "" : ", line " + line.dump()) + " (" +
         wrong.code + ")";
}

// `HEADING=FIELD` gives the column with that heading another meaning.
void set_columns(const wanted_import& wanted, const events::event& to,
                 events::import_table& table) {
  std::vector<std::string> targets;
  for (const auto& one : table.columns) targets.push_back(one.target);
  for (const auto& pair : wanted.columns) {
    const auto sign = pair.rfind('=');
    const auto heading = pair.substr(0, sign);
    const auto column = std::find_if(table.columns.begin(), table.columns.end(),
                                     [&](const auto& one) { return one.heading == heading; });
    if (sign == std::string::npos || column == table.columns.end())
      throw std::runtime_error(wanted.file + " has no column '" + heading + "'");
    const auto target = pair.substr(sign + 1);
    for (auto& one : targets) {
      if (one == target) one.clear();
    }
    targets[std::size_t(column - table.columns.begin())] = target;
  }
  if (events::set_targets(table, to, targets).empty()) return;
  std::string known;
  for (const auto& one : events::import_targets(to)) known += (known.empty() ? "" : ", ") + one;
  throw std::runtime_error("a column can be one of: " + known);
}

events::import_table read_table(const wanted_import& wanted, const events::event& to) {
  auto table = events::read_import_table(read_given_file(wanted.file), to,
                                         events::import_source_from(wanted.from));
  if (!table) throw std::runtime_error(wanted.file + " " + file_words(table.error().front()));
  set_columns(wanted, to, *table);
  if (const auto missing = events::missing_targets(*table); !missing.empty())
    throw std::runtime_error(wanted.file + " " + file_words(missing.front()));
  return *table;
}

std::string fault_words(const events::broken_row& of) {
  const auto& in = web::find_locale("en");
  for (const auto* known : {"import_registrations.fault.", "fault."}) {
    const auto key = known + of.what.code;
    if (in.has(key)) return in.text(key, of.what.arguments);
  }
  return in.text("fault.unknown");
}

// Throws unless every row is good, or only what is good was asked for.
void look_at_broken(const wanted_import& wanted, const events::registration_list& list) {
  command_faults wrong;
  for (const auto& one : list.broken) {
    const auto& column = one.heading.empty() ? one.target : one.heading;
    wrong.lines.push_back(wanted.file + ": line " + std::to_string(one.line) + ", " + column +
                          ": " + (one.shown.empty() ? "" : "'" + one.shown + "': ") +
                          fault_words(one));
  }
  if (wrong.lines.empty()) return;
  if (wanted.only_good) {
    for (const auto& line : wrong.lines) std::cerr << line << "\n";
    return;
  }
  wrong.lines.push_back("nothing was imported; --only-good takes the other " +
                        std::to_string(list.rows.size()) + " rows");
  throw wrong;
}

void say_counts(const events::registration_counts& counts, const events::registration_list& list) {
  std::cerr << counts.of(taken_as::placed) << " with a place, " << counts.of(taken_as::over)
            << " beyond the capacity, " << counts.of(taken_as::waiting) << " waiting, "
            << counts.of(taken_as::cancelled) << " cancelled, " << counts.of(taken_as::applied)
            << " to be decided, " << counts.of(taken_as::already) << " were registered already, "
            << counts.of(taken_as::full) << " left out because it is full, "
            << list.open_lines.size() << " left out because they are open in the other system, "
            << list.outside_lines.size()
            << " left out because their municipality is not one of the event's, "
            << counts.of(taken_as::outdated)
            << " left out because the event has changed meanwhile, " << list.broken_rows
            << " left out because of faults\n";
}

void say_left_out(const events::import_table& table) {
  std::string names;
  for (const auto& one : table.columns) {
    if (!one.target.empty() || one.heading.empty()) continue;
    const auto* why = one.why == events::left_out::consent ? " (a consent needs its evidence)" : "";
    names += (names.empty() ? "" : ", ") + one.heading + why;
  }
  if (!names.empty()) std::cerr << "columns that are not taken: " << names << "\n";
}

// What was read of the file, with the event that it is for.
struct read_import {
  std::shared_ptr<const events::event> to;
  events::import_table table;
  events::registration_list list;
};

read_import read_all(const schema::reader& db, const wanted_import& wanted, instant at) {
  read_import made;
  made.to = find_event(db, wanted.event);
  made.table = read_table(wanted, *made.to);
  say_left_out(made.table);
  made.list = events::read_registrations(db, *made.to, made.table,
                                         {wanted.with_open, wanted.with_outside}, at);
  look_at_broken(wanted, made.list);
  return made;
}

void look_only(const configuration& config, const wanted_import& wanted) {
  auto beside = database_options(config);
  beside.writable = false;
  schema::database db(beside);
  db.read([&](const schema::reader& reader) {
    const auto made = read_all(reader, wanted, now());
    std::cerr << "nothing is changed; it would be: ";
    say_counts(events::preview_registrations(reader, *made.to, made.list, wanted.over_capacity),
               made.list);
  });
}

}  // namespace

void import_registration_list(const configuration& config, const wanted_import& wanted) {
  if (wanted.dry_run) return look_only(config, wanted);
  schema::database db(database_options(config));
  const mailer::outbox outbox(config.host());
  const auto at = now();
  const auto made =
      db.read([&](const schema::reader& reader) { return read_all(reader, wanted, at); });
  if (wanted.mail && !events::can_tell_imported(*made.to, at))
    throw std::runtime_error("--mail: the event " + wanted.event +
                             " is not published, or over; leave it out");
  const auto rows = made.list.rows.size();
  const bool terminal = ::isatty(STDERR_FILENO) == 1;
  const events::registration_import_tools with{
      db, outbox, organisers::scope::of_operator(made.to->by.id), [&](std::size_t done) {
        if (terminal) std::cerr << done << " of " << rows << "\r" << std::flush;
      }};
  say_counts(events::import_registrations(with, *made.to, made.list, made.table.source,
                                          {wanted.over_capacity, wanted.mail}, at),
             made.list);
}

}  // namespace zusage::server
