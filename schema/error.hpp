// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <stdexcept>
#include <string>

namespace zusage::schema {

/// What the database refused or could not do. Nobody catches it inside a transaction, which may be
/// lost by then: where a constraint is how a rule is kept, the SQL says ON CONFLICT. It is answered
/// once, at the edge of the program.
class error : public std::runtime_error {
 public:
  enum class kind {
    unique,      ///< a UNIQUE or PRIMARY KEY constraint
    constraint,  ///< another constraint, or a trigger that refused
    conflict,    ///< with another transaction; doing it again from the start helps
    busy,        ///< locked by somebody else for too long
    away,        ///< the server cannot be reached now, or the connection was lost
    full,        ///< the disk is full
    input_output,
    commit_unknown,  ///< the commit failed: it may be stored or not; read before trying again
    corrupt,
    other
  };

  error(kind what, const std::string& message) : std::runtime_error(message), kind_(what) {}

  kind what_kind() const { return kind_; }

 private:
  kind kind_;
};

}  // namespace zusage::schema
