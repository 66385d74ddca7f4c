// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/registration_notes.hpp"

#include "events/attendees.hpp"
#include "events/form_input.hpp"
#include "organisers/audit.hpp"

namespace zusage::events {

std::vector<note> list_notes(const schema::reader& db, const organisers::scope& whose,
                             std::int64_t registration_id) {
  std::vector<note> found;
  db.each<std::int64_t, instant, std::optional<std::int64_t>, std::optional<std::string>,
          std::string>(
      "SELECT n.id, n.at, n.staff_id, s.email, n.text"
      " FROM registration_note n LEFT JOIN staff s ON s.id = n.staff_id"
      " WHERE n.registration_id = :1 AND n.organiser_id = :2"
      " ORDER BY n.id LIMIT :3",
      [&](std::int64_t id, instant at, std::optional<std::int64_t> staff_id,
          const std::optional<std::string>& email, std::string text) {
        found.push_back({id, at, email.value_or(""), staff_id.value_or(0) == whose.staff_id(),
                         std::move(text)});
      },
      registration_id, whose.organiser_id(), most_notes);
  return found;
}

faults add_note(schema::transaction& tx, const organisers::scope& whose, std::string_view reference,
                std::string_view typed, instant now) {
  const auto row = find_attendee(tx, whose, reference);
  if (!row) return {{"", "unknown_registration"}};
  faults wrong;
  const auto text = checked_text("note", typed, {most_note, true, true}, wrong);
  const auto count = tx.value<std::int64_t>(
      "SELECT COUNT(*) FROM registration_note WHERE registration_id = :1", row->id);
  if (count.value_or(0) >= most_notes)
    wrong.push_back({"note", "too_many_notes", {{"maximum", most_notes}}});
  if (!wrong.empty()) return wrong;
  const auto staff =
      whose.staff_id() == 0 ? std::optional<std::int64_t>() : std::optional(whose.staff_id());
  tx.execute(
      "INSERT INTO registration_note (organiser_id, registration_id, at, staff_id, text)"
      " VALUES (:1, :2, :3, :4, :5)",
      whose.organiser_id(), row->id, now, staff, text);
  organisers::record(
      tx, {whose.organiser_id(), whose.staff_id(), "registration.noted", row->reference}, now);
  return {};
}

bool delete_note(schema::transaction& tx, const organisers::scope& whose,
                 std::string_view reference, std::int64_t id, instant now) {
  const auto row = find_attendee(tx, whose, reference);
  if (!row) return false;
  const auto deleted = tx.execute(
      "DELETE FROM registration_note"
      " WHERE id = :1 AND registration_id = :2 AND organiser_id = :3 AND COALESCE(staff_id, 0) = "
      ":4",
      id, row->id, whose.organiser_id(), whose.staff_id());
  if (deleted == 0) return false;
  organisers::record(
      tx, {whose.organiser_id(), whose.staff_id(), "registration.note_deleted", row->reference},
      now);
  return true;
}

}  // namespace zusage::events
