// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>

#include "events/form_input.hpp"

namespace zusage::events {

/// Whether a question is asked, given what was chosen and answered so far: its session is wished
/// for (as first or second choice), if it belongs to one, and it has no condition, or the question
/// it depends on is asked itself and has one of the answers.
bool applies(const event& to, const question& asked, const form_input& form,
             const std::vector<session_wish>& sessions = {});

/// Which of the questions: those of the form, or those that follow an approval.
enum class asking { at_sign_up, after_approval };

/// The answers to the questions that apply, by key: text, or an array of texts for `multiple`.
/// Numbers have a point, dates are ISO 8601, yes_no is `yes` or `no`. Questions that were not
/// answered have no member; answers to questions that do not apply are dropped. Faults stand at
/// `answer.<key>`: those of checked_text, `unknown_option`, `not_a_number`, `not_a_date`,
/// `not_a_phone`, `not_yes_or_no`, `must_be_yes`.
nlohmann::json check_answers(const event& to, const form_input& form,
                             const std::vector<session_wish>& sessions, faults& wrong,
                             asking when = asking::at_sign_up);

}  // namespace zusage::events
