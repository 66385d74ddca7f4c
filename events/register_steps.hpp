// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "events/bookings.hpp"
#include "events/invitation.hpp"
#include "events/registration_rows.hpp"

/// What registering one person and registering several together have in common.
namespace zusage::events {

/// The registration of this address (email_key) at the event that is not cancelled.
std::optional<std::int64_t> find_known(const schema::reader& db, const event& to,
                                       std::string_view key);

/// Whether the municipality for which somebody applies has an application at the event already.
bool has_applied(const schema::reader& db, const event& to, const sign_up& form);

/// With whom a new registration stands together.
struct membership {
  std::optional<std::int64_t> group_id;
  std::int64_t needs = 1;  ///< places that have to be free before it moves up
  events::invited invited = {};
};

/// Nothing when this address, or the municipality it applies for, has a registration already; sets
/// the reference.
std::optional<std::int64_t> insert_registration(schema::transaction& tx, const event& to,
                                                const sign_up& form, registered& as, instant now,
                                                const membership& in = {});

/// The key of a session that is full when nobody may wait for it.
std::optional<std::string> book_sessions(schema::transaction& tx, const event& to,
                                         const sign_up& form, const booker& who, instant now);

/// The key of one of the event's sessions.
std::string key_of(const event& of, std::int64_t session_id);

/// The mail that tells somebody how they have been registered.
std::string_view mail_for(registration_status status);

/// The mail that a registration begins with.
struct welcome_mail {
  std::string_view template_name;
  mail_subject whom;
};

/// `name` is empty where the mail must not say one.
mail_subject subject_of(const event& to, const sign_up& form, std::int64_t registration_id,
                        const std::string& name);

}  // namespace zusage::events
