// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "events/registration.hpp"

/// A form that is sent again – by a second click, a proxy, a client that lost the answer – gets the
/// first answer.
namespace zusage::events {

/// How long it is remembered which form was sent with which key: longer than anybody keeps a form
/// open and a client tries again.
inline constexpr std::chrono::hours form_keys_live{48};

/// Notes that the form's key makes the registration `public_id`. The first answer, when the same
/// form was sent with this key before. The same key with another form is a new sign-up, and
/// what it made is not noted: keys belong to whoever used them first. `known_already` when the
/// registration has been taken over by its mailed link since.
std::optional<registered> note_or_repeat(schema::transaction& tx, const event& to,
                                         const sign_up& form, std::string_view public_id,
                                         instant now);

/// Whether a form with this key was sent before: what it used up is no reason to refuse it.
bool is_noted(const schema::reader& db, const event& to, std::string_view key);

/// Notes that nothing may be revealed about what the key led to.
void hide_result(schema::transaction& tx, const event& to, std::string_view key,
                 std::string_view public_id);

/// As if the form had not been sent: a repetition is answered anew.
void forget_key(schema::transaction& tx, const event& to, std::string_view key,
                std::string_view public_id);

/// Forgets every key that stands for this registration. Goes through all keys of the event.
void forget_keys_of(schema::transaction& tx, std::int64_t event_id, std::string_view public_id);

}  // namespace zusage::events
