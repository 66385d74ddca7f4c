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
#include "organisers/scope.hpp"

/// What a person may ask for (GDPR 12 to 22): to see everything, and from an organiser that it is
/// rectified or erased, or to object. By a link to their address, or by letter or telephone, which
/// staff enters. What becomes of it: answer_request.hpp.
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

/// The same for so many months.
instant months_after(instant at, std::chrono::months count);

struct data_request {
  std::int64_t organiser_id = 0;
  std::string reference, kind;   ///< rectify, erase, object, access
  std::string state;             ///< open, done, refused
  std::string source, language;  ///< link, letter, phone, in-person, command-line
  instant asked_at{}, due_at{};
  std::optional<instant> extended_at, answered_at;
  std::optional<std::int64_t> entered_by, extended_by, answered_by;  ///< staff
  bool open() const { return state == "open"; }
  bool overdue(instant now) const { return open() && due_at <= now; }
};

std::optional<data_request> find_data_request(const schema::reader& db, std::string_view reference);

/// All of an address at an organiser, newest first.
std::vector<data_request> data_requests_of(const schema::reader& db, const consent::ledger& ledger,
                                           std::int64_t organiser_id, std::string_view email);

/// Those of an organiser that wait for an answer, the next deadline first.
std::vector<data_request> open_data_requests(const schema::reader& db,
                                             const organisers::scope& whose, std::int64_t most);
/// Those that are answered, the last one first.
std::vector<data_request> answered_data_requests(const schema::reader& db,
                                                 const organisers::scope& whose, std::int64_t most);

/// Whether a person may ask for that by their link, and staff enter it: that also `access`, which
/// the link itself gives.
bool is_data_request(std::string_view kind);
bool is_entered_request(std::string_view kind);

/// How a request may have come that staff enters.
bool is_request_source(std::string_view source);

struct new_data_request {
  std::int64_t organiser_id = 0;
  std::string kind, email;
  std::string wish;  ///< of a rectification; the reasons of an objection
  std::string language = "de";
  std::string source = "link";
  std::string identity = {};                    ///< how staff made sure who it is
  std::optional<std::int64_t> entered_by = {};  ///< staff
  std::optional<instant> asked_at = {};         ///< when it came; now if not set
  consent::evidence by = {};                    ///< of the end of consents
};

/// Whether nothing more can be asked for: `most_open_wishes` others are open.
bool has_too_many_open(const schema::reader& db, const data_tools& with,
                       const new_data_request& what);

/// Writes it down and queues `data-request` to the organiser's contact
/// and its data protection officers, where a person asks. Who
/// wants to be erased or objects has every consent there ended at once, and what is queued for it
/// cancelled (`page`, or `staff` where staff enters it): nothing is sent for advertising after the
/// commit. Its reference; that of the one that is open already where the same was asked for before,
/// without another mail; nothing when there are too many.
std::optional<std::string> ask_for(schema::transaction& tx, const data_tools& with,
                                   const new_data_request& what, instant now);

/// What stands encrypted in a request. Nothing when there is none, or its personal parts are gone.
struct data_request_words {
  std::string email, wish;
  std::string identity, extension, answer;  ///< see new_data_request, answer_request.hpp
};
std::optional<data_request_words> open_data_request(const schema::reader& db, const links& with,
                                                    std::string_view reference);

/// A text as it is stored in a request, to be read by `open_data_request`. `part` is the column.
std::string sealed_in_request(const links& with, std::string_view reference, std::string_view part,
                              const std::string& text);

/// How long requests stay after they were answered, to show that they were: offences against
/// answering lapse after three years (OWiG 31(2) no. 1).
inline constexpr std::chrono::days answered_requests_kept{3 * 365 + 1};

/// Erases what was answered so long ago, at most so many; how many.
std::int64_t forget_answered_requests(schema::transaction& tx, instant now, std::int64_t most);

}  // namespace zusage::events
