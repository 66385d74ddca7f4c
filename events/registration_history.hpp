// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "events/registration.hpp"

/// What became of one registration, as far as it is stored.
namespace zusage::events {

struct history_entry {
  instant at{};
  /// `registered`, `imported` (taken over from another system), `proven` (the mailed link was
  /// used), `cancelled` (by the person), or an action of the audit trail.
  std::string action;
  std::string staff_email;  ///< who did it, where a person of the organiser did
  nlohmann::json details = nlohmann::json::object();
};

inline constexpr std::int64_t most_history = 200;  ///< of the audit trail, the newest

/// By time. Mails (message_log.hpp), consents and what the person changed beyond that are not among
/// it: of the latter only the mail about it is stored.
std::vector<history_entry> list_history(const schema::reader& db, const organisers::scope& whose,
                                        const registration& of);

}  // namespace zusage::events
