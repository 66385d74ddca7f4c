// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mailer/delivery.hpp"

/// What is asked once more at the last moment, whatever was checked when the data came in.
namespace zusage::mailer {

/// Why a message must not be handed over to any transport: an address with control characters, with
/// a non-ASCII local part (needs SMTPUTF8) or domain (must be A-labels); bytes that are not strict
/// CRLF or have lines of more than 998 octets (RFC 5322 2.1.1).
std::optional<delivery> why_not_sendable(const outgoing& what);

/// Whether every CR and LF in `bytes` is part of a CRLF, and no line is too long.
bool is_strict_crlf(std::string_view bytes);

}  // namespace zusage::mailer
