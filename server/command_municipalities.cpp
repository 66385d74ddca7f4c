// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <filesystem>
#include <iostream>

#include "base/text.hpp"
#include "events/event_file.hpp"
#include "events/municipality_file.hpp"
#include "server/application.hpp"
#include "server/commands.hpp"
#include "server/given_file.hpp"

namespace zusage::server {
namespace {

constexpr std::size_t most_bytes = 64 * 1024 * 1024;

struct sentence {
  std::string_view code, text;
};

constexpr sentence sentences[] = {
    {"bad_record", "is no record of a directory GV100AD"},
    {"unknown_county", "no county or state comes before it"},
    {"not_utf8", "the file is not UTF-8"},
    {"file_encoding", "the file is not UTF-8"},
    {"no_municipalities", "the file has no municipalities"},
    {"file_empty", "the file has no municipalities"},
    {"missing_column", "the column {column} is missing"},
    {"unknown_column", "a directory has no column {column}"},
    {"column_twice", "the column {column} is there twice"},
    {"wrong_cell_count", "has {found} cells instead of {wanted}"},
    {"wrong_cell", "{column} cannot be “{value}”"},
    {"contradicting_cell", "{column} is “{value}”, but another line says otherwise"},
    {"ags_twice", "the AGS {value} is there twice"},
    {"file_quote", "a quote that is not closed, or text behind one"},
    {"file_control", "has a control character"},
    {"file_too_large", "the file is larger than {most} MiB"},
    {"file_too_many_rows", "the file has more than {most} lines"},
    {"file_too_wide", "has more than {most} columns"},
    {"file_cell_too_long", "a cell has more than {most} bytes"},
};

std::string describe_municipality_fault(const fault& one) {
  std::string text = events::describe({"", one.code});
  for (const auto& known : sentences) {
    if (known.code == one.code) text = known.text;
  }
  for (const auto& [name, value] : one.arguments.items()) {
    const auto placeholder = "{" + name + "}";
    const auto at = text.find(placeholder);
    const auto words = value.is_string() ? value.get<std::string>() : value.dump();
    if (at != std::string::npos) text.replace(at, placeholder.size(), words);
  }
  // A fault of the table names its line beside the other arguments.
  const auto line = one.arguments.value("line", std::size_t(0));
  const auto place = line > 0 ? "line " + std::to_string(line) : one.field;
  return place.empty() || place == "file" ? text : place + ": " + text;
}

bool is_csv(const std::string& file) {
  return lower_ascii(std::filesystem::path(file).extension().string()) == ".csv";
}

}  // namespace

void import_municipality_file(const configuration& config, const std::string& file) {
  const auto text = read_given_file(file);
  if (text.size() > most_bytes) throw std::runtime_error(file + " is larger than 64 MB");
  const auto all =
      is_csv(file) ? events::parse_municipality_csv(text) : events::parse_gv100ad(text);
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
