// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "events/event.hpp"

/// What a comparison ring has beyond an event: municipalities apply, are approved, and meet in ring
/// groups of their like.
namespace zusage::events {

/// What taking part costs; shown at the application, accepted there, written in its mails.
struct ring_fee {
  nlohmann::json text;  ///< by language, with amount and period
};

/// What members are asked each period and compared by.
struct indicator {
  std::string key;
  enum class kind { number, choice } type = kind::number;
  nlohmann::json label, hint, unit;         ///< by language
  std::vector<question_option> options;     ///< of a choice
  std::vector<std::string> periods;         ///< `2026`, `2026-H1`, … as the organiser calls them
  std::optional<std::int64_t> least, most;  ///< bounds of a number
};

/// A ring group that is there from the beginning; the organiser's page adds others.
struct named_group {
  std::string key, title;
  std::string kind;  ///< whom a proposal may put into it: `city`, `county`; empty: anybody
};

/// Settings of a comparison ring (`ring` of the event file).
struct ring {
  std::vector<std::int64_t> class_limits;  ///< inhabitants at which the next size class begins,
                                           ///< ascending; none: the usual ones
  std::optional<ring_fee> fee;
  std::int64_t delegates = 1, substitutes = 1;  ///< how many a municipality may name, besides its
                                                ///< contact
  std::int64_t group_size = 8;                  ///< what a proposal of ring groups aims at
  std::vector<named_group> groups;
  std::string contact_purpose;        ///< key of the purpose that shows a person to their group
  std::string contact_phone_purpose;  ///< the same for the telephone number
  std::vector<indicator> indicators;
};

/// Where the event's size classes begin: its ring's, else the usual ones (size_class.hpp). Holds as
/// long as the event.
std::span<const std::int64_t> class_limits_of(const event& of);

}  // namespace zusage::events
