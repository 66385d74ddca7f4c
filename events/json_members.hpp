// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

/// Reading stored JSON, which may lack what a newer program looks for.
namespace zusage::events {

/// The member, or null when it is not there or `of` is no object.
const nlohmann::json& member(const nlohmann::json& of, const char* key);

/// "" when it is not there or no text.
std::string text_member(const nlohmann::json& of, const char* key);

/// An empty object when it is not there or none.
nlohmann::json object_member(const nlohmann::json& of, const char* key);

std::optional<std::int64_t> integer_member(const nlohmann::json& of, const char* key);

/// The texts in a list; of anything else none.
std::vector<std::string> texts_of(const nlohmann::json& list);

/// A stored text as JSON; an empty object for what is none.
nlohmann::json from_stored(const std::string& text);

}  // namespace zusage::events
