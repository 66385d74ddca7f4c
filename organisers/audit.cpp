// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "organisers/audit.hpp"

#include <limits>

namespace zusage::organisers {

void record(schema::transaction& tx, const audit_entry& what, instant now) {
  const auto staff = what.staff_id == 0 ? std::optional<std::int64_t>() : what.staff_id;
  const auto details = what.details.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  tx.execute(
      "INSERT INTO audit_entry (organiser_id, staff_id, at, action, subject, details)"
      " VALUES (:1, :2, :3, :4, :5, :6)",
      what.organiser_id, staff, now, what.action, what.subject, details);
}

std::vector<audit_line> list_audit(const schema::reader& db, const scope& of, std::int64_t most,
                                   std::optional<std::int64_t> before) {
  std::vector<audit_line> lines;
  db.each<std::int64_t, instant, std::optional<std::string>, std::string, std::string, std::string>(
      "SELECT a.id, a.at, s.email, a.action, a.subject, a.details"
      " FROM audit_entry a"
      " LEFT JOIN staff s ON s.id = a.staff_id"
      " WHERE a.organiser_id = :1 AND a.id < :2"
      " ORDER BY a.id DESC"
      " LIMIT :3",
      [&](std::int64_t id, instant at, const std::optional<std::string>& email, std::string action,
          std::string subject, const std::string& details) {
        lines.push_back({id, at, email.value_or(""), std::move(action), std::move(subject),
                         nlohmann::json::parse(details, nullptr, false)});
      },
      of.organiser_id(), before.value_or(std::numeric_limits<std::int64_t>::max()), most);
  return lines;
}

}  // namespace zusage::organisers
