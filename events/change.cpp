// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <map>
#include <set>

#include "events/bookings.hpp"
#include "events/form_input.hpp"
#include "events/phone_consent.hpp"
#include "events/registration_rows.hpp"
#include "events/ring_meetings.hpp"

namespace zusage::events {
namespace {

bool same_person(const registration& old, const sign_up& form) {
  return old.given_name == form.given_name && old.family_name == form.family_name &&
         old.phone == form.phone && old.organisation == form.organisation &&
         old.job_function == form.job_function && old.ags == form.ags &&
         old.package == form.package && old.municipality == form.municipality &&
         old.language == form.language && old.answers == form.answers;
}

// What this form does not ask for stays: answers to questions that are gone, or that follow an
// approval.
sign_up with_earlier_answers(sign_up form, const registration& old, const event& of) {
  for (const auto& [key, answer] : old.answers.items()) {
    const auto* asked = of.find_question(key);
    if (!asked || asked->after_approval) form.answers[key] = answer;
  }
  return form;
}

// The contact of an application is who has the registration.
void update_contact(schema::transaction& tx, const registration& old, const sign_up& form) {
  if (old.applicant.empty()) return;
  tx.execute(
      "UPDATE ring_person SET given_name = :1, family_name = :2, phone = :3, job_function = :4,"
      " language = :5"
      " WHERE registration_id = :6 AND role = 'contact' AND ended_at IS NULL",
      form.given_name, form.family_name, form.phone, form.job_function, form.language, old.id);
}

void update_row(schema::transaction& tx, const event& to, const registration& old, sign_up form,
                instant now) {
  form.email = old.email;  // the address is the identity of a registration and is not changed here
  tx.execute(
      "UPDATE registration SET given_name = :1, family_name = :2, phone = :3, organisation = :4,"
      " job_function = :5, ags = :6, municipality = :7, language = :8, answers = :9, search = :10,"
      " updated_at = :11, package = :12, answered_version = :13,"
      " ical_sequence = ical_sequence + 1"
      " WHERE id = :14",
      form.given_name, form.family_name, form.phone, form.organisation, form.job_function, form.ags,
      form.municipality, form.language, stored_json(form.answers), search_text(form, old.reference),
      now, form.package, to.version, old.id);
}

struct added_wish {
  session_wish what;
  instant since;
};

struct session_changes {
  std::vector<booked_row> dropped;
  std::vector<added_wish> added;
  bool none() const { return dropped.empty() && added.empty(); }
};

const session_wish* find_wish(const std::vector<session_wish>& wanted, std::int64_t session_id) {
  const auto found = std::find_if(wanted.begin(), wanted.end(), [&](const session_wish& one) {
    return one.session_id == session_id;
  });
  return found == wanted.end() ? nullptr : &*found;
}

// Who waits and only names another second choice is booked anew, but keeps the place in the line.
session_changes compare(const std::vector<booked_row>& before,
                        const std::vector<session_wish>& wanted, instant now) {
  session_changes changes;
  std::map<std::int64_t, instant> waited_since;
  std::set<std::int64_t> kept;
  for (const auto& row : before) {
    if (row.status == booking::cancelled) continue;
    const auto* wish = find_wish(wanted, row.session_id);
    if (wish && (booking::has_place(row.status) || wish->second_id == row.second_id)) {
      kept.insert(row.session_id);
      continue;
    }
    if (!booking::has_place(row.status)) waited_since[row.session_id] = row.since;
    changes.dropped.push_back(row);
  }
  for (const auto& wish : wanted) {
    if (kept.contains(wish.session_id)) continue;
    const auto since = waited_since.try_emplace(wish.session_id, now).first->second;
    changes.added.push_back({wish, since});
  }
  return changes;
}

// What was booked by choice: meetings of a ring are not theirs to change.
std::vector<booked_row> chosen_rows(const schema::reader& db, const event& of, std::int64_t id) {
  auto rows = find_booked(db, id);
  std::erase_if(rows, [&](const booked_row& row) {
    return std::any_of(of.sessions.begin(), of.sessions.end(), [&](const session& one) {
      return one.id == row.session_id && is_meeting(of, one);
    });
  });
  return rows;
}

// Sessions with a date in which there is a place: those that have a calendar entry.
std::vector<std::int64_t> with_entries(const event& of, const std::vector<booked_row>& rows) {
  std::vector<std::int64_t> ids;
  for (const auto& one : of.sessions) {
    const bool booked = std::any_of(rows.begin(), rows.end(), [&](const booked_row& row) {
      return row.session_id == one.id && row.status == booking::confirmed;
    });
    if (booked && one.starts_at) ids.push_back(one.id);
  }
  return ids;
}

// The first sessions with entries take the place of the event's.
void tell_changed(schema::transaction& tx, const mailer::outbox& mails, const event& of,
                  const std::vector<booked_row>& before, std::int64_t id, instant now) {
  auto whom = find_mail_subject(tx, id);
  const auto first = with_entries(of, find_booked(tx, id));
  if (with_entries(of, before).empty() && !first.empty()) whom.data = {{"moved_to", first}};
  tell(tx, mails, "registration-changed", whom, now);
}

std::string title_of(const event& of, std::int64_t session_id, std::string_view language) {
  for (const auto& one : of.sessions) {
    if (one.id == session_id) return text_in(one.title, language);
  }
  return {};
}

}  // namespace

checked<registration_status> registrar::change(schema::transaction& tx, const event& to,
                                               const registration_link& by, const sign_up& typed,
                                               instant now) const {
  hold_event(tx, to.id);
  const auto opened = use_link(tx, by, now);
  const auto old = opened ? find_registration(tx, *opened) : std::nullopt;
  if (!old || old->event_id != to.id) return faults{{"", "unknown_registration"}};
  if (old->status == registration_status::cancelled ||
      old->status == registration_status::refused) {
    return faults{{"", "registration_ended"}};
  }
  const auto form = with_earlier_answers(typed, *old, to);
  const auto changes = compare(chosen_rows(tx, to, old->id), form.sessions, now);
  if (changes.none() && same_person(*old, form)) return old->status;
  const auto before = find_booked(tx, old->id);
  for (const auto& row : changes.dropped) give_back(tx, old->id, row);
  faults wrong;
  for (const auto& [wish, since] : changes.added) {
    if (book(tx, to, {old->id, old->status}, wish, since)) continue;
    const auto title = title_of(to, wish.session_id, form.language);
    wrong.push_back({"session", "session_full", {{"session", title}}});
  }
  if (!wrong.empty()) {
    tx.undo();
    return wrong;
  }
  update_row(tx, to, *old, form, now);
  update_contact(tx, *old, form);
  consent::evidence who;
  who.email = old->email;
  who.name = form.given_name + " " + form.family_name;
  who.actor = "the person";
  end_for_changed_number(
      tx, consents_,
      {to.by.id, who, old->phone, form.phone,
       by.by_mail ? number_changed_by::mailed_link : number_changed_by::form, old->registered_at},
      now);
  tell_changed(tx, mails_, to, before, old->id, now);
  if (!changes.dropped.empty()) promote_waiting(tx, to, now);
  return old->status;
}

}  // namespace zusage::events
