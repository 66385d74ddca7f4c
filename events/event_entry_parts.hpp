// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "events/event.hpp"

/// The parts of event_as_entry; seen by event_entry_*.cpp alone.
namespace zusage::events::entry_parts {

// What is empty, unset or false is left out.
void put(nlohmann::json& into, const char* key, const std::string& text);
void put(nlohmann::json& into, const char* key, const nlohmann::json& texts);
void put(nlohmann::json& into, const char* key, bool flag);
void put(nlohmann::json& into, const char* key, const std::optional<std::int64_t>& number);
void put_time(nlohmann::json& into, const char* key, const std::optional<instant>& when,
              const std::string& zone);

void put_programme(nlohmann::json& into, const event& of);
void put_questions(nlohmann::json& into, const event& of);
void put_planned_mails(nlohmann::json& into, const event& of);
nlohmann::json ring_as_entry(const ring& of);

}  // namespace zusage::events::entry_parts
