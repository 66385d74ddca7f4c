// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "events/export.hpp"

namespace zusage::events {

struct exported {
  const event& of;
  const consent::ledger& consents;
  bool with_consents = true;  ///< false: no column says anything of consents
};

/// The keys of the first row: the contract's, then the event's questions and purposes in its order.
std::vector<std::string> export_columns(const exported& what);

/// Calls `take` with the cells of each registration, in the order of the columns, until it returns
/// false: texts, and arrays of texts for `sessions` and for questions with several answers. Reads a
/// few hundred rows at a time. How many were taken.
std::int64_t each_export_row(const schema::reader& db, const exported& what,
                             const std::function<bool(const nlohmann::json&)>& take);

}  // namespace zusage::events
