// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/admin_attendee_messages.hpp"

#include <utility>

#include "server/admin_attendee_message_form.hpp"
#include "server/admin_newsletter_view.hpp"
#include "server/admin_view.hpp"
#include "server/event_view.hpp"
#include "web/form.hpp"

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

// What a form shows: what is stored, or what was typed.
struct shown_message {
  events::issue_draft draft;
  std::int64_t version = 0;
  faults wrong = {};
};

response form_page(int status, const request& of, const schema::reader& db, services& with,
                   shown_message shown) {
  const auto at = find_own_event(of, db, with);
  if (!at) return error_page(404, of, with, "error.not_found");
  const bool fresh = of.capture("newsletter").empty();
  auto data = newsletters_page(of, db, with, area_text(of, fresh ? "new" : "edit_title"));
  data["action"] = fresh ? newsletters_link(of) : newsletter_link(of, "/edit");
  data["back_url"] = fresh ? newsletters_link(of) : newsletter_link(of);
  data["version"] = std::to_string(shown.version);
  make_showable(shown.draft);
  data["fields"] = message_fields(of, db, *at, shown.draft);
  web::show_faults(data, shown.wrong, *of.language);
  return page(status, of, with, "admin_attendee_message_form", std::move(data));
}

events::issue_draft draft_of(const events::newsletter_issue& issue) {
  return {issue.purpose_key, issue.subject, issue.body, issue.event_id, issue.kind, issue.audience};
}

int status_for(const faults& wrong) {
  return wrong.front().code == "newsletter_edited" ? 409 : 422;
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
  const auto typed = typed_message(of, db, *at);
  auto draft = typed;
  auto wrong = events::check_issue(db, *of.scope, draft);
  if (!wrong.empty()) return form_page(422, of, db, with, {typed, 0, std::move(wrong)});
  return action([of, typed, draft, &with](schema::transaction& tx) {
    const auto made = events::add_issue(tx, *of.scope, draft, of.at);
    if (made) return see_other(newsletters_link(of, "/" + *made + "?done=saved"));
    tx.undo();
    return form_page(422, of, tx, with, {typed, 0, made.error()});
  });
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
  const auto issue = issue_of(of, db);
  if (!at || !issue) return error_page(404, of, with, "error.not_found");
  const auto typed = typed_message(of, db, *at);
  auto draft = typed;
  const auto version = number_in(of, "version");
  auto wrong = events::check_issue(db, *of.scope, draft);
  if (!wrong.empty()) return form_page(422, of, db, with, {typed, version, std::move(wrong)});
  return action([of, typed, draft, version, &with](schema::transaction& tx) {
    const auto& id = of.capture("newsletter");
    const auto faulty = events::save_issue(tx, *of.scope, id, version, draft);
    if (faulty.empty()) return see_other(newsletter_link(of, "?done=saved"));
    tx.undo();
    // Sent again, it is meant: what was typed then takes the place of what is stored.
    const auto now = issue_of(of, tx);
    if (now && !now->is_draft()) return see_other(newsletter_link(of, "?done=edited"));
    return form_page(status_for(faulty), of, tx, with,
                     {typed, now ? now->version : version, faulty});
  });
}

}  // namespace zusage::server
