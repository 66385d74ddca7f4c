// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "events/staff_registration.hpp"

/// What the acts of staff have in common.
namespace zusage::events {

/// The registration at this event, as it stays until the end of the transaction.
std::optional<registration> hold_registration(const staff_act& by, std::string_view reference);

void record_act(const staff_act& by, std::string action, const std::string& reference,
                nlohmann::json details);

/// Places above the capacity, for whom staff decided so.
void force_place(schema::transaction& tx, std::int64_t event_id);
void force_session_place(schema::transaction& tx, std::int64_t session_id);

/// What one act has queued to the person of a registration.
class queued_mails {
 public:
  queued_mails(schema::transaction& tx, std::int64_t registration_id, instant now);
  bool any() const;
  /// As if it had never been queued: nobody outside the transaction has seen it.
  void take_back() const;

 private:
  schema::transaction& tx_;
  std::int64_t registration_id_, before_;
  instant now_;
};

}  // namespace zusage::events
