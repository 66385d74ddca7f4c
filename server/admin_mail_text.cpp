// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "base/time_zone.hpp"
#include "events/newsletter_issue.hpp"
#include "server/admin_confirm.hpp"
#include "server/admin_mail_texts.hpp"
#include "server/admin_newsletter_view.hpp"
#include "server/admin_view.hpp"
#include "server/event_view.hpp"
#include "server/mail_preview.hpp"
#include "server/response_head.hpp"
#include "web/form.hpp"
#include "web/language_name.hpp"
#include "web/organiser_colours.hpp"

namespace zusage::server {
namespace {

using events::mail_text_draft;
using events::mail_text_key;
using nlohmann::json;

// The text of the route and of `?language=`; without it in the reader's language, if the organiser
// writes in that.
std::optional<mail_text_key> text_of(const request& of, const schema::reader& db) {
  const auto* kind = events::find_mail_kind(of.capture("kind"));
  const auto languages = events::languages_of_organiser(db, of.scope->organiser_id());
  if (!kind || languages.empty()) return {};
  const auto is_one = [&](const std::string& one) {
    return std::find(languages.begin(), languages.end(), one) != languages.end();
  };
  auto wanted = of.query.get("language");
  if (wanted.empty())
    wanted = is_one(of.language->language()) ? of.language->language() : languages.front();
  if (!is_one(wanted)) return {};
  return mail_text_key{*kind, wanted};
}

std::string kind_words(const mail_text_key& which, const web::locale& in) {
  return in.text("mail_texts.kind." + std::string(which.kind.name));
}

// What a form shows: what is stored, or what was typed.
struct shown_text {
  mail_text_draft words;
  faults wrong = {};
  int status = 200;
};

json fields_of(const mail_text_key& which, const mail_text_draft& words, const web::locale& in) {
  web::form_field subject, body;
  subject.name = "subject";
  subject.label = in.text("mail_texts.subject");
  subject.hint = in.text("mail_texts.subject_hint", {{"most", events::mail_text_limits::subject}});
  subject.value = words.subject;
  subject.autocomplete = "off";
  subject.optional = true;
  body.as = web::form_field::control::textarea;
  body.name = "body";
  body.label = in.text(which.kind.replaces ? "mail_texts.body" : "mail_texts.body_before");
  body.hint = in.text("mail_texts.body_hint", {{"most", events::mail_text_limits::body}});
  body.value = words.body;
  body.rows = 10;
  body.optional = true;
  return json::array({web::to_json(subject), web::to_json(body)});
}

json language_links(const request& of, const schema::reader& db, const mail_text_key& which) {
  const auto& in = *of.language;
  auto links = json::array();
  const auto languages = events::languages_of_organiser(db, of.scope->organiser_id());
  for (const auto& one : languages) {
    links.push_back({{"text", web::language_name(in, one)},
                     {"url", mail_text_link(of, {which.kind, one})},
                     {"current", one == which.language}});
  }
  return links.size() > 1 ? links : json::array();
}

void add_stored(json& data, const std::optional<events::mail_text>& there, const web::locale& in) {
  data["has_own"] = there.has_value();
  data["seen"] = there ? std::to_string(to_micros(there->changed_at)) : "0";
  data["state"] = in.text("mail_texts.is_original");
  if (!there) return;
  const json when = {{"when", in.date_time(there->changed_at, home_zone)},
                     {"by", there->changed_by}};
  data["state"] =
      in.text(there->changed_by.empty() ? "mail_texts.is_own" : "mail_texts.is_own_by", when);
}

// Somebody else was faster: what they wrote stands beside what was typed, to be read first.
void add_others_words(json& data, const std::optional<events::mail_text>& there) {
  data["edited"] = true;
  data["others_dropped"] = !there.has_value();
  data["others_subject"] = there ? there->words.subject : "";
  data["others_body"] = there ? there->words.body : "";
}

bool is_edited(const faults& wrong) {
  return std::any_of(wrong.begin(), wrong.end(),
                     [](const fault& one) { return one.code == "mail_text_edited"; });
}

std::string done_words(const request& of) {
  const auto& done = of.query.get("done");
  if (done != "saved" && done != "dropped") return "";
  return of.language->text("mail_texts.done." + done);
}

// Words that cannot be used are shown as the original has them.
mail_text_draft fit_for_preview(const mail_text_key& which, const mail_text_draft& words) {
  auto clean = words;
  const auto wrong = events::check_mail_text(which.kind, clean);
  for (const auto& one : wrong) {
    if (one.field == "subject") clean.subject.clear();
    if (one.field == "body") clean.body.clear();
  }
  return clean;
}

response text_page(const request& of, const schema::reader& db, services& with,
                   const mail_text_key& which, const shown_text& shown) {
  const auto& in = *of.language;
  const auto language = web::language_name(in, which.language);
  auto data = mail_texts_page(of, db, kind_words(which, in) + " (" + language + ")");
  const auto there = events::find_mail_text(db, *of.scope, which);
  const auto original = original_of(which);
  const auto mail = sample_mail(of, db, with, which, fit_for_preview(which, shown.words));
  const auto light = as_light(mail.html), dark = as_dark(mail.html);
  add_stored(data, there, in);
  if (is_edited(shown.wrong)) add_others_words(data, there);
  data["done"] = shown.wrong.empty() ? done_words(of) : "";
  data["text_language"] = which.language == in.language() ? "" : which.language;
  data["languages"] = language_links(of, db, which);
  data["original_subject"] = original.subject;
  data["original_opening"] = original.opening;
  data["replaces"] = which.kind.replaces;
  data["fields"] = fields_of(which, shown.words, in);
  data["placeholders"] = placeholder_rows(which.kind, in);
  data["preview_subject"] = mail.subject;
  data["preview_light"] = light;
  data["preview_dark"] = dark;
  data["preview_text"] = without_line_ends(mail.text);
  data["action"] = mail_text_link(of, which);
  data["original_action"] = mail_text_link(of, which, "/original");
  data["back_url"] = admin_link(of, "/mail-texts");
  web::show_faults(data, shown.wrong, in);
  auto made = page(shown.status, of, with, "admin_mail_text", std::move(data));
  // The mails stand in frames inside the page, which inherit its policy.
  made.with("Content-Security-Policy",
            content_policy(web::style_source(style_of_mail(light)) + " " +
                           web::style_source(style_of_mail(dark))));
  return made;
}

// What cannot be shown again is not what was typed.
std::string showable(const std::string& typed) {
  return is_utf8(typed) ? typed : std::string();
}

std::optional<instant> seen_by(const request& of) {
  const auto micros = number_in(of, "seen");
  return micros > 0 ? std::optional(from_micros(micros)) : std::nullopt;
}

faults check(const mail_text_key& which, mail_text_draft& draft) {
  auto wrong = events::check_mail_text(which.kind, draft);
  if (!wrong.empty()) return wrong;
  const auto unwanted = web::find_unwanted(draft.body);
  if (unwanted == "html") return {{"body", "mail_text_html"}};
  if (unwanted == "picture") return {{"body", "newsletter_picture"}};
  if (unwanted == "placeholder") return {{"body", "placeholder_in_link"}};
  return {};
}

}  // namespace

std::string mail_text_link(const request& of, const mail_text_key& which, const std::string& rest) {
  return admin_link(
      of, "/mail-texts/" + std::string(which.kind.name) + rest + "?language=" + which.language);
}

// GET /admin/{organiser}/mail-texts/{kind}
response show_mail_text(const request& of, const schema::reader& db, services& with) {
  const auto which = text_of(of, db);
  if (!which) return error_page(404, of, with, "error.not_found");
  const auto there = events::find_mail_text(db, *of.scope, *which);
  return text_page(of, db, with, *which, {there ? there->words : mail_text_draft{}});
}

// POST /admin/{organiser}/mail-texts/{kind}: `do` = preview, or save
decision post_mail_text(const request& of, const schema::reader& db, services& with) {
  const auto which = text_of(of, db);
  if (!which) return error_page(404, of, with, "error.not_found");
  const mail_text_draft typed{showable(of.form.get("subject")), showable(of.form.get("body"))};
  auto draft = typed;
  auto wrong = check(*which, draft);
  if (!wrong.empty()) return text_page(of, db, with, *which, {typed, std::move(wrong), 422});
  if (of.form.get("do") == "preview") return text_page(of, db, with, *which, {typed});
  return action([of, which = *which, typed, draft, &with](schema::transaction& tx) {
    auto faulty = events::save_mail_text(tx, *of.scope, which, draft, seen_by(of), of.at);
    if (faulty.empty()) return see_other(mail_text_link(of, which) + "&done=saved");
    tx.undo();
    return text_page(of, tx, with, which, {typed, std::move(faulty), 409});
  });
}

// POST /admin/{organiser}/mail-texts/{kind}/original: asks first
decision post_original_mail_text(const request& of, const schema::reader& db, services& with) {
  const auto which = text_of(of, db);
  if (!which) return error_page(404, of, with, "error.not_found");
  if (!is_confirmed(of)) {
    const auto& in = *of.language;
    return confirm_page(of, with, mail_texts_page(of, db, in.text("mail_texts.ask_original")),
                        {in.text("mail_texts.ask_original_text",
                                 {{"kind", kind_words(*which, in)},
                                  {"language", web::language_name(in, which->language)}}),
                         in.text("mail_texts.to_original"),
                         mail_text_link(of, *which, "/original"),
                         mail_text_link(of, *which),
                         {{"seen", of.form.get("seen")}}});
  }
  return action([of, which = *which, &with](schema::transaction& tx) {
    auto faulty = events::drop_mail_text(tx, *of.scope, which, seen_by(of), of.at);
    if (faulty.empty()) return see_other(mail_text_link(of, which) + "&done=dropped");
    tx.undo();
    const auto there = events::find_mail_text(tx, *of.scope, which);
    return text_page(of, tx, with, which,
                     {there ? there->words : mail_text_draft{}, std::move(faulty), 409});
  });
}

}  // namespace zusage::server
