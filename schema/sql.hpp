// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "base/time.hpp"
#include "schema/error.hpp"

/// How SQL is spoken: every parameter stands as `:1`, `:2`, …, each once and ascending through the
/// text (both engines count them by place). Statements are prepared once per connection.
///
///   auto rows = db.all<std::int64_t, std::string>("SELECT id, slug FROM event WHERE kind = :1",
///   kind); for (const auto& [id, slug] : rows) … auto id = tx.value<std::int64_t>("INSERT INTO …
///   RETURNING id", …);
///
/// Column types: std::int64_t, int, bool, double, std::string, instant (microseconds UTC), and
/// std::optional of these where the column can be NULL. SQL is the key of the statement
/// cache, so it never carries values; it must stay in the subset that SQLite and PostgreSQL share.
namespace zusage::schema {

/// A value on its way into a statement.
class parameter {
 public:
  using storage = std::variant<std::monostate, std::int64_t, double, std::string_view>;

  template <std::integral T>
  parameter(T value) : value_(static_cast<std::int64_t>(value)) {}
  parameter(double value) : value_(value) {}
  parameter(std::string_view value) : value_(value) {}
  parameter(const std::string& value) : value_(std::string_view(value)) {}
  parameter(const char* value) : value_(std::string_view(value)) {}
  parameter(instant value) : value_(to_micros(value)) {}
  parameter(std::nullopt_t) {}
  template <class T>
  parameter(const std::optional<T>& value) {
    if (value) value_ = parameter(*value).value_;
  }

  const storage& value() const { return value_; }

 private:
  storage value_;
};

enum class column_type { integer, real, text };

/// The current row of a running statement; valid inside the callback only.
class row {
 public:
  bool is_null(std::size_t column) const;
  std::int64_t integer(std::size_t column) const;
  double real(std::size_t column) const;
  const std::string& text(std::size_t column) const;

 private:
  friend class connection;
  explicit row(const class statement& from) : statement_(from) {}
  const class statement& statement_;
};

namespace detail {

template <class T>
struct column {  // integers and bool
  static constexpr auto type = column_type::integer;
  static T get(const row& r, std::size_t i) { return static_cast<T>(r.integer(i)); }
};
template <>
struct column<double> {
  static constexpr auto type = column_type::real;
  static double get(const row& r, std::size_t i) { return r.real(i); }
};
template <>
struct column<std::string> {
  static constexpr auto type = column_type::text;
  static std::string get(const row& r, std::size_t i) { return r.text(i); }
};
template <>
struct column<instant> {
  static constexpr auto type = column_type::integer;
  static instant get(const row& r, std::size_t i) { return from_micros(r.integer(i)); }
};
template <class T>
struct column<std::optional<T>> {
  static constexpr auto type = column<T>::type;
  static std::optional<T> get(const row& r, std::size_t i) {
    if (r.is_null(i)) return {};
    return column<T>::get(r, i);
  }
};

template <class... Columns, std::size_t... I>
std::tuple<Columns...> read_row(const row& r, std::index_sequence<I...>) {
  return std::tuple<Columns...>(column<Columns>::get(r, I)...);
}

}  // namespace detail

/// One connection with its prepared statements. Not for use by two threads at once. Rooms other
/// than schema see it only as `reader` or `transaction`.
class connection {
 public:
  enum class access { read_only, read_write };

  /// Opens `url` (`sqlite:/path`, `postgresql://…`). @throws error
  connection(const std::string& url, access how);
  ~connection();
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;

  /// Runs a statement that returns no rows; how many rows it changed.
  std::int64_t run(std::string_view sql, const parameter* parameters, std::size_t count);

  /// Runs a statement, calling `each` for every row until it returns false.
  void query(std::string_view sql, const parameter* parameters, std::size_t count,
             const column_type* types, std::size_t columns,
             const std::function<bool(const row&)>& each);

  /// Runs text that is not worth preparing (PRAGMA, migrations); may hold several statements.
  void script(std::string_view sql);

  void begin_reading();  ///< one snapshot for what follows
  /// For `database::start`: what is read afterwards was committed before; keeps the gate open.
  void begin_starting(std::int64_t gate);
  void begin_writing();
  /// @throws error, also when a statement since the beginning had failed and was caught: PostgreSQL
  /// would roll back and call that a success.
  void commit();
  void rollback();
  void savepoint();
  void release();      ///< what was done since the savepoint stays, if the transaction does
  void rollback_to();  ///< undoes what was done since the savepoint; it remains

  const class engine& by() const;

 private:
  struct parts;
  std::unique_ptr<parts> parts_;
};

/// Reads. Inside a `read` handler all calls see the same state of the database.
class reader {
 public:
  /// All rows.
  template <class... Columns, class... Parameters>
  std::vector<std::tuple<Columns...>> all(std::string_view sql,
                                          const Parameters&... parameters) const {
    std::vector<std::tuple<Columns...>> rows;
    each<Columns...>(
        sql, [&](Columns... values) { rows.emplace_back(std::move(values)...); }, parameters...);
    return rows;
  }

  /// The first row, or nothing.
  template <class... Columns, class... Parameters>
  std::optional<std::tuple<Columns...>> one(std::string_view sql,
                                            const Parameters&... parameters) const {
    std::optional<std::tuple<Columns...>> found;
    run<Columns...>(
        sql,
        [&](const row& r) {
          found = detail::read_row<Columns...>(r, std::index_sequence_for<Columns...>());
          return false;
        },
        parameters...);
    return found;
  }

  /// The single column of the first row, or nothing. A column that can be NULL is asked for as
  /// `value<std::optional<T>>`.
  template <class Column, class... Parameters>
  std::optional<Column> value(std::string_view sql, const Parameters&... parameters) const {
    if (auto found = one<Column>(sql, parameters...)) return std::get<0>(std::move(*found));
    return {};
  }

  /// Calls `action(columns…)` for every row as it comes: memory does not grow with the rows.
  template <class... Columns, class Action, class... Parameters>
  void each(std::string_view sql, Action&& action, const Parameters&... parameters) const {
    run<Columns...>(
        sql,
        [&](const row& r) {
          std::apply(action,
                     detail::read_row<Columns...>(r, std::index_sequence_for<Columns...>()));
          return true;
        },
        parameters...);
  }

  /// Whether other processes may write to the same database at this moment.
  bool is_shared() const;

 protected:
  friend class database;
  friend struct queued_write;
  explicit reader(connection& on) : connection_(on) {}

  template <class... Columns, class... Parameters>
  void run(std::string_view sql, const std::function<bool(const row&)>& action,
           const Parameters&... parameters) const {
    // One more than needed, because there is no array of length 0.
    const parameter bound[] = {parameter(parameters)..., parameter(std::nullopt)};
    constexpr column_type types[] = {detail::column<Columns>::type...};
    connection_.query(sql, bound, sizeof...(parameters), types, sizeof...(Columns), action);
  }

  connection& connection_;
};

/// Reads and writes, all or nothing. Only the writer makes one. Where several processes share the
/// database, others write beside it (READ COMMITTED): what was read is sure only of rows that this
/// transaction has changed itself. An action on a transaction may run more than once (a conflict is
/// tried again from the start), so it has no effect outside of it.
class transaction : public reader {
 public:
  /// Runs INSERT, UPDATE or DELETE; how many rows it changed. @throws error
  template <class... Parameters>
  std::int64_t execute(std::string_view sql, const Parameters&... parameters) {
    const parameter bound[] = {parameter(parameters)..., parameter(std::nullopt)};
    return connection_.run(sql, bound, sizeof...(parameters));
  }

  /// Asks that nothing of this transaction stays although its function returns normally.
  void undo() { undone_ = true; }
  bool undone() const { return undone_; }

  /// Says that this transaction takes something back that `database::start` may be asking for under
  /// the same `gate` (such as a person's number). Nothing starts any more once it is committed.
  void close_gate(std::int64_t gate);

  /// Says that what is shown under `topic` changes with this transaction
  /// (schema/announcements.hpp).
  void announce(std::string topic) {
    if (announced_.empty() || announced_.back() != topic) announced_.push_back(std::move(topic));
  }

 private:
  friend struct queued_write;
  explicit transaction(connection& on) : reader(on) {}
  bool undone_ = false, closes_gate_ = false;
  std::vector<std::string> announced_;
};

}  // namespace zusage::schema
