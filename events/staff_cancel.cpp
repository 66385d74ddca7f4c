// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/staff_steps.hpp"

namespace zusage::events {

staff_cancel cancel_by_staff(const staff_act& by, catalogue& events, std::string_view reference,
                             bool tell_person) {
  using enum registration_status;
  const auto row = hold_registration(by, reference);
  if (!row) return staff_cancel::unknown;
  if (row->status == cancelled || row->status == refused) return staff_cancel::ended_already;
  const queued_mails mails(by.tx, row->id, by.now);
  by.places.cancel(by.tx, events, link_without_proof(*row), by.now);
  if (!tell_person) mails.take_back();
  record_act(by, "registration.cancelled_by_staff", row->reference, {{"told", tell_person}});
  return staff_cancel::cancelled;
}

}  // namespace zusage::events
