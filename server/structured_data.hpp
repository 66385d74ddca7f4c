// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "events/event.hpp"
#include "server/handler.hpp"
#include "server/services.hpp"

/// What machines read of a page.
namespace zusage::server {

/// Whether somebody can sign up at this moment.
struct event_state {
  events::occupancy taken = {};
  std::optional<fault> closed = {};
};

/// The event as schema.org's Event, a paper as Report (https://schema.org): JSON-LD to stand inside
/// a script element, which nothing in it can end. Never a link to join. "" for what is hidden.
std::string structured_data(const events::event& of, const event_state& now, const request& on,
                            const services& with);

/// The description of a page: the summary, else how the text itself begins.
std::string description_of(const nlohmann::json& summary, const nlohmann::json& text,
                           const web::locale& in);

}  // namespace zusage::server
