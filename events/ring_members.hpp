// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "events/event.hpp"
#include "mailer/outbox.hpp"
#include "organisers/scope.hpp"

/// The members of a comparison ring (approved municipalities) and their ring groups.
namespace zusage::events {

namespace ring_limits {
inline constexpr std::size_t groups = 200, key = 64, title = 100;
}

enum class member_kind { city, county, unknown };  ///< unknown: not in the directory

struct ring_member {
  std::int64_t id = 0;  ///< of the registration
  std::string reference, name, ags, state;
  member_kind kind = member_kind::unknown;
  std::optional<std::int64_t> population;
  std::size_t size_class = 0;  ///< index among the ring's classes, 0 = the smallest
  std::string group;           ///< key, or empty
};

struct ring_group {
  std::int64_t id = 0;
  std::string key, title;
  std::string kind;  ///< whom it is meant for: `city`, `county`; empty: anybody
};

/// Approved members by name.
std::vector<ring_member> list_members(const schema::reader& db, const event& of);
std::vector<ring_group> list_groups(const schema::reader& db, std::int64_t event_id);

/// Groups and who is in which, as somebody wants it.
struct ring_draft {
  std::int64_t version = 0;                    ///< of the event, as it was when the form was made
  std::vector<ring_group> groups;              ///< in order; ids are not looked at
  std::map<std::string, std::string> members;  ///< key of the group by reference; "" for none
};

/// A proposal for all members that the directory knows: of the draft's groups each goes on as that
/// which has most in common with it, then as an empty one for its kind or for anybody; others get
/// new keys and `titles` of their kind, numbered.
struct group_titles {
  std::string city, county;
};
ring_draft propose_draft(const event& of, const std::vector<ring_member>& members,
                         const ring_draft& now, const group_titles& titles);

/// What is wrong with the key of one of the groups: `group_key_wrong` (not one that an event file
/// could give), `group_key_twice` (an earlier one has it); empty: nothing.
std::string_view group_key_fault(const std::vector<ring_group>& groups, std::size_t at);

/// A key that none of the groups has.
std::string new_group_key(const std::vector<ring_group>& groups);

/// Stores groups and assignment: members are booked on the meetings of their group and taken off
/// those of the group that they leave; everybody who stands for a member whose group changed gets
/// the mail `ring-assigned`. Members who are not in the draft stay where they are. Faults, with
/// nothing stored: `ring_edited` (field empty: somebody else has stored since `version`),
/// `required`, `too_long` {most}, `title_twice` and those of group_key_fault at `title.<key>`,
/// `group_not_empty`,
/// `group_has_meetings` {title} for a stored group that the draft leaves out, `unknown_group` at
/// `member.<reference>`, `too_many_groups`. How many members changed their group.
struct saved_ring {
  std::int64_t changed = 0;
};
checked<saved_ring> save_ring(schema::transaction& tx, const organisers::scope& whose,
                              std::int64_t event_id, const ring_draft& draft,
                              const mailer::outbox& mails, instant now);

/// The groups that an event file names and that are not there yet.
void add_named_groups(schema::transaction& tx, std::int64_t organiser_id, std::int64_t event_id,
                      const event& of);

}  // namespace zusage::events
