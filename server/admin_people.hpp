// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "base/result.hpp"
#include "server/handler.hpp"
#include "server/services.hpp"

/// Who works for an organiser, how they get in, and what they did.
namespace zusage::server {

std::span<const route> people_routes();

// admin_staff.cpp
response show_staff(const request&, const schema::reader&, services&);
decision post_invite_staff(const request&, const schema::reader&, services&);
decision post_withdraw_staff(const request&, const schema::reader&, services&);
decision post_staff_role(const request&, const schema::reader&, services&);
decision post_remove_staff(const request&, const schema::reader&, services&);
decision post_staff_rule(const request&, const schema::reader&, services&);

// admin_staff_invitation.cpp
response show_staff_invitation(const request&, const schema::reader&, services&);
response post_staff_invitation(const request&, services&);

// admin_forgotten.cpp
response show_forgotten(const request&, const schema::reader&, services&);
decision post_forgotten(const request&, const schema::reader&, services&);
response show_reset(const request&, const schema::reader&, services&);
response post_reset(const request&, services&);

// admin_sign_in_code.cpp
response show_sign_in_code(const request&, const schema::reader&, services&);
response post_sign_in_code(const request&, services&);

// admin_second_factor.cpp
response show_second_factor(const request&, const schema::reader&, services&);
decision post_second_factor(const request&, const schema::reader&, services&);
decision post_confirm_second_factor(const request&, const schema::reader&, services&);
response post_end_second_factor(const request&, services&);

// admin_sessions.cpp
response show_sessions(const request&, const schema::reader&, services&);
decision post_end_session(const request&, const schema::reader&, services&);
decision post_end_other_sessions(const request&, const schema::reader&, services&);

// admin_trail.cpp
response show_trail(const request&, const schema::reader&, services&);

// admin_sign_in.cpp

/// Leads into the new session of `token`, to the page of the form's `next`.
response signed_in_answer(const request& of, services& with, const std::string& token);

/// Fields for a new password and its repetition: `fields` of the template.
nlohmann::json new_password_fields(const faults& wrong, const web::locale& in);

/// Faults of check_password at the field `new_password`.
faults at_new_password(faults wrong);

/// Queues the notice of a new password, as sign_in_settings::tell takes it.
std::function<void(schema::transaction&, std::int64_t)> tell_new_password(const request& of,
                                                                          services& with,
                                                                          bool by_link);

}  // namespace zusage::server
