// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/crypto.hpp"
#include "consent/ledger.hpp"

/// The personal part of a record: encrypted with the person's key, and in the chain as a salted
/// commitment only. The salt comes from the same key, so whoever takes the key away takes both.
namespace zusage::consent {

/// Which record a personal part belongs to; it opens nowhere else.
struct record_place {
  std::string_view organiser_key;
  std::int64_t sequence = 0;
};

struct sealed_evidence {
  std::optional<std::string> personal;  ///< as stored; nothing without a key
  std::string commitment;
};

/// Without a key (the person was erased) nothing personal is kept; the commitment then has a salt
/// that nobody knows.
sealed_evidence seal(const std::optional<key32>& key, const record_place& place,
                     const evidence& by);

/// The JSON text that was sealed, or nothing when it was altered or belongs elsewhere.
std::optional<std::string> unseal(const key32& key, const record_place& place,
                                  std::string_view personal);

/// 64 hex digits.
std::string salt_of(const key32& key, const record_place& place);

/// Only members that are not empty, in the order of their names. Each is cut at 1,000 bytes: what a
/// browser or a mail server sends is not ours to limit elsewhere.
std::string to_json_text(const evidence& by);
evidence evidence_from(std::string_view json_text);

}  // namespace zusage::consent
