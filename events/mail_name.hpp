// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

/// The names of the mails about a registration: `registration-confirmed`, and for a paper, which is
/// fetched and not attended, `paper-confirmed` with words of its own.
namespace zusage::events {

/// What is sent about a paper instead of the mail `ordinary`; the same where a paper has none of
/// its own.
std::string mail_name_for_paper(std::string_view ordinary);

/// The other way: the mail about an event whose rules a mail follows; any other name as it is.
std::string ordinary_mail_name(std::string_view name);

}  // namespace zusage::events
