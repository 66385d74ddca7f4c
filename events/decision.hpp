// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>

/// What an organiser says to an application.
namespace zusage::events {

struct decision {
  std::string reference;  ///< of the registration
  bool approved = false;
  std::string text;  ///< to the applicant, in the mail about it; may be empty
};

/// Longest text, in code points.
inline constexpr std::size_t most_decision_text = 2000;

}  // namespace zusage::events
