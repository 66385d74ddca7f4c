// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "events/ring.hpp"
#include "events/ring_members.hpp"
#include "server/handler.hpp"
#include "server/services.hpp"
#include "web/form.hpp"

/// What the pages of a comparison ring have in common.
namespace zusage::server {

/// The organiser's own event of the route if it is a comparison ring; null otherwise.
std::shared_ptr<const events::event> find_own_ring(const request& of, const schema::reader& db,
                                                   services& with);

/// Title, breadcrumb and links between the organiser's pages of a ring (`ring_links`).
nlohmann::json ring_page_data(const request& of, const events::event& ring,
                              const std::string& title);

/// `20.000 bis unter 50.000`, by the ring's limits.
std::string class_words(std::size_t size_class, std::span<const std::int64_t> limits,
                        const web::locale& in);

/// When a meeting takes place: the date, else the organiser's words, else that it is open.
std::string meeting_words(const events::session& one, const events::event& of,
                          const web::locale& in);

/// A select with a first option that says that nothing is chosen.
nlohmann::json select_field(web::form_field field, const std::string& none);

/// An answer as a reader of the page's language writes it: `1.234,5`, or the label of the option.
std::string answer_words(const events::indicator& asked, const std::string& value,
                         const web::locale& in);

/// A figure with at most two decimals.
std::string figure_words(double figure, const web::locale& in);

/// What was typed, as far as it comes back with its fault; what is not text counts as nothing.
std::string kept_text(const std::string& typed);

/// What a form has typed for `name`, the same way.
std::string typed_text(const request& of, const std::string& name);

}  // namespace zusage::server
