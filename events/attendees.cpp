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
  std::int64_t session_id = 0;
  std::string_view kind;
  std::string_view order;
  bool everything() const {
    return status.empty() && session_id == 0 && kind.empty() &&
           std::all_of(patterns.begin(), patterns.end(),
                       [](const std::string& p) { return p == "%"; });
  }
};

search search_for(const organisers::scope& whose, std::int64_t event_id, const attendee_filter& by,
                  std::string_view order) {
  return {whose.organiser_id(),
          event_id,
          by.status ? to_text(*by.status) : "",
          patterns_of(by.text),
          by.session_id,
          by.of_kind ? to_text(*by.of_kind) : "",
          order};
}

constexpr std::string_view conditions =
    " WHERE event_id = :1 AND organiser_id = :2 AND (:3 = '' OR status = :4)"
    " AND (:5 = '%' OR search LIKE :6 ESCAPE '!') AND (:7 = '%' OR search LIKE :8 ESCAPE '!')"
    " AND (:9 = '%' OR search LIKE :10 ESCAPE '!') AND (:11 = '%' OR search LIKE :12 ESCAPE '!')"
    " AND (CAST(:13 AS BIGINT) = 0 OR EXISTS (SELECT 1 FROM registration_session b"
    "  WHERE b.registration_id = registration.id AND b.session_id = :14"
    "  AND b.status <> 'cancelled'))"
    " AND (:15 = '' OR ags IN (SELECT m.ags FROM municipality m WHERE m.kind = :16))";

struct order_words {
  attendee_sort by;
  std::string_view text, ascending, descending;
};

// Each ends with the id, so that pages neither repeat nor leave out anybody, and follows an index
// in one direction throughout.
constexpr auto orders = std::to_array<order_words>({
    {attendee_sort::registered, "registered", "id", "id DESC"},
    {attendee_sort::name, "name", "family_name, given_name, id",
     "family_name DESC, given_name DESC, id DESC"},
    {attendee_sort::municipality, "municipality", "municipality, id", "municipality DESC, id DESC"},
    {attendee_sort::status, "status", "status, id", "status DESC, id DESC"},
});

const order_words& words_of(attendee_sort s) {
  return *std::find_if(orders.begin(), orders.end(),
                       [&](const order_words& one) { return one.by == s; });
}

std::int64_t count_all(const schema::reader& db, const search& by) {
  return db
      .value<std::int64_t>(
          "SELECT COUNT(*) FROM registration"
          " WHERE event_id = :1"
          " AND EXISTS (SELECT 1 FROM event WHERE event.id = :2 AND organiser_id = :3)",
          by.event_id, by.event_id, by.organiser_id)
      .value_or(0);
}

std::string question_of(std::string_view order) {
  return "SELECT id FROM registration"
         " WHERE event_id = :1"
         " AND EXISTS (SELECT 1 FROM event WHERE event.id = :2 AND organiser_id = :3)"
         " ORDER BY " +
         std::string(order) + " LIMIT :4 OFFSET :5";
}

// The ids of one page of everybody: the offset runs over an index alone (page_question).
std::vector<std::int64_t> ids_of_page(const schema::reader& db, const search& by, std::int64_t size,
                                      std::int64_t offset) {
  std::vector<std::int64_t> ids;
  db.each<std::int64_t>(
      question_of(by.order), [&](std::int64_t id) { ids.push_back(id); }, by.event_id, by.event_id,
      by.organiser_id, size, offset);
  return ids;
}

// The ids of all that are found. Looking through the rows takes nearly all the time, so that
// counting them and taking a page of them is done in one go.
std::vector<std::int64_t> found_ids(const schema::reader& db, const search& by) {
  std::vector<std::int64_t> ids;
  const auto& words = by.patterns;
  db.each<std::int64_t>(
      "SELECT id FROM registration" + std::string(conditions) + " ORDER BY " +
          std::string(by.order),
      [&](std::int64_t id) { ids.push_back(id); }, by.event_id, by.organiser_id, by.status,
      by.status, words[0], words[0], words[1], words[1], words[2], words[2], words[3], words[3],
      by.session_id, by.session_id, by.kind, by.kind);
  return ids;
}

std::optional<attendee_row> read_row(const schema::reader& db, std::int64_t id) {
  const auto row = db.one<std::string, std::string, std::string, std::string, std::string,
                          std::string, std::string, std::string, std::string, instant,
                          std::optional<instant>, std::string, std::string>(
      "SELECT public_id, reference, given_name, family_name, email, organisation, ags,"
      " municipality, status, registered_at, checked_in_at, phone, job_function"
      " FROM registration"
      " WHERE id = :1",
      id);
  if (!row) return {};
  attendee_row read;
  std::string status;
  std::tie(read.public_id, read.reference, read.given_name, read.family_name, read.email,
           read.organisation, read.ags, read.municipality, status, read.registered_at,
           read.checked_in_at, read.phone, read.job_function) = *row;
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

std::string_view to_text(attendee_sort s) {
  return words_of(s).text;
}

std::optional<attendee_sort> attendee_sort_from(std::string_view text) {
  for (const auto& one : orders) {
    if (one.text == text) return one.by;
  }
  return {};
}

std::string page_question(attendee_sort by, bool descending) {
  const auto& words = words_of(by);
  return question_of(descending ? words.descending : words.ascending);
}

std::vector<std::int64_t> find_attendee_ids(const schema::reader& db,
                                            const organisers::scope& whose, std::int64_t event_id,
                                            const attendee_filter& by) {
  return found_ids(db, search_for(whose, event_id, by, "id"));
}

attendee_page list_attendees(const schema::reader& db, const organisers::scope& whose,
                             std::int64_t event_id, const attendee_filter& by) {
  const auto& order = words_of(by.sort);
  const auto wanted =
      search_for(whose, event_id, by, by.descending ? order.descending : order.ascending);
  const bool all = wanted.everything();
  auto ids = all ? std::vector<std::int64_t>() : found_ids(db, wanted);
  attendee_page page;
  page.total = all ? count_all(db, wanted) : std::int64_t(ids.size());
  const auto size = std::clamp<std::int64_t>(by.page_size, 1, attendee_limits::page_size);
  page.pages = std::max<std::int64_t>(1, (page.total + size - 1) / size);
  page.page = std::clamp<std::int64_t>(by.page, 1, page.pages);
  const auto offset = (page.page - 1) * size;
  if (all) {
    ids = ids_of_page(db, wanted, size, offset);
  } else {
    ids.erase(ids.begin(), ids.begin() + offset);
    if (std::int64_t(ids.size()) > size) ids.resize(std::size_t(size));
  }
  for (const auto id : ids) {
    if (auto row = read_row(db, id)) page.rows.push_back(std::move(*row));
  }
  return page;
}

std::vector<std::pair<registration_status, std::int64_t>> count_attendees(
    const schema::reader& db, const organisers::scope& whose, std::int64_t event_id) {
  std::vector<std::pair<registration_status, std::int64_t>> counts;
  db.each<std::string, std::int64_t>(
      "SELECT status, COUNT(*) FROM registration"
      " WHERE event_id = :1"
      " AND EXISTS (SELECT 1 FROM event WHERE event.id = :2 AND organiser_id = :3)"
      " GROUP BY status"
      " ORDER BY status",
      [&](const std::string& text, std::int64_t count) {
        if (const auto status = registration_status_from(text)) {
          counts.emplace_back(*status, count);
        }
      },
      event_id, event_id, whose.organiser_id());
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
