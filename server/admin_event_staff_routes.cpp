// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/admin_event_staff.hpp"

namespace zusage::server {

std::span<const route> event_staff_routes() {
  constexpr auto owners = staff_with(organisers::permission::manage_staff);
  static const route routes[] = {
      {"GET", "/admin/{organiser}/events/{slug}/staff", owners, show_event_staff},
      {"POST", "/admin/{organiser}/events/{slug}/staff/invite", owners, post_invite_event_staff,
       4096},
      {"POST", "/admin/{organiser}/events/{slug}/staff/withdraw", owners, post_withdraw_event_staff,
       4096},
      {"POST", "/admin/{organiser}/events/{slug}/staff/role", owners, post_event_staff_role, 4096},
      {"POST", "/admin/{organiser}/events/{slug}/staff/remove", owners, post_remove_event_staff,
       4096},
  };
  return routes;
}

}  // namespace zusage::server
