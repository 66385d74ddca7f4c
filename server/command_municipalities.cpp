// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <fstream>
#include <iostream>
#include <sstream>

#include "events/event_file.hpp"
#include "events/municipality_file.hpp"
#include "server/application.hpp"
#include "server/commands.hpp"

namespace zusage::server {
namespace {

constexpr std::size_t most_bytes = 64 * 1024 * 1024;

std::string describe_municipality_fault(const fault& one) {
  const std::string text = one.code == "bad_record"          ? "is no record of a directory GV100AD"
                           : one.code == "unknown_county"    ? "no county or state comes before it"
                           : one.code == "not_utf8"          ? "the file is not UTF-8"
                           : one.code == "no_municipalities" ? "the file has no municipalities"
                                                             : events::describe(one);
  return one.field.empty() ? text : one.field + ": " + text;
}

}  // namespace

void import_municipality_file(const configuration& config, const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + file);
  std::ostringstream text;
  text << in.rdbuf();
  if (text.str().size() > most_bytes) throw std::runtime_error(file + " is larger than 64 MB");
  const auto all = events::parse_gv100ad(text.str());
  if (!all) {
    command_faults lines;
    for (const auto& one : all.error()) lines.lines.push_back(describe_municipality_fault(one));
    throw lines;
  }
  schema::database db(database_options(config));
  db.write([&](schema::transaction& tx) { events::replace_directory(tx, *all); });
  std::cerr << all->size() << " municipalities and counties\n";
}

}  // namespace zusage::server
