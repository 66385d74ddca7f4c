// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "events/registration_import_trail.hpp"
#include "server/handler.hpp"
#include "server/services.hpp"

/// Registrations of an event out of a file of another system: uploaded, looked at with what each
/// column means, and taken over once that was confirmed. Nothing of the file is stored meanwhile;
/// the preview carries it on.
namespace zusage::server {

response show_registration_import(const request&, services&);
response post_registration_import(const request&, services&);

std::span<const route> registration_import_routes();

// admin_registration_import_view.cpp

/// What was chosen beside the file.
struct import_choice {
  events::import_rules rules;
  bool over_capacity = false, tell = false;
};

/// Everything that a preview is made of; sending the same again confirms that it was seen.
std::string seen_preview(const events::import_table& table, const import_choice& chosen);

/// A row for each column: heading, first values, and the choice of what it means.
nlohmann::json mapping_rows(const events::event& to, const events::import_table& table,
                            const faults& wrong, const web::locale& in);

/// What would become of how many rows, with the first of their lines where they are not new.
nlohmann::json registration_import_facts(const events::registration_counts& counts,
                                         const events::registration_list& list,
                                         const web::locale& in);

/// The first rows as they would be stored.
nlohmann::json first_rows(const events::event& to, const events::registration_list& list,
                          const std::vector<events::taken_as>& each, const web::locale& in);

/// The first faults, each with its line, column and words.
nlohmann::json broken_rows(const events::registration_list& list, const web::locale& in);

/// The event's earlier imports, by the audit trail, each with the address of its result.
nlohmann::json earlier_imports(const request& of, const schema::reader& db,
                               const events::event& at);

/// What came of one import: `facts`, `left` (the rows that were left out) and `more`.
nlohmann::json import_result_view(const events::event& to, const events::import_result& result,
                                  const web::locale& in);

/// The rows that were left out as CSV: line, column and reason.
std::string left_rows_csv(const events::event& to, const events::import_result& result,
                          const web::locale& in);

}  // namespace zusage::server
