// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

/// What is stored about people, why, for how long, and what erases it: one table, which the
/// deletion, its dry run, the officer's page, the register of processing (GDPR 30) and the privacy
/// information (GDPR 13) all read. Whoever stores something about people in a new place adds a row.
namespace zusage::events {

/// Messages that no consent was needed for, after they left or failed; never longer than the
/// registration that they are about.
inline constexpr std::chrono::days mails_kept{90};
/// Address, name and the servers' replies of messages that a consent permitted. The row stays as
/// what was sent on which record of the ledger until the proof ends.
inline constexpr std::chrono::days consent_mails_kept{30};
/// Address, wish and answer of a request (GDPR 15 to 21) after it was answered; its reference and
/// dates stay for `answered_requests_kept`.
inline constexpr std::chrono::days request_words_kept{183};
/// Mails that came back and belong to no message: files, as whoever wrote them is mostly not known.
inline constexpr std::chrono::days returned_mails_kept{14};
/// The audit trail of staff, and which erasures ran: two years.
inline constexpr std::chrono::days audit_kept{731};

/// The moment from which a period counts.
enum class retention_start {
  event_end,
  registered,
  asked,          ///< for a confirmation, a link
  begun,          ///< a form
  sent,           ///< a form
  finished,       ///< a message: it left, failed or was cancelled
  replaced,       ///< by another person
  answered,       ///< a request
  consent_ended,  ///< withdrawn or over
  ended,          ///< a token of a program
  noted,          ///< in the audit trail
  last_seen,
  failed,
  came_in,  ///< a mail
  nothing   ///< it stays while it is needed; the row says until when
};

enum class retention_unit {
  hours,
  days,
  years_from_end_of_year,
  years,
  of_event,
  of_question,
  none
};

/// Why it may be stored.
enum class retention_basis {
  registration,  ///< GDPR 6(1)(b), of public tasks (e)
  consent,       ///< 6(1)(a)
  proof,         ///< 5(2), 7(1), 17(3)(b) and (e)
  rights,        ///< 6(1)(c) with 12 to 22
  security       ///< 32, 6(1)(c) or (e)
};

enum class retention_people {
  participants,
  subscribers,
  requesters,
  staff,
  visitors,
  named,          ///< in the programme, on the organiser's pages
  correspondents  ///< who writes to the address for returned mails, or is named in one
};

/// How often it is looked for.
enum class retention_pace { minutely, hourly, daily, by_hand };

struct retention_rule {
  std::string_view key;     ///< texts: `retention.rule.<key>.what`, `.why`, `.how`
  std::string_view tables;  ///< where it is stored; `database-file.…`: a path beside that file
  retention_people about;
  retention_basis basis;
  retention_start from;
  retention_unit unit;
  std::int64_t amount;  ///< of `unit`; 0 where the event or the question says it
  retention_pace pace;
};

/// All of them, those about events first.
std::span<const retention_rule> retention_rules();

/// @throws std::logic_error when there is none with this key.
const retention_rule& retention_rule_of(std::string_view key);

std::string_view to_text(retention_start s);
std::string_view to_text(retention_unit u);
std::string_view to_text(retention_basis b);
std::string_view to_text(retention_people p);
std::string_view to_text(retention_pace p);

}  // namespace zusage::events
