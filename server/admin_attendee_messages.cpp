// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/admin_attendee_messages.hpp"

#include <utility>

#include "server/admin_attendee_message_form.hpp"
#include "server/admin_newsletter_view.hpp"
#include "server/admin_view.hpp"
#include "server/event_view.hpp"

namespace zusage::server {
namespace {

using nlohmann::json;

json list_row(const request& of, const events::newsletter_issue& one) {
  const auto& in = *of.language;
  const auto& f = one.figures;
  return {{"title", issue_title(one, in)},
          {"content_language", one.subject.empty() ? "" : foreign_language(one.subject, in)},
          {"url", newsletters_link(of, "/" + one.public_id)},
          {"kind_words", in.text("attendee_messages.kind." + one.kind)},
          {"state", issue_state_words(one, in)},
          {"recipients", f.recipients ? in.number(*f.recipients) : ""},
          {"sent", f.recipients ? in.number(f.sent) : ""},
          {"not_sent", f.recipients ? in.number(f.done() - f.sent) : ""}};
}

response form_page(int status, const request& of, const schema::reader& db, services& with,
                   shown_draft shown) {
  const auto at = find_own_event(of, db, with);
  if (!at) return error_page(404, of, with, "error.not_found");
  make_showable(shown.draft);
  return draft_page(status, of, db, with, shown, message_fields(of, db, *at, shown.draft));
}

events::issue_draft draft_of(const events::newsletter_issue& issue) {
  return {issue.purpose_key, issue.subject, issue.body, issue.event_id, issue.kind, issue.audience};
}

}  // namespace

// GET /admin/{organiser}/events/{slug}/attendee-messages
response show_attendee_messages(const request& of, const schema::reader& db, services& with) {
  const auto at = find_own_event(of, db, with);
  if (!at) return error_page(404, of, with, "error.not_found");
  auto data = newsletters_page(of, db, with, area_text(of, "title"));
  auto rows = json::array();
  for (const auto& one : events::list_event_issues(db, *of.scope, at->id))
    rows.push_back(list_row(of, one));
  data["rows"] = std::move(rows);
  data["deleted"] = of.query.has("deleted");
  data["new_url"] = newsletters_link(of, "/new");
  return page(200, of, with, "admin_attendee_messages", std::move(data));
}

// GET /admin/{organiser}/events/{slug}/attendee-messages/new
response show_new_attendee_message(const request& of, const schema::reader& db, services& with) {
  events::issue_draft draft;
  draft.kind = events::issue_kind::service;
  return form_page(200, of, db, with, {std::move(draft)});
}

// POST /admin/{organiser}/events/{slug}/attendee-messages
decision post_new_attendee_message(const request& of, const schema::reader& db, services& with) {
  const auto at = find_own_event(of, db, with);
  if (!at) return error_page(404, of, with, "error.not_found");
  return store_new_draft(of, db, with, typed_message(of, db, *at), form_page);
}

// GET /admin/{organiser}/events/{slug}/attendee-messages/{newsletter}/edit
response show_edit_attendee_message(const request& of, const schema::reader& db, services& with) {
  const auto issue = issue_of(of, db);
  if (!issue) return error_page(404, of, with, "error.not_found");
  if (!issue->is_draft()) return see_other(newsletter_link(of));
  return form_page(200, of, db, with, {draft_of(*issue), issue->version});
}

// POST /admin/{organiser}/events/{slug}/attendee-messages/{newsletter}/edit
decision post_edit_attendee_message(const request& of, const schema::reader& db, services& with) {
  const auto at = find_own_event(of, db, with);
  if (!at || !issue_of(of, db)) return error_page(404, of, with, "error.not_found");
  return store_draft(of, db, with, typed_message(of, db, *at), form_page);
}

}  // namespace zusage::server
