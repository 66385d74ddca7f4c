// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "organisers/api_tokens.hpp"
#include "organisers/scope.hpp"
#include "schema/sql.hpp"

namespace zusage::organisers {

/// The one place where a signed-in person gets at an organiser's data.
class access_check {
 public:
  /// Nothing when there is no such organiser, the person does not work for it, or their role does
  /// not include `needs`; which of these is nobody's business: answer 404.
  static std::optional<scope> scope_for(const schema::reader& db, std::int64_t staff_id,
                                        std::string_view organiser_key, permission needs);

  /// For a route to an event of the organiser with this key; where another one is its main
  /// organiser and runs it together with this one, the scope reaches that event alone.
  static std::optional<scope> scope_for_event(const schema::reader& db, std::int64_t staff_id,
                                              std::string_view organiser_key, permission needs,
                                              std::string_view slug);

  /// Of a program, by the token that `find_api_token` has found: its organiser's own rows, not
  /// those of events that another one runs together with it. As a person it counts as one of
  /// check-in, so that what asks for a role gives it the least.
  static scope scope_for_token(const api_token& found);
};

}  // namespace zusage::organisers
