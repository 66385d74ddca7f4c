// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/admin.hpp"
#include "server/admin_attendee_messages.hpp"

namespace zusage::server {
namespace {

constexpr std::size_t message_form = 1024 * 1024;  // a long text in each language, encoded
constexpr std::size_t small_form = 4096;

}  // namespace

std::span<const route> attendee_message_routes() {
  static const auto send = staff_with(organisers::permission::send_newsletters);
  static const route routes[] = {
      {"GET", "/admin/{organiser}/events/{slug}/attendee-messages", send, show_attendee_messages},
      {"POST", "/admin/{organiser}/events/{slug}/attendee-messages", send,
       post_new_attendee_message, message_form},
      {"GET", "/admin/{organiser}/events/{slug}/attendee-messages/new", send,
       show_new_attendee_message},
      {"GET", "/admin/{organiser}/events/{slug}/attendee-messages/{newsletter}", send,
       show_newsletter_issue},
      {"POST", "/admin/{organiser}/events/{slug}/attendee-messages/{newsletter}", send,
       post_newsletter_issue, small_form},
      {"GET", "/admin/{organiser}/events/{slug}/attendee-messages/{newsletter}/edit", send,
       show_edit_attendee_message},
      {"POST", "/admin/{organiser}/events/{slug}/attendee-messages/{newsletter}/edit", send,
       post_edit_attendee_message, message_form},
      {"GET", "/admin/{organiser}/events/{slug}/attendee-messages/{newsletter}/preview", send,
       show_newsletter_preview},
      {"GET", "/admin/{organiser}/events/{slug}/attendee-messages/{newsletter}/preview/{language}",
       send, show_newsletter_html},
      {"GET", "/admin/{organiser}/events/{slug}/attendee-messages/{newsletter}/send", send,
       show_send_newsletter},
      {"POST", "/admin/{organiser}/events/{slug}/attendee-messages/{newsletter}/send", send,
       post_send_newsletter, small_form},
  };
  return routes;
}

}  // namespace zusage::server
