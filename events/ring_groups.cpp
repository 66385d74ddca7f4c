// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/ring_groups.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

namespace zusage::events {
namespace {

using line = std::vector<ring_candidate>;

constexpr std::int64_t no_cut = std::numeric_limits<std::int64_t>::max();

// States go up in one class and down in the next: where a group spans two classes, it has members
// of one state from both.
bool stands_before(const ring_candidate& a, const ring_candidate& b) {
  if (a.size_class != b.size_class) return a.size_class < b.size_class;
  if (a.state != b.state) return (a.size_class % 2 == 0) == (a.state < b.state);
  return std::tie(a.population, a.id) < std::tie(b.population, b.id);
}

// Where to cut a line into even groups.
class even_cuts {
 public:
  even_cuts(const line& of, std::size_t groups)
      : of_(of),
        groups_(groups),
        least_(of.size() / groups),
        larger_(of.size() % groups),
        best_(groups + 1, std::vector<std::int64_t>(larger_ + 1, no_cut)) {
    for (std::size_t i = 1; i < of.size(); ++i) parted_.push_back(parted_.back() + step(i));
    best_[0][0] = 0;
    for (std::size_t group = 1; group <= groups_; ++group) {
      for (std::size_t large = 0; large <= std::min(larger_, group); ++large)
        best_[group][large] = std::min(cost_with(group, large, 0), cost_with(group, large, 1));
    }
  }

  /// Sizes in order; where it makes no difference the larger groups come first.
  std::vector<std::size_t> sizes() const {
    std::vector<std::size_t> found;
    std::size_t large = larger_;
    for (std::size_t group = groups_; group > 0; --group) {
      const std::size_t more = cost_with(group, large, 0) == best_[group][large] ? 0 : 1;
      found.push_back(least_ + more);
      large -= more;
    }
    return {found.rbegin(), found.rend()};
  }

 private:
  // What it costs that the member at `i` and the one before are in one group.
  std::int64_t step(std::size_t i) const {
    if (of_[i].size_class != of_[i - 1].size_class) return std::int64_t(of_.size());
    return of_[i].state != of_[i - 1].state ? 1 : 0;
  }

  // Of `group` groups with `large` larger ones among them, when the last is `more` larger.
  std::int64_t cost_with(std::size_t group, std::size_t large, std::size_t more) const {
    if (large < more || best_[group - 1][large - more] == no_cut) return no_cut;
    const auto from = (group - 1) * least_ + large - more, to = from + least_ + more;
    return best_[group - 1][large - more] + parted_[to - 1] - parted_[from];
  }

  const line& of_;
  const std::size_t groups_, least_, larger_;
  std::vector<std::int64_t> parted_{0};  // cost of one group from the first to each
  std::vector<std::vector<std::int64_t>> best_;
};

void add_groups(line members, std::int64_t group_size, std::vector<proposed_group>& to) {
  if (members.empty()) return;
  std::sort(members.begin(), members.end(), stands_before);
  const auto size = std::size_t(std::max<std::int64_t>(group_size, 1));
  const auto groups = std::max<std::size_t>((members.size() + size / 2) / size, 1);
  auto next = members.begin();
  for (const auto count : even_cuts(members, groups).sizes()) {
    proposed_group made{members.front().county, {}};
    for (std::size_t i = 0; i < count; ++i) made.members.push_back((next++)->id);
    to.push_back(std::move(made));
  }
}

}  // namespace

std::vector<proposed_group> propose_ring_groups(std::vector<ring_candidate> members,
                                                std::int64_t group_size) {
  const auto counties = std::partition(members.begin(), members.end(),
                                       [](const ring_candidate& one) { return !one.county; });
  std::vector<proposed_group> groups;
  add_groups({members.begin(), counties}, group_size, groups);
  add_groups({counties, members.end()}, group_size, groups);
  return groups;
}

std::vector<int> match_groups(const std::vector<proposed_group>& proposed,
                              const std::vector<std::vector<std::int64_t>>& stored) {
  struct pair {
    std::ptrdiff_t common;
    std::size_t of, continues;
  };
  std::vector<pair> pairs;
  for (std::size_t of = 0; of < proposed.size(); ++of) {
    for (std::size_t old = 0; old < stored.size(); ++old) {
      const auto common =
          std::count_if(stored[old].begin(), stored[old].end(), [&](std::int64_t id) {
            const auto& in = proposed[of].members;
            return std::find(in.begin(), in.end(), id) != in.end();
          });
      if (common > 0) pairs.push_back({common, of, old});
    }
  }
  std::stable_sort(pairs.begin(), pairs.end(),
                   [](const pair& a, const pair& b) { return a.common > b.common; });
  std::vector<int> continued(proposed.size(), -1);
  std::vector<bool> taken(stored.size(), false);
  for (const auto& one : pairs) {
    if (continued[one.of] >= 0 || taken[one.continues]) continue;
    continued[one.of] = int(one.continues);
    taken[one.continues] = true;
  }
  return continued;
}

}  // namespace zusage::events
