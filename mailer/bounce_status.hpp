// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

#include "mailer/bounce.hpp"

/// Which codes a server's words hold, and what they mean; the rule is with `returned`.
namespace zusage::mailer::reports {

struct verdict {
  std::string status;  ///< RFC 3463 `5.1.1`; "" for none
  int code = 0;        ///< RFC 5321 reply code, 4xx or 5xx; 0 for none

  bool empty() const { return status.empty() && code == 0; }
};

/// A status that `text` begins with (RFC 3463 2); "" if it does not.
std::string leading_status(std::string_view text);

/// The first reply code with a status of its class behind it (`550 5.1.1`, `550-5.1.1`); otherwise
/// the first reply code and the first status that stands after `#` or `: `, or first of all.
/// Addresses (`5.1.1.9`) and versions (`Exim 4.94.2`) are none.
verdict verdict_in(std::string_view text);

/// Nothing for an empty verdict.
returned meaning(const verdict& of, std::string_view words);

/// Whether `words` say that nobody is known by that name.
bool says_unknown(std::string_view words);

}  // namespace zusage::mailer::reports
