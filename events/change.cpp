// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>

#include "events/form_input.hpp"
#include "events/registration_rows.hpp"

namespace zusage::events {
namespace {

bool same_person(const registration& old, const sign_up& form) {
  return old.given_name == form.given_name && old.family_name == form.family_name &&
         old.phone == form.phone && old.organisation == form.organisation &&
         old.job_function == form.job_function && old.ags == form.ags &&
         old.municipality == form.municipality && old.language == form.language &&
         old.answers == form.answers;
}

void update_row(schema::transaction& tx, const registration& old, sign_up form, instant now) {
  form.email = old.email;  // the address is the identity of a registration and is not changed here
  tx.execute(
      "UPDATE registration SET given_name = :1, family_name = :2, phone = :3, organisation = :4,"
      " job_function = :5, ags = :6, municipality = :7, language = :8, answers = :9, search = :10,"
      " updated_at = :11, ical_sequence = ical_sequence + 1"
      " WHERE id = :12",
      form.given_name, form.family_name, form.phone, form.organisation, form.job_function, form.ags,
      form.municipality, form.language, stored_json(form.answers), search_text(form, old.reference),
      now, old.id);
}

struct session_changes {
  std::vector<booked_row> dropped;
  std::vector<std::int64_t> added;
};

session_changes compare(const std::vector<booked_row>& before,
                        const std::vector<std::int64_t>& wanted) {
  session_changes changes;
  for (const auto& row : before) {
    if (row.status == booking::cancelled) continue;
    if (std::find(wanted.begin(), wanted.end(), row.session_id) == wanted.end()) {
      changes.dropped.push_back(row);
    }
  }
  for (const auto id : wanted) {
    const bool has = std::any_of(before.begin(), before.end(), [id](const booked_row& row) {
      return row.session_id == id && row.status != booking::cancelled;
    });
    if (!has) changes.added.push_back(id);
  }
  return changes;
}

void drop_session(schema::transaction& tx, const registration& old, const booked_row& row) {
  if (row.status == booking::confirmed) {
    give_session_place_back(tx, row.session_id);
    store_booking(tx, old.id, row.session_id, booking::cancelled);
    return;
  }
  tx.execute("DELETE FROM registration_session WHERE registration_id = :1 AND session_id = :2",
             old.id, row.session_id);
}

std::string title_of(const event& of, std::int64_t session_id, std::string_view language) {
  for (const auto& one : of.sessions) {
    if (one.id == session_id) return text_in(one.title, language);
  }
  return {};
}

// False: it is full and nobody may wait for it.
bool add_session(schema::transaction& tx, const event& of, const registration& old,
                 std::int64_t session_id) {
  auto as = booking::wanted;
  if (holds_place(old.status)) {
    as = take_session_place(tx, session_id) ? booking::confirmed : booking::waiting;
  }
  if (as == booking::waiting && !of.waiting_list) return false;
  store_booking(tx, old.id, session_id, as);
  return true;
}

}  // namespace

checked<registration_status> registrar::change(schema::transaction& tx, const event& to,
                                               const registration_link& by, const sign_up& form,
                                               instant now) const {
  hold_event(tx, to.id);
  const auto opened = use_link(tx, by, now);
  const auto old = opened ? find_registration(tx, *opened) : std::nullopt;
  if (!old || old->event_id != to.id) return faults{{"", "unknown_registration"}};
  if (old->status == registration_status::cancelled ||
      old->status == registration_status::refused) {
    return faults{{"", "registration_ended"}};
  }
  const auto changes = compare(find_booked(tx, old->id), form.session_ids);
  if (changes.dropped.empty() && changes.added.empty() && same_person(*old, form)) {
    return old->status;
  }
  for (const auto& row : changes.dropped) drop_session(tx, *old, row);
  faults wrong;
  for (const auto id : changes.added) {
    if (add_session(tx, to, *old, id)) continue;
    wrong.push_back({"session", "session_full", {{"session", title_of(to, id, form.language)}}});
  }
  if (!wrong.empty()) {
    tx.undo();
    return wrong;
  }
  update_row(tx, *old, form, now);
  tell(tx, mails_, "registration-changed", old->id, now);
  if (!changes.dropped.empty()) promote_waiting(tx, to, now);
  return old->status;
}

}  // namespace zusage::events
