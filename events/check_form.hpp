// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/result.hpp"
#include "events/registration.hpp"

namespace zusage::events {

/// Everything that can be said of a form of any kind of event without writing: the municipality by
/// the directory (resolve_municipality.hpp), then check_application (application.hpp). What is
/// found gets its official key and name. An invitation that can be used lets in whoever the
/// audience's lists would not; faults of one that cannot stand at `code`: `code_unknown`,
/// `code_ended`, `code_used_up`, and `required` where there is no other way in.
checked<sign_up> check_form(const schema::reader& db, const event& to, const typed_fields& typed,
                            instant now);

/// The same for a change of one's registration, by check_sign_up; who was invited need not be in
/// the audience's lists.
checked<sign_up> check_changed_form(const schema::reader& db, const event& to,
                                    const typed_fields& typed, bool invited);

/// The same for a change that others make of `before`: the municipality that stands there is not
/// judged again when it stays. It was taken before the event was for certain ones only, from a list
/// that was imported, or under a name that the directory has no more.
checked<sign_up> check_change_by_others(const schema::reader& db, const event& to,
                                        const typed_fields& typed, bool invited,
                                        const registration& before);

}  // namespace zusage::events
