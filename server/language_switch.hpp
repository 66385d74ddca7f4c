// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "server/handler.hpp"

/// The way to a page in another language. A page has an address; the answer to a form has none, and
/// leads to where the form stands, or is asked for again with all that was typed.
namespace zusage::server {

/// Where a page is seen that answered `of`: its own path if that can be asked for with GET, else
/// the nearest page above it.
std::string path_to_see(const request& of);

/// The member of a form that is sent for its answer in another language alone.
inline constexpr const char* form_shown_again = "shown_again";

/// For a form whose check found nothing wrong: when it was sent for another language, what is wrong
/// with it has gone meanwhile, and it leads to where it is filled in. Nothing is done that nobody
/// asked for.
std::optional<response> instead_of_acting(const request& of);

/// Data of the layout: `language_links`, and `sent_again` on an answer of the organiser's side that
/// has done nothing: one with faults, or a question or preview, which says so with `nothing_done`.
/// There the languages are buttons that send what was typed. What holds a password, a code or a
/// file is never put into a page; `confirm` is not sent, so that a question stays a question.
void add_language_switch(nlohmann::json& data, int status, const request& of);

}  // namespace zusage::server
