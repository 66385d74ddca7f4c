// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "consent/ledger.hpp"
#include "events/mails.hpp"
#include "mailer/outbox.hpp"

/// Mails to whoever has an address, over all organisers: they speak for the site and not for one of
/// them.
namespace zusage::events {

/// What lists of links are at most as long as.
inline constexpr std::size_t most_links = 100;

/// How long the row of a mail of the site, or about a barrier, stays after it has ended.
inline constexpr std::chrono::days service_mails_kept{30};

struct personal_mail_to {
  std::string email, language;
};

/// Queues `personal-links`, all links of this address; nothing when nothing is known of it. Whether
/// it is too early for another one is the caller's to ask (pause.hpp).
void mail_personal_links(schema::transaction& tx, const consent::ledger& ledger,
                         const mailer::outbox& mails, const personal_mail_to& whom, instant now);

struct personal_mail_tools {
  catalogue& events;
  const links& with;
  const mail_texts& texts;
  instant now;
};

bool is_personal_mail(std::string_view template_name);

/// Composes `personal-links`, `data-link` and `data-request`; nothing when there is nothing to tell
/// any more.
std::optional<mailer::content> compose_personal_mail(const schema::reader& db,
                                                     const mailer::message& message,
                                                     const personal_mail_tools& use);

/// Erases rows of `personal-links`, `data-link`, `data-request`, of the mails about its answer and
/// of `barrier-report` that were sent, failed or were cancelled `service_mails_kept` ago, with
/// their attempts: at most so many, oldest first. How many they were.
std::int64_t erase_finished_service_mails(schema::transaction& tx, instant now, std::int64_t most);

}  // namespace zusage::events
