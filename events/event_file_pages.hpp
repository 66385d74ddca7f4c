// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "events/event_file_shape.hpp"

/// `pages` of an organiser in the event file: what it says on its duty pages.
namespace zusage::events {

/// The checked content by page (`imprint`, `privacy`, `accessibility`, `plain_language`,
/// `sign_language`), each with the members that the file gives, cleaned; those that are given.
nlohmann::json parse_pages(object_reader& from);

/// The same of an entry that has been checked, given as its definition (canonical JSON).
nlohmann::json pages_in(const std::string& definition);

}  // namespace zusage::events
