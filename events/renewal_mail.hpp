// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "consent/ledger.hpp"
#include "events/ask_anew.hpp"
#include "events/mails.hpp"
#include "mailer/outbox.hpp"

/// Consents that are to be agreed to anew: because their text has changed (consent/renewal.hpp), or
/// because they end with the time and their owner wants them to go on.
namespace zusage::events {

struct renewal_step {
  std::int64_t queued = 0;
  bool more = false;
};

/// One step of what is due: queues `consent-renewal`, once for each person and renewal. The note
/// that somebody was asked and the message share one commit.
renewal_step queue_renewals(schema::transaction& tx, const consent::ledger& ledger,
                            const mailer::outbox& mails, instant now, std::int64_t most);

/// The newest notice that a consent which stands can be renewed by, in `language` (else German,
/// else any). Nothing: it does not stand, its purpose is over or is for another channel now, or it
/// was agreed to in these words and has no end.
struct renewable {
  std::int64_t notice_id = 0, version = 0;
  std::string title, text, language;
  std::vector<std::string> recipients;
  std::int64_t valid_months = 0;
  std::optional<instant> deadline;  ///< of a renewal that the organiser asks for
};
std::optional<renewable> find_renewable(const schema::reader& db, const consent::standing& of,
                                        const std::string& language, instant now);

/// Mails the link to renew a consent that stands, because its owner typed the address into a form;
/// whether it is too early for another one is the caller's to ask. False: there is nothing to
/// renew.
bool mail_renewal_link(schema::transaction& tx, const consent::standing& of,
                       const std::string& email, const std::string& language,
                       const mailer::outbox& mails, instant now);

/// The same for the page of preferences: only when no such mail went to the address a moment ago
/// (pause.hpp).
enum class renewal_asked { mailed = 1, paused, nothing };
renewal_asked mail_renewal_once(schema::transaction& tx, const asking_tools& with,
                                const consent::standing& of, const std::string& email,
                                const std::string& language, instant now);

/// The mail `consent-renewal`; nothing when there is nothing to renew any more.
std::optional<mailer::content> compose_renewal(const schema::reader& db,
                                               const mailer::message& message, const links& with,
                                               const mail_texts& texts, instant now);

}  // namespace zusage::events
