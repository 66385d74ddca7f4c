// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "events/registration.hpp"

/// The groups of questions of a sign-up form, and when they are asked one after the other. Pure
/// rules, but for what the event file says of it.
namespace zusage::events {

enum class sign_up_step {
  person,
  programme,  ///< sessions and choices
  questions,
  people,  ///< colleagues, or who stands for a municipality, with the fee
  consents
};
std::string_view to_text(sign_up_step s);
std::optional<sign_up_step> sign_up_step_from(std::string_view text);

/// The groups in which the form of `to` asks something, in their order; `person` always.
std::vector<sign_up_step> steps_of(const event& to);

/// Those in which it asks something of who has typed this so far: questions that belong to sessions
/// which were not chosen are not asked.
std::vector<sign_up_step> steps_for(const event& to, const typed_fields& typed);

/// Whether the form comes in steps. `wanted` is what the event file says; without it, a form is
/// long that has four groups besides the person's own, or more than twelve fields in them. The form
/// of a paper stands on its page and has no steps.
bool comes_in_steps(const event& to, const std::optional<bool>& wanted);

/// `registration.steps` of the event file, if it says so.
std::optional<bool> wanted_steps(const schema::reader& db, std::int64_t event_id);

/// The group that a field belongs to; what belongs to none is said at the first.
sign_up_step step_of(std::string_view field);

/// The sessions that are wished for, whatever else may be wrong with them.
std::vector<session_wish> wishes_in(const event& to, const typed_fields& typed);

/// Whether a question is asked of who wishes for these sessions, by some answer to the questions
/// that it depends on.
bool may_be_asked(const event& to, const question& asked, const std::vector<session_wish>& wishes);

/// Without the fields of groups that are not asked any more.
typed_fields asked_only(const event& to, const typed_fields& typed);

/// `before` with the fields of one group replaced by those in `typed`; what `typed` has of other
/// groups is left out.
typed_fields with_step(const typed_fields& before, sign_up_step replaced,
                       const typed_fields& typed);

}  // namespace zusage::events
