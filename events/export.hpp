// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "consent/ledger.hpp"
#include "events/event.hpp"
#include "organisers/scope.hpp"

/// The attendee list as a file (contract, 'Exports').
namespace zusage::events {

enum class export_format { csv, json };

struct export_options {
  const consent::ledger& consents;  ///< knows under which hash an address stands in consent_state
  export_format format = export_format::csv;
  bool excel_de = false;  ///< CSV with ';' between cells
};

/// Takes the file piece by piece. False: nobody takes it any more, stop.
using export_sink = std::function<bool(std::string_view)>;

/// Writes all registrations of the event in order of registration, those cancelled too; memory does
/// not grow with the rows. Columns of consents only for a role that may see them. How many;
/// nothing, and nothing written, when the event is another organiser's.
std::optional<std::int64_t> export_registrations(const schema::reader& db,
                                                 const organisers::scope& whose, const event& of,
                                                 const export_options& how,
                                                 const export_sink& sink);

}  // namespace zusage::events
