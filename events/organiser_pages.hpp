// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/event.hpp"

/// What organisers say on their duty pages: imprint, privacy information, declaration of
/// accessibility, plain language, sign language (`pages` of the event file).
namespace zusage::events {

struct organiser_pages {
  organiser by;
  nlohmann::json content = nlohmann::json::object();  ///< by page, as parse_pages makes it

  /// The content of one page; null when the organiser has not given any.
  const nlohmann::json& page(const char* name) const;
};

std::optional<organiser_pages> find_organiser_pages(const schema::reader& db, std::string_view key);

/// All organisers by key, with their pages.
std::vector<organiser_pages> list_organiser_pages(const schema::reader& db);

/// Replaces what is stored.
void store_pages(schema::transaction& tx, std::int64_t organiser_id, const nlohmann::json& content);

/// What transactions announce when an organiser, its pages or its purposes have changed
/// (schema/announcements.hpp).
std::string topic_of_organiser(std::string_view key);
inline constexpr std::string_view topic_of_all_organisers = "organiser/";

/// A declaration of accessibility is to be looked at again every year; the reminder begins so many
/// months after its date.
inline constexpr std::chrono::months declaration_reminder{11};

/// Whether the organiser has to be reminded: its declaration is missing or was made so long ago.
bool declaration_is_due(const organiser_pages& of, instant now);

/// The declaration's date as it was given (`2027-03-01`); "" when there is none.
std::string declared_on(const organiser_pages& of);

/// Midnight of a date as the event file writes it, in UTC, to be shown as a date in that zone.
std::optional<instant> start_of_date(const std::string& date);

}  // namespace zusage::events
