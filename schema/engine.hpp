// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <soci/soci.h>

#include <string>
#include <string_view>

#include "schema/error.hpp"

/// What differs between the databases; seen by schema/ alone.
namespace zusage::schema {

class engine {
 public:
  engine() = default;
  virtual ~engine() = default;
  engine(const engine&) = delete;
  engine& operator=(const engine&) = delete;

  /// As it stands in the names of migrations of its own (`0001_foundation.sqlite.sql`).
  virtual std::string_view name() const = 0;

  /// The type of a column that numbers its rows.
  virtual std::string_view identity_column() const = 0;

  /// Whether it is reached over a network: asking it takes time, and others may write beside us.
  virtual bool is_remote() const = 0;

  /// @throws error with one line that says what is wrong.
  virtual void open(soci::session& on, const std::string& url, bool read_only) const = 0;

  /// What a failure of `on` means.
  virtual error translated(soci::session& on, const soci::soci_error& e) const = 0;

  /// Runs text that may hold several statements. @throws soci::soci_error
  virtual void script(soci::session& on, const std::string& sql) const = 0;

  /// Ends a statement that was not read to its end.
  virtual void reset(soci::details::statement_backend& of) const = 0;

  /// One snapshot for all that follows; and a transaction that will write.
  virtual std::string_view begin_reading() const = 0;
  virtual std::string_view begin_writing() const = 0;

  /// For `database::start`: a transaction in which each statement sees what was committed before
  /// it. The second waits for transactions that close the gate `:1` and holds those up that will;
  /// the third is theirs. Both hold until the end of the transaction and return a row; "" where
  /// commit_gate does it, since nobody else writes.
  virtual std::string_view begin_starting() const = 0;
  virtual std::string_view keep_gate_open() const = 0;
  virtual std::string_view close_gate() const = 0;

  /// Lets one migration run at a time; first statement of its transaction, "" for none.
  virtual std::string_view lock_for_migration() const = 0;

  /// How many tables have the name `:1`.
  virtual std::string_view count_tables() const = 0;

  /// The names of the columns of the table `:1`, by name.
  virtual std::string_view columns_of_table() const = 0;

  /// What makes a table that rows were put into with their numbers go on behind them; "" for
  /// nothing. `columns` is the list of its columns.
  virtual std::string continue_numbers(const std::string& table,
                                       const std::string& columns) const = 0;
};

/// The engine of a URL's scheme. @throws error for any other.
const engine& engine_of(std::string_view url);

const engine& sqlite_engine();
const engine& postgresql_engine();

/// `url` without what must not be seen: passwords.
std::string shown_url(const std::string& url);

}  // namespace zusage::schema
