// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "events/mails.hpp"
#include "mailer/outbox.hpp"
#include "organisers/password_reset.hpp"
#include "organisers/staff_list.hpp"

/// Mails to those who work for organisers, in the name of the site: staff-invitation, staff-reset,
/// staff-password, staff-factor. Rows carry the id behind a link and never the link, which is made
/// when the mail is.
namespace zusage::events {

void mail_invitation(schema::transaction& tx, const mailer::outbox& mails,
                     const organisers::staff_invitation& what, const std::string& language,
                     instant now);

void mail_reset(schema::transaction& tx, const mailer::outbox& mails,
                const organisers::asked_reset& what, const std::string& language, instant now);

/// Tells somebody that their password was changed; `by_link`: by the link for who forgot it.
void mail_new_password(schema::transaction& tx, const mailer::outbox& mails, std::int64_t staff_id,
                       const std::string& language, bool by_link, instant now);

/// Tells somebody that the second factor of their account was switched on or off, and when.
void mail_second_factor(schema::transaction& tx, const mailer::outbox& mails, std::int64_t staff_id,
                        const std::string& language, bool on, instant now);

bool is_staff_mail(std::string_view template_name);

/// Nothing when its link is good no more.
std::optional<mailer::content> compose_staff_mail(const schema::reader& db,
                                                  const mailer::message& message, const links& with,
                                                  const mail_texts& texts, instant now);

/// Erases rows of mails to staff that ended `service_mails_kept` ago; how many.
std::int64_t erase_finished_staff_mails(schema::transaction& tx, instant now, std::int64_t most);

}  // namespace zusage::events
