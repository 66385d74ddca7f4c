// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/registration_history.hpp"

#include <algorithm>

#include "events/registration_import.hpp"

namespace zusage::events {
namespace {

std::vector<history_entry> audited(const schema::reader& db, const organisers::scope& whose,
                                   const std::string& reference) {
  std::vector<history_entry> found;
  db.each<instant, std::string, std::optional<std::string>, std::string>(
      "SELECT a.at, a.action, s.email, a.details FROM audit_entry a"
      " LEFT JOIN staff s ON s.id = a.staff_id"
      " WHERE a.organiser_id = :1 AND a.subject = :2"
      " ORDER BY a.id DESC LIMIT :3",
      [&](instant at, std::string action, const std::optional<std::string>& email,
          const std::string& details) {
        found.push_back({at, std::move(action), email.value_or(""),
                         nlohmann::json::parse(details, nullptr, false)});
      },
      whose.organiser_id(), reference, most_history);
  std::reverse(found.begin(), found.end());
  return found;
}

// Who began the import that the registration came with; "" for one at the command line.
std::string importer_of(const schema::reader& db, const organisers::scope& whose,
                        const registration& of, instant at) {
  return db
      .value<std::string>(
          "SELECT s.email FROM audit_entry a JOIN staff s ON s.id = a.staff_id"
          " WHERE a.organiser_id = :1 AND a.action = 'registration.import_begun' AND a.at = :2"
          "  AND a.subject = (SELECT slug FROM event WHERE id = :3)",
          whose.organiser_id(), at, of.event_id)
      .value_or("");
}

// Whether staff or a program did what the row tells of as well.
bool has(const std::vector<history_entry>& all, std::string_view action, instant at) {
  return std::any_of(all.begin(), all.end(), [&](const history_entry& one) {
    return one.action == action && one.at == at;
  });
}

}  // namespace

std::vector<history_entry> list_history(const schema::reader& db, const organisers::scope& whose,
                                        const registration& of) {
  auto all = audited(db, whose, of.reference);
  std::vector<history_entry> own;
  if (!has(all, "registration.added_by_staff", of.registered_at))
    own.push_back({of.registered_at, "registered", ""});
  const auto origin = find_import_origin(db, of.id);
  if (origin) own.push_back({origin->at, "imported", importer_of(db, whose, of, origin->at)});
  if (of.proven_at) own.push_back({*of.proven_at, "proven", ""});
  const bool ended_before = origin && of.cancelled_at == origin->at;
  const bool by_others =
      ended_before ||
      (of.cancelled_at && (has(all, "registration.cancelled_by_staff", *of.cancelled_at) ||
                           has(all, "token.registration_cancelled", *of.cancelled_at)));
  if (of.cancelled_at && !by_others) own.push_back({*of.cancelled_at, "cancelled", ""});
  all.insert(all.begin(), own.begin(), own.end());
  std::stable_sort(all.begin(), all.end(),
                   [](const history_entry& a, const history_entry& b) { return a.at < b.at; });
  return all;
}

}  // namespace zusage::events
