// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/ring_groups.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "tests/support/catch.hpp"

using namespace zusage::events;

namespace {

ring_candidate city(std::int64_t id, std::size_t size_class, const std::string& state = "A") {
  return {id, false, size_class, std::int64_t(size_class) * 10'000 + id, state};
}

std::vector<std::vector<std::int64_t>> ids(const std::vector<proposed_group>& groups) {
  std::vector<std::vector<std::int64_t>> all;
  for (const auto& one : groups) all.push_back(one.members);
  return all;
}

using id_lists = std::vector<std::vector<std::int64_t>>;

}  // namespace

TEST_CASE("cities and counties are never proposed for one ring group", "[events][rings]") {
  std::vector<ring_candidate> members = {city(1, 0), city(2, 0), city(3, 0), city(4, 0)};
  members.push_back({5, true, 3, 300'000, "A"});
  const auto groups = propose_ring_groups(members, 8);
  CHECK(ids(groups) == id_lists{{1, 2, 3, 4}, {5}});
  CHECK_FALSE(groups.at(0).county);
  CHECK(groups.at(1).county);
  CHECK(propose_ring_groups({}, 8).empty());
}

TEST_CASE("ring groups are cut where the size class changes as far as even sizes allow",
          "[events][rings]") {
  // Nine of one class and eight of the next: the larger group comes first …
  std::vector<ring_candidate> members;
  for (std::int64_t id = 1; id <= 9; ++id) members.push_back(city(id, 0));
  for (std::int64_t id = 10; id <= 17; ++id) members.push_back(city(id, 1));
  CHECK(ids(propose_ring_groups(members, 8)) ==
        id_lists{{1, 2, 3, 4, 5, 6, 7, 8, 9}, {10, 11, 12, 13, 14, 15, 16, 17}});
  // … and the other way round it comes last.
  members[8].size_class = 1;
  const auto groups = propose_ring_groups(members, 8);
  CHECK(groups.at(0).members == std::vector<std::int64_t>{1, 2, 3, 4, 5, 6, 7, 8});
  CHECK(groups.at(1).members.size() == 9);
}

TEST_CASE("members of one state stay together within a size class", "[events][rings]") {
  std::vector<ring_candidate> members;
  for (std::int64_t id = 1; id <= 8; ++id) members.push_back(city(id, 1, id % 2 ? "A" : "B"));
  CHECK(ids(propose_ring_groups(members, 4)) == id_lists{{2, 4, 6, 8}, {1, 3, 5, 7}});
}

TEST_CASE("proposed ring groups hold everybody once, in even sizes, with neighbours together",
          "[events][rings]") {
  std::mt19937 random(20'260'401);
  const auto upto = [&](std::size_t most) { return random() % (most + 1); };
  for (int round = 0; round < 400; ++round) {
    std::vector<ring_candidate> members;
    const auto count = upto(60);
    for (std::size_t i = 0; i < count; ++i) {
      const auto size_class = upto(4);
      members.push_back({std::int64_t(i) + 1, upto(3) == 0, size_class,
                         std::int64_t(size_class * 10'000 + upto(9999)),
                         std::string(1, char('A' + upto(4)))});
    }
    const auto size = std::int64_t(2 + upto(10));
    const auto groups = propose_ring_groups(members, size);
    std::map<std::int64_t, ring_candidate> by_id;
    for (const auto& one : members) by_id[one.id] = one;
    std::multiset<std::int64_t> seen;
    std::map<bool, std::pair<std::size_t, std::size_t>> sizes;  // least and most by kind
    std::map<bool, std::size_t> last_class, total, number;
    for (const auto& group : groups) {
      const auto n = group.members.size();
      REQUIRE(n > 0);
      auto& [least, most] = sizes.try_emplace(group.county, n, n).first->second;
      least = std::min(least, n);
      most = std::max(most, n);
      total[group.county] += n;
      ++number[group.county];
      for (const auto id : group.members) {
        seen.insert(id);
        CHECK(by_id.at(id).county == group.county);
        CHECK(by_id.at(id).size_class >= last_class[group.county]);
        last_class[group.county] = by_id.at(id).size_class;
      }
    }
    CHECK(seen.size() == count);
    CHECK(std::set(seen.begin(), seen.end()).size() == count);
    for (const auto& [county, range] : sizes) {
      CHECK(range.second - range.first <= 1);
      const auto nearest =
          std::max<std::size_t>((total[county] + std::size_t(size) / 2) / std::size_t(size), 1);
      CHECK(number[county] == nearest);
    }
    std::shuffle(members.begin(), members.end(), random);
    CHECK(ids(propose_ring_groups(members, size)) == ids(groups));
  }
}

TEST_CASE("a proposed ring group goes on as the stored one with most members in common",
          "[events][rings]") {
  const std::vector<proposed_group> proposed = {{false, {1, 2, 3}}, {false, {4, 5}}, {true, {9}}};
  CHECK(match_groups(proposed, {{4, 1}, {2, 3}, {}}) == std::vector<int>{1, 0, -1});
  CHECK(match_groups(proposed, {}) == std::vector<int>{-1, -1, -1});
}
