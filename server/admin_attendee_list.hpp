// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "events/attendees.hpp"
#include "server/handler.hpp"
#include "web/locale.hpp"

/// The list of attendees as its address asks for it: `q`, `status`, `session`, `kind`, `sort`,
/// `dir`, `page`, and with `columns` the columns `column`.
namespace zusage::server {

struct list_choice {
  events::attendee_filter by;
  std::string session;               ///< key
  std::vector<std::string> columns;  ///< beside the name, in the order of the table
  bool columns_chosen = false;       ///< not the usual ones
  bool filtered() const;
};

/// What is unknown in the address counts as not said.
list_choice list_choice_of(const request& of, const events::event& at);

/// The list as chosen, at this page.
std::string list_link(const request& of, const events::event& at, const list_choice& what,
                      std::int64_t page);

/// Filters, boxes for columns, and the heads of the table with their links for sorting.
void add_list_choices(nlohmann::json& data, const request& of, const events::event& at,
                      const list_choice& what);

/// Adds to a row, which has its `reference`, what is shown only where it was chosen: booked
/// sessions and answers.
void add_chosen_values(nlohmann::json& row, const request& of, const schema::reader& db,
                       const events::event& at, const list_choice& what);

/// The cells of a row beside the name, from its values by column.
nlohmann::json list_cells(const list_choice& what, const nlohmann::json& row);

}  // namespace zusage::server
