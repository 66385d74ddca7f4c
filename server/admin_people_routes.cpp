// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/admin_people.hpp"

namespace zusage::server {

std::span<const route> people_routes() {
  using organisers::permission;
  constexpr auto owners = staff_with(permission::manage_staff);
  static const route routes[] = {
      {"GET", "/admin/{organiser}/staff", owners, show_staff},
      {"POST", "/admin/{organiser}/staff/invite", owners, post_invite_staff, 4096},
      {"POST", "/admin/{organiser}/staff/withdraw", owners, post_withdraw_staff, 4096},
      {"POST", "/admin/{organiser}/staff/role", owners, post_staff_role, 4096},
      {"POST", "/admin/{organiser}/staff/remove", owners, post_remove_staff, 4096},
      {"POST", "/admin/{organiser}/staff/rule", owners, post_staff_rule, 4096},
      {"GET", "/admin/invitation/{token}", link_holder, show_staff_invitation},
      {"POST", "/admin/invitation/{token}", link_holder, post_staff_invitation, 4096},
      {"GET", "/admin/forgotten", anyone, show_forgotten},
      {"POST", "/admin/forgotten", anyone, post_forgotten, 4096},
      {"GET", "/admin/reset/{token}", link_holder, show_reset},
      {"POST", "/admin/reset/{token}", link_holder, post_reset, 4096},
      {"GET", "/admin/sign-in/code", anyone, show_sign_in_code},
      {"POST", "/admin/sign-in/code", anyone, post_sign_in_code, 4096},
      {"GET", "/admin/second-factor", signed_in, show_second_factor},
      {"POST", "/admin/second-factor", signed_in, post_second_factor, 4096},
      {"POST", "/admin/second-factor/confirm", signed_in, post_confirm_second_factor, 4096},
      {"POST", "/admin/second-factor/end", signed_in, post_end_second_factor, 4096},
      {"GET", "/admin/sessions", signed_in, show_sessions},
      {"POST", "/admin/sessions/end", signed_in, post_end_session, 4096},
      {"POST", "/admin/sessions/end-others", signed_in, post_end_other_sessions, 4096},
      {"GET", "/admin/{organiser}/trail", staff_with(permission::see_consents), show_trail},
  };
  return routes;
}

}  // namespace zusage::server
