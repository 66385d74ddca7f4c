// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "events/mail_runs.hpp"
#include "events/set_links.hpp"
#include "server/admin_view.hpp"

/// The organiser's page about the online side of an event: links, recordings, attendance, mails.
namespace zusage::server {

struct online_shown {
  const events::event& of;
  events::links_by_session links;  ///< as stored, or as typed
  faults wrong;
};

response online_page(int status, const request& of, const schema::reader& db, services& with,
                     const online_shown& shown);

events::links_by_session stored_links(const events::event& of);

}  // namespace zusage::server
