// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <string>

#include "schema/sql.hpp"

/// What those who follow an event get to know of a change, beyond what differs (inform.cpp).
namespace zusage::events {

struct change_notice {
  bool tell = true;   ///< false: no mail about this change. What is called off is always told.
  std::string words;  ///< of the organiser, in the mail about it; may be empty
};

/// Longest words, in code points.
inline constexpr std::size_t most_notice_words = 1000;

/// Member of a message's data.
inline constexpr const char* notice_member = "words";

/// To be called before the change is stored, where nobody is to be told of it: mails about earlier
/// changes that have not left yet stay as they are.
void set_earlier_notices_aside(schema::transaction& tx, std::int64_t event_id);

/// After the change was stored: takes the mails about it back, or gives them the words.
void settle_notices(schema::transaction& tx, std::int64_t event_id, const change_notice& how);

/// Whom a change concerns.
struct concerned_people {
  std::int64_t registered = 0;  ///< with a place, offered ones among them
  std::int64_t waiting = 0;     ///< for a place or a decision
  std::int64_t all() const { return registered + waiting; }
};
concerned_people find_concerned(const schema::reader& db, std::int64_t event_id);

}  // namespace zusage::events
