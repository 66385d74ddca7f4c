// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "organisers/audit.hpp"

/// Looking for entries of an organiser's audit trail.
namespace zusage::organisers {

/// Kinds of actions that are looked for together, and how the actions of each begin.
struct audit_group {
  std::string_view name;
  std::vector<std::string_view> beginnings;
};
std::span<const audit_group> audit_groups();

/// The group of an action, "" for one that belongs to none.
std::string_view group_of(std::string_view action);

struct audit_filter {
  std::optional<std::int64_t> staff_id = {};  ///< who did it
  std::string_view group = {};                ///< one of `audit_groups`; "": any
  std::string about = {};                     ///< a piece of the subject, in any case
  std::string or_about = {};                  ///< or the whole subject, where it is not empty
  std::optional<instant> from = {}, until = {};
  std::optional<std::int64_t> before = {};  ///< older than this entry
};

struct found_entry {
  audit_line line;
  std::string subject_email;  ///< of the account or the invitation that the entry names
};

/// The newest, at most `most`.
std::vector<found_entry> search_audit(const schema::reader& db, const scope& of,
                                      const audit_filter& by, std::int64_t most);

/// Who did something here, by address.
std::vector<std::pair<std::int64_t, std::string>> audited_staff(const schema::reader& db,
                                                                const scope& of);

}  // namespace zusage::organisers
