// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <map>

#include "schema/engine.hpp"
#include "schema/sql.hpp"
#include "schema/statement.hpp"

namespace zusage::schema {
namespace {

constexpr std::size_t most_statements = 500;  // a connection's cache; more would be a leak of ours

}  // namespace

struct connection::parts {
  const engine& by;
  soci::session session;
  std::map<std::string, std::unique_ptr<statement>, std::less<>> statements;

  explicit parts(const engine& with) : by(with) {}

  statement& prepared(const statement::shape& of) {
    if (const auto found = statements.find(of.sql); found != statements.end())
      return *found->second;
    if (statements.size() >= most_statements) {
      std::erase_if(statements, [](const auto& one) { return !one.second->busy; });
    }
    auto made = std::make_unique<statement>(session, by, of);
    return *(statements[std::string(of.sql)] = std::move(made));
  }

  bool failed = false;  // a statement of this transaction

  [[noreturn]] void rethrow(const soci::soci_error& e) {
    failed = true;
    throw by.translated(session, e);
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

connection::connection(const std::string& url, access how)
    : parts_(std::make_unique<parts>(engine_of(url))) {
  try {
    parts_->by.open(parts_->session, url, how == access::read_only);
  } catch (const soci::soci_error& e) {
    const auto what = parts_->by.translated(parts_->session, e);
    const auto* mend = what.what_kind() == error::kind::corrupt
                           ? "; put a backup in its place, or name another file in database.url"
                           : "";
    throw error(what.what_kind(), "cannot open " + shown_url(url) + ": " + what.what() + mend);
  }
}

connection::~connection() = default;

const engine& connection::by() const {
  return parts_->by;
}

std::int64_t connection::run(std::string_view sql, const parameter* parameters, std::size_t count) {
  try {
    auto& found = parts_->prepared({sql, count, nullptr, 0});
    found.start(parameters);
    try {
      found.step_first();
    } catch (...) {
      found.reset();
      throw;
    }
    return found.changed();
  } catch (const soci::soci_error& e) {
    parts_->rethrow(e);
  }
}

void connection::query(std::string_view sql, const parameter* parameters, std::size_t count,
                       const column_type* types, std::size_t columns,
                       const std::function<bool(const row&)>& each) {
  const statement::shape shape{sql, count, types, columns};
  try {
    auto* found = &parts_->prepared(shape);
    std::unique_ptr<statement> own;  // the same SQL is running already, further up the stack
    if (found->busy) {
      own = std::make_unique<statement>(parts_->session, parts_->by, shape);
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
    parts_->rethrow(e);
  }
}

void connection::script(std::string_view sql) {
  try {
    parts_->by.script(parts_->session, std::string(sql));
  } catch (const soci::soci_error& e) {
    parts_->rethrow(e);
  }
}

void connection::begin_reading() {
  parts_->failed = false;
  run(parts_->by.begin_reading(), nullptr, 0);
}

namespace {

// Gates that share a number wait for each other now and then, which is all that it does.
void hold_gate(connection& on, std::string_view sql, std::int64_t gate) {
  if (sql.empty()) return;
  const parameter bound[] = {parameter(gate % 2'147'483'647)};
  const column_type types[] = {column_type::text};
  on.query(sql, bound, 1, types, 1, [](const row&) { return true; });
}

}  // namespace

void connection::begin_starting(std::int64_t gate) {
  parts_->failed = false;
  run(parts_->by.begin_starting(), nullptr, 0);
  hold_gate(*this, parts_->by.keep_gate_open(), gate);
}

void transaction::close_gate(std::int64_t gate) {
  closes_gate_ = true;
  hold_gate(connection_, connection_.by().close_gate(), gate);
}

void connection::begin_writing() {
  parts_->failed = false;
  run(parts_->by.begin_writing(), nullptr, 0);
}

void connection::commit() {
  if (parts_->failed && parts_->by.is_remote()) {
    throw error(error::kind::other, "a statement of the transaction had failed");
  }
  run("COMMIT", nullptr, 0);
}

void connection::rollback() {
  script("ROLLBACK");
}

void connection::savepoint() {
  run("SAVEPOINT job", nullptr, 0);
}

void connection::release() {
  run("RELEASE SAVEPOINT job", nullptr, 0);
}

void connection::rollback_to() {
  run("ROLLBACK TO SAVEPOINT job", nullptr, 0);
  parts_->failed = false;
}

bool reader::is_shared() const {
  return connection_.by().is_remote();
}

}  // namespace zusage::schema
