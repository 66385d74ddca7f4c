// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <span>

#include "server/handler.hpp"
#include "server/services.hpp"

/// The handlers for visitors: one file per page, named after it.
namespace zusage::server {

std::span<const route> public_routes();
std::span<const route> api_routes();

// calendar_page.cpp, calendar_feed.cpp
response show_calendar(const request&, const schema::reader&, services&);
response show_calendar_feed(const request&, const schema::reader&, services&);
response show_event_feed(const request&, const schema::reader&, services&);

// event_page.cpp
response show_event(const request&, const schema::reader&, services&);

// series_page.cpp, series_feed.cpp, calendar_feed.cpp
response show_calendar_atom(const request&, const schema::reader&, services&);
response show_series(const request&, const schema::reader&, services&);
response show_series_feed(const request&, const schema::reader&, services&);
response show_series_calendar(const request&, const schema::reader&, services&);

// register_page.cpp
response show_register(const request&, const schema::reader&, services&);
decision post_register(const request&, const schema::reader&, services&);
response show_registered(const request&, const schema::reader&, services&);
response show_paper(const request&, const schema::reader&, services&);
decision post_paper(const request&, const schema::reader&, services&);

// document_page.cpp
response show_document(const request&, const schema::reader&, services&);
response post_document(const request&, services&);
decision post_renew_document(const request&, const schema::reader&, services&);
decision post_mail_document(const request&, const schema::reader&, services&);

// registration_page.cpp, change_registration.cpp
response show_registration(const request&, const schema::reader&, services&);
response show_registration_calendar(const request&, const schema::reader&, services&);
decision post_registration(const request&, const schema::reader&, services&);
decision post_accept(const request&, const schema::reader&, services&);
decision post_group(const request&, const schema::reader&, services&);
decision post_cancel(const request&, const schema::reader&, services&);

// ring_people_page.cpp
response show_ring_people(const request&, const schema::reader&, services&);
decision post_ring_people(const request&, const schema::reader&, services&);
response show_handed_over(const request&, const schema::reader&, services&);

// follow_up_page.cpp
response show_follow_up(const request&, const schema::reader&, services&);
decision post_follow_up(const request&, const schema::reader&, services&);

// verify_page.cpp
response show_verify(const request&, const schema::reader&, services&);
decision post_verify(const request&, const schema::reader&, services&);

// newsletter_page.cpp
response show_newsletter(const request&, const schema::reader&, services&);
decision post_newsletter(const request&, const schema::reader&, services&);

// consent_pages.cpp
response show_confirm(const request&, const schema::reader&, services&);
decision post_confirm(const request&, const schema::reader&, services&);
response show_revoke(const request&, const schema::reader&, services&);
decision post_revoke(const request&, const schema::reader&, services&);

// member_page.cpp, member_indicators.cpp
response show_member(const request&, const schema::reader&, services&);
response show_member_calendar(const request&, const schema::reader&, services&);
decision post_member_consent(const request&, const schema::reader&, services&);
response show_member_indicators(const request&, const schema::reader&, services&);
decision post_member_indicators(const request&, const schema::reader&, services&);

// demo_mail.cpp
response show_demo_mails(const request&, services&);
response show_demo_mail(const request&, services&);

// api_events.cpp, api_register.cpp, api_description.cpp
response api_events(const request&, const schema::reader&, services&);
response api_event(const request&, const schema::reader&, services&);
decision api_register(const request&, const schema::reader&, services&);
response api_description(const request&, const schema::reader&, services&);

}  // namespace zusage::server
