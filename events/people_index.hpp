// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "organisers/scope.hpp"
#include "schema/sql.hpp"

namespace zusage::events {

struct known_person {
  std::int64_t id = 0;
  std::string reference, name;
  bool booked = true;  ///< has a place in the session that is asked about
};

/// How a line of a foreign table was recognised.
enum class recognised { by_reference, by_email, by_name, nobody, several };

/// Everybody who is registered for an event, found by what a foreign table says of them.
class people_index {
 public:
  /// `session_id` 0: about the event. Another organiser's event has nobody.
  people_index(const schema::reader& db, const organisers::scope& whose, std::int64_t event_id,
               std::int64_t session_id);

  struct found {
    const known_person* who = nullptr;
    recognised how = recognised::nobody;
  };
  found by_reference(const std::string& typed) const;
  found by_email(const std::string& typed) const;
  /// Given and family name in either order, without what stands in brackets; small and capital
  /// letters and accents do not matter. Only a name that one person alone has.
  found by_name(const std::string& typed) const;

 private:
  std::vector<known_person> people_;
  std::unordered_map<std::string, std::size_t> references_, emails_;
  std::unordered_map<std::string, std::size_t> names_;  // several: `people_.size()`
};

}  // namespace zusage::events
