// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <utility>

#include "events/purpose_use.hpp"
#include "server/admin.hpp"
#include "server/admin_newsletter_view.hpp"
#include "server/admin_view.hpp"
#include "server/event_view.hpp"
#include "server/ring_view.hpp"
#include "web/form.hpp"
#include "web/render.hpp"

namespace zusage::server {
namespace {

using nlohmann::json;

json list_row(const request& of, const events::newsletter_issue& one) {
  const auto& in = *of.language;
  const auto& f = one.figures;
  return {{"title", issue_title(one, in)},
          {"content_language", one.subject.empty() ? "" : foreign_language(one.subject, in)},
          {"url", newsletters_link(of, "/" + one.public_id)},
          {"purpose", web::pick(one.purpose_title, in.language())},
          {"purpose_language", foreign_language(one.purpose_title, in)},
          {"state", issue_state_words(one, in)},
          {"recipients", f.recipients ? in.number(*f.recipients) : ""},
          {"sent", f.recipients ? in.number(f.sent) : ""},
          {"not_sent", f.recipients ? in.number(f.done() - f.sent) : ""}};
}

json fields_of(const request& of, const schema::reader& db, const shown_draft& shown) {
  const auto& in = *of.language;
  web::form_field purpose;
  purpose.as = web::form_field::control::select;
  purpose.name = "purpose";
  purpose.label = in.text("newsletters.purpose");
  purpose.hint = in.text("newsletters.purpose_hint");
  for (const auto& one : events::list_issue_purposes(db, *of.scope)) {
    purpose.options.push_back({one.key, web::pick(one.title, in.language()), "",
                               one.key == shown.draft.purpose_key, false});
  }
  auto fields = json::array({select_field(std::move(purpose), in.text("form.please_choose"))});
  add_text_fields(fields, events::languages_of_organiser(db, of.scope->organiser_id()), shown.draft,
                  in);
  return fields;
}

events::issue_draft typed_draft(const request& of, const schema::reader& db) {
  events::issue_draft draft;
  draft.purpose_key = typed_text(of, "purpose");
  take_typed_texts(draft, of, events::languages_of_organiser(db, of.scope->organiser_id()));
  return draft;
}

response form_page(int status, const request& of, const schema::reader& db, services& with,
                   shown_draft shown) {
  make_showable(shown.draft);
  return draft_page(status, of, db, with, shown, fields_of(of, db, shown));
}

}  // namespace

// GET /admin/{organiser}/newsletters
response show_newsletters(const request& of, const schema::reader& db, services& with) {
  const auto& in = *of.language;
  auto data = newsletters_page(of, db, with, in.text("newsletters.title"));
  auto rows = json::array();
  for (const auto& one : events::list_issues(db, *of.scope)) rows.push_back(list_row(of, one));
  data["rows"] = std::move(rows);
  data["deleted"] = of.query.has("deleted");
  data["can_write"] = !events::list_issue_purposes(db, *of.scope).empty();
  data["new_url"] = newsletters_link(of, "/new");
  return page(200, of, with, "admin_newsletters", std::move(data));
}

// GET /admin/{organiser}/newsletters/new
response show_new_newsletter(const request& of, const schema::reader& db, services& with) {
  return form_page(200, of, db, with, {});
}

// POST /admin/{organiser}/newsletters
decision post_new_newsletter(const request& of, const schema::reader& db, services& with) {
  return store_new_draft(of, db, with, typed_draft(of, db), form_page);
}

// GET /admin/{organiser}/newsletters/{newsletter}/edit
response show_edit_newsletter(const request& of, const schema::reader& db, services& with) {
  const auto issue = issue_of(of, db);
  if (!issue) return error_page(404, of, with, "error.not_found");
  if (!issue->is_draft()) return see_other(newsletter_link(of));
  return form_page(200, of, db, with,
                   {{issue->purpose_key, issue->subject, issue->body}, issue->version});
}

// POST /admin/{organiser}/newsletters/{newsletter}/edit
decision post_edit_newsletter(const request& of, const schema::reader& db, services& with) {
  if (!issue_of(of, db)) return error_page(404, of, with, "error.not_found");
  return store_draft(of, db, with, typed_draft(of, db), form_page);
}

}  // namespace zusage::server
