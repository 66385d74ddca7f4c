// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "events/newsletter_issue.hpp"
#include "events/newsletter_returned.hpp"
#include "server/handler.hpp"
#include "server/services.hpp"

/// What the pages about newsletters have in common.
namespace zusage::server {

/// Messages to the attendees of an event (`/events/<slug>/attendee-messages`) have the same pages
/// as newsletters: whether the route is one of theirs.
bool is_to_attendees(const request& of);

/// A text of the area that the route is in: `newsletters.<key>` or `attendee_messages.<key>`.
std::string area_text(const request& of, const std::string& key,
                      const nlohmann::json& arguments = nlohmann::json::object());

/// `/admin/<organiser>/newsletters<rest>`, or the same of the event of the route.
std::string newsletters_link(const request& of, const std::string& rest = {});

/// The same below the newsletter of the route.
std::string newsletter_link(const request& of, const std::string& rest = {});

/// A page inside the area; the last step of its breadcrumb is `title`.
nlohmann::json newsletters_page(const request& of, const schema::reader& db, services& with,
                                const std::string& title);

/// The newsletter of the route, if it is the organiser's own and of this area.
std::optional<events::newsletter_issue> issue_of(const request& of, const schema::reader& db);

/// Of the newsletter: `purpose`, and of a message to attendees `kind_words` and `audience`, one
/// line for each of its conditions.
void add_issue_facts(nlohmann::json& data, const request& of, const schema::reader& db,
                     services& with, const events::newsletter_issue& issue);

/// Its subject in the reader's language, else in another; words for one without.
std::string issue_title(const events::newsletter_issue& issue, const web::locale& in);

/// `goes out since 3 May 2027, 10:00`; what is known of its time.
std::string issue_state_words(const events::newsletter_issue& issue, const web::locale& in);

/// The figures as rows {"label","value","part"}; empty before it begins. What came back is a part
/// of what was sent and stands below it once anything has.
nlohmann::json issue_figures_view(const request& of, const events::newsletter_issue& issue,
                                  const events::newsletter_returns& back);

/// Two fields for each language: `subject.<language>`, `body.<language>`.
void add_text_fields(nlohmann::json& fields, const std::vector<std::string>& languages,
                     const events::issue_draft& draft, const web::locale& in);

/// What was typed in them.
void take_typed_texts(events::issue_draft& draft, const request& of,
                      const std::vector<std::string>& languages);

/// What cannot be shown again is not what was typed.
void make_showable(events::issue_draft& draft);

/// What the form of a draft shows: what is stored, or what was typed.
struct shown_draft {
  events::issue_draft draft;
  std::int64_t version = 0;
  faults wrong = {};
};

/// The page with that form: new, or of the newsletter of the route. `fields`: web::form_field each.
response draft_page(int status, const request& of, const schema::reader& db, services& with,
                    const shown_draft& shown, nlohmann::json fields);

/// The form of an area, to be shown again with its faults.
using draft_form = response (*)(int status, const request& of, const schema::reader& db,
                                services& with, shown_draft shown);

/// What a form sent becomes a new draft, or takes the place of what is stored when nobody else has
/// changed that since (`version`).
decision store_new_draft(const request& of, const schema::reader& db, services& with,
                         const events::issue_draft& typed, draft_form form);
decision store_draft(const request& of, const schema::reader& db, services& with,
                     const events::issue_draft& typed, draft_form form);

/// The number that a form sent back in `field`; -1 for anything else.
std::int64_t number_in(const request& of, std::string_view field);

}  // namespace zusage::server
