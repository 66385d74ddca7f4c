// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time_zone.hpp"
#include "events/event.hpp"
#include "server/handler.hpp"
#include "server/services.hpp"
#include "web/locale.hpp"

/// What several pages show of an event, in words, as data for templates.
namespace zusage::server {

/// The text for `key` in the words of a kind: those of papers stand at `paper.<key>` where they
/// differ, because a paper is fetched and not attended.
std::string kind_text(events::kind kind, const web::locale& in, const std::string& key,
                      const nlohmann::json& arguments = nlohmann::json::object());

/// The published or cancelled event of the route's `{slug}`; drafts do not exist for visitors.
std::shared_ptr<const events::event> find_public_event(const request& of, const schema::reader& db,
                                                       services& with);

/// The language that the visitor chose by `?lang=`, "" when it follows from the browser.
std::string chosen_language(const request& of);

/// `path` within the site, with the chosen language.
std::string link_to(const request& of, std::string path);

/// `Noch 12 Plätze frei`, `Ausgebucht, Warteliste`; "" when places are not limited.
std::string places_words(const std::optional<std::int64_t>& capacity, std::int64_t taken,
                         bool waiting_list, const web::locale& in);

/// `Rathaus, Münster`, `online`, or both.
std::string place_words(events::mode mode, const nlohmann::json& venue, const web::locale& in);

/// `9:00–12:00 Uhr`, with the days when it spans several; "" without a date.
std::string time_words(const events::session& of, std::string_view zone, const web::locale& in);

/// The text of a fault.
std::string fault_words(const fault& what, const web::locale& in);

/// Why no registration is possible; `not_yet_open` with the time when it will be.
fault explained(fault why, const events::event& of, const web::locale& in);
std::string closed_words(const fault& why, const events::event& of, const web::locale& in);

/// The language of the texts in `texts` that a page in `in` shows when it is another than the
/// page's (WCAG 3.1.2), else "".
std::string foreign_language(const nlohmann::json& texts, const web::locale& in);

/// Where the sign-up form stands and is sent to; a paper's stands on its page.
std::string form_path(const events::event& of);

/// Title, period, place, organiser and so on: `event` in the templates.
nlohmann::json event_head(const events::event& of, const request& on);

/// Name, contact and privacy_url of each.
nlohmann::json organisers_view(const std::vector<events::organiser>& all, const web::locale& in);

/// `data` with what every page about an event has: `event`, `words` (kind_text by the last part of
/// the key) and whose duty pages stand in the footer (footer.hpp).
nlohmann::json about(const events::event& of, const request& on, nlohmann::json data);

/// The sessions by day, in order of time, those without a date last.
nlohmann::json programme(const events::event& of, const events::occupancy& taken,
                         const web::locale& in);

}  // namespace zusage::server
