// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/attendees.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "events/registration_rows.hpp"

namespace zusage::events {
namespace {

// Each word as a pattern for LIKE … ESCAPE '!'; what is not used matches everything.
std::array<std::string, attendee_limits::words> patterns_of(std::string_view text) {
  std::array<std::string, attendee_limits::words> patterns;
  patterns.fill("%");
  if (!is_utf8(text)) return patterns;
  const auto searched = folded(cut(cleaned(text), attendee_limits::text));
  std::size_t from = 0;
  for (auto& pattern : patterns) {
    from = searched.find_first_not_of(" \t\n", from);
    if (from == std::string::npos) break;
    const auto to = std::min(searched.find_first_of(" \t\n", from), searched.size());
    for (std::size_t i = from; i < to; ++i) {
      if (searched[i] == '%' || searched[i] == '_' || searched[i] == '!') pattern += '!';
      pattern += searched[i];
    }
    pattern += '%';
    from = to;
  }
  return patterns;
}

struct search {
  std::int64_t organiser_id, event_id;
  std::string_view status;
  std::array<std::string, attendee_limits::words> patterns;
  bool everything() const {
    return status.empty() && std::all_of(patterns.begin(), patterns.end(),
                                         [](const std::string& p) { return p == "%"; });
  }
};

std::int64_t count(const schema::reader& db, const search& by) {
  if (by.everything()) {
    return db
        .value<std::int64_t>(
            "SELECT COUNT(*) FROM registration"
            " WHERE event_id = :1"
            " AND EXISTS (SELECT 1 FROM event WHERE event.id = :2 AND organiser_id = :3)",
            by.event_id, by.event_id, by.organiser_id)
        .value_or(0);
  }
  return db
      .value<std::int64_t>(
          "SELECT COUNT(*) FROM registration"
          " WHERE event_id = :1 AND organiser_id = :2 AND (:3 = '' OR status = :4)"
          " AND search LIKE :5 ESCAPE '!' AND search LIKE :6 ESCAPE '!'"
          " AND search LIKE :7 ESCAPE '!' AND search LIKE :8 ESCAPE '!'",
          by.event_id, by.organiser_id, by.status, by.status, by.patterns[0], by.patterns[1],
          by.patterns[2], by.patterns[3])
      .value_or(0);
}

// The ids of one page. Without a filter the offset runs over the index registration_by_event alone.
std::vector<std::int64_t> find_ids(const schema::reader& db, const search& by, std::int64_t size,
                                   std::int64_t offset) {
  std::vector<std::int64_t> ids;
  const auto take = [&](std::int64_t id) { ids.push_back(id); };
  if (by.everything()) {
    db.each<std::int64_t>(
        "SELECT id FROM registration"
        " WHERE event_id = :1"
        " AND EXISTS (SELECT 1 FROM event WHERE event.id = :2 AND organiser_id = :3)"
        " ORDER BY id LIMIT :4 OFFSET :5",
        take, by.event_id, by.event_id, by.organiser_id, size, offset);
    return ids;
  }
  db.each<std::int64_t>(
      "SELECT id FROM registration"
      " WHERE event_id = :1 AND organiser_id = :2 AND (:3 = '' OR status = :4)"
      " AND search LIKE :5 ESCAPE '!' AND search LIKE :6 ESCAPE '!'"
      " AND search LIKE :7 ESCAPE '!' AND search LIKE :8 ESCAPE '!'"
      " ORDER BY id LIMIT :9 OFFSET :10",
      take, by.event_id, by.organiser_id, by.status, by.status, by.patterns[0], by.patterns[1],
      by.patterns[2], by.patterns[3], size, offset);
  return ids;
}

std::optional<attendee_row> read_row(const schema::reader& db, std::int64_t id) {
  const auto row =
      db.one<std::string, std::string, std::string, std::string, std::string, std::string,
             std::string, std::string, std::string, instant, std::optional<instant>>(
          "SELECT public_id, reference, given_name, family_name, email, organisation, ags,"
          " municipality, status, registered_at, checked_in_at"
          " FROM registration"
          " WHERE id = :1",
          id);
  if (!row) return {};
  attendee_row read;
  std::string status;
  std::tie(read.public_id, read.reference, read.given_name, read.family_name, read.email,
           read.organisation, read.ags, read.municipality, status, read.registered_at,
           read.checked_in_at) = *row;
  read.status = registration_status_from(status).value_or(registration_status::confirmed);
  if (holds_place(read.status)) {
    db.each<std::int64_t>(
        "SELECT b.session_id FROM registration_session b"
        " JOIN event_session s ON s.id = b.session_id"
        " WHERE b.registration_id = :1 AND b.status = 'waiting'"
        " ORDER BY s.position",
        [&](std::int64_t session_id) { read.waits_for.push_back(session_id); }, id);
  }
  return read;
}

}  // namespace

attendee_page list_attendees(const schema::reader& db, const organisers::scope& whose,
                             std::int64_t event_id, const attendee_filter& by) {
  const search wanted{whose.organiser_id(), event_id, by.status ? to_text(*by.status) : "",
                      patterns_of(by.text)};
  attendee_page page;
  page.total = count(db, wanted);
  const auto size = std::clamp<std::int64_t>(by.page_size, 1, attendee_limits::page_size);
  page.pages = std::max<std::int64_t>(1, (page.total + size - 1) / size);
  page.page = std::clamp<std::int64_t>(by.page, 1, page.pages);
  for (const auto id : find_ids(db, wanted, size, (page.page - 1) * size)) {
    if (auto row = read_row(db, id)) page.rows.push_back(std::move(*row));
  }
  return page;
}

std::vector<std::pair<registration_status, std::int64_t>> count_attendees(
    const schema::reader& db, const organisers::scope& whose, std::int64_t event_id) {
  std::vector<std::pair<registration_status, std::int64_t>> counts;
  db.each<std::string, std::int64_t>(
      "SELECT status, COUNT(*) FROM registration"
      " WHERE event_id = :1 AND organiser_id = :2"
      " GROUP BY status"
      " ORDER BY status",
      [&](const std::string& text, std::int64_t count) {
        if (const auto status = registration_status_from(text)) {
          counts.emplace_back(*status, count);
        }
      },
      event_id, whose.organiser_id());
  return counts;
}

std::optional<registration> find_attendee(const schema::reader& db, const organisers::scope& whose,
                                          std::string_view reference) {
  const auto read = read_reference(reference);
  if (!read) return {};
  const auto id = db.value<std::int64_t>(
      "SELECT id FROM registration WHERE reference = :1 AND organiser_id = :2", *read,
      whose.organiser_id());
  if (!id) return {};
  auto found = find_registration(db, *id);
  return found && whose.reaches(found->event_id) ? found : std::nullopt;
}

}  // namespace zusage::events
