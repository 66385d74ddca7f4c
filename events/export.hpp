// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "consent/ledger.hpp"
#include "events/attendees.hpp"
#include "events/event.hpp"
#include "organisers/scope.hpp"

/// The attendee list as a file (contract, 'Exports').
namespace zusage::events {

enum class export_format { csv, json, xlsx };
std::string_view to_text(export_format f);
std::optional<export_format> export_format_from(std::string_view text);

/// Whose rows. With a session: who has a place there, waits for it, was there; else who has it
/// among what they chose.
enum class export_who {
  everybody,
  coming,     ///< confirmed
  waiting,    ///< for a place, one that is offered to them as well
  applied,    ///< nobody has decided yet
  cancelled,  ///< by themselves or refused
  here        ///< checked in, or on a list of who attended
};
std::string_view to_text(export_who w);
std::optional<export_who> export_who_from(std::string_view text);

struct export_filter {
  export_who who = export_who::everybody;
  std::string session = {};                   ///< key; empty: the event as a whole
  std::optional<attendee_filter> among = {};  ///< only whom the list of attendees shows so
};

/// Rows of a sheet without its first one (Excel specifications and limits: 1,048,576).
inline constexpr std::int64_t xlsx_rows = 1'048'575;
constexpr bool fits_into(export_format format, std::int64_t rows) {
  return format != export_format::xlsx || rows <= xlsx_rows;
}

struct export_options {
  const consent::ledger& consents;  ///< knows under which hash an address stands in consent_state
  export_format format = export_format::csv;
  bool excel_de = false;  ///< CSV with ';' between cells
  std::optional<std::vector<std::string>> columns =
      {};  ///< keys in the wanted order; nothing: all columns
  export_filter filter = {};
};

/// Takes the file piece by piece. False: nobody takes it any more, stop.
using export_sink = std::function<bool(std::string_view)>;

/// The keys of all columns that the event has for this role, in their order (export_columns).
std::vector<std::string> export_column_keys(const schema::reader& db,
                                            const organisers::scope& whose, const event& of,
                                            const consent::ledger& consents);

/// What is wrong with the wishes: `columns`: `required_columns` (none), `unknown_column`
/// (`column`); `session`: `unknown_session`; `format`: `too_many_rows` (`most`) for a sheet.
faults check_export(const schema::reader& db, const organisers::scope& whose, const event& of,
                    const export_options& how);

/// How many rows the file will have; 0 for another organiser's event.
std::int64_t count_export_rows(const schema::reader& db, const organisers::scope& whose,
                               const event& of, const export_filter& filter);

/// Writes the registrations of the event in order of registration, those cancelled too unless the
/// filter leaves them out; memory does not grow with the rows. Columns of consents only for a role
/// that may see them; of unchecked wishes what is unknown is left out. A sheet is made in a file
/// without a name (TMPDIR) before its first piece is handed over. How many; nothing, and nothing
/// written, when the event is another organiser's. @throws std::runtime_error when the file of a
/// sheet cannot be written or it has more than `xlsx_rows`
std::optional<std::int64_t> export_registrations(const schema::reader& db,
                                                 const organisers::scope& whose, const event& of,
                                                 const export_options& how,
                                                 const export_sink& sink);

}  // namespace zusage::events
