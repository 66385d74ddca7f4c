// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "tests/support/program.hpp"

namespace zusage::tests {

/// One running installation with the sample event (tests/support/events.hpp, `kick-off`), a second
/// organiser's event `foreign`, and staff `staff@sit.example.org` (owner at `sit`) and
/// `staff@other.example.org` (owner at `other`), password `correct horse 42`. For tests that change
/// nothing that another one looks at. Started once.
installation& shared_installation();

inline constexpr const char* staff_password = "correct horse 42";

/// The form of `kick-off`, filled in without faults; `email` distinguishes people.
form filled_form(const std::string& email);

/// Signs in at /admin; the browser has the cookie afterwards.
void sign_in(browser_like& browser, const std::string& email);

}  // namespace zusage::tests
