// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

#include "server/configuration.hpp"
#include "server/handler.hpp"

namespace zusage::server {

/// The value of `Set-Cookie` that keeps a session until the browser closes: not for scripts, not
/// from other sites' forms, and where the site is https never without TLS.
std::string session_cookie(const configuration& config, std::string_view token);

/// The value of `Set-Cookie` that takes it away.
std::string no_session_cookie(const configuration& config);

/// The token that came with a request, "" for none.
std::string session_token(const request& of, const configuration& config);

/// The same for what a sign-in carries from the password to the one-time code, minutes long
/// (organisers::second_step).
std::string code_cookie(const configuration& config, std::string_view token);
std::string no_code_cookie(const configuration& config);
std::string code_token(const request& of, const configuration& config);

/// Where to go after signing in: `wanted` if it is a page of the organiser's side, else `/admin`.
std::string page_after_sign_in(std::string_view wanted);

}  // namespace zusage::server
