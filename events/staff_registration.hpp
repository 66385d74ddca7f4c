// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "events/registration.hpp"

/// What staff do to registrations in the name of their organiser. All of it goes through the
/// registrar, so that places move on as when the person acts; none of it proves an address or ends
/// a link that is still right. Each is recorded in the audit trail by the reference.
namespace zusage::events {

/// With what, for whom and at which event.
struct staff_act {
  schema::transaction& tx;
  const registrar& places;
  const consent::ledger& consents;
  const mailer::outbox& mails;
  const organisers::scope& whose;
  const event& of;
  instant now;
};

/// The link that stands for the registration without proving its address: the browser's while no
/// mailed one has been used.
registration_link link_without_proof(const registration& row);

/// Whether staff can still put people in: published, not over, and neither a paper nor a ring,
/// where municipalities apply for themselves.
bool takes_people_by_staff(const event& of, instant now);

enum class staff_cancel { cancelled, ended_already, unknown };

/// Cancels as the person would; `tell_person`: the mail goes to them. Places go on either way, and
/// who gets one is told. `registration.cancelled_by_staff`.
staff_cancel cancel_by_staff(const staff_act& by, catalogue& events, std::string_view reference,
                             bool tell_person);

struct staff_change {
  std::string reference;
  instant seen{};  ///< registration::updated_at of what whoever changes it has read
  sign_up form;    ///< by check_changed_form; with another address the registration moves to it
  bool tell_person = true;
};

/// Changes names, contact data, sessions and answers. Consents to calls end with the number they
/// were given to (phone_consent.hpp). With another address the links of the old one open nothing
/// any more, mails to it that wait are not sent, and the new one gets the mail that the
/// registration began with; consents stay with the old address.
/// Faults: `unknown_registration`, `registration_ended`, `registration_changed` (somebody was
/// faster), at `email` `address_known`, those of rectify and registrar::change. Nothing is written
/// where nothing differs. `registration.changed_by_staff` with the names of the fields.
checked<registration_status> change_by_staff(const staff_act& by, const staff_change& what);

struct staff_entry {
  sign_up form;  ///< by check_changed_form; nobody consents for others, so purposes are left out
  bool tell_person = true;
  bool over_capacity = false;  ///< also where event or sessions are full
};

/// Registers somebody: confirmed while there is a place, also where addresses are verified or
/// applications are decided, since staff have done both. The same idempotency key again:
/// `repeated`. An address that is registered: `known_already`; nobody is written to.
/// `registration.added_by_staff` with the source `/admin`.
registered add_by_staff(const staff_act& by, const staff_entry& what);

/// Gives somebody who waits a place out of turn, at the event and in sessions; it need not be
/// accepted. Faults: `unknown_registration`, `not_waiting`, `event_over`, `full` (no place, and not
/// `over_capacity`). `registration.promoted_by_staff`.
checked<registration_status> promote_by_staff(const staff_act& by, std::string_view reference,
                                              bool over_capacity);

}  // namespace zusage::events
