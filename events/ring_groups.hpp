// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <string>
#include <vector>

/// Who meets whom in a comparison ring: members of one kind, of like size, from like states. Pure.
namespace zusage::events {

struct ring_candidate {
  std::int64_t id = 0;
  bool county = false;         ///< else a city or municipality
  std::size_t size_class = 0;  ///< 0 = the smallest
  std::int64_t population = 0;
  std::string state;
};

struct proposed_group {
  bool county = false;
  std::vector<std::int64_t> members;  ///< ids, by size class
};

/// Everybody in exactly one group. Kinds are never mixed; within a kind as many groups as come
/// closest to `group_size` (at least 1), whose sizes differ by one at most. Members stand in a line
/// by size class, within a class by state and population, and the line is cut into groups, so that
/// neighbours in size meet; of all even cuts the one that parts classes (and, as far as that leaves
/// a choice, states) least. Cities come first. The same members give the same groups, in whatever
/// order they come.
std::vector<proposed_group> propose_ring_groups(std::vector<ring_candidate> members,
                                                std::int64_t group_size);

/// How much two groups have in common decides which stored group a proposed one continues: for each
/// of `proposed` the index in `stored` (members by id), or -1 for a new one; each is continued by
/// one at most, those with most members in common first.
std::vector<int> match_groups(const std::vector<proposed_group>& proposed,
                              const std::vector<std::vector<std::int64_t>>& stored);

}  // namespace zusage::events
