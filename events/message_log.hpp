// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <set>
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

struct logged_message {
  std::int64_t id = 0;
  std::string message_id;  ///< in its path
  std::string kind;        ///< of template
  std::string recipient;   ///< "" once it is erased
  std::string state;       ///< mailer::message_state
  returned_as returned = returned_as::nothing;
  std::int64_t attempts = 0;
  instant created_at{}, due_at{};
  std::optional<instant> finished_at;
  std::string event_slug, reference;  ///< of the registration that it is about; "" for none
  std::string reply;                  ///< the last that was said to it, or why it could not be made
};

/// Which messages are looked at.
struct log_choice {
  enum class list { all, of_event, of_registration, to_address } what = list::all;
  std::int64_t id = 0;        ///< of event or registration
  std::string address;        ///< normalised
  bool only_trouble = false;  ///< failed, in doubt or returned
  std::int64_t before = 0;    ///< older than the message with this id; 0: from the newest
};

/// The newest first, at most `most`.
std::vector<logged_message> list_messages(const schema::reader& db, const organisers::scope& of,
                                          const log_choice& which, std::int64_t most);

/// One attempt, or a report that came back.
struct logged_attempt {
  instant at{};
  std::string outcome, phase, reply;
  std::int64_t code = 0;
};

struct message_details {
  logged_message row;
  std::string language, name;  ///< name of the recipient
  std::string permitted_by;    ///< public id of the person whose record permitted it
  std::string purpose_key;     ///< of the consent that it needed, or tells of
  bool is_newsletter = false;
  std::vector<logged_attempt> attempts;  ///< the oldest first, the last 50
};

std::optional<message_details> find_message(const schema::reader& db, const organisers::scope& of,
                                            std::string_view message_id);

/// References of an event's registrations whose address, as it is now, cannot be reached: a message
/// to it came back for good.
std::set<std::string> references_returned(const schema::reader& db, const organisers::scope& of,
                                          std::int64_t event_id);

/// The internal id for acting on it; nothing where it cannot be seen.
std::optional<std::int64_t> id_of_message(const schema::reader& db, const organisers::scope& of,
                                          std::string_view message_id);

}  // namespace zusage::events
