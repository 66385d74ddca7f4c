// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "events/newsletter_issue.hpp"
#include "events/newsletter_returned.hpp"
#include "server/handler.hpp"
#include "server/services.hpp"

/// What the pages about newsletters have in common.
namespace zusage::server {

/// `/admin/<organiser>/newsletters<rest>`.
std::string newsletters_link(const request& of, const std::string& rest = {});

/// `/admin/<organiser>/newsletters/<newsletter of the route><rest>`.
std::string newsletter_link(const request& of, const std::string& rest = {});

/// A page inside the area; the last step of its breadcrumb is `title`.
nlohmann::json newsletters_page(const request& of, const schema::reader& db,
                                const std::string& title);

/// The newsletter of the route, if it is the organiser's own.
std::optional<events::newsletter_issue> issue_of(const request& of, const schema::reader& db);

/// Its subject in the reader's language, else in another; words for one without.
std::string issue_title(const events::newsletter_issue& issue, const web::locale& in);

/// `goes out since 3 May 2027, 10:00`; what is known of its time.
std::string issue_state_words(const events::newsletter_issue& issue, const web::locale& in);

/// The figures as rows {"label","value","part"}; empty before it begins. What came back is a part
/// of what was sent and stands below it once anything has.
nlohmann::json issue_figures_view(const events::newsletter_issue& issue,
                                  const events::newsletter_returns& back, const web::locale& in);

/// The number that a form sent back in `field`; -1 for anything else.
std::int64_t number_in(const request& of, std::string_view field);

}  // namespace zusage::server
