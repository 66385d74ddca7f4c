// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/sql.hpp"

/// To which attendees of an event a message goes.
namespace zusage::events {

/// Who can be chosen by how the registration stands; `waiting` is also whoever was offered a place.
/// An address that nobody has confirmed is never written to.
inline constexpr std::array<std::string_view, 5> audience_statuses = {
    "confirmed", "waiting", "applied", "refused", "cancelled"};

/// Those that are chosen unless somebody chooses otherwise: whoever is registered.
std::vector<std::string> usual_statuses();

struct message_audience {
  std::vector<std::string> statuses = usual_statuses();  ///< of `audience_statuses`
  std::vector<std::int64_t> sessions = {};  ///< has booked one of them, or waits for it
  std::vector<std::string> kinds = {};      ///< of the municipality, by the directory; empty: any
  std::vector<std::int64_t> groups = {};    ///< of a comparison ring: in one of them; empty: any
  /// Of a comparison ring: everybody who stands for a member (ring_people.hpp), each address once,
  /// instead of its contact alone.
  bool everybody = false;
  bool operator==(const message_audience&) const = default;
};

std::string to_stored(const message_audience& of);
message_audience audience_from_stored(const std::string& text);

/// A registration to which a message goes, or one of the people who stand for it.
struct message_attendee {
  std::int64_t registration_id = 0;
  std::string email, name, language;
  std::string person_id = {};  ///< ring_person::public_id; empty: the registration's own
};

/// Registrations looked at, and those of them that belong to the audience.
struct attendee_range {
  std::vector<message_attendee> people;
  std::int64_t looked_at = 0;  ///< the last one; 0: there was none
  bool is_last = false;        ///< none comes after it
};

/// Of the event's registrations behind `after` and up to `last` at most so many, by id. Somebody
/// who cancelled and registered again stands in it once, with the newest registration: it says how
/// they stand. Whoever stands for several members comes with each of them.
attendee_range attendees_behind(const schema::reader& db, std::int64_t event_id,
                                const message_audience& of, std::int64_t after, std::int64_t last,
                                std::int64_t most);

/// Whom a registration that belongs to the audience now stands for in it; nobody too when it is
/// erased.
std::vector<message_attendee> find_message_attendees(const schema::reader& db,
                                                     std::int64_t event_id,
                                                     const message_audience& of,
                                                     std::int64_t registration_id);

/// 0 when there is none.
std::int64_t newest_registration(const schema::reader& db, std::int64_t event_id);

}  // namespace zusage::events
