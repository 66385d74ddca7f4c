// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "schema/sql.hpp"

/// Purposes and the versioned texts that are shown for them.
namespace zusage::consent {

/// What an organiser declares (event file of the contract, `purposes`).
struct purpose_definition {
  std::string key;
  std::string channel;                  ///< email, phone, post
  nlohmann::json title;                 ///< by language
  nlohmann::json notice;                ///< full text by language
  std::vector<std::string> recipients;  ///< third parties by name
  nlohmann::json controller;            ///< {"key","name","contact"} of the organiser
  /// Good for a single message; the consent ends by itself once that was sent. Stands in the
  /// notice.
  bool ends_once_used = false;
  std::string announces;  ///< what that message tells of: slug of an event; empty: nothing
};

/// A purpose with its newest notice in one language: what stands beside a box.
struct offer {
  std::int64_t purpose_id = 0;
  std::int64_t notice_id = 0;
  std::string key, channel, language, title, text;
  std::int64_t version = 0;
  std::vector<std::string> recipients;
  bool ends_once_used = false;
};

/// Stores a purpose of an organiser; texts, channel or recipients that differ from the newest
/// version become a new version of its notice in every language. Returns the id and whether
/// anything changed.
std::pair<std::int64_t, bool> store_purpose(schema::transaction& tx, std::int64_t organiser_id,
                                            const purpose_definition& definition, instant now);

/// The purposes of an event in its order, each with the newest notice in `language` (else German,
/// else any).
std::vector<offer> offers_of_event(const schema::reader& db, std::int64_t event_id,
                                   std::string_view language);

/// The organiser's purposes that can be subscribed to without an event, as above.
std::vector<offer> newsletter_offers(const schema::reader& db, std::int64_t organiser_id,
                                     std::string_view language);

std::optional<std::int64_t> find_purpose(const schema::reader& db, std::int64_t organiser_id,
                                         std::string_view key);

}  // namespace zusage::consent
