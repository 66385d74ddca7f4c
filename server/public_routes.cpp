// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/municipality_suggestions.hpp"
#include "server/personal_pages.hpp"
#include "server/public.hpp"
#include "server/sign_up_steps.hpp"

#include "server/duty.hpp"

#include "server/look_view.hpp"

namespace zusage::server {
namespace {

constexpr std::size_t link_form = 8 * 1024;  // forms that are a button and little more
constexpr std::size_t sign_up_form = 64 * 1024;
constexpr std::size_t report_form = 32 * 1024;

const route public_table[] = {
    {.method = "GET", .path = "/", .by = anyone, .handler = &show_calendar, .kept = true},
    {"GET", "/calendar.ics", anyone, &show_calendar_feed},
    {"GET", "/feed.atom", anyone, &show_calendar_atom},
    {.method = "GET", .path = "/e/{slug}", .by = anyone, .handler = &show_event, .kept = true},
    {"GET", "/e/{slug}/event.ics", anyone, &show_event_feed},
    {.method = "GET",
     .path = "/s/{organiser}/{series}",
     .by = anyone,
     .handler = &show_series,
     .kept = true},
    {"GET", "/s/{organiser}/{series}/feed.atom", anyone, &show_series_feed},
    {"GET", "/s/{organiser}/{series}/calendar.ics", anyone, &show_series_calendar},
    {"GET", "/o/{organiser}/{logo}", anyone, &show_logo},
    {"GET", "/e/{slug}/register", anyone, &show_register},
    {.method = "POST",
     .path = "/e/{slug}/register",
     .by = anyone,
     .handler = &post_register,
     .body_limit = sign_up_form,
     .registers = true},
    {"GET", "/e/{slug}/registered", anyone, &show_registered},
    {"GET", "/e/{slug}/register/{token}/{step}", link_holder, &show_step},
    // What makes a row counts; the steps in between change that one.
    {.method = "POST",
     .path = "/e/{slug}/register/{token}/person",
     .by = link_holder,
     .handler = &post_step,
     .body_limit = sign_up_form,
     .registers = true},
    {.method = "POST",
     .path = "/e/{slug}/register/{token}/check",
     .by = link_holder,
     .handler = &post_check,
     .body_limit = link_form,
     .registers = true},
    {"POST", "/e/{slug}/register/{token}/{step}", link_holder, &post_step, sign_up_form},
    {"GET", "/papers/{slug}", anyone, &show_paper},
    {.method = "POST",
     .path = "/papers/{slug}",
     .by = anyone,
     .handler = &post_paper,
     .body_limit = sign_up_form,
     .registers = true},
    {"GET", "/f/{token}", link_holder, &show_document},
    {"POST", "/f/{token}", link_holder, &post_document, link_form},
    {"POST", "/f/{token}/renew", link_holder, &post_renew_document, link_form},
    {"GET", "/r/{token}", link_holder, &show_registration},
    {"POST", "/r/{token}/paper", link_holder, &post_mail_document, link_form},
    {"POST", "/r/{token}", link_holder, &post_registration, sign_up_form},
    {"GET", "/r/{token}/calendar.ics", link_holder, &show_registration_calendar},
    {"POST", "/r/{token}/accept", link_holder, &post_accept, link_form},
    {"POST", "/r/{token}/group", link_holder, &post_group, sign_up_form},
    {"POST", "/r/{token}/cancel", link_holder, &post_cancel, link_form},
    {"GET", "/r/{token}/people", link_holder, &show_ring_people},
    {"POST", "/r/{token}/people", link_holder, &post_ring_people, sign_up_form},
    {"GET", "/e/{slug}/handed-over", anyone, &show_handed_over},
    {"GET", "/r/{token}/follow-up", link_holder, &show_follow_up},
    {"POST", "/r/{token}/follow-up", link_holder, &post_follow_up, sign_up_form},
    {"GET", "/v/{token}", link_holder, &show_verify},
    {"POST", "/v/{token}", link_holder, &post_verify, link_form},
    {"GET", "/newsletter/{organiser}", anyone, &show_newsletter},
    {.method = "POST",
     .path = "/newsletter/{organiser}",
     .by = anyone,
     .handler = &post_newsletter,
     .body_limit = link_form,
     .registers = true},
    {"GET", "/c/{token}", link_holder, &show_confirm},
    {"POST", "/c/{token}", link_holder, &post_confirm, link_form},
    {"GET", "/u/{token}", link_holder, &show_revoke},
    // RFC 8058 3.2: sent by the mail program, of which nobody knows what it says of itself. The
    // token is all the authority that there is, so no page elsewhere could borrow another's.
    {.method = "POST",
     .path = "/u/{token}",
     .by = link_holder,
     .handler = &post_revoke,
     .body_limit = link_form,
     .from_anywhere = true},
    {"POST", "/u/{token}/again", link_holder, &post_subscribe_again, link_form},
    {"GET", "/p/{token}", link_holder, &show_preferences},
    {"POST", "/p/{token}", link_holder, &post_preferences, link_form},
    {"GET", "/links", anyone, &show_links},
    {.method = "POST",
     .path = "/links",
     .by = anyone,
     .handler = &post_links,
     .body_limit = link_form,
     .registers = true},
    {"GET", "/data", anyone, &show_data},
    {.method = "POST",
     .path = "/data",
     .by = anyone,
     .handler = &post_data,
     .body_limit = link_form,
     .registers = true},
    {"GET", "/d/{token}", link_holder, &show_stored_data},
    {"GET", "/d/{token}/data.json", link_holder, &download_stored_data},
    {.method = "POST",
     .path = "/d/{token}",
     .by = link_holder,
     .handler = &post_data_request,
     .body_limit = sign_up_form,
     .registers = true},
    {"GET", "/m/{token}", link_holder, &show_member},
    {"GET", "/m/{token}/calendar.ics", link_holder, &show_member_calendar},
    {"POST", "/m/{token}/consent", link_holder, &post_member_consent, link_form},
    {"GET", "/m/{token}/indicators", link_holder, &show_member_indicators},
    {"POST", "/m/{token}/indicators", link_holder, &post_member_indicators, sign_up_form},
    {.method = "GET", .path = "/imprint", .by = anyone, .handler = &show_imprint, .kept = true},
    {.method = "GET", .path = "/privacy", .by = anyone, .handler = &show_privacy, .kept = true},
    {.method = "GET",
     .path = "/accessibility",
     .by = anyone,
     .handler = &show_accessibility,
     .kept = true},
    {.method = "GET",
     .path = "/plain-language",
     .by = anyone,
     .handler = &show_plain_language,
     .kept = true},
    {"GET", "/barrier", anyone, &show_barrier},
    {.method = "POST",
     .path = "/barrier",
     .by = anyone,
     .handler = &post_barrier,
     .body_limit = report_form,
     .registers = true},
    {"GET", "/barrier/reported", anyone, &show_barrier_reported},
    {"GET", "/demo/mail", anyone, &show_demo_mails},
    {"GET", "/demo/mail/{id}", anyone, &show_demo_mail},
};

const route api_table[] = {
    {.method = "GET", .path = "/api/v1/events", .by = anyone, .handler = &api_events, .api = true},
    {.method = "GET",
     .path = "/api/v1/events/{slug}",
     .by = anyone,
     .handler = &api_event,
     .api = true},
    {.method = "POST",
     .path = "/api/v1/events/{slug}/registrations",
     .by = anyone,
     .handler = &api_register,
     .body_limit = sign_up_form,
     .api = true,
     .registers = true},
    {.method = "GET",
     .path = "/api/v1/municipalities",
     .by = anyone,
     .handler = &api_municipalities,
     .api = true},
    {.method = "GET",
     .path = "/api/v1/openapi.json",
     .by = anyone,
     .handler = &api_description,
     .api = true},
};

}  // namespace

std::span<const route> public_routes() {
  return public_table;
}
std::span<const route> api_routes() {
  return api_table;
}

}  // namespace zusage::server
