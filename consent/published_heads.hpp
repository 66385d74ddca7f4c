// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "consent/hash_tree.hpp"
#include "schema/sql.hpp"

/// Heads of the chains that were given away: to somebody else, or into a log that is kept
/// elsewhere. Only those show later that nobody has written a chain anew (docs/consent.md).
namespace zusage::consent {

/// A head is given away this long after the last one at the soonest, the first one this long after
/// the first record, and only when it has moved.
inline constexpr std::chrono::hours publishing_interval{24};

struct published_head {
  std::int64_t sequence = 0;  ///< of the record whose hash it is
  std::string hash;
  instant published_at{};
  std::int64_t recipients = 0;
  std::int64_t first_sequence =
      0;  ///< of its tree, which ends with it (hash_tree.hpp); 0: it has none
  std::string root;
};

/// Whose head is due to be given away.
struct due_head {
  std::int64_t organiser_id = 0, sequence = 0;
  std::string organiser_key, hash;
  /// Of the tree over all records since the last head that has one.
  std::int64_t first_sequence = 0;
  std::string root;
};

/// Reads all records since the last head: on a read connection, before the write that notes it.
std::vector<due_head> heads_due(const schema::reader& db, instant now);

/// Notes that it was; a second time for the same record changes nothing. False then.
bool note_published(schema::transaction& tx, const due_head& head, std::int64_t recipients,
                    instant now);

/// The newest first, at most `most`.
std::vector<published_head> list_published(const schema::reader& db, std::int64_t organiser_id,
                                           std::int64_t most);

/// The first one that covers a record: its own or that of a later one.
std::optional<published_head> first_covering(const schema::reader& db, std::int64_t organiser_id,
                                             std::int64_t sequence);

/// How a record is reached from the tree of a published head.
struct record_path {
  published_head head;
  std::vector<path_step> steps;
};
/// Of the records of these numbers, by number; without those that no head with a tree covers yet.
/// Reads the records below each head once.
std::map<std::int64_t, record_path> paths_of(const schema::reader& db, std::int64_t organiser_id,
                                             const std::vector<std::int64_t>& sequences);

/// The root of the tree over records of these numbers, as they are now.
std::string root_of(const schema::reader& db, std::int64_t organiser_id, std::int64_t first,
                    std::int64_t last);

/// Whether the record of that number has that hash, as somebody kept it.
bool has_record(const schema::reader& db, std::string_view organiser_key, std::int64_t sequence,
                std::string_view hash);

}  // namespace zusage::consent
