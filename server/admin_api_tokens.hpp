// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <span>

#include "server/handler.hpp"
#include "server/services.hpp"

/// Tokens of programs on the organiser's side: who owns the organiser makes and ends them.
namespace zusage::server {

response show_api_tokens(const request&, const schema::reader&, services&);
/// The answer shows the token, this once: no page has it in its address, none can be reloaded.
decision post_api_token(const request&, const schema::reader&, services&);
decision post_end_api_token(const request&, const schema::reader&, services&);

std::span<const route> api_token_routes();

}  // namespace zusage::server
