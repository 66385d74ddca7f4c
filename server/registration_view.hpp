// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "events/group.hpp"
#include "events/mail_calendar.hpp"
#include "server/handler.hpp"
#include "server/services.hpp"

/// One's own registration as its page shows it.
namespace zusage::server {

struct own_registration {
  events::registration row;
  events::registration_link by;  ///< the link by which it was opened
  std::shared_ptr<const events::event> of;
  request in;  ///< in the registration's language unless `?lang=` says otherwise
};

/// The registration behind the token in the path; nothing for a wrong token, nor for the browser's
/// link once the mailed one has been used. For `link_purpose::registration` both links open.
std::optional<own_registration> find_own(const request& of, const schema::reader& db,
                                         services& with, link_purpose purpose);

/// The 404 for a token that opens nothing; it says so when the link was replaced by the mailed one.
response opens_nothing(const request& of, const schema::reader& db, services& with);

/// The path of the registration's page, by the link that opened it.
std::string own_path(const own_registration& own, const services& with);

/// The registration with its event as the rules for mails see it, so that page and mail show the
/// same calendar entries and join links.
events::mail_case mail_case_of(const own_registration& own, const schema::reader& db,
                               const services& with);

/// Whether this member of the group can be cancelled by the link that opened the page: who has used
/// a mailed link cannot be by the browser's.
bool can_cancel(const own_registration& own, const events::group_member& member);

/// Whether anything about it can still be changed.
bool can_change(const events::registration& row, const events::event& of, instant now);

/// `registration` in the templates: status, reference, who, sessions, consents, where to go.
nlohmann::json registration_view(const own_registration& own, const schema::reader& db,
                                 services& with);

/// What was registered as if it had been typed into the form.
events::typed_fields typed_fields_of(const own_registration& own);

}  // namespace zusage::server
