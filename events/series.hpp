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

/// A series: the editions of an event under one name. Events name theirs in the event file.
namespace zusage::events {

struct series {
  std::int64_t id = 0;
  std::string key, organiser_key;
  nlohmann::json title, summary, description, organiser_name;  ///< texts by language
  std::string organiser_contact;
  instant created_at{}, updated_at{};
};

/// The series `key` of the organiser with this key; nothing when there is none.
std::optional<series> find_series(const schema::reader& db, std::string_view organiser_key,
                                  std::string_view key);

/// The ids of all its events, drafts too: each of them may come to stand on its page.
std::vector<std::int64_t> events_of_series(const schema::reader& db, std::int64_t series_id);

/// What transactions announce when the series itself or which events belong to it has changed
/// (schema/announcements.hpp); what an event shows is announced by `topic_of_event`.
std::string topic_of_series(std::int64_t series_id);

}  // namespace zusage::events
