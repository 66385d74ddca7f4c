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

// What a form shows: what is stored, or what was typed.
struct shown_draft {
  events::issue_draft draft;
  std::int64_t version = 0;
  faults wrong = {};
};

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
  const auto& in = *of.language;
  const bool fresh = of.capture("newsletter").empty();
  auto data =
      newsletters_page(of, db, with, in.text(fresh ? "newsletters.new" : "newsletters.edit_title"));
  data["action"] = fresh ? newsletters_link(of) : newsletter_link(of, "/edit");
  data["back_url"] = fresh ? newsletters_link(of) : newsletter_link(of);
  data["version"] = std::to_string(shown.version);
  make_showable(shown.draft);
  data["fields"] = fields_of(of, db, shown);
  web::show_faults(data, shown.wrong, in);
  return page(status, of, with, "admin_newsletter_form", std::move(data));
}

int status_for(const faults& wrong) {
  return wrong.front().code == "newsletter_edited" ? 409 : 422;
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
  const auto typed = typed_draft(of, db);
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
  const auto issue = issue_of(of, db);
  if (!issue) return error_page(404, of, with, "error.not_found");
  const auto typed = typed_draft(of, db);
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
