// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "organisers/sign_in.hpp"
#include "organisers/staff_token.hpp"

/// A password that was forgotten. Who asks learns nothing of who has an account: the caller answers
/// the same and does the same work for every address, and asks for a pause between two mails.
namespace zusage::organisers {

struct asked_reset {
  std::string public_id, email;
  std::int64_t organiser_id = 0;  ///< one that the person works for; mails are kept under one
};

/// The link to mail; nothing for an address without account, or whose account works for nobody any
/// more. `email_key` is what base/email_address.hpp makes of an address.
std::optional<asked_reset> ask_reset(schema::transaction& tx, std::string_view email_key,
                                     instant now);

/// Sets the password by a link and ends every session and every other such link. Nobody is signed
/// in by it, so that a second factor is asked for after it as ever. Slow, since it hashes. Faults:
/// `reset_over` (field empty), those of check_password (field `password`).
faults reset_password(schema::database& db, std::string_view public_id, std::string_view wanted,
                      const sign_in_settings& with, instant now);

}  // namespace zusage::organisers
