// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <soci/soci.h>

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "schema/engine.hpp"
#include "schema/sql.hpp"

namespace zusage::schema {

/// A prepared statement with the memory that its parameters and columns are exchanged through; seen
/// by connection.cpp alone. All members throw soci::soci_error.
class statement {
 public:
  struct shape {
    std::string_view sql;
    std::size_t parameters;
    const column_type* types;
    std::size_t columns;
  };

  statement(soci::session& session, const engine& by, const shape& of);

  /// Binds the parameters.
  void start(const parameter* parameters);

  bool step_first();
  bool step_next() { return prepared_.fetch(); }
  std::int64_t changed() { return prepared_.get_affected_rows(); }

  /// Ends a statement that was not read to its end.
  void reset() { engine_.reset(*prepared_.get_backend()); }

  struct cell {
    long long integer = 0;
    double real = 0;
    std::string text;
    soci::indicator state = soci::i_ok;
    column_type type = column_type::text;  ///< of a parameter, as it is bound
  };
  const cell& at(std::size_t column) const { return outputs_.at(column); }

  bool busy = false;

 private:
  bool fill(cell& to, const parameter::storage& from);
  void bind(cell& from);
  void define(cell& to, column_type type);

  struct handle : soci::details::statement_impl {
    using statement_impl::statement_impl;
  };

  const engine& engine_;
  handle prepared_;
  std::deque<cell> inputs_;
  std::deque<cell> outputs_;
  std::vector<column_type> types_;
  bool bound_ = false;
};

}  // namespace zusage::schema
