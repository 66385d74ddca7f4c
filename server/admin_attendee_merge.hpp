// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>

#include "events/registration.hpp"

/// Two people change one registration: what the second one did not touch is no version of theirs.
namespace zusage::server {

/// A form's fields as it shows them when it is made, to go along with it.
std::string base_text(const events::typed_fields& shown);

/// Of what was `typed` into a form that was made from `base` (by base_text), the fields that were
/// left alone as they are `stored` now. All three name municipalities alike. Without a base that
/// can be read, everything counts as typed.
events::typed_fields merged(const std::string& base, const events::typed_fields& typed,
                            const events::typed_fields& stored);

}  // namespace zusage::server
