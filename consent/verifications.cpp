// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "consent/verifications.hpp"

#include <nlohmann/json.hpp>

namespace zusage::consent {
namespace {

constexpr std::size_t most_kept = 20;  // problems that are stored in words

std::string first_of(const std::vector<std::string>& problems) {
  auto list = nlohmann::json::array();
  for (const auto& one : problems) {
    if (list.size() < most_kept) list.push_back(one);
  }
  return list.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::vector<std::string> texts_from(const std::string& stored) {
  std::vector<std::string> texts;
  const auto list = nlohmann::json::parse(stored, nullptr, false);
  if (!list.is_array()) return texts;
  for (const auto& one : list) {
    if (one.is_string()) texts.push_back(one.get<std::string>());
  }
  return texts;
}

}  // namespace

std::optional<verification_row> find_verification(const schema::reader& db,
                                                  std::int64_t organiser_id) {
  const auto row =
      db.one<std::int64_t, std::int64_t, std::string, std::string, instant, std::int64_t>(
          "SELECT records, problems, head, first, started_at, finished_at"
          " FROM verification WHERE organiser_id = :1",
          organiser_id);
  if (!row) return {};
  const auto& [records, problems, head, first, started_at, finished_at] = *row;
  verification_row found{records, problems, head, texts_from(first), started_at, {}};
  if (finished_at > 0) found.finished_at = from_micros(finished_at);
  return found;
}

std::optional<std::int64_t> verification_due(const schema::reader& db, instant now) {
  return db.value<std::int64_t>(
      "SELECT c.organiser_id"
      " FROM consent_chain c"
      " LEFT JOIN verification v ON v.organiser_id = c.organiser_id"
      " WHERE c.sequence > 0 AND (v.organiser_id IS NULL OR v.started_at <= :1"
      "  OR (v.finished_at < v.started_at AND v.started_at <= :2))"
      " ORDER BY c.organiser_id"
      " LIMIT 1",
      now - verification_interval, now - verification_patience);
}

bool begin_verification(schema::transaction& tx, std::int64_t organiser_id, instant now,
                        std::chrono::microseconds after) {
  return tx.execute(
             "INSERT INTO verification (organiser_id, records, head, problems, first, started_at,"
             " finished_at)"
             " VALUES (:1, 0, '', 0, '[]', :2, 0)"
             " ON CONFLICT (organiser_id) DO UPDATE SET started_at = excluded.started_at"
             "  WHERE verification.started_at <= :3"
             "   OR (verification.finished_at < verification.started_at"
             "    AND verification.started_at <= :4)",
             organiser_id, now, now - after, now - verification_patience) > 0;
}

bool end_verification(schema::transaction& tx, std::int64_t organiser_id, const verification& found,
                      instant now) {
  const auto problems = std::int64_t(found.problems.size());
  const auto told = tx.one<std::optional<instant>>(
      "SELECT told_at FROM verification WHERE organiser_id = :1", organiser_id);
  const bool news = problems > 0 && !(told && std::get<0>(*told));
  const auto told_at = problems == 0 ? std::optional<instant>()
                       : news        ? std::optional(now)
                                     : std::get<0>(*told);
  tx.execute(
      "UPDATE verification SET records = :1, head = :2, problems = :3, first = :4,"
      "  finished_at = :5, told_at = :6"
      " WHERE organiser_id = :7",
      found.records, found.head, problems, first_of(found.problems), now, told_at, organiser_id);
  return news;
}

}  // namespace zusage::consent
