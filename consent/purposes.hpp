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
  /// Calendar months after which a consent ends by itself (validity.hpp); 0: never. Stands in the
  /// notice.
  std::int64_t valid_months = 0;
};

/// A purpose with its newest notice in one language: what stands beside a box.
struct offer {
  std::int64_t purpose_id = 0;
  std::int64_t notice_id = 0;
  std::string key, channel, language, title, text;
  std::int64_t version = 0;
  std::vector<std::string> recipients;
  bool ends_once_used = false;
  std::int64_t valid_months = 0;  ///< 0: without end
  bool ended = false;             ///< the purpose is over: nothing can be agreed to any more
};

/// Stores a purpose of an organiser; texts, channel or recipients that differ from the newest
/// version become a new version of its notice in every language. Returns the id and whether
/// anything changed.
std::pair<std::int64_t, bool> store_purpose(schema::transaction& tx, std::int64_t organiser_id,
                                            const purpose_definition& definition, instant now);

/// Whether the newest notices say all that already, word for word.
bool says_the_same(const schema::reader& db, std::int64_t organiser_id,
                   const purpose_definition& definition);

/// `purpose_definition::controller` of an organiser. @throws std::invalid_argument without one
nlohmann::json controller_of(const schema::reader& db, std::int64_t organiser_id);

/// The purposes of an event that are not over, in its order, each with the newest notice in
/// `language` (else German, else any).
std::vector<offer> offers_of_event(const schema::reader& db, std::int64_t event_id,
                                   std::string_view language);

/// The organiser's purposes that can be subscribed to without an event and are not over, as above.
std::vector<offer> newsletter_offers(const schema::reader& db, std::int64_t organiser_id,
                                     std::string_view language);

std::optional<std::int64_t> find_purpose(const schema::reader& db, std::int64_t organiser_id,
                                         std::string_view key);

}  // namespace zusage::consent
