// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace zusage::organisers {

enum class role { owner, organiser, check_in, dpo };

std::string_view to_text(role r);
std::optional<role> role_from(std::string_view text);

/// What staff may do; a route names the one it needs.
enum class permission {
  see_events,        ///< owner, organiser, dpo, check-in
  see_attendees,     ///< owner, organiser, dpo
  export_attendees,  ///< owner, organiser
  manage_events,     ///< owner, organiser
  see_consents,      ///< owner, dpo
  manage_consents,   ///< owner, dpo: purposes, imports, requests of people, retention
  send_newsletters,  ///< owner, organiser
  check_in,          ///< owner, organiser, check-in: who is here, by name
  manage_staff,      ///< owner
};

bool may(role r, permission p);

/// What the token of a program may do (api_tokens.hpp); values are bits of a set.
enum class token_scope : std::uint32_t {
  none = 0,
  read_events = 1,
  write_events = 2,
  read_registrations = 4,
  write_registrations = 8,
  check_in = 16,
  read_consents = 32,
};

/// A set of them.
using token_scopes = std::uint32_t;

constexpr bool holds(token_scopes all, token_scope one) {
  const auto bit = static_cast<token_scopes>(one);
  return (all & bit) == bit;
}

/// One organiser, in whose name something is read or written. Functions that touch an organiser's
/// rows take one; only the access check of a route (sign_in.cpp) and the operator's command line
/// can make it, so that forgetting whose data it is does not compile.
class scope {
 public:
  std::int64_t organiser_id() const { return organiser_id_; }
  /// Whom the person works for. Another one than `organiser_id()` at an event that organisers run
  /// together: then the scope reaches that event's rows and nothing else of its main organiser.
  std::int64_t acting_for() const { return acting_for_; }
  /// Whether rows of this event may be touched; every event of the organiser unless it is run
  /// together with another one.
  bool reaches(std::int64_t event_id) const { return !only_event_ || *only_event_ == event_id; }
  bool reaches_everything() const { return !only_event_; }
  std::int64_t staff_id() const { return staff_id_; }  ///< 0: the operator at the command line
  role as() const { return role_; }
  /// The token of the program that acts; 0: a person does. The token's scopes say what it may, its
  /// `as()` never reaches further than they do.
  std::int64_t token_id() const { return token_id_; }
  bool token_may(token_scope s) const { return holds(token_scopes_, s); }

  /// For the command line, whose user owns the machine, and for tests.
  static scope of_operator(std::int64_t organiser_id) { return {organiser_id, 0, role::owner}; }

 private:
  friend class access_check;
  scope(std::int64_t organiser_id, std::int64_t staff_id, role r)
      : organiser_id_(organiser_id), acting_for_(organiser_id), staff_id_(staff_id), role_(r) {}

  std::int64_t organiser_id_, acting_for_, staff_id_;
  role role_;
  std::optional<std::int64_t> only_event_;
  std::int64_t token_id_ = 0;
  token_scopes token_scopes_ = 0;
};

}  // namespace zusage::organisers
