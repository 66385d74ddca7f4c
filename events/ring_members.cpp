// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/ring_members.hpp"

#include <algorithm>
#include <set>

#include "events/event_file_shape.hpp"
#include "events/ring.hpp"
#include "events/ring_groups.hpp"

namespace zusage::events {
namespace {

member_kind kind_of(const std::optional<std::string>& stored) {
  if (!stored) return member_kind::unknown;
  return *stored == "county" ? member_kind::county : member_kind::city;
}

}  // namespace

std::vector<ring_member> list_members(const schema::reader& db, const event& of) {
  const auto limits = class_limits_of(of);
  std::vector<ring_member> members;
  db.each<std::int64_t, std::string, std::string, std::string, std::optional<std::string>,
          std::optional<std::string>, std::optional<std::int64_t>, std::optional<std::string>>(
      "SELECT r.id, r.reference, r.applicant,"
      " COALESCE(m.name, NULLIF(r.municipality, ''), r.organisation),"
      " m.kind, m.state, m.population, g.key"
      " FROM registration r"
      " LEFT JOIN municipality m ON m.ags = r.applicant"
      " LEFT JOIN ring_group g ON g.id = r.ring_group_id"
      " WHERE r.event_id = :1 AND r.status = 'confirmed'"
      " ORDER BY 4, r.id",
      [&](std::int64_t id, std::string reference, std::string applicant, std::string name,
          const std::optional<std::string>& kind, const std::optional<std::string>& state,
          std::optional<std::int64_t> population, const std::optional<std::string>& group) {
        ring_member one;
        one.id = id;
        one.reference = std::move(reference);
        one.name = std::move(name);
        one.kind = kind_of(kind);
        if (kind) one.ags = std::move(applicant);
        one.state = state.value_or("");
        one.population = population;
        one.size_class =
            std::size_t(std::upper_bound(limits.begin(), limits.end(), population.value_or(0)) -
                        limits.begin());
        one.group = group.value_or("");
        members.push_back(std::move(one));
      },
      of.id);
  return members;
}

std::vector<ring_group> list_groups(const schema::reader& db, std::int64_t event_id) {
  std::vector<ring_group> groups;
  db.each<std::int64_t, std::string, std::string, std::string>(
      "SELECT id, key, title, kind FROM ring_group WHERE event_id = :1 ORDER BY position, id",
      [&](std::int64_t id, std::string key, std::string title, std::string kind) {
        groups.push_back({id, std::move(key), std::move(title), std::move(kind)});
      },
      event_id);
  return groups;
}

std::string_view group_key_fault(const std::vector<ring_group>& groups, std::size_t at) {
  const auto& key = groups.at(at).key;
  if (!is_key(key) || key.size() > ring_limits::key) return "group_key_wrong";
  const auto end = groups.begin() + std::ptrdiff_t(at);
  const bool again =
      std::any_of(groups.begin(), end, [&](const ring_group& one) { return one.key == key; });
  return again ? "group_key_twice" : "";
}

std::string new_group_key(const std::vector<ring_group>& groups) {
  for (int number = 1;; ++number) {
    auto key = "ring-" + std::to_string(number);
    if (std::none_of(groups.begin(), groups.end(),
                     [&](const ring_group& one) { return one.key == key; }))
      return key;
  }
}

namespace {

std::string new_title(const std::vector<ring_group>& groups, const std::string& of_kind) {
  for (int number = 1;; ++number) {
    auto title = of_kind + " " + std::to_string(number);
    if (std::none_of(groups.begin(), groups.end(),
                     [&](const ring_group& one) { return one.title == title; }))
      return title;
  }
}

std::vector<std::vector<std::int64_t>> members_by_group(const ring_draft& of,
                                                        const std::vector<ring_member>& members) {
  std::vector<std::vector<std::int64_t>> found(of.groups.size());
  for (const auto& one : members) {
    const auto in = of.members.find(one.reference);
    if (in == of.members.end()) continue;
    for (std::size_t i = 0; i < of.groups.size(); ++i) {
      if (of.groups[i].key == in->second) found[i].push_back(one.id);
    }
  }
  return found;
}

std::string_view kind_of(const proposed_group& group) {
  return group.county ? "county" : "city";
}

// Groups that nobody is in yet are there to be filled: those of the kind before those of anybody.
std::vector<int> with_empty_groups(std::vector<int> continued,
                                   const std::vector<proposed_group>& proposed,
                                   const ring_draft& now,
                                   const std::vector<std::vector<std::int64_t>>& stored) {
  for (std::size_t i = 0; i < proposed.size(); ++i) {
    for (const auto wanted : {kind_of(proposed[i]), std::string_view()}) {
      for (std::size_t old = 0; old < now.groups.size() && continued[i] < 0; ++old) {
        const bool taken =
            std::find(continued.begin(), continued.end(), int(old)) != continued.end();
        if (stored[old].empty() && !taken && now.groups[old].kind == wanted)
          continued[i] = int(old);
      }
    }
  }
  return continued;
}

}  // namespace

ring_draft propose_draft(const event& of, const std::vector<ring_member>& members,
                         const ring_draft& now, const group_titles& titles) {
  std::vector<ring_candidate> known;
  std::map<std::int64_t, std::string> references;
  for (const auto& one : members) {
    if (one.kind == member_kind::unknown) continue;
    known.push_back({one.id, one.kind == member_kind::county, one.size_class,
                     one.population.value_or(0), one.state});
    references[one.id] = one.reference;
  }
  const auto proposed = propose_ring_groups(std::move(known), of.ring ? of.ring->group_size : 8);
  const auto stored = members_by_group(now, members);
  const auto continued = with_empty_groups(match_groups(proposed, stored), proposed, now, stored);
  auto made = now;
  for (std::size_t i = 0; i < proposed.size(); ++i) {
    if (continued[i] < 0) {
      const auto& title = proposed[i].county ? titles.county : titles.city;
      made.groups.push_back({0, new_group_key(made.groups), new_title(made.groups, title),
                             std::string(kind_of(proposed[i]))});
    }
    const auto& key =
        continued[i] < 0 ? made.groups.back().key : now.groups[std::size_t(continued[i])].key;
    for (const auto id : proposed[i].members) made.members[references.at(id)] = key;
  }
  return made;
}

void add_named_groups(schema::transaction& tx, std::int64_t organiser_id, std::int64_t event_id,
                      const event& of) {
  if (!of.ring) return;
  for (const auto& one : of.ring->groups) {
    const auto last = tx.value<std::int64_t>(
        "SELECT COALESCE(MAX(position), 0) FROM ring_group WHERE event_id = :1", event_id);
    tx.execute(
        "INSERT INTO ring_group (organiser_id, event_id, key, title, kind, position)"
        " VALUES (:1, :2, :3, :4, :5, :6) ON CONFLICT (event_id, key) DO NOTHING",
        organiser_id, event_id, one.key, one.title, one.kind, last.value() + 1);
  }
}

}  // namespace zusage::events
