// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "server/handler.hpp"
#include "server/services.hpp"

/// How mail is sent, and whether it leaves: the settings in words and a test mail to oneself.
namespace zusage::server {

response show_mail_check(const request&, const schema::reader&, services&);

/// At most one a minute for each person, and one at a time in this process: 429. May take as long
/// as mailer/probe.hpp says.
response post_mail_check(const request&, services&);

}  // namespace zusage::server
