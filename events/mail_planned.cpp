// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/mail_planned.hpp"

#include <algorithm>

#include "events/json_members.hpp"
#include "events/mail_language.hpp"
#include "events/mail_plan.hpp"
#include "events/mail_runs.hpp"
#include "events/online.hpp"

namespace zusage::events {
namespace {

using nlohmann::json;

const session* session_of(const mail_case& one, std::int64_t id) {
  const auto found = std::find_if(one.of.sessions.begin(), one.of.sessions.end(),
                                  [&](const session& s) { return s.id == id; });
  return found == one.of.sessions.end() ? nullptr : &*found;
}

json recordings(const mail_case& one, const mail_texts& texts) {
  auto list = json::array();
  for (const auto& recorded : recordings_of(one)) {
    const auto& title = recorded.of ? recorded.of->title : one.of.title;
    list.push_back({{"title", texts.pick(title, one.language)},
                    {"title_language", borrowed_language(title, one.language)},
                    {"url", recorded.url}});
  }
  return list;
}

void add_own_words(json& data, const planned_mail& mail, const mail_case& one,
                   const mail_texts& texts) {
  const auto subject = texts.pick(mail.subject, one.language);
  const auto text = texts.pick(mail.text, one.language);
  data["own_subject"] = subject;
  data["own_language"] = text.empty() ? "" : borrowed_language(mail.text, one.language);
  data["own_html"] = text.empty() || !texts.markdown_html ? text : texts.markdown_html(text);
  data["own_text"] = text.empty() || !texts.markdown_text ? text : texts.markdown_text(text);
}

// The session that the mail is about; false when the person has no place in it.
bool add_session(json& data, const mail_case& one, const session& about, const mail_texts& texts) {
  const auto* booked = find_booking(one, about.id);
  const auto when = period_of(about);
  if (!booked || booked->status != booking::confirmed || !when || about.cancelled) return false;
  data["about_title"] = texts.pick(about.title, one.language);
  data["about_language"] = borrowed_language(about.title, one.language);
  data["about_period"] =
      texts.period(when->starts_at, when->ends_at, one.of.time_zone, one.language);
  data["about_place"] = about.place.empty() ? place_of(one.of) : about.place;
  data["about_join_url"] = join_url_of(one, about);
  const auto from = join_from(one, about);
  data["join_from"] = from ? texts.date_time(*from, one.of.time_zone, one.language) : "";
  return true;
}

using text_choice = std::function<std::string(const json&, const std::string&)>;

// How to get in, for who comes to the place.
std::string access_words(const mail_case& one, const planned_mail& mail, const text_choice& pick) {
  const bool on_site = mail.mode.value_or(one.of.mode) != mode::online;
  const auto access = one.of.venue.is_object() ? one.of.venue.find("access") : one.of.venue.end();
  const bool has = one.of.venue.is_object() && access != one.of.venue.end();
  return on_site && has ? pick(*access, one.language) : std::string();
}

}  // namespace

bool add_planned(json& data, const mail_case& one, const mailer::message& message,
                 const mail_texts& texts) {
  data["recordings"] = recordings(one, texts);
  data["has_recordings"] = !data["recordings"].empty();
  if (message.template_name == "event-recording") return data["has_recordings"].get<bool>();
  const auto* mail = find_planned(one.of, text_member(message.data, "plan"));
  if (!mail) return false;
  const auto session_id = message.data.value("session", std::int64_t(0));
  const auto* about = session_of(one, session_id);
  if (session_id != 0 && !about) return false;
  const auto starts_at = about ? about->starts_at : one.of.starts_at;
  if (mail->before && (!starts_at || *starts_at <= one.now)) return false;
  if (about && !add_session(data, one, *about, texts)) return false;
  if (!about) data["about_title"] = texts.pick(one.of.title, one.language);
  add_own_words(data, *mail, one, texts);
  data["access"] = mail->before ? access_words(one, *mail, texts.pick) : "";
  data["access_language"] = mail->before ? access_words(one, *mail, borrowed_language) : "";
  return true;
}

void add_joining(json& data, const mail_case& one, const mail_texts& texts) {
  data["event_join_url"] = event_join_url_of(one);
  std::optional<instant> first = event_join_from(one);
  for (const auto& of : one.of.sessions) {
    const auto from = join_from(one, of);
    if (from && (!first || *from < *first)) first = from;
  }
  data["join_from"] = first ? texts.date_time(*first, one.of.time_zone, one.language) : "";
}

}  // namespace zusage::events
