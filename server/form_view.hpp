// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "events/registration.hpp"
#include "web/locale.hpp"

/// The sign-up form as data for templates: every field with what was typed and what is wrong with
/// it.
namespace zusage::server {

struct form_state {
  const events::event& of;
  const events::occupancy& taken;
  const events::typed_fields& typed;
  const faults& wrong;
  const web::locale& in;
  /// Of one's registration: the address stays, consents have pages of their own, and what is
  /// booked (`booked`, session keys) can be kept although it is full.
  bool changing = false;
  std::vector<std::string> booked = {};
};

/// Members: `faults` (list of {href, text}), `person`, `groups` (of sessions), `questions`,
/// `consents`, `idempotency_key`, `language`. The members of each field are those that the
/// templates
/// `_field_*.html` show.
nlohmann::json form_view(const form_state& form);

/// The id of a field's element in the page: `f-answer-diet` for `answer.diet`.
std::string field_id(std::string_view name);

/// Whether all that is wrong is that the event is for others: answered 409 instead of 422.
bool wrong_audience(const faults& wrong);

}  // namespace zusage::server
