// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "consent/hash_tree.hpp"

#include <algorithm>

#include "base/crypto.hpp"

namespace zusage::consent {
namespace {

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

std::string bytes_of(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    const int high = digit(hex[i]), low = digit(hex[i + 1]);
    if (high < 0 || low < 0) return std::string(hex);
    bytes += static_cast<char>(high * 16 + low);
  }
  return bytes;
}

std::string hashed(char kind, std::string_view one, std::string_view two = {}) {
  std::string text(1, kind);
  text.append(one).append(two);
  return bytes_of(sha256_hex(text));
}

std::string leaf_of(std::string_view record_hash) {
  return hashed('\0', bytes_of(record_hash));
}
std::string node_of(std::string_view left, std::string_view right) {
  return hashed('\1', left, right);
}

std::string hex_of(std::string_view bytes) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string hex;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    hex += digits[byte / 16];
    hex += digits[byte % 16];
  }
  return hex;
}

// The largest power of two below `n`, which is at least 2.
std::int64_t half_of(std::int64_t n) {
  std::int64_t half = 1;
  while (half * 2 < n) half *= 2;
  return half;
}

}  // namespace

void hash_tree::add(std::string_view record_hash) {
  ++size_;
  parts_.emplace_back(1, leaf_of(record_hash));
  // Trees of the same size become one.
  while (parts_.size() > 1 && parts_[parts_.size() - 2].first == parts_.back().first) {
    auto right = std::move(parts_.back());
    parts_.pop_back();
    parts_.back() = {right.first * 2, node_of(parts_.back().second, right.second)};
  }
}

std::string hash_tree::root() const {
  if (parts_.empty()) return sha256_hex("");
  auto root = parts_.back().second;
  for (auto part = parts_.rbegin() + 1; part != parts_.rend(); ++part)
    root = node_of(part->second, root);
  return hex_of(root);
}

path_maker::path_maker(std::int64_t leaf, std::int64_t leaves) : leaf_(leaf) {
  std::int64_t first = 0, end = leaves;
  while (end - first > 1) {
    const auto middle = first + half_of(end - first);
    if (leaf < middle) {
      parts_.push_back({middle, end, false, {}});
      end = middle;
    } else {
      parts_.push_back({first, middle, true, {}});
      first = middle;
    }
  }
  std::reverse(parts_.begin(), parts_.end());
}

void path_maker::add(std::string_view record_hash) {
  const auto number = next_++;
  if (number == leaf_) return;
  for (auto& one : parts_) {
    if (number >= one.first && number < one.end) return one.below.add(record_hash);
  }
}

std::vector<path_step> path_maker::path() const {
  std::vector<path_step> steps;
  for (const auto& one : parts_) steps.push_back({one.left, one.below.root()});
  return steps;
}

std::string root_by(std::string_view record_hash, const std::vector<path_step>& path) {
  auto computed = leaf_of(record_hash);
  for (const auto& step : path) {
    const auto other = bytes_of(step.hash);
    computed = step.left ? node_of(other, computed) : node_of(computed, other);
  }
  return hex_of(computed);
}

}  // namespace zusage::consent
