// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string_view>

#include "consent/ledger.hpp"
#include "events/event.hpp"
#include "events/registration.hpp"

namespace zusage::events {

/// By what people do things.
struct demo_tools {
  const registrar& places;
  const consent::ledger& consents;
  const mailer::outbox& mails;
};

/// Fills a comparison ring of the demonstration as people would have done it: the made-up
/// municipalities of a table apply and are approved, one meeting gets a date, they are put into
/// their ring groups, and answer the indicators. Of the mails about it the last to everybody stays.
/// The columns are ags, name, title, population; group; given_name, family_name, email, function,
/// phone of the contact and delegate_given_name, delegate_family_name, delegate_email;
/// `<indicator>.<period>`; every other is the answer to a question.
/// @throws std::exception where the table does not fit the ring
void fill_demo_ring(schema::transaction& tx, std::int64_t event_id, std::string_view table,
                    const demo_tools& with, instant now);

}  // namespace zusage::events
