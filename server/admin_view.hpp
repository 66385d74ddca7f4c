// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "events/event.hpp"
#include "server/handler.hpp"
#include "server/services.hpp"

/// What the pages of the organiser's side have in common.
namespace zusage::server {

/// Data that the layout shows to a signed-in person: navigation, sign-out, title.
nlohmann::json admin_page(const request& of, const std::string& title);

/// The same with the way to the organiser of the route: the first steps of its breadcrumb.
nlohmann::json organiser_page(const request& of, const schema::reader& db,
                              const std::string& title);

/// The same inside an area that begins at `url`: its step and, but on that page itself, one more.
nlohmann::json page_in_area(const request& of, const schema::reader& db, const std::string& title,
                            const std::string& area, const std::string& url);

/// The same at an event: the steps to its organiser and to it.
nlohmann::json page_at_event(const request& of, const events::event& at, const std::string& title);

/// `/admin/<organiser of the route><rest>`, with the chosen language.
std::string admin_link(const request& of, const std::string& rest);

/// Appends a step to the breadcrumb of `data`; without `url` it is the page itself.
void add_step(nlohmann::json& data, const std::string& text, const std::string& url = {});

/// The step to the events of the organiser whose staff looks: of several who organise `at`
/// together, the one in the path. None for whoever works at that event alone.
void add_organiser_step(nlohmann::json& data, const request& of, const events::event& at);

/// The same for the organiser of the route.
void add_own_organiser_step(nlohmann::json& data, const request& of, const schema::reader& db);

/// The event of the route's `{slug}` if it is the organiser's own; null otherwise.
std::shared_ptr<const events::event> find_own_event(const request& of, const schema::reader& db,
                                                    services& with);

/// How a registration stands, in words of the event's kind.
std::string status_words(const events::event& of, events::registration_status status,
                         const web::locale& in);

/// The same, and the sessions that are waited for: `Angemeldet, wartet auf Forum 1`.
std::string standing_words(const events::event& of, events::registration_status status,
                           const std::string& waited_for, const web::locale& in);

/// `3 over capacity`; "" while there are no more people than places.
std::string over_words(const std::optional<std::int64_t>& capacity, std::int64_t taken,
                       const web::locale& in);

/// Whether the role of the signed-in person includes `what` at the organiser of the route.
bool may(const request& of, organisers::permission what);

/// Puts faults into `data` as the error summary shows them (`errors`), each linking to its field.
void list_faults(nlohmann::json& data, const faults& wrong, const web::locale& in);

/// A field as web/templates/_field_text.html shows it, with its fault if it has one.
struct admin_field {
  std::string name, type, autocomplete, hint;
  std::string label = {};  ///< empty: the text `admin.<name>`
};
nlohmann::json text_input(const admin_field& field, const std::string& value, const faults& wrong,
                          const web::locale& in);

}  // namespace zusage::server
