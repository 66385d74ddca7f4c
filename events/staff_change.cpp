// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/email_address.hpp"
#include "base/link.hpp"
#include "events/idempotency.hpp"
#include "events/rectify.hpp"
#include "events/register_steps.hpp"
#include "events/staff_steps.hpp"

namespace zusage::events {
namespace {

constexpr const char* action = "registration.changed_by_staff";

// Names, organisation, function and number the way an officer rectifies them, so that a number that
// is not theirs any more ends consents as a change by staff, not by the person.
faults change_contact(const staff_act& by, const registration& row, const sign_up& form) {
  rectification what;
  what.reference = row.reference;
  what.email = row.email;
  what.key = "r-" + row.reference;
  what.action = action;
  what.wanted = {form.given_name, form.family_name, form.organisation, form.job_function,
                 form.phone};
  for (const auto& one : contact_rows(by.tx, by.whose, row.email)) {
    if (one.key == what.key) what.version = one.version;
  }
  const auto done = rectify(by.tx, by.consents, by.whose, what, by.now);
  return done ? faults() : done.error();
}

std::string text_of(const std::vector<registration::booked>& sessions) {
  std::string all;
  for (const auto& one : sessions)
    all += one.session_key + " " + std::string(to_text(one.status)) + " " + one.second_key + "\n";
  return all;
}

// Of what the audit entry of rectify does not name.
nlohmann::json other_fields(const registration& before, const registration& after) {
  auto names = nlohmann::json::array();
  if (before.email != after.email) names.push_back("email");
  if (before.ags != after.ags || before.municipality != after.municipality)
    names.push_back("municipality");
  if (before.language != after.language) names.push_back("language");
  if (before.package != after.package || text_of(before.sessions) != text_of(after.sessions))
    names.push_back("sessions");
  if (before.answers != after.answers) names.push_back("answers");
  return names;
}

std::string_view mail_by(registration_status status) {
  return status == registration_status::offered ? "registration-offer" : mail_for(status);
}

// What the old address had is the new one's: its links, and what waits to be sent to it.
void move_address(const staff_act& by, const registration& row, const sign_up& form) {
  by.tx.execute(
      "UPDATE registration SET email = :1, email_key = :2, search = :3, public_id = :4,"
      " proven_at = NULL, ticked = '[]', updated_at = :5, ical_sequence = ical_sequence + 1"
      " WHERE id = :6",
      form.email, email_key(form.email), search_text(form, row.reference), new_public_id(), by.now,
      row.id);
  by.tx.execute(
      "UPDATE message SET state = 'cancelled', finished_at = :1"
      " WHERE registration_id = :2 AND recipient_key = :3 AND state = 'queued'"
      " AND purpose_id IS NULL",
      by.now, row.id, email_key(row.email));
  forget_keys_of(by.tx, row.event_id, row.public_id);
}

// Whoever held the registration by the old address learns that it is not theirs to open any more.
// One that never answered may be anybody's, and is told nothing.
void tell_old_address(const staff_act& by, const registration& row) {
  if (row.status == registration_status::unverified) return;
  auto whom = find_mail_subject(by.tx, row.id);
  whom.email = row.email;
  whom.name.clear();
  whom.proven = row.proven_at.has_value();
  tell(by.tx, by.mails, "registration-moved", whom, by.now);
}

}  // namespace

checked<registration_status> change_by_staff(const staff_act& by, const staff_change& what) {
  using enum registration_status;
  const auto row = hold_registration(by, what.reference);
  if (!row) return faults{{"", "unknown_registration"}};
  if (row->status == cancelled || row->status == refused) return faults{{"", "registration_ended"}};
  if (row->updated_at != what.seen) return faults{{"", "registration_changed"}};
  const auto key = email_key(what.form.email);
  const bool moves = key != email_key(row->email);
  if (moves && find_known(by.tx, by.of, key)) return faults{{"email", "address_known"}};

  const queued_mails mails(by.tx, row->id, by.now);
  auto wrong = change_contact(by, *row, what.form);
  if (wrong.empty()) {
    const auto done = by.places.change(by.tx, by.of, link_without_proof(*row), what.form, by.now);
    if (!done) wrong = done.error();
  }
  if (!wrong.empty()) {
    by.tx.undo();
    return wrong;
  }
  if (moves) move_address(by, *row, what.form);
  const auto now = find_registration(by.tx, row->id).value();
  if (now.updated_at == row->updated_at) return now.status;
  if (auto names = other_fields(*row, now); !names.empty())
    record_act(by, action, row->reference, {{"fields", std::move(names)}});
  if (moves) {
    mails.take_back();
    tell_old_address(by, *row);
    tell(by.tx, by.mails, mail_by(now.status), row->id, by.now);
  } else if (!what.tell_person) {
    mails.take_back();
  } else if (!mails.any()) {
    tell(by.tx, by.mails, "registration-changed", row->id, by.now);
  }
  return now.status;
}

}  // namespace zusage::events
