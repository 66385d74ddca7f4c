// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <memory>

#include "events/event.hpp"

namespace zusage::events {

/// Everything about an event from its rows; null when there is none with this id. For single use:
/// whoever asks again and again uses the catalogue.
std::shared_ptr<event> load_event(const schema::reader& db, std::int64_t id);

/// An organiser that rows refer to. @throws std::runtime_error when there is none.
organiser load_organiser(const schema::reader& db, std::int64_t id);

}  // namespace zusage::events
