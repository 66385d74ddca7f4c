// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "schema/sql.hpp"

namespace zusage::mailer {

/// What proves that a mail about a consent went out (EDPB guidelines 05/2020 ¶108).
struct handed_over {
  std::string message_id;  ///< RFC 5322 3.6.4, without angle brackets
  std::string
      server_reply;  ///< to the newest attempt; "" where there was none, or it is not known yet
};

/// The mails of a template about this person and purpose that have left, may have, or are about to,
/// made since then: the oldest first, at most five. Several carry the same link where somebody
/// asked several times, so it cannot be said whose was used.
std::vector<handed_over> list_handed_over(const schema::reader& db, std::int64_t principal_id,
                                          std::int64_t purpose_id, std::string_view template_name,
                                          instant since);

}  // namespace zusage::mailer
