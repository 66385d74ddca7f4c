// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "events/registration.hpp"
#include "events/registration_import_columns.hpp"
#include "schema/database.hpp"

/// Taking over the registrations of an event that another system has kept. Rows are read and
/// checked first, then it is said what would become of each, and then they are written in many
/// small writes; the same list again adds nobody. Nobody consents to anything by it.
namespace zusage::events {

/// What is wrong with a row, at one of its columns.
struct broken_row {
  std::size_t line = 0;  ///< of the file, from 1
  std::string target;    ///< as in import_targets
  std::string heading;   ///< of the column; "" where the file has none for it
  std::string shown;     ///< what stands in it
  fault what;            ///< those of check_changed_form; `row_twice`, `order_address_twice`,
                         ///< `status_unknown`, `time_unreadable`, `time_ahead`, `time_too_early`;
                         ///< for the target `row` `row_too_long`: more cells than headings
};

/// How somebody stands in the other system.
enum class foreign_standing {
  comes,
  waits,
  open,  ///< not paid, not decided or not confirmed yet
  ended  ///< cancelled, refused, run out
};

struct registration_row {
  std::size_t line = 0;
  foreign_standing standing = foreign_standing::comes;
  sign_up form;
  std::optional<instant> registered_at;
  bool by_order = false;  ///< the address is that of whoever ordered
};

struct registration_list {
  std::vector<registration_row> rows;      ///< those that can be taken
  std::vector<broken_row> broken;          ///< everything that is wrong with others
  std::size_t broken_rows = 0;             ///< so many rows
  std::vector<std::size_t> open_lines;     ///< left out because they are open
  std::vector<std::size_t> doubled_lines;  ///< ended, and the same address stands in another row
  std::vector<std::size_t> outside_lines;  ///< left out, not of the event's municipalities
};

/// What is taken of a list besides who comes, waits or has ended.
struct import_rules {
  bool with_open = false;     ///< who is open comes, or applies where the event decides
  bool with_outside = false;  ///< also whose municipality is not one that the event is for
};

/// Checks every row by the event's questions and sessions as check_changed_form does, except that
/// nothing but name and address has to be answered. Of the audience only its municipalities are
/// looked at, by official key, and not of who has ended. Answers and sessions may be keys, or words
/// in any of the event's languages.
registration_list read_registrations(const schema::reader& db, const event& to,
                                     const import_table& table, const import_rules& rules,
                                     instant now);

enum class taken_as {
  placed,
  over,  ///< a place beyond the capacity
  waiting,
  applied,    ///< open there, and to be decided here: no place yet
  cancelled,  ///< ended there, and here
  already,    ///< the address has a registration here, in whatever state: nothing is changed
  full,       ///< no place, and nobody may wait: left out
  outdated    ///< the event was cancelled or a session removed since the list was read: left out
};

struct registration_counts {
  std::map<taken_as, std::int64_t> rows;
  std::map<taken_as, std::vector<std::size_t>> lines;  ///< the first of each (most_lines_named)
  std::vector<std::pair<std::size_t, taken_as>> left;  ///< lines of what changes nothing
  std::vector<taken_as> each;  ///< of the rows in their order; of a preview alone
  std::int64_t of(taken_as what) const {
    const auto found = rows.find(what);
    return found == rows.end() ? 0 : found->second;
  }
  std::int64_t added() const {
    return of(taken_as::placed) + of(taken_as::over) + of(taken_as::waiting) +
           of(taken_as::applied) + of(taken_as::cancelled);
  }
};

/// When a registration was taken over, and from which system (import_source); nothing for one that
/// was made here.
struct import_origin {
  instant at{};
  std::string from;
};
std::optional<import_origin> find_import_origin(const schema::reader& db,
                                                std::int64_t registration_id);

/// Whether an event takes a list: not when it is cancelled, a paper, or a comparison ring, where
/// municipalities take part.
bool takes_imports(const event& of);
/// Whether people can be told of it by mail: it is published and not over.
bool can_tell_imported(const event& of, instant now);

/// Targets by what is kept of headings (registration_import_trail.hpp).
using column_meanings = std::map<std::string, std::string>;

struct registration_import_options {
  bool over_capacity = false;
  bool tell = false;  ///< all but who has ended get the mail that a registration begins with
  column_meanings meanings = {};  ///< for the next import
};

struct registration_import_tools {
  schema::database& db;
  const mailer::outbox& mails;
  organisers::scope whose;
  std::function<void(std::size_t done)> progress = {};  ///< may be empty
};

/// What `import_registrations` would do at this moment, without writing.
registration_counts preview_registrations(const schema::reader& db, const event& to,
                                          const registration_list& list, bool over_capacity);

/// Registers the people of the list. Not inside a transaction: some rows in each; what was done
/// before an interruption stays, and the same list again does the rest. The event may have changed
/// since the list was read: each write goes by what it is now. Writes the beginning and
/// the result into the audit trail (`registration.import_begun`, `registration.imported`).
registration_counts import_registrations(const registration_import_tools& with, const event& to,
                                         const registration_list& list, import_source from,
                                         const registration_import_options& how, instant now);

}  // namespace zusage::events
