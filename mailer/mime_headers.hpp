// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>

#include "mailer/mime.hpp"

namespace zusage::mailer {

/// Every header of a mail but the one that says what the body is: folded, encoded (RFC 2047), each
/// line with LF alone. @throws unsendable
std::string mail_headers(const to_build& what);

}  // namespace zusage::mailer
