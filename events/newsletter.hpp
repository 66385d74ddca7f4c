// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "consent/ledger.hpp"
#include "consent/purposes.hpp"
#include "events/mails.hpp"
#include "mailer/outbox.hpp"

/// Subscribing and revoking without an event. Whoever fills in the form may type a foreign address,
/// so it changes nothing by itself: what is asked for is confirmed, and revoked, by links in a mail
/// to the address, and nobody learns from the answer whether it is known.
namespace zusage::events {

/// An organiser's page for it.
struct newsletter_page {
  std::int64_t organiser_id = 0;
  std::string organiser_key, contact;
  nlohmann::json organiser_name;       ///< by language
  std::vector<consent::offer> offers;  ///< purposes that the organiser calls a newsletter
};

/// With notices in `language`, else German, else any. Nothing: there is no such organiser.
std::optional<newsletter_page> find_newsletter_page(const schema::reader& db, std::string_view key,
                                                    std::string_view language);

/// Within it the same mail to the same address is not sent again.
inline constexpr std::chrono::minutes newsletter_pause{10};

/// Requests these consents, each with its mail for double opt-in; what stands stays, and where it
/// ends with the time or was given in older words, the link to renew it is mailed. `by.email` is an
/// address.
void ask_to_subscribe(schema::transaction& tx, const consent::ledger& ledger,
                      const mailer::outbox& mails, const newsletter_page& of,
                      const std::vector<consent::offer>& wanted, const consent::evidence& by,
                      const std::string& language, instant now);

/// Mails the links that revoke everything that stands, or waits for its confirmation, at this
/// organiser. Nothing for an address of which nothing is known.
void mail_revocation_links(schema::transaction& tx, const consent::ledger& ledger,
                           const mailer::outbox& mails, const newsletter_page& of,
                           const std::string& email, const std::string& language, instant now);

/// The mail `consent-links`; nothing when nothing stands any more.
std::optional<mailer::content> compose_revocation_links(const schema::reader& db,
                                                        const mailer::message& message,
                                                        const links& with, const mail_texts& texts);

}  // namespace zusage::events
