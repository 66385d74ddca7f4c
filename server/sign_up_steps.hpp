// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "server/begun_form.hpp"
#include "server/handler.hpp"
#include "server/services.hpp"

/// The sign-up form one group of questions after the other (events/sign_up_steps.hpp), with a page
/// to check the answers at the end. What was typed lies in a draft (events/sign_up_drafts.hpp) that
/// the token in the address opens (begun_form.hpp); every POST is answered with a redirect, so that
/// going back and loading a page again sends nothing.
namespace zusage::server {

// GET and POST /e/{slug}/register/{token}/{step}
response show_step(const request&, const schema::reader&, services&);
decision post_step(const request&, const schema::reader&, services&);
// POST /e/{slug}/register/{token}/check: sends the form
decision post_check(const request&, const schema::reader&, services&);

}  // namespace zusage::server
