// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "schema/migrations.hpp"

#include <charconv>
#include <map>

#include "base/embedded.hpp"
#include "schema/engine.hpp"

namespace zusage::schema {
namespace {

struct migration {
  std::string name;
  std::string sql;
};

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
}

// By number; the engine's own file is appended to the common one.
std::map<int, migration> read_migrations(const engine& by) {
  std::map<int, migration> found;
  const auto own_ending = "." + std::string(by.name()) + ".sql";
  for (const auto& file : embedded::schema_files()) {
    int number = 0;
    std::from_chars(file.path.data(), file.path.data() + 4, number);
    auto& one = found[number];
    const auto dot = file.path.find('.');
    if (one.name.empty()) one.name = file.path.substr(0, dot);
    const auto ending = file.path.substr(dot);
    if (ending == own_ending) one.sql += "\n" + std::string(file.content);
    if (ending == ".sql") one.sql = std::string(file.content) + one.sql;
  }
  for (auto& [number, one] : found) replace_all(one.sql, "@identity@", by.identity_column());
  return found;
}

const std::map<int, migration>& migrations(const engine& by) {
  static const auto sqlite = read_migrations(sqlite_engine());
  static const auto postgresql = read_migrations(postgresql_engine());
  return &by == &postgresql_engine() ? postgresql : sqlite;
}

[[noreturn]] void refuse_newer(int has) {
  throw error(error::kind::other, "the database has version " + std::to_string(has) +
                                      ", this program knows up to " +
                                      std::to_string(newest_version()) + "; use the newer program");
}

// False: another process had run it meanwhile.
bool run_one(connection& on, int number, const migration& one) {
  on.begin_writing();
  try {
    if (!on.by().lock_for_migration().empty()) on.script(on.by().lock_for_migration());
    const bool needed = current_version(on) < number;
    if (needed) {
      on.script(one.sql);
      const parameter values[] = {parameter(number), parameter(one.name), parameter(now())};
      on.run("INSERT INTO schema_version (number, name, ran_at) VALUES (:1, :2, :3)", values, 3);
    }
    on.commit();
    return needed;
  } catch (...) {
    try {
      on.rollback();
    } catch (const error&) {  // what was wrong before is what counts
    }
    throw;
  }
}

}  // namespace

int newest_version() {
  const auto& all = migrations(sqlite_engine());
  return all.empty() ? 0 : all.rbegin()->first;
}

int current_version(connection& on) {
  std::int64_t version = 0;
  const column_type types[] = {column_type::integer};
  const auto keep = [&](const row& r) {
    version = r.integer(0);
    return true;
  };
  const parameter name[] = {parameter("schema_version")};
  on.query(on.by().count_tables(), name, 1, types, 1, keep);
  if (version == 0) return 0;
  on.query("SELECT COALESCE(MAX(number), 0) FROM schema_version", nullptr, 0, types, 1, keep);
  return int(version);
}

std::vector<std::string> migrate(connection& on) {
  const int has = current_version(on);
  if (has > newest_version()) refuse_newer(has);
  std::vector<std::string> ran;
  for (const auto& [number, one] : migrations(on.by())) {
    if (number > has && run_one(on, number, one)) ran.push_back(one.name);
  }
  return ran;
}

void require_current_version(connection& on) {
  const int has = current_version(on);
  if (has > newest_version()) refuse_newer(has);
  if (has < newest_version()) {
    throw error(error::kind::other, "the database has version " + std::to_string(has) +
                                        ", this program needs " + std::to_string(newest_version()) +
                                        "; run: zusage migrate --config FILE");
  }
}

}  // namespace zusage::schema
