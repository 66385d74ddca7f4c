// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/admin.hpp"

namespace zusage::server {
namespace {
// A table of 3 MiB (events/csv_read.hpp), in base64 when the preview sends it again.
constexpr std::size_t most_file = 4 * 1024 * 1024 + 64 * 1024;
constexpr std::size_t most_links = 1024 * 1024;
constexpr std::size_t ring_form = 256 * 1024;  // a line for each member

}  // namespace

std::span<const route> admin_routes() {
  using organisers::permission;
  static const route routes[] = {
      {"GET", "/admin/sign-in", anyone, show_sign_in},
      {"POST", "/admin/sign-in", anyone, post_sign_in, 4096},
      {"POST", "/admin/sign-out", signed_in, post_sign_out, 4096},
      {"GET", "/admin/password", signed_in, show_password},
      {"POST", "/admin/password", signed_in, post_password, 4096},
      {"GET", "/admin", signed_in, show_own_organisers},
      {"GET", "/admin/{organiser}/events", staff_with(permission::see_events), show_own_events},
      {"GET", "/admin/{organiser}/events/{slug}", staff_with(permission::see_attendees),
       show_attendees},
      {"GET", "/admin/{organiser}/events/{slug}/attendees/{reference}",
       staff_with(permission::see_attendees), show_attendee},
      {"POST", "/admin/{organiser}/events/{slug}/attendees/{reference}/decision",
       staff_with(permission::manage_events), post_decision, 16384},
      {"GET", "/admin/{organiser}/events/{slug}/invitations", staff_with(permission::manage_events),
       show_invitations},
      {"POST", "/admin/{organiser}/events/{slug}/invitations",
       staff_with(permission::manage_events), post_invitations, 4096},
      {"POST", "/admin/{organiser}/events/{slug}/invitations/end",
       staff_with(permission::manage_events), post_end_invitation, 4096},
      {"GET", "/admin/{organiser}/events/{slug}/invitations.csv",
       staff_with(permission::manage_events), export_invitations},
      {"GET", "/admin/{organiser}/events/{slug}/copy", staff_with(permission::manage_events),
       show_copy_event},
      {"POST", "/admin/{organiser}/events/{slug}/copy", staff_with(permission::manage_events),
       post_copy_event, 4096},
      {"GET", "/admin/{organiser}/events/{slug}/online", staff_with(permission::manage_events),
       show_online},
      {"POST", "/admin/{organiser}/events/{slug}/online", staff_with(permission::manage_events),
       post_online, most_links},
      {"POST", "/admin/{organiser}/events/{slug}/online/tell",
       staff_with(permission::manage_events), post_tell_recordings, 4096},
      {"POST", "/admin/{organiser}/events/{slug}/online/attendance",
       staff_with(permission::manage_events), post_attendance, most_file},
      {"POST", "/admin/{organiser}/events/{slug}/online/links",
       staff_with(permission::manage_events), post_personal_links, most_file},
      {"GET", "/admin/{organiser}/events/{slug}/ring", staff_with(permission::manage_events),
       show_ring},
      {"POST", "/admin/{organiser}/events/{slug}/ring", staff_with(permission::manage_events),
       post_ring, ring_form},
      {"GET", "/admin/{organiser}/events/{slug}/meetings", staff_with(permission::manage_events),
       show_meetings},
      {"POST", "/admin/{organiser}/events/{slug}/meetings", staff_with(permission::manage_events),
       post_meetings},
      {"GET", "/admin/{organiser}/events/{slug}/meetings/{session}",
       staff_with(permission::manage_events), show_meeting},
      {"POST", "/admin/{organiser}/events/{slug}/meetings/{session}",
       staff_with(permission::manage_events), post_meeting},
      {"POST", "/admin/{organiser}/events/{slug}/meetings/{session}/attendance",
       staff_with(permission::manage_events), post_meeting_attendance},
      {"GET", "/admin/{organiser}/events/{slug}/indicators", staff_with(permission::see_attendees),
       show_indicators},
      {"GET", "/admin/{organiser}/events/{slug}/indicators.csv",
       staff_with(permission::export_attendees), export_indicators},
      {"GET", "/admin/{organiser}/events/{slug}/export.csv",
       staff_with(permission::export_attendees), export_csv},
      {"GET", "/admin/{organiser}/events/{slug}/export.json",
       staff_with(permission::export_attendees), export_json},
      {"GET", "/admin/{organiser}/consents", staff_with(permission::see_consents), show_consents},
      {"POST", "/admin/{organiser}/consents", staff_with(permission::see_consents),
       post_find_person, 4096},
      {"GET", "/admin/{organiser}/consents/{person}", staff_with(permission::see_consents),
       show_person_consents},
      {"GET", "/admin/{organiser}/consents/{person}/{purpose}",
       staff_with(permission::see_consents), show_proof},
      {"GET", "/admin/{organiser}/consents/{person}/{purpose}/proof.json",
       staff_with(permission::see_consents), export_proof},
  };
  return routes;
}

}  // namespace zusage::server
