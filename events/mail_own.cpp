// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/json_members.hpp"
#include "events/mail_text.hpp"

namespace zusage::events {
namespace {

using std::string;

std::string text_on(web::rgb colour) {
  const bool white = web::contrast(colour, web::white) >= web::contrast(colour, web::black);
  return web::to_text(white ? web::white : web::black);
}

}  // namespace

void put_own_words(nlohmann::json& data, const mail_kind& kind, const mail_text_draft& words,
                   const mail_texts& texts) {
  const auto values = values_in_mail(kind, data);
  if (!words.subject.empty() && text_member(data, "own_subject").empty())
    data["own_subject"] = fill_placeholders(words.subject, values);
  if (words.body.empty() || !text_member(data, "own_text").empty()) return;
  data["own_language"] = "";
  data["own_html"] = texts.filled_html(words.body, values);
  data["own_text"] = texts.filled_text(words.body, values);
}

nlohmann::json mail_look(const std::optional<web::rgb>& light,
                         const std::optional<web::rgb>& dark) {
  if (!light || !dark) return nullptr;
  return {{"light", web::to_text(*light)},
          {"on_light", text_on(*light)},
          {"dark", web::to_text(*dark)},
          {"on_dark", text_on(*dark)}};
}

void add_own_style_and_words(nlohmann::json& data, const schema::reader& db,
                             const mailer::message& message, const mail_texts& texts) {
  using maybe = std::optional<string>;
  const auto row = db.one<maybe, maybe, maybe, maybe>(
      "SELECT l.colour, l.colour_dark, t.subject, t.body"
      " FROM organiser o"
      " LEFT JOIN organiser_look l ON l.organiser_id = o.id"
      " LEFT JOIN mail_text t ON t.organiser_id = o.id AND t.kind = :1 AND t.language = :2"
      " WHERE o.id = :3",
      message.template_name, message.language, message.organiser_id);
  if (!row) return;
  const auto& [light, dark, subject, body] = *row;
  if (light && dark) data["look"] = mail_look(web::parse_colour(*light), web::parse_colour(*dark));
  const auto* kind = find_mail_kind(message.template_name);
  if (kind && subject && body && texts.filled_html && texts.filled_text)
    put_own_words(data, *kind, {*subject, *body}, texts);
}

}  // namespace zusage::events
