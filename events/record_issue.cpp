// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/record_issue.hpp"

#include <string>
#include <utility>

#include "organisers/audit.hpp"

namespace zusage::events {

void record_issue(schema::transaction& tx, const organisers::scope& of, const issue_act& what,
                  const newsletter_issue& issue, nlohmann::json numbers, instant now) {
  auto details = std::move(numbers);
  if (!issue.purpose_key.empty()) details["purpose"] = issue.purpose_key;
  if (issue.event_id) {
    details["event"] =
        tx.value<std::string>("SELECT slug FROM event WHERE id = :1", *issue.event_id).value_or("");
  }
  const auto* action = issue.event_id ? what.of_attendee_message : what.of_newsletter;
  organisers::record(tx, {of.organiser_id(), of.staff_id(), action, issue.public_id, details}, now);
}

}  // namespace zusage::events
