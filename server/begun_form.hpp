// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "events/sign_up_drafts.hpp"
#include "server/draft_token.hpp"
#include "server/handler.hpp"
#include "server/services.hpp"

/// A sign-up form in steps that is filled in: from its address to what is stored of it, and who may
/// see that. Whoever comes from another network than the one that the token was made for sees
/// nothing of what is stored and adds nothing to it: the token may be of somebody else's making,
/// who wants to read along.
namespace zusage::server {

/// The last part of the path of the page to check the answers, beside the names of the steps.
inline constexpr std::string_view check_page = "check";

struct begun_form {
  std::shared_ptr<const events::event> of;
  request in;
  std::string token;
  opened_draft_token opened;
  events::sign_up_draft draft;
  std::optional<events::sign_up_draft::state> kept;
  bool begins_again = false;  ///< more was stored, under the token of another network

  const events::typed_fields& typed() const;
};

struct opened_form {
  std::shared_ptr<const begun_form> form;  ///< or …
  response refusal{};                      ///< … why there is none
};

/// What the path of `of` names. Before anything is stored, a token that another network asked for
/// is replaced by a new one.
opened_form open_form(const request& of, const schema::reader& db, services& with);

/// What links from elsewhere may bring to a form: a session, the code of an invitation.
events::typed_fields prefilled(const request& of);

/// To the first step, under a token of its own; nothing is stored by that. `expired`: the page says
/// that what was typed before is not there any more.
response begin_steps(const request& of, services& with, const events::event& to,
                     bool expired = false);

/// Where sending the form has led; from another network, and once the address's owner has taken the
/// registration over, nothing is shown of it.
response first_answer(const begun_form& at, const schema::reader& db, services& with,
                      const std::string& public_id);

/// `/e/{slug}/register/{token}/`
std::string base_of(const events::event& of, const std::string& token);
/// The step that the path names, or check_page.
std::string step_in(const request& of);
bool back_to_check(const request& of);
std::string step_url(const begun_form& at, std::string_view name, bool from_check, bool faults);
/// The first step, with the words that more had been typed.
std::string again_url(const begun_form& at);

}  // namespace zusage::server
