// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "organisers/scope.hpp"
#include "schema/sql.hpp"

/// What became of an organiser's messages. Who may not see consents sees of them only what is about
/// registrations: that somebody was asked to confirm a consent, or got a newsletter, is left out.
/// So does the second organiser of an event.
namespace zusage::events {

/// What came back to a message; `message.returned`.
enum class returned_as { nothing = 0, for_now = 1, for_good = 2, complaint = 3 };

/// What was said last to a message, or why it could not be made.
struct said {
  std::string text, phase;  ///< of mailer::phase, or `report`
  std::int64_t code = 0;    ///< of SMTP; 0: none
  /// Whether this program found the words itself, and no mail server.
  bool is_our_own() const;
};

struct logged_message {
  std::int64_t id = 0;
  std::string kind;       ///< of template
  std::string recipient;  ///< "" once it is erased
  std::string state;      ///< mailer::message_state
  returned_as returned = returned_as::nothing;
  std::int64_t attempts = 0;  ///< all of them, also from before it was sent again
  bool was_tried = false;     ///< since then; what waits and was not is held back until it is due
  instant created_at{}, due_at{};
  std::optional<instant> finished_at;
  std::string event_slug, reference;  ///< of the registration that it is about; "" for none
  said last;
};

/// Which messages are looked at.
struct log_choice {
  enum class list { all, of_event, of_registration, to_address, to_part } what = list::all;
  enum class part {
    all,
    trouble,   ///< failed, in doubt or returned
    returned,  ///< something came back
    waiting    ///< queued or being sent
  } only = part::all;
  std::int64_t id = 0;      ///< of event or registration
  std::string address;      ///< normalised; of `to_part` a piece of one, in any case
  std::int64_t before = 0;  ///< older than the message with this id; 0: from the newest
  std::int64_t after = 0;   ///< newer than this one
};

/// A piece of an address has at least so many characters.
inline constexpr std::size_t shortest_part = 3;

/// How many messages, from the newest, are looked through for a piece of an address.
inline constexpr std::int64_t most_searched = 20'000;

/// The message up to which such a search goes, for `log_choice::after`; 0 where it sees them all.
std::int64_t end_of_search(const schema::reader& db, const organisers::scope& of,
                           std::int64_t most = most_searched);

/// The newest first, at most `most`.
std::vector<logged_message> list_messages(const schema::reader& db, const organisers::scope& of,
                                          const log_choice& which, std::int64_t most);

/// Its statement, with organiser, key, `before`, `after` and `most` as parameters: for the test of
/// its plan.
std::string log_statement(const organisers::scope& of, const log_choice& which);

/// One attempt, or a report that came back.
struct logged_attempt {
  instant at{};
  std::string outcome;
  said what;
};

struct message_details {
  logged_message row;
  std::string message_id;        ///< proves a report that came back: not for everybody's eyes
  instant expires_at{};          ///< nothing is tried any more
  std::string language, name;    ///< name of the recipient
  std::string permitted_by;      ///< public id of the person whose record permitted it
  std::string purpose_key;       ///< of the consent that it needed, or tells of
  nlohmann::json purpose_title;  ///< by language; null for none
  std::string newsletter;        ///< its public id; "" for every other message
  nlohmann::json subject;        ///< of the newsletter, by language
  bool is_decided = false;       ///< asks to confirm what waits for no confirmation any more
  bool is_dead_end = false;      ///< some message to its address came back for good
  std::vector<logged_attempt> attempts;  ///< the oldest first, the last 50
};

/// Nothing where it cannot be seen.
std::optional<message_details> find_message(const schema::reader& db, const organisers::scope& of,
                                            std::int64_t id);

}  // namespace zusage::events
