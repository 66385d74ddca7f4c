// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

#include "events/data_requests.hpp"

/// What staff answers to requests of people (GDPR 12(3), (4)). Each is written into the audit trail
/// by the reference, and the person is told by mail. An erasure is carried out by erase_person.hpp.
namespace zusage::events {

struct request_answer {
  std::string reference;
  bool refused = false;
  std::string text;  ///< what was done, or why it is refused; the mail says it
};

/// Ends an open request of the organiser and queues `data-done` or `data-refused`. False: there is
/// none, somebody else was faster.
bool answer_request(schema::transaction& tx, const data_tools& with, const organisers::scope& whose,
                    const request_answer& what, instant now);

/// By how much a deadline can be moved (GDPR 12(3)).
inline constexpr std::chrono::months extension_period{2};

/// Moves the deadline of an open request by two months, once, and queues `data-extended` with the
/// reason (GDPR 12(3)). False: it is not open, was extended before, or its deadline is over.
bool extend_request(schema::transaction& tx, const data_tools& with, const organisers::scope& whose,
                    std::string_view reference, const std::string& reason, instant now);

}  // namespace zusage::events
