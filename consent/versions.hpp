// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "schema/sql.hpp"

/// A purpose with all that was ever shown for it, for who keeps it.
namespace zusage::consent {

struct kept_purpose {
  std::int64_t id = 0;
  std::string key, channel;
  nlohmann::json title;  ///< by language
  std::vector<std::string> recipients;
  std::int64_t version = 0;  ///< the newest
  bool newsletter = false;
  std::string announces;  ///< what a single message tells of
  bool by_page = false;   ///< files leave it as it is
  std::optional<instant> ended_at;
  bool ends_standing = false;  ///< what stood has ended with it
};

std::optional<kept_purpose> find_kept_purpose(const schema::reader& db, std::int64_t organiser_id,
                                              std::string_view key);

struct shown_text {
  std::string language, title, text, hash;
};

/// One version of its notice. Below zero: the wording of an import.
struct notice_version {
  std::int64_t version = 0;
  instant since{};
  std::string channel;
  std::vector<std::string> recipients;
  std::int64_t valid_months = 0;
  bool ends_once_used = false;
  std::vector<shown_text> texts;  ///< by language
  /// People by their newest record: what stands, as far as it has not ended by itself, and waits.
  /// Where they were counted.
  std::int64_t standing = 0, requested = 0;
};

/// The newest first. Counts nobody.
std::vector<notice_version> list_versions(const schema::reader& db, std::int64_t purpose_id);

/// The same with people counted. Goes through all of them: not on the network's thread.
std::vector<notice_version> count_versions(const schema::reader& db, std::int64_t purpose_id,
                                           instant now);

/// Why it cannot be deleted: `purpose_used` (somebody was asked once), `purpose_in_mails`,
/// `purpose_in_events`; "" when it can.
std::string why_kept(const schema::reader& db, std::int64_t purpose_id);

/// Deletes it with its notices. The caller has asked `why_kept` in the same transaction.
void delete_unused(schema::transaction& tx, std::int64_t purpose_id);

}  // namespace zusage::consent
