// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "organisers/scope.hpp"
#include "schema/sql.hpp"

/// Who did what on the organiser's side. Entries name rows by reference, slug or key, never people
/// by name, so that they can outlive what they tell of.
namespace zusage::organisers {

struct audit_entry {
  std::int64_t organiser_id = 0;
  std::int64_t staff_id = 0;  ///< 0: the operator at the command line
  std::string action;         ///< `staff.signed_in`, `export.downloaded`, …
  std::string subject;        ///< slug, reference or key of what it was done to
  nlohmann::json details = nlohmann::json::object();
};

/// Written in the transaction that does what it tells.
void record(schema::transaction& tx, const audit_entry& what, instant now);

struct audit_line {
  std::int64_t id = 0;
  instant at{};
  std::string staff_email;  ///< empty: the operator, or somebody who is no longer staff
  std::string action, subject;
  nlohmann::json details;
};

/// The newest entries of an organiser, at most `most`, older than the entry `before` if one is
/// given.
std::vector<audit_line> list_audit(const schema::reader& db, const scope& of, std::int64_t most,
                                   std::optional<std::int64_t> before = {});

}  // namespace zusage::organisers
