// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "schema/sql.hpp"

namespace zusage::mailer {

/// What proves that a mail about a consent went out (EDPB guidelines 05/2020 ¶108).
struct handed_over {
  std::string message_id;    ///< RFC 5322 3.6.4, without angle brackets
  std::string server_reply;  ///< to the newest attempt; "" while there is none, or it had no reply
};

/// Of the newest mail of a template about this person and purpose; nothing when there is none.
std::optional<handed_over> find_handed_over(const schema::reader& db, std::int64_t principal_id,
                                            std::int64_t purpose_id,
                                            std::string_view template_name);

}  // namespace zusage::mailer
