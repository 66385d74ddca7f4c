// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <soci/sqlite3/soci-sqlite3.h>

#include "schema/engine.hpp"

namespace zusage::schema {
namespace {

error::kind kind_of(const soci::soci_error& e) {
  // SOCI 4.0 keeps SQLite's primary code only; the message tells the constraints apart.
  const auto* specific = dynamic_cast<const soci::sqlite3_soci_error*>(&e);
  const std::string text = e.get_error_message();
  if (text.find("UNIQUE constraint failed") != std::string::npos) return error::kind::unique;
  if (!specific) return error::kind::other;
  switch (specific->result() & 0xff) {
    case 5:
    case 6:
      return error::kind::busy;  // SQLITE_BUSY, SQLITE_LOCKED
    case 10:
    case 14:
      return error::kind::input_output;  // SQLITE_IOERR, SQLITE_CANTOPEN
    case 11:
    case 26:
      return error::kind::corrupt;  // SQLITE_CORRUPT, SQLITE_NOTADB
    case 13:
      return error::kind::full;  // SQLITE_FULL
    case 19:
      return error::kind::constraint;  // SQLITE_CONSTRAINT
    default:
      return error::kind::other;
  }
}

std::string path_of(const std::string& url) {
  constexpr std::string_view scheme = "sqlite:";
  auto path = url.substr(scheme.size());
  if (path.empty()) {
    throw error(error::kind::other, "database url '" + url + "' is not of the form sqlite:/path");
  }
  if (path.find_first_of("\"'\n") != std::string::npos) {
    throw error(error::kind::other, "a database path must not contain quotes");
  }
  return path;
}

// No connection is used by two threads at once (sql.hpp), so SQLite need not lock around each of
// its calls, nor count its memory: locks were 8 % of the processor time of sign-ups. Holds for the
// whole process and only before its first connection; where something else opened one, all works as
// before, slower.
void go_without_locks() {
  [[maybe_unused]] static const bool once = [] {
    constexpr int multi_thread = 2, memory_status = 9;  // SQLITE_CONFIG_MULTITHREAD, _MEMSTATUS
    return sqlite_api::sqlite3_config(multi_thread) == 0 &&
           sqlite_api::sqlite3_config(memory_status, 0) == 0;
  }();
}

class sqlite final : public engine {
 public:
  std::string_view name() const override { return "sqlite"; }
  std::string_view identity_column() const override { return "INTEGER PRIMARY KEY"; }
  bool is_remote() const override { return false; }

  void open(soci::session& on, const std::string& url, bool read_only) const override {
    go_without_locks();
    on.open(soci::sqlite3,
            "dbname=\"" + path_of(url) + "\" timeout=5" + (read_only ? " readonly=true" : ""));
    script(on,
           "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA cache_size = -4000;"
           "PRAGMA mmap_size = 268435456; PRAGMA temp_store = MEMORY;"
           "PRAGMA schema_version;");  // reads the file, which may be no database
    // What is erased is overwritten, not only marked as free.
    if (!read_only) {
      script(on,
             "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;");
    }
  }

  error translated(soci::session&, const soci::soci_error& e) const override {
    return {kind_of(e), e.get_error_message()};
  }

  void script(soci::session& on, const std::string& sql) const override {
    auto* backend = static_cast<soci::sqlite3_session_backend*>(on.get_backend());
    char* message = nullptr;
    const int result =
        sqlite_api::sqlite3_exec(backend->conn_, sql.c_str(), nullptr, nullptr, &message);
    if (result == 0) return;
    const std::string text = message ? message : "unknown error";
    sqlite_api::sqlite3_free(message);
    throw soci::sqlite3_soci_error(text, result);
  }

  // Otherwise its snapshot stays open.
  void reset(soci::details::statement_backend& of) const override {
    auto& own = static_cast<soci::sqlite3_statement_backend&>(of);
    if (own.stmt_) sqlite_api::sqlite3_reset(own.stmt_);
  }

  std::string_view begin_reading() const override { return "BEGIN"; }
  // A transaction that becomes a writing one later gets BUSY without waiting.
  std::string_view begin_writing() const override { return "BEGIN IMMEDIATE"; }
  std::string_view begin_starting() const override { return "BEGIN"; }
  std::string_view keep_gate_open() const override { return ""; }
  std::string_view close_gate() const override { return ""; }
  std::string_view lock_for_migration() const override { return ""; }
  std::string_view count_tables() const override {
    return "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = :1";
  }
  std::string_view columns_of_table() const override {
    return "SELECT name FROM pragma_table_info(:1) ORDER BY name";
  }
  std::string continue_numbers(const std::string&, const std::string&) const override { return ""; }
};

}  // namespace

const engine& sqlite_engine() {
  static const sqlite one;
  return one;
}

}  // namespace zusage::schema
