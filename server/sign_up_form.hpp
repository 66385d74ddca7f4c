// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

#include "events/registration.hpp"
#include "server/handler.hpp"

/// From a request to what check_sign_up reads.
namespace zusage::server {

/// The form's fields as the events room knows them: `session.<choice>`, which the page uses where
/// several groups of radio buttons stand beside each other, becomes `session`; without `lang`, the
/// language of the page counts. Of the choice between municipalities (municipality_field) what is
/// chosen counts, else what is typed beside it.
events::typed_fields typed_fields_of(const request& of);

/// The request as if its page had been asked for in `language`, if there is such a locale.
request in_language(const request& of, std::string_view language);

/// The key that tells a form sent twice: as typed where it can be one, else a new one.
std::string form_key_from(const std::string& typed);

/// Where a form came from, for the evidence of consents.
events::origin origin_of(const request& of);

/// Why nothing was registered: a session, or the whole event, was full when it was to be booked, or
/// the municipality has applied already.
fault refusal(const events::event& of, const events::registered& result, std::string_view language);

}  // namespace zusage::server
