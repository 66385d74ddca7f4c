// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/router.hpp"

#include <algorithm>

namespace zusage::server {
namespace {

std::vector<std::string_view> split(std::string_view path) {
  std::vector<std::string_view> segments;
  path.remove_prefix(1);
  while (true) {
    const auto end = path.find('/');
    segments.push_back(path.substr(0, end));
    if (end == std::string_view::npos) return segments;
    path.remove_prefix(end + 1);
  }
}

bool is_capture(std::string_view segment) {
  return !segment.empty() && segment.front() == '{';
}

bool fits(const std::vector<std::string_view>& pattern, const std::vector<std::string_view>& path) {
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const bool same = is_capture(pattern[i]) ? !path[i].empty() : pattern[i] == path[i];
    if (!same) return false;
  }
  return true;
}

}  // namespace

router::router(std::span<const route> routes) {
  for (const auto& one : routes) {
    auto segments = split(one.path);
    auto& of_this_length = by_length_[segments.size()];
    of_this_length.push_back({&one, std::move(segments)});
  }
  // Literal before captured, place by place: '{' sorts after every letter, so descending order of
  // "is literal" is what is needed.
  for (auto& [length, entries] : by_length_) {
    std::stable_sort(entries.begin(), entries.end(), [](const entry& a, const entry& b) {
      return std::lexicographical_compare(
          a.segments.begin(), a.segments.end(), b.segments.begin(), b.segments.end(),
          [](std::string_view x, std::string_view y) { return !is_capture(x) && is_capture(y); });
    });
  }
}

router::match router::find(std::string_view method, std::string_view path) const {
  match result;
  const auto segments = split(path);
  const auto candidates = by_length_.find(segments.size());
  if (candidates == by_length_.end()) return result;
  const auto wanted = method == "HEAD" ? std::string_view("GET") : method;
  for (const auto& one : candidates->second) {
    if (!fits(one.segments, segments)) continue;
    if (one.to->method != wanted) {
      const std::string methods =
          one.to->method == "GET" ? "GET, HEAD" : std::string(one.to->method);
      if (result.allow.find(methods) == std::string::npos)
        result.allow += (result.allow.empty() ? "" : ", ") + methods;
      continue;
    }
    result.found = one.to;
    for (std::size_t i = 0; i < segments.size(); ++i) {
      const auto name = one.segments[i];
      if (is_capture(name)) result.captured.emplace(name.substr(1, name.size() - 2), segments[i]);
    }
    return result;
  }
  return result;
}

}  // namespace zusage::server
