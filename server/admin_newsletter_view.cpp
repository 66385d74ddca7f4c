// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/admin_newsletter_view.hpp"

#include <charconv>
#include <utility>

#include "base/text.hpp"
#include "base/time_zone.hpp"
#include "events/own_events.hpp"
#include "server/admin_attendee_messages.hpp"
#include "server/admin_view.hpp"
#include "server/event_view.hpp"
#include "web/form.hpp"
#include "web/language_name.hpp"

namespace zusage::server {

bool is_to_attendees(const request& of) {
  return !of.capture("slug").empty();
}

std::string area_text(const request& of, const std::string& key, const nlohmann::json& arguments) {
  const std::string area = is_to_attendees(of) ? "attendee_messages." : "newsletters.";
  return of.language->text(area + key, arguments);
}

std::string newsletters_link(const request& of, const std::string& rest) {
  const auto area = is_to_attendees(of) ? "/events/" + of.capture("slug") + "/attendee-messages"
                                        : std::string("/newsletters");
  return admin_link(of, area + rest);
}

std::string newsletter_link(const request& of, const std::string& rest) {
  return newsletters_link(of, "/" + of.capture("newsletter") + rest);
}

nlohmann::json newsletters_page(const request& of, const schema::reader& db, services& with,
                                const std::string& title) {
  const auto& in = *of.language;
  auto data = admin_page(of, title);
  add_step(data, in.text("admin.home"), link_to(of, "/admin"));
  if (const auto at = is_to_attendees(of) ? find_own_event(of, db, with) : nullptr) {
    add_organiser_step(data, of, *at);
    add_step(data, web::pick(at->title, in.language()), admin_link(of, "/events/" + at->slug));
  } else {
    add_own_organiser_step(data, of, db);
  }
  const auto area = area_text(of, "title");
  if (title != area) add_step(data, area, newsletters_link(of));
  add_step(data, title);
  return data;
}

std::optional<events::newsletter_issue> issue_of(const request& of, const schema::reader& db) {
  auto found = events::find_issue(db, *of.scope, of.capture("newsletter"));
  if (!found) return {};
  const auto event_id =
      is_to_attendees(of)
          ? db.value<std::int64_t>("SELECT id FROM event WHERE slug = :1", of.capture("slug"))
          : std::nullopt;
  return found->event_id == event_id ? std::move(found) : std::nullopt;
}

void add_issue_facts(nlohmann::json& data, const request& of, const schema::reader& db,
                     services& with, const events::newsletter_issue& issue) {
  const auto& in = *of.language;
  data["purpose"] = issue.is_service() ? "" : web::pick(issue.purpose_title, in.language());
  data["purpose_language"] = issue.is_service() ? "" : foreign_language(issue.purpose_title, in);
  const auto at = issue.event_id ? find_own_event(of, db, with) : nullptr;
  data["kind_words"] = at ? in.text("attendee_messages.kind." + issue.kind) : "";
  data["audience"] = at ? audience_words(issue.audience, db, *at, in) : nlohmann::json::array();
}

std::string issue_title(const events::newsletter_issue& issue, const web::locale& in) {
  const auto title = web::pick(issue.subject, in.language());
  return title.empty() ? in.text("newsletters.untitled") : title;
}

std::string issue_state_words(const events::newsletter_issue& issue, const web::locale& in) {
  const auto at = issue.finished_at  ? issue.finished_at
                  : issue.is_draft() ? std::optional(issue.created_at)
                  : issue.begun_at   ? issue.begun_at
                                     : issue.due_at;
  const bool ending = issue.state == events::issue_state::cancelled && !issue.finished_at;
  const auto state = ending ? std::string("ending") : issue.state;
  return in.text("newsletters.state." + state,
                 {{"when", at ? in.date_time(*at, home_zone) : std::string()}});
}

nlohmann::json issue_figures_view(const request& of, const events::newsletter_issue& issue,
                                  const events::newsletter_returns& back) {
  const auto& in = *of.language;
  auto rows = nlohmann::json::array();
  const auto& f = issue.figures;
  if (!f.recipients) return rows;
  const auto add = [&](const char* key, std::int64_t value, bool part = false) {
    rows.push_back({{"label", in.text(std::string("newsletters.figure.") + key)},
                    {"value", in.number(value)},
                    {"part", part}});
  };
  add("recipients", *f.recipients);
  add("sent", f.sent);
  if (back.any()) {
    add("returned_for_good", back.for_good, true);
    add("returned_for_now", back.for_now, true);
    add("complaints", back.complaints, true);
  }
  add("failed", f.failed);
  add("uncertain", f.uncertain);
  add(issue.event_id ? "stopped" : "revoked", f.revoked);
  if (issue.finished_at) {
    add("cancelled", f.cancelled);
  } else {
    add("open", *f.recipients - f.done());
  }
  return rows;
}

void add_text_fields(nlohmann::json& fields, const std::vector<std::string>& languages,
                     const events::issue_draft& draft, const web::locale& in) {
  for (const auto& language : languages) {
    const nlohmann::json name = {{"language", web::language_name(in, language)}};
    web::form_field subject, body;
    subject.name = "subject." + language;
    subject.label = in.text("newsletters.subject_in", name);
    subject.value = draft.subject.value(language, "");
    subject.autocomplete = "off";
    subject.optional = languages.size() > 1;
    body.as = web::form_field::control::textarea;
    body.name = "body." + language;
    body.label = in.text("newsletters.body_in", name);
    body.hint = in.text("newsletters.body_hint");
    body.value = draft.body.value(language, "");
    body.rows = 16;
    body.optional = languages.size() > 1;
    fields.push_back(web::to_json(subject));
    fields.push_back(web::to_json(body));
  }
}

void take_typed_texts(events::issue_draft& draft, const request& of,
                      const std::vector<std::string>& languages) {
  for (const auto& language : languages) {
    draft.subject[language] = of.form.get("subject." + language);
    draft.body[language] = of.form.get("body." + language);
  }
}

void make_showable(events::issue_draft& draft) {
  for (auto* texts : {&draft.subject, &draft.body}) {
    for (auto& text : *texts) {
      if (!is_utf8(text.get_ref<const std::string&>())) text = "";
    }
  }
}

decision store_new_draft(const request& of, const schema::reader& db, services& with,
                         const events::issue_draft& typed, draft_form form) {
  auto draft = typed;
  auto wrong = events::check_issue(db, *of.scope, draft);
  if (!wrong.empty()) return form(422, of, db, with, {typed, 0, std::move(wrong)});
  return action([of, typed, draft, form, &with](schema::transaction& tx) {
    const auto made = events::add_issue(tx, *of.scope, draft, of.at);
    if (made) return see_other(newsletters_link(of, "/" + *made + "?done=saved"));
    tx.undo();
    return form(422, of, tx, with, {typed, 0, made.error()});
  });
}

decision store_draft(const request& of, const schema::reader& db, services& with,
                     const events::issue_draft& typed, draft_form form) {
  auto draft = typed;
  const auto version = number_in(of, "version");
  auto wrong = events::check_issue(db, *of.scope, draft);
  if (!wrong.empty()) return form(422, of, db, with, {typed, version, std::move(wrong)});
  return action([of, typed, draft, version, form, &with](schema::transaction& tx) {
    const auto& id = of.capture("newsletter");
    const auto faulty = events::save_issue(tx, *of.scope, id, version, draft, of.at);
    if (faulty.empty()) return see_other(newsletter_link(of, "?done=saved"));
    tx.undo();
    // Sent again, it is meant: what was typed then takes the place of what is stored.
    const auto now = issue_of(of, tx);
    if (now && !now->is_draft()) return see_other(newsletter_link(of, "?done=edited"));
    const int status = faulty.front().code == "newsletter_edited" ? 409 : 422;
    return form(status, of, tx, with, {typed, now ? now->version : version, faulty});
  });
}

response draft_page(int status, const request& of, const schema::reader& db, services& with,
                    const shown_draft& shown, nlohmann::json fields) {
  const bool fresh = of.capture("newsletter").empty();
  auto data = newsletters_page(of, db, with, area_text(of, fresh ? "new" : "edit_title"));
  data["form_text"] = area_text(of, "form_text");
  data["action"] = fresh ? newsletters_link(of) : newsletter_link(of, "/edit");
  data["back_url"] = fresh ? newsletters_link(of) : newsletter_link(of);
  data["version"] = std::to_string(shown.version);
  data["fields"] = std::move(fields);
  web::show_faults(data, shown.wrong, *of.language);
  return page(status, of, with, "admin_newsletter_form", std::move(data));
}

std::int64_t number_in(const request& of, std::string_view field) {
  const auto& text = of.form.get(field);
  std::int64_t number = -1;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  return read.ec == std::errc() && read.ptr == text.data() + text.size() ? number : -1;
}

}  // namespace zusage::server
