// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <set>

#include "events/form_input.hpp"
#include "events/indicator_release.hpp"
#include "events/load_event.hpp"
#include "events/registration_rows.hpp"
#include "events/ring_meetings.hpp"
#include "events/ring_members.hpp"
#include "events/ring_people.hpp"
#include "events/ring_steps.hpp"

namespace zusage::events {
namespace {

const ring_group* find_group(const std::vector<ring_group>& groups, const std::string& key) {
  const auto found = std::find_if(groups.begin(), groups.end(),
                                  [&](const ring_group& one) { return one.key == key; });
  return found == groups.end() ? nullptr : &*found;
}

faults check_groups(ring_draft& draft) {
  faults wrong;
  std::set<std::string> titles;
  if (draft.groups.size() > ring_limits::groups)
    wrong.push_back({"", "too_many_groups", {{"most", ring_limits::groups}}});
  for (std::size_t i = 0; i < draft.groups.size(); ++i) {
    auto& one = draft.groups[i];
    const auto field = "title." + one.key;
    if (const auto code = group_key_fault(draft.groups, i); !code.empty()) {
      wrong.push_back({field, std::string(code)});
      continue;
    }
    one.title = checked_text(field, one.title, {ring_limits::title, true}, wrong);
    if (!one.title.empty() && !titles.insert(one.title).second)
      wrong.push_back({field, "title_twice"});
  }
  return wrong;
}

// A stored group may go when nobody will be in it and no meeting belongs to it.
faults check_removed(const schema::reader& db, const event& of, const ring_draft& draft) {
  faults wrong;
  const auto members = list_members(db, of);
  for (const auto& group : list_groups(db, of.id)) {
    if (find_group(draft.groups, group.key)) continue;
    const nlohmann::json named = {{"title", group.title}};
    const bool stays = std::any_of(members.begin(), members.end(), [&](const ring_member& one) {
      return one.group == group.key && !draft.members.contains(one.reference);
    });
    if (stays) wrong.push_back({"", "group_not_empty", named});
    const bool meets = std::any_of(of.sessions.begin(), of.sessions.end(),
                                   [&](const session& one) { return one.ring_group == group.key; });
    if (meets) wrong.push_back({"", "group_has_meetings", named});
  }
  for (const auto& [reference, key] : draft.members) {
    if (!key.empty() && !find_group(draft.groups, key))
      wrong.push_back({"member." + reference, "unknown_group"});
  }
  return wrong;
}

void store_groups(schema::transaction& tx, const event& of, const ring_draft& draft) {
  std::int64_t position = 0;
  for (const auto& one : draft.groups) {
    tx.execute(
        "INSERT INTO ring_group (organiser_id, event_id, key, title, kind, position)"
        " VALUES (:1, :2, :3, :4, :5, :6)"
        " ON CONFLICT (event_id, key) DO UPDATE SET title = excluded.title,"
        " position = excluded.position",
        of.by.id, of.id, one.key, one.title, one.kind, ++position);
  }
}

// Former members keep no group that goes.
void remove_groups(schema::transaction& tx, const event& of, const ring_draft& draft) {
  for (const auto& group : list_groups(tx, of.id)) {
    if (find_group(draft.groups, group.key)) continue;
    tx.execute("UPDATE registration SET ring_group_id = NULL WHERE ring_group_id = :1", group.id);
    tx.execute("DELETE FROM ring_group WHERE id = :1", group.id);
  }
}

// The registrations whose group is another now.
std::vector<std::int64_t> assign(schema::transaction& tx, const event& of,
                                 const ring_draft& draft) {
  const auto groups = list_groups(tx, of.id);
  std::vector<std::int64_t> changed;
  for (const auto& one : list_members(tx, of)) {
    const auto wanted = draft.members.find(one.reference);
    if (wanted == draft.members.end() || wanted->second == one.group) continue;
    const auto* group = find_group(groups, wanted->second);
    tx.execute("UPDATE registration SET ring_group_id = :1 WHERE id = :2",
               group ? std::optional(group->id) : std::nullopt, one.id);
    changed.push_back(one.id);
  }
  return changed;
}

}  // namespace

checked<saved_ring> save_ring(schema::transaction& tx, const organisers::scope& whose,
                              std::int64_t event_id, const ring_draft& draft,
                              const mailer::outbox& mails, instant now) {
  hold_event(tx, event_id);
  const auto of = load_event(tx, event_id);
  if (!of || of->by.id != whose.organiser_id()) return faults{{"", "unknown_event"}};
  if (of->version != draft.version) return faults{{"", "ring_edited"}};
  auto wanted = draft;
  auto wrong = check_groups(wanted);
  for (auto& one : check_removed(tx, *of, wanted)) wrong.push_back(std::move(one));
  if (!wrong.empty()) return wrong;
  store_groups(tx, *of, wanted);
  const auto changed = assign(tx, *of, wanted);
  remove_groups(tx, *of, wanted);
  const auto after = touched(tx, event_id, false, now);
  book_meetings(tx, *after, now);
  for (const auto id : changed) tell_assignment(tx, mails, id, now);
  if (!changed.empty()) renew_releases(tx, *after, now);
  record_change(tx, whose, *of, "ring.assigned", {{"members", changed.size()}}, now);
  return saved_ring{std::int64_t(changed.size())};
}

}  // namespace zusage::events
