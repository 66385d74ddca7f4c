// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

/// What the hashes of the ledger cover, byte for byte. Pure functions: docs/consent.md says the
/// same in words, so that anyone can compute it again without this program.
///
/// A canonical text is a row of netstrings (`<bytes>:<content>,`), which no two different rows of
/// fields share.
namespace zusage::consent {

/// Stands where the first record of an organiser has no predecessor.
inline constexpr std::string_view no_previous_hash =
    "0000000000000000000000000000000000000000000000000000000000000000";

struct record_content {
  std::string_view previous_hash, organiser_key;
  std::int64_t sequence = 0;
  std::string_view principal;  ///< public id
  std::string_view purpose_key, channel, notice_hash, event, method;
  std::int64_t at = 0;  ///< microseconds UTC
  std::string_view commitment;
};

std::string canonical_text(const record_content& record);
std::string record_hash(const record_content& record);

struct notice_content {
  std::string_view organiser_key, purpose_key;
  std::int64_t version = 0;
  std::string_view language, channel, title, text;
  std::string_view controller, recipients;  ///< JSON as it is stored
  std::int64_t created_at = 0;              ///< microseconds UTC
  std::string_view ends = {};               ///< `once-used`; empty: with its withdrawal
  std::int64_t valid_months = 0;            ///< 0: without end
};

std::string canonical_text(const notice_content& notice);
std::string notice_hash(const notice_content& notice);

/// SHA-256 over the salt (64 hex digits) followed by the personal part: says nothing to who has not
/// both, and fits no other personal part.
std::string commitment_of(std::string_view salt, std::string_view personal);

}  // namespace zusage::consent
