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
  /// not include `needs`; which of these is nobody's business: answer 404. Who works at single
  /// events alone gets none: whatever names no event is not theirs.
  static std::optional<scope> scope_for(const schema::reader& db, std::int64_t staff_id,
                                        std::string_view organiser_key, permission needs);

  /// For a route to an event of the organiser with this key; where another one is its main
  /// organiser and runs it together with this one, the scope reaches that event alone. So does
  /// that of somebody with a role for the event only (event_staff.hpp), as that role; who has one
  /// at the organiser too acts by the one that lets them do more there. Without a slug it is
  /// `scope_for`.
  static std::optional<scope> scope_for_event(const schema::reader& db, std::int64_t staff_id,
                                              std::string_view organiser_key, permission needs,
                                              std::string_view slug);

  /// Of a program, by the token that `find_api_token` has found: its organiser's own rows, not
  /// those of events that another one runs together with it. As a person it counts as one of
  /// check-in, so that what asks for a role gives it the least.
  static scope scope_for_token(const api_token& found);

 private:
  static std::optional<scope> scope_by_event_role(const schema::reader& db, std::int64_t staff_id,
                                                  std::string_view organiser_key, permission needs,
                                                  std::string_view slug);
  static void lead_to_shared(const schema::reader& db, scope& own, std::string_view slug);
};

}  // namespace zusage::organisers
