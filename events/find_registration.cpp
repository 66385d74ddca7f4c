// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/bookings.hpp"
#include "events/registration_rows.hpp"

namespace zusage::events {
namespace {

using optional_instant = std::optional<instant>;

// Two statements, because a row has more columns than one can read at a glance.
bool read_person(const schema::reader& db, std::int64_t id, registration& into) {
  const auto row = db.one<std::string, std::string, std::string, std::string, std::string,
                          std::string, std::string, std::string, std::string, std::string>(
      "SELECT given_name, family_name, email, phone, organisation, job_function, ags, municipality,"
      " language, answers"
      " FROM registration"
      " WHERE id = :1",
      id);
  if (!row) return false;
  std::string answers;
  std::tie(into.given_name, into.family_name, into.email, into.phone, into.organisation,
           into.job_function, into.ags, into.municipality, into.language, answers) = *row;
  into.answers = nlohmann::json::parse(answers, nullptr, false);
  if (!into.answers.is_object()) into.answers = nlohmann::json::object();
  return true;
}

bool read_state(const schema::reader& db, std::int64_t id, registration& into) {
  const auto row = db.one<std::int64_t, std::int64_t, std::string, std::string, std::string,
                          instant, instant, optional_instant, optional_instant, optional_instant,
                          optional_instant, optional_instant, bool, std::string, std::int64_t>(
      "SELECT event_id, ical_sequence, public_id, reference, status, registered_at, updated_at,"
      " cancelled_at, checked_in_at, proven_at, verify_until, offered_until, package, applicant,"
      " answered_version"
      " FROM registration"
      " WHERE id = :1",
      id);
  if (!row) return false;
  std::string status;
  std::tie(into.event_id, into.ical_sequence, into.public_id, into.reference, status,
           into.registered_at, into.updated_at, into.cancelled_at, into.checked_in_at,
           into.proven_at, into.verify_until, into.offered_until, into.package, into.applicant,
           into.answered_version) = *row;
  into.status = registration_status_from(status).value_or(registration_status::confirmed);
  into.id = id;
  return true;
}

registration_status status_of_booking(std::string_view stored) {
  if (stored == booking::confirmed) return registration_status::confirmed;
  return stored == booking::offered ? registration_status::offered : registration_status::waiting;
}

void read_sessions(const schema::reader& db, registration& into) {
  for (auto& [id, key, status, since, second] :
       db.all<std::int64_t, std::string, std::string, instant, std::optional<std::string>>(
           "SELECT s.id, s.key, b.status, b.since, t.key"
           " FROM registration_session b"
           " JOIN event_session s ON s.id = b.session_id"
           " LEFT JOIN event_session t ON t.id = b.second_id"
           " WHERE b.registration_id = :1 AND b.status <> 'cancelled'"
           " ORDER BY s.position",
           into.id)) {
    registration::booked one{std::move(key), status_of_booking(status), second.value_or(""), 0};
    if (status == booking::waiting)
      one.position = position_in_line(db, into.id, {id, status, {}, since, {}});
    into.sessions.push_back(std::move(one));
  }
}

void read_position(const schema::reader& db, registration& into) {
  if (into.status != registration_status::waiting) return;
  into.waiting_position = db.value<std::int64_t>(
                                "SELECT COUNT(*) FROM registration"
                                " WHERE event_id = :1 AND status = 'waiting' AND id <= :2",
                                into.event_id, into.id)
                              .value_or(0);
}

}  // namespace

std::optional<registration> find_registration(const schema::reader& db, std::int64_t id) {
  registration found;
  if (!read_state(db, id, found) || !read_person(db, id, found)) return {};
  read_sessions(db, found);
  read_position(db, found);
  return found;
}

std::optional<registration> find_registration(const schema::reader& db,
                                              std::string_view public_id) {
  const auto id =
      db.value<std::int64_t>("SELECT id FROM registration WHERE public_id = :1", public_id);
  if (!id) return {};
  return find_registration(db, *id);
}

bool opens(const registration_link& by, const registration& row) {
  return by.public_id == row.public_id && (by.by_mail || !row.proven_at);
}

std::optional<registration> find_for_mail(const schema::reader& db, std::int64_t id) {
  const auto row = db.one<std::int64_t, std::int64_t, std::string, std::string, std::string,
                          std::string, std::string, optional_instant, optional_instant>(
      "SELECT event_id, ical_sequence, public_id, reference, status, given_name, family_name,"
      " verify_until, offered_until"
      " FROM registration"
      " WHERE id = :1",
      id);
  if (!row) return {};
  registration found;
  found.id = id;
  std::string status;
  std::tie(found.event_id, found.ical_sequence, found.public_id, found.reference, status,
           found.given_name, found.family_name, found.verify_until, found.offered_until) = *row;
  found.status = registration_status_from(status).value_or(registration_status::confirmed);
  read_position(db, found);
  return found;
}

}  // namespace zusage::events
