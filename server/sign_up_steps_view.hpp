// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "events/sign_up_steps.hpp"
#include "server/form_view.hpp"

/// The steps of a sign-up form as data for templates.
namespace zusage::server {

/// `Programm`, `Fragen des Veranstalters`, …
std::string step_title(const events::event& of, events::sign_up_step which, const web::locale& in);

/// form_view with the fields of one step alone; `form.wrong` must have only its faults.
nlohmann::json step_view(const form_state& form, events::sign_up_step which);

/// Everything that was answered, by group: list of {title, rows}; each row has `label`, `values`
/// (list of texts) and `url` where it can be changed, `<base><step>?from=check#<field>`, or none.
nlohmann::json answers_to_check(const form_state& form,
                                const std::vector<events::sign_up_step>& steps,
                                const std::string& base, const std::string& query);

}  // namespace zusage::server
