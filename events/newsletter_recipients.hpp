// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "consent/ledger.hpp"
#include "events/message_audience.hpp"
#include "events/newsletter_delivery.hpp"

/// Who is next of a newsletter that goes out.
namespace zusage::events {

/// A newsletter on its way.
struct open_issue {
  std::int64_t id = 0, organiser_id = 0, purpose_id = 0, after_id = 0;
  std::string state;
  std::optional<instant> due_at;
  std::optional<std::int64_t> last_record, recipients;
  bool listed = false;
  std::optional<std::int64_t> event_id;  ///< to its attendees (newsletter_attendees.hpp)
  std::string kind;
  message_audience audience;
};

std::vector<open_issue> list_open_issues(const schema::reader& db, instant now);

/// Whoever stood in the ledger up to `last_record`. Looks at each of them.
std::int64_t count_recipients(const schema::reader& db, const open_issue& of);

/// What waits for its first attempt, by domain.
struct under_way {
  std::map<std::int64_t, std::int64_t> waiting;
  std::int64_t all_waiting = 0, others = 0;  ///< others: being sent, tried again, not counted yet
  std::int64_t finished = 0;                 ///< of the others, those that can be counted
};
under_way find_under_way(const schema::reader& db, std::int64_t newsletter_id);

struct next_recipient {
  std::int64_t principal_id = 0, domain = 0;
  std::string state_id;                ///< consent_state.public_id, for the links
  std::optional<consent::contact> at;  ///< none: erased meanwhile
  bool kept_back = false;              ///< was taken up before
  bool keep_back = false;              ///< enough messages to its domain wait
};

struct next_recipients {
  std::vector<next_recipient> people;
  bool all_listed = false;  ///< nobody comes after these
};

/// Those who were kept back and whose domain has room, then the next in order, within `limits`.
next_recipients find_next(const schema::reader& db, const consent::ledger& ledger,
                          const open_issue& of, under_way room, const delivery_limits& limits);

/// Whether somebody who is permitted now had taken the consent back in between.
bool came_back(const schema::reader& db, const open_issue& of, std::int64_t principal_id,
               std::int64_t record_id);

}  // namespace zusage::events
