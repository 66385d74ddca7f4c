// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Trees over the hashes of records (RFC 9162 2.1): whoever has the root can be shown that a record
/// is in it by a path of a few hashes, which tell nothing of the other records. Pure functions.
/// A leaf is SHA-256 over a zero byte and the 32 bytes of the record's hash, a node over a byte 1
/// and both below it.
namespace zusage::consent {

/// Takes leaves one after the other; its memory grows with the depth of the tree alone.
class hash_tree {
 public:
  /// `record_hash`: 64 hex digits. What is none, of a damaged row, counts as its bytes.
  void add(std::string_view record_hash);
  /// In hex; of no leaves, SHA-256 of nothing.
  std::string root() const;
  std::int64_t size() const { return size_; }

 private:
  std::vector<std::pair<std::int64_t, std::string>> parts_;  ///< leaves below, hash in bytes
  std::int64_t size_ = 0;
};

/// A neighbour on the way from a leaf to the root, which stands left or right of what was computed
/// so far.
struct path_step {
  bool left = false;
  std::string hash;  ///< hex
};

/// Makes the path of the leaf with the number `leaf` (from 0) out of all `leaves`, which are added
/// in their order.
class path_maker {
 public:
  path_maker(std::int64_t leaf, std::int64_t leaves);

  void add(std::string_view record_hash);
  /// From the leaf up.
  std::vector<path_step> path() const;

 private:
  struct part {
    std::int64_t first, end;
    bool left;
    hash_tree below;
  };
  std::int64_t leaf_, next_ = 0;
  std::vector<part> parts_;  ///< from the leaf up
};

/// The root that a path leads to.
std::string root_by(std::string_view record_hash, const std::vector<path_step>& path);

}  // namespace zusage::consent
