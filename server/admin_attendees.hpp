// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>

#include "events/staff_registration.hpp"
#include "server/form_view.hpp"
#include "server/handler.hpp"
#include "server/services.hpp"

/// What staff do to the registrations of an event: add, change, cancel, promote, decide on several,
/// note.
namespace zusage::server {

std::span<const route> attendee_routes();

// admin_attendees.cpp

/// The list of attendees; `wrong`: what was wrong with the choice of those to decide on.
response attendees_page(int status, const request& of, const schema::reader& db, services& with,
                        const std::shared_ptr<const events::event>& at, const faults& wrong);

// admin_attendee_acts.cpp
response show_cancel_attendee(const request&, const schema::reader&, services&);
decision post_cancel_attendee(const request&, const schema::reader&, services&);
decision post_promote_attendee(const request&, const schema::reader&, services&);
decision post_attendee_note(const request&, const schema::reader&, services&);
decision post_delete_note(const request&, const schema::reader&, services&);

// admin_attendee_edit.cpp
response show_edit_attendee(const request&, const schema::reader&, services&);
decision post_edit_attendee(const request&, const schema::reader&, services&);

// admin_attendee_add.cpp
response show_new_attendee(const request&, const schema::reader&, services&);
decision post_new_attendee(const request&, const schema::reader&, services&);

// admin_attendee_decisions.cpp
response post_decisions(const request&, services&);

/// The registration that the route names, with its event.
struct staffed {
  std::shared_ptr<const events::event> at;
  events::registration row;
  std::string name() const { return row.given_name + " " + row.family_name; }
};
std::optional<staffed> find_staffed(const request& of, const schema::reader& db, services& with);

/// The page of an attendee, and below it.
std::string attendee_link(const request& of, const events::event& at, const std::string& reference,
                          const std::string& rest = {});

/// A page's data with the breadcrumb as far as the event; `person`: and their page.
nlohmann::json attendee_step_data(const request& of, const events::event& at,
                                  const std::string& title, const events::registration* person);

/// With what the request's staff act in `tx`.
events::staff_act staff_act_of(const request& of, schema::transaction& tx, services& with,
                               const events::event& at);

/// A box as web/templates/_act_box.html shows it, whose value is `yes`.
nlohmann::json act_box(const char* name, const std::string& label, bool checked,
                       const std::string& hint = {});

// admin_attendee_form.cpp

/// What was typed into the form of staff, without what is only about how it is sent.
events::typed_fields staff_typed(const request& of, const events::event& at);

/// The sign-up form for staff: without consents, codes and companions, with the address and the
/// choice of the language of mails; browsers fill nothing in, since it is about somebody else.
nlohmann::json staff_form(const form_state& form);

// admin_attendee_view.cpp

/// What can be done on the page of an attendee, their notes and history.
void add_attendee_acts(nlohmann::json& data, const request& of, const schema::reader& db,
                       services& with, const staffed& who, const faults& wrong);

}  // namespace zusage::server
