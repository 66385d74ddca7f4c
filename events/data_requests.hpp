// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/link.hpp"
#include "consent/ledger.hpp"
#include "consent/people.hpp"
#include "mailer/outbox.hpp"

/// What a person may ask for by a link to their address (GDPR 12 to 22): to see everything, and
/// from an organiser that it is rectified or erased, or to object.
namespace zusage::events {

/// How long a link to what is stored opens.
inline constexpr std::chrono::days data_access_period{7};

/// How many rectifications of one person may be open at an organiser.
inline constexpr std::int64_t most_open_wishes = 5;

struct data_tools {
  const consent::ledger& ledger;
  const mailer::outbox& mails;
  consent::person_keys keys;
  const links& with;
};

/// Makes a link for this address; its public id.
std::string make_data_access(schema::transaction& tx, const key32& key, const std::string& email,
                             instant now);

/// How many links that have ended were erased.
std::int64_t forget_data_access(schema::transaction& tx, instant now);

/// The address whose data it shows; nothing when there is no such link, or it has ended.
std::optional<std::string> find_data_access(const schema::reader& db, const key32& key,
                                            std::string_view public_id, instant now);
std::optional<instant> data_access_until(const schema::reader& db, std::string_view public_id);

/// Queues `data-link`. An address of which nothing is known gets one too: that nothing is stored is
/// an answer as well (GDPR 15(1)).
void mail_data_link(schema::transaction& tx, const data_tools& with, const std::string& email,
                    const std::string& language, instant now);

/// The same day of the next month, its last one where there is none (GDPR 12(3)).
instant one_month_after(instant asked_at);

struct data_request {
  std::int64_t organiser_id = 0;
  std::string reference, kind;  ///< rectify, erase, object
  std::string state;            ///< open, done
  instant asked_at{}, due_at{};
};

std::optional<data_request> find_data_request(const schema::reader& db, std::string_view reference);

/// All of an address at an organiser, newest first.
std::vector<data_request> data_requests_of(const schema::reader& db, const consent::ledger& ledger,
                                           std::int64_t organiser_id, std::string_view email);

/// Whether somebody may ask for that.
bool is_data_request(std::string_view kind);

struct new_data_request {
  std::int64_t organiser_id = 0;
  std::string kind, email;
  std::string wish;  ///< of a rectification
};

/// Whether nothing more can be asked for: `most_open_wishes` others are open.
bool has_too_many_open(const schema::reader& db, const data_tools& with,
                       const new_data_request& what);

/// Writes it down and queues `data-request` to the organiser's contact. Its reference; that of the
/// one that is open already where the same was asked for before, without another mail; nothing when
/// there are too many.
std::optional<std::string> ask_for(schema::transaction& tx, const data_tools& with,
                                   const new_data_request& what, instant now);

/// What stands encrypted in a request, for the mail about it.
struct data_request_words {
  std::string email, wish;
};
std::optional<data_request_words> open_data_request(const schema::reader& db, const links& with,
                                                    std::string_view reference);

}  // namespace zusage::events
