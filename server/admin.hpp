// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <span>

#include "server/handler.hpp"
#include "server/services.hpp"

/// The organiser's side: one file per page, named after it. The access check of each route has set
/// `request.scope`; what belongs to another organiser is answered as if it did not exist.
namespace zusage::server {

std::span<const route> admin_routes();

// admin_sign_in.cpp
response show_sign_in(const request&, const schema::reader&, services&);
response post_sign_in(const request&, services&);
decision post_sign_out(const request&, const schema::reader&, services&);

// admin_password.cpp
response show_password(const request&, const schema::reader&, services&);
response post_password(const request&, services&);

// admin_events.cpp
response show_own_organisers(const request&, const schema::reader&, services&);
response show_own_events(const request&, const schema::reader&, services&);

// admin_attendees.cpp, admin_attendee.cpp
response show_attendees(const request&, const schema::reader&, services&);
response show_attendee(const request&, const schema::reader&, services&);

// admin_consents.cpp, admin_consent_proof.cpp, admin_consent_import.cpp
response show_consents(const request&, services&);
response post_find_person(const request&, services&);
response post_verify_chain(const request&, services&);
response show_consent_import(const request&, services&);
response post_consent_import(const request&, services&);
response post_revocation_import(const request&, services&);
response show_person_consents(const request&, services&);
response show_proof(const request&, services&);
response export_proof(const request&, services&);

// admin_newsletters.cpp, admin_newsletter.cpp, admin_newsletter_preview.cpp
response show_newsletters(const request&, const schema::reader&, services&);
response show_new_newsletter(const request&, const schema::reader&, services&);
decision post_new_newsletter(const request&, const schema::reader&, services&);
response show_edit_newsletter(const request&, const schema::reader&, services&);
decision post_edit_newsletter(const request&, const schema::reader&, services&);
response show_newsletter_issue(const request&, services&);
decision post_newsletter_issue(const request&, const schema::reader&, services&);
response show_send_newsletter(const request&, services&);
response post_send_newsletter(const request&, services&);
response show_newsletter_preview(const request&, const schema::reader&, services&);
response show_newsletter_html(const request&, const schema::reader&, services&);

// admin_decision.cpp
decision post_decision(const request&, const schema::reader&, services&);

// admin_invitations.cpp
response show_invitations(const request&, const schema::reader&, services&);
response export_invitations(const request&, const schema::reader&, services&);
decision post_invitations(const request&, const schema::reader&, services&);
decision post_end_invitation(const request&, const schema::reader&, services&);

// admin_copy_event.cpp
response show_copy_event(const request&, const schema::reader&, services&);
decision post_copy_event(const request&, const schema::reader&, services&);

// admin_online.cpp, admin_uploads.cpp
response show_online(const request&, const schema::reader&, services&);
decision post_online(const request&, const schema::reader&, services&);
decision post_tell_recordings(const request&, const schema::reader&, services&);
response post_attendance(const request&, services&);
response post_personal_links(const request&, services&);

// admin_ring.cpp, admin_meetings.cpp, admin_indicators.cpp
response show_ring(const request&, const schema::reader&, services&);
decision post_ring(const request&, const schema::reader&, services&);
response show_meetings(const request&, const schema::reader&, services&);
decision post_meetings(const request&, const schema::reader&, services&);
response show_meeting(const request&, const schema::reader&, services&);
decision post_meeting(const request&, const schema::reader&, services&);
decision post_meeting_attendance(const request&, const schema::reader&, services&);
response show_indicators(const request&, const schema::reader&, services&);
response export_indicators(const request&, services&);

// admin_retention.cpp
response show_retention(const request&, services&);
response show_processing_register(const request&, const schema::reader&, services&);
response export_register_csv(const request&, services&);
response export_register_json(const request&, services&);

// admin_export.cpp
response export_csv(const request&, services&);
response export_json(const request&, services&);

}  // namespace zusage::server
