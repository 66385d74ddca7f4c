// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <deque>
#include <list>
#include <map>

#include "schema/sql.hpp"

namespace zusage::schema {
namespace {

constexpr std::size_t most_statements = 500;  // a connection's cache; more would be a leak of ours

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

[[noreturn]] void rethrow(const soci::soci_error& e) {
  throw error(kind_of(e), e.get_error_message());
}

std::string path_of(const std::string& url) {
  constexpr std::string_view scheme = "sqlite:";
  if (url.rfind(scheme, 0) != 0 || url.size() == scheme.size()) {
    throw error(error::kind::other, "database url '" + url + "' is not of the form sqlite:/path");
  }
  const auto path = url.substr(scheme.size());
  if (path.find_first_of("\"'\n") != std::string::npos) {
    throw error(error::kind::other, "a database path must not contain quotes");
  }
  return path;
}

}  // namespace

// A prepared statement with the memory that its parameters and columns are exchanged through.
class statement {
 public:
  statement(soci::session& session, std::string_view sql, std::size_t parameters,
            const column_type* types, std::size_t columns)
      : prepared_(session), inputs_(parameters), outputs_(columns) {
    prepared_.alloc();
    prepared_.prepare(std::string(sql), soci::details::st_repeatable_query);
    types_.assign(types, types + columns);
  }

  void start(const parameter* parameters) {
    // The types of parameters may change from call to call (NULL or not is an indicator, but a
    // number or a text is not), so they are bound anew; the preparation is what costs.
    prepared_.bind_clean_up();
    for (std::size_t i = 0; i < inputs_.size(); ++i) bind(inputs_[i], parameters[i]);
    for (std::size_t i = 0; i < outputs_.size(); ++i) define(outputs_[i], types_[i]);
    prepared_.define_and_bind();
  }

  bool step_first() { return prepared_.execute(true); }
  bool step_next() { return prepared_.fetch(); }
  std::int64_t changed() { return prepared_.get_affected_rows(); }

  // Ends a statement that was not read to its end: otherwise its snapshot stays open.
  void reset() {
    auto* backend = static_cast<soci::sqlite3_statement_backend*>(prepared_.get_backend());
    if (backend->stmt_) sqlite_api::sqlite3_reset(backend->stmt_);
  }

  struct cell {
    long long integer = 0;
    double real = 0;
    std::string text;
    soci::indicator state = soci::i_ok;
  };
  const cell& at(std::size_t column) const { return outputs_.at(column); }

  bool busy = false;

 private:
  void bind(cell& to, const parameter& from) {
    to.state = soci::i_ok;
    if (const auto* number = std::get_if<std::int64_t>(&from.value())) {
      to.integer = *number;
      prepared_.exchange(soci::use(to.integer, to.state));
    } else if (const auto* real = std::get_if<double>(&from.value())) {
      to.real = *real;
      prepared_.exchange(soci::use(to.real, to.state));
    } else {
      const auto* text = std::get_if<std::string_view>(&from.value());
      if (text) to.text.assign(*text);
      if (!text) to.state = soci::i_null;
      prepared_.exchange(soci::use(to.text, to.state));
    }
  }

  void define(cell& to, column_type type) {
    switch (type) {
      case column_type::integer:
        prepared_.exchange(soci::into(to.integer, to.state));
        break;
      case column_type::real:
        prepared_.exchange(soci::into(to.real, to.state));
        break;
      case column_type::text:
        prepared_.exchange(soci::into(to.text, to.state));
        break;
    }
  }

  struct handle : soci::details::statement_impl {
    using statement_impl::statement_impl;
  };

  handle prepared_;
  std::deque<cell> inputs_;
  std::deque<cell> outputs_;
  std::vector<column_type> types_;
};

struct connection::parts {
  soci::session session;
  std::map<std::string, std::unique_ptr<statement>, std::less<>> statements;

  statement& prepared(std::string_view sql, std::size_t count, const column_type* types,
                      std::size_t columns) {
    if (const auto found = statements.find(sql); found != statements.end()) return *found->second;
    if (statements.size() >= most_statements) {
      std::erase_if(statements, [](const auto& one) { return !one.second->busy; });
    }
    auto made = std::make_unique<statement>(session, sql, count, types, columns);
    return *(statements[std::string(sql)] = std::move(made));
  }
};

bool row::is_null(std::size_t column) const {
  return statement_.at(column).state == soci::i_null;
}
std::int64_t row::integer(std::size_t column) const {
  return is_null(column) ? 0 : statement_.at(column).integer;
}
double row::real(std::size_t column) const {
  return is_null(column) ? 0 : statement_.at(column).real;
}
const std::string& row::text(std::size_t column) const {
  static const std::string none;
  return is_null(column) ? none : statement_.at(column).text;
}

connection::connection(const std::string& url, access how) : parts_(std::make_unique<parts>()) {
  try {
    const bool read_only = how == access::read_only;
    parts_->session.open(soci::sqlite3, "dbname=\"" + path_of(url) + "\" timeout=5" +
                                            (read_only ? " readonly=true" : ""));
    script(
        "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA cache_size = -4000;"
        "PRAGMA mmap_size = 268435456; PRAGMA temp_store = MEMORY;");
    // What is erased is overwritten, not only marked as free.
    if (!read_only)
      script("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;");
  } catch (const soci::soci_error& e) {
    throw error(kind_of(e), "cannot open " + url + ": " + e.get_error_message());
  }
}

connection::~connection() = default;

std::int64_t connection::run(std::string_view sql, const parameter* parameters, std::size_t count) {
  try {
    auto& found = parts_->prepared(sql, count, nullptr, 0);
    found.start(parameters);
    try {
      found.step_first();
    } catch (...) {
      found.reset();
      throw;
    }
    return found.changed();
  } catch (const soci::soci_error& e) {
    rethrow(e);
  }
}

void connection::query(std::string_view sql, const parameter* parameters, std::size_t count,
                       const column_type* types, std::size_t columns,
                       const std::function<bool(const row&)>& each) {
  try {
    auto* found = &parts_->prepared(sql, count, types, columns);
    std::unique_ptr<statement> own;  // the same SQL is running already, further up the stack
    if (found->busy) {
      own = std::make_unique<statement>(parts_->session, sql, count, types, columns);
      found = own.get();
    }
    found->start(parameters);
    struct running {
      statement& s;
      explicit running(statement& of) : s(of) { s.busy = true; }
      ~running() {
        s.reset();
        s.busy = false;
      }
    } guard(*found);
    const row current(*found);
    for (bool more = found->step_first(); more; more = found->step_next()) {
      if (!each(current)) break;
    }
  } catch (const soci::soci_error& e) {
    rethrow(e);
  }
}

void connection::script(std::string_view sql) {
  auto* backend = static_cast<soci::sqlite3_session_backend*>(parts_->session.get_backend());
  char* message = nullptr;
  const int result = sqlite_api::sqlite3_exec(backend->conn_, std::string(sql).c_str(), nullptr,
                                              nullptr, &message);
  if (result == 0) return;
  const std::string text = message ? message : "unknown error";
  sqlite_api::sqlite3_free(message);
  rethrow(soci::sqlite3_soci_error(text, result));
}

}  // namespace zusage::schema
