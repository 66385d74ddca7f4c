// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/admin_attendees.hpp"

namespace zusage::server {
namespace {

constexpr std::size_t small_form = 4096, note_form = 16384;

}  // namespace

std::span<const route> attendee_routes() {
  using organisers::permission;
  static const auto manage = staff_with(permission::manage_events);
  static const route routes[] = {
      {"GET", "/admin/{organiser}/events/{slug}/attendees/new", manage, show_new_attendee},
      {"POST", "/admin/{organiser}/events/{slug}/attendees/new", manage, post_new_attendee},
      {"POST", "/admin/{organiser}/events/{slug}/attendees/decide", manage, post_decisions},
      {"GET", "/admin/{organiser}/events/{slug}/attendees/{reference}/edit", manage,
       show_edit_attendee},
      {"POST", "/admin/{organiser}/events/{slug}/attendees/{reference}/edit", manage,
       post_edit_attendee},
      {"GET", "/admin/{organiser}/events/{slug}/attendees/{reference}/cancel", manage,
       show_cancel_attendee},
      {"POST", "/admin/{organiser}/events/{slug}/attendees/{reference}/cancel", manage,
       post_cancel_attendee, small_form},
      {"POST", "/admin/{organiser}/events/{slug}/attendees/{reference}/promote", manage,
       post_promote_attendee, small_form},
      {"POST", "/admin/{organiser}/events/{slug}/attendees/{reference}/notes", manage,
       post_attendee_note, note_form},
      {"POST", "/admin/{organiser}/events/{slug}/attendees/{reference}/notes/delete", manage,
       post_delete_note, small_form},
  };
  return routes;
}

}  // namespace zusage::server
