// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "events/registration.hpp"

/// A form in which somebody registers colleagues too: `person.2.given_name`, `person.2.email`, … up
/// to the event's `max_group`, and `takes_fewer` = `yes`.
namespace zusage::events {

/// The number of the last person that the form names, 1 when it names nobody else.
std::int64_t last_person(const typed_fields& typed);

/// The form's buttons for one person more, or less, send `people` = how many there are to be: the
/// form with the fields of so many, at most the event's `max_group`. The button that takes one of
/// them away sends `without` = the number; those after it move up. Nothing: no such button.
std::optional<typed_fields> with_people(const typed_fields& typed, const event& to);

/// The fields of one of them as if they had filled in a form of their own: organisation,
/// municipality, programme and language are those of who filled it in, unless others are named.
/// Nothing at all was typed: no fields.
typed_fields fields_of_person(const typed_fields& typed, std::int64_t number);

/// As check_sign_up, with the companions. Faults of companions have their field's name
/// (`person.2.email`), those of their programme stand at the first person already; besides
/// `empty_person` {number} at `person.N.given_name` of whom the form has fields and nothing was
/// typed, since who was added was meant to come, `same_address` at `person.N.email`,
/// `too_many_people` {maximum} at `people`, `unknown_field` for consents of companions.
checked<sign_up> check_group_sign_up(const event& to, const typed_fields& typed,
                                     bool invited = false);

}  // namespace zusage::events
