// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "schema/statement.hpp"

namespace zusage::schema {

statement::statement(soci::session& session, const engine& by, const shape& of)
    : engine_(by),
      prepared_(session),
      inputs_(of.parameters),
      outputs_(of.columns),
      types_(of.types, of.types + of.columns) {
  prepared_.alloc();
  prepared_.prepare(std::string(of.sql), soci::details::st_repeatable_query);
}

// SOCI exchanges values through memory of a type that is bound once. Mostly a parameter has the
// same type at every call (a NULL fits any); only when not, all are bound anew.
void statement::start(const parameter* parameters) {
  bool fits = bound_;
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    fits = fill(inputs_[i], parameters[i].value()) && fits;
  }
  if (fits) return;
  prepared_.bind_clean_up();
  for (auto& one : inputs_) bind(one);
  for (std::size_t i = 0; i < outputs_.size(); ++i) define(outputs_[i], types_[i]);
  prepared_.define_and_bind();
  bound_ = true;
}

bool statement::step_first() {
  try {
    return prepared_.execute(true);
  } catch (...) {
    // What SOCI had made ready for an execution that failed it frees only so.
    bound_ = false;
    prepared_.bind_clean_up();
    throw;
  }
}

// False: it has another type than before.
bool statement::fill(cell& to, const parameter::storage& from) {
  to.state = soci::i_ok;
  auto type = column_type::text;
  if (const auto* number = std::get_if<std::int64_t>(&from)) {
    to.integer = *number;
    type = column_type::integer;
  } else if (const auto* real = std::get_if<double>(&from)) {
    to.real = *real;
    type = column_type::real;
  } else if (const auto* text = std::get_if<std::string_view>(&from)) {
    to.text.assign(*text);
  } else {
    to.state = soci::i_null;
    return true;
  }
  const bool same = to.type == type;
  to.type = type;
  return same;
}

void statement::bind(cell& from) {
  switch (from.type) {
    case column_type::integer:
      prepared_.exchange(soci::use(from.integer, from.state));
      break;
    case column_type::real:
      prepared_.exchange(soci::use(from.real, from.state));
      break;
    case column_type::text:
      prepared_.exchange(soci::use(from.text, from.state));
      break;
  }
}

void statement::define(cell& to, column_type type) {
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

}  // namespace zusage::schema
