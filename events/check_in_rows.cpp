// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "events/attendees.hpp"
#include "events/bookings.hpp"
#include "events/check_in.hpp"

namespace zusage::events {
namespace {

// Matches of a search by anything, of which those by what is not shown drop out: a town of the name
// that is looked for may stand in thousands of rows.
constexpr std::size_t looked_through = 5000;

// The reference of the registration, where each word occurs in what the desk may see.
std::string seen_reference(const schema::reader& db, const check_in_place& where, std::int64_t id,
                           const std::string& words) {
  const auto row = db.one<std::string, std::string, std::string, std::string>(
      "SELECT reference, given_name, family_name, organisation FROM registration WHERE id = :1",
      id);
  if (!row) return {};
  const auto& [reference, given_name, family_name, organisation] = *row;
  const auto seen = folded(given_name + " " + family_name + " " +
                           (where.names_only ? "" : organisation) + " " + reference);
  std::size_t from = 0;
  while ((from = words.find_first_not_of(" \t\n", from)) != std::string::npos) {
    const auto end = std::min(words.find_first_of(" \t\n", from), words.size());
    if (seen.find(words.substr(from, end - from)) == std::string::npos) return {};
    from = end;
  }
  return reference;
}

std::map<std::int64_t, std::int64_t> counted(const schema::reader& db, std::string_view sql,
                                             std::int64_t event_id, std::int64_t organiser_id) {
  std::map<std::int64_t, std::int64_t> counts;
  db.each<std::int64_t, std::int64_t>(
      sql, [&](std::int64_t session_id, std::int64_t count) { counts[session_id] = count; },
      event_id, organiser_id);
  return counts;
}

std::int64_t confirmed(const schema::reader& db, std::int64_t event_id, std::int64_t organiser_id) {
  return db
      .value<std::int64_t>(
          "SELECT COUNT(*) FROM registration"
          " WHERE event_id = :1 AND organiser_id = :2 AND status = 'confirmed'",
          event_id, organiser_id)
      .value_or(0);
}

}  // namespace

std::optional<std::int64_t> event_of_reference(const schema::reader& db,
                                               const organisers::scope& whose,
                                               std::string_view reference) {
  const auto found = db.value<std::int64_t>(
      "SELECT event_id FROM registration WHERE reference = :1 AND organiser_id = :2", reference,
      whose.organiser_id());
  return found && whose.reaches(*found) ? found : std::nullopt;
}

std::optional<arrival> find_arrival(const schema::reader& db, const check_in_place& where,
                                    std::string_view reference) {
  const auto row =
      db.one<std::int64_t, std::string, std::string, std::string, std::string, std::string,
             std::optional<instant>, std::optional<std::string>, std::optional<std::string>>(
          "SELECT r.id, r.reference, r.given_name, r.family_name, r.organisation, r.status,"
          " c.at, c.desk, b.status"
          " FROM registration r"
          " LEFT JOIN check_in c ON c.registration_id = r.id AND COALESCE(c.session_id, 0) = :1"
          "  AND c.undone_at IS NULL"
          " LEFT JOIN registration_session b ON b.registration_id = r.id AND b.session_id = :2"
          " WHERE r.reference = :3 AND r.event_id = :4 AND r.organiser_id = :5",
          where.session_id, where.session_id, reference, where.of.id, where.whose.organiser_id());
  if (!row || !where.whose.reaches(where.of.id)) return {};
  arrival found;
  std::string status;
  std::optional<std::string> desk, booking_status;
  std::tie(found.id, found.reference, found.given_name, found.family_name, found.organisation,
           status, found.here_since, desk, booking_status) = *row;
  found.status = registration_status_from(status).value_or(registration_status::cancelled);
  found.booked = where.session_id == 0 || booking_status == std::string(booking::confirmed);
  found.desk = desk.value_or("");
  if (where.names_only) found.organisation.clear();
  return found;
}

std::vector<arrival> search_arrivals(const schema::reader& db, const check_in_place& where,
                                     std::string_view text) {
  std::vector<arrival> found;
  if (!is_utf8(text)) return found;
  const auto wanted = cut(cleaned(text), attendee_limits::text);
  if (wanted.empty()) return found;
  attendee_filter by;
  by.text = wanted;
  auto ids = find_attendee_ids(db, where.whose, where.of.id, by);
  if (ids.size() > looked_through) ids.resize(looked_through);
  const auto words = folded(wanted);
  for (const auto id : ids) {
    const auto reference = seen_reference(db, where, id, words);
    if (reference.empty()) continue;
    if (auto one = find_arrival(db, where, reference)) found.push_back(std::move(*one));
    if (found.size() == check_in_limits::found) break;
  }
  return found;
}

std::vector<arrival> list_arrivals(const schema::reader& db, const check_in_place& where) {
  std::vector<std::string> references;
  db.each<std::string>(
      "SELECT reference FROM registration"
      " WHERE event_id = :1 AND organiser_id = :2 AND status = 'confirmed'"
      " ORDER BY id",
      [&](const std::string& one) { references.push_back(one); }, where.of.id,
      where.whose.organiser_id());
  std::vector<std::pair<std::string, arrival>> sorted;
  for (const auto& reference : references) {
    auto one = find_arrival(db, where, reference);
    if (!one || !one->booked) continue;
    auto key = folded(one->family_name + " " + one->given_name);
    sorted.emplace_back(std::move(key), std::move(*one));
  }
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<arrival> all;
  all.reserve(sorted.size());
  for (auto& [key, one] : sorted) all.push_back(std::move(one));
  return all;
}

std::vector<check_in_count> count_check_ins(const schema::reader& db,
                                            const organisers::scope& whose, const event& of) {
  const auto here = counted(db,
                            "SELECT COALESCE(c.session_id, 0), COUNT(*) FROM check_in c"
                            " JOIN registration r ON r.id = c.registration_id"
                            " WHERE c.event_id = :1 AND c.organiser_id = :2"
                            " AND c.undone_at IS NULL AND r.status = 'confirmed'"
                            " GROUP BY COALESCE(c.session_id, 0)",
                            of.id, whose.organiser_id());
  auto expected = counted(db,
                          "SELECT b.session_id, COUNT(*) FROM registration_session b"
                          " JOIN registration r ON r.id = b.registration_id"
                          " WHERE r.event_id = :1 AND r.organiser_id = :2"
                          " AND r.status = 'confirmed' AND b.status = 'confirmed'"
                          " GROUP BY b.session_id",
                          of.id, whose.organiser_id());
  expected[0] = confirmed(db, of.id, whose.organiser_id());
  const auto in = [](const std::map<std::int64_t, std::int64_t>& all, std::int64_t id) {
    const auto found = all.find(id);
    return found == all.end() ? 0 : found->second;
  };
  std::vector<check_in_count> counts{{0, in(here, 0), expected[0]}};
  for (const auto& one : of.sessions) {
    if (!one.cancelled) counts.push_back({one.id, in(here, one.id), in(expected, one.id)});
  }
  return counts;
}

}  // namespace zusage::events
