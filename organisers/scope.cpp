// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "organisers/scope.hpp"

namespace zusage::organisers {

std::string_view to_text(role r) {
  switch (r) {
    case role::owner:
      return "owner";
    case role::organiser:
      return "organiser";
    case role::check_in:
      return "check-in";
    case role::dpo:
      return "dpo";
  }
  return {};
}

std::optional<role> role_from(std::string_view text) {
  for (const auto r : {role::owner, role::organiser, role::check_in, role::dpo}) {
    if (to_text(r) == text) return r;
  }
  return {};
}

bool may(role r, permission p) {
  const bool owner = r == role::owner;
  const bool organiser = r == role::organiser;
  const bool dpo = r == role::dpo;
  switch (p) {
    case permission::see_events:
      return owner || organiser || dpo || r == role::check_in;
    case permission::see_attendees:
      return owner || organiser || dpo;
    case permission::export_attendees:
    case permission::manage_events:
    case permission::send_newsletters:
      return owner || organiser;
    case permission::check_in:
      return owner || organiser || r == role::check_in;
    case permission::see_consents:
    case permission::manage_consents:
      return owner || dpo;
    case permission::manage_staff:
      return owner;
  }
  return false;
}

}  // namespace zusage::organisers
