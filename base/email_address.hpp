// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace zusage {

/// An address that mail can be sent to: the local part as typed, the domain in lower case as
/// A-labels (RFC 5890). Nothing for what is no address, has control characters, a non-ASCII local
/// part (it would need SMTPUTF8), quotes, no dot in the domain, or more than 254 characters
/// (RFC 5321 4.5.3.1).
std::optional<std::string> normalised_email(std::string_view typed);

/// By what addresses are compared: the normalised address in lower case.
std::string email_key(std::string_view normalised);

}  // namespace zusage
