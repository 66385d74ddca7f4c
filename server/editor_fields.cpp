// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <map>

#include "server/editor_fields.hpp"

// Which fields each part of an event has.
namespace zusage::server {
namespace {

using nlohmann::json;
using shape = entry_field::shape;

named_options modes(const web::locale& in) {
  return word_options({"on_site", "online", "hybrid"}, "mode.", in);
}

named_options yes_and_no(const web::locale& in) {
  return {{"yes", in.text("people.yes")}, {"no", in.text("people.no")}};
}

template <class T>
named_options titles(const std::vector<T>& all, const web::locale& in) {
  named_options made;
  for (const auto& one : all) made.emplace_back(one.key, web::pick(one.title, in.language()));
  return made;
}

// What a question can hang on: every answer of an earlier one that has fixed answers.
named_options answers_before(const editor_part& part, const events::event& of,
                             const web::locale& in) {
  named_options made;
  for (std::size_t i = 0; i < of.questions.size() && (part.is_new || i < part.index); ++i) {
    const auto& one = of.questions[i];
    const auto label = web::pick(one.label, in.language()) + " – ";
    for (const auto& option : one.options)
      made.emplace_back(one.key + "/" + option.key, label + web::pick(option.label, in.language()));
    if (one.type != events::question_type::yes_no) continue;
    for (const auto& [value, text] : yes_and_no(in))
      made.emplace_back(one.key + "/" + value, label + text);
  }
  return made;
}

entry_fields basics(const editing& at, const web::locale&) {
  entry_fields all = {{"title", shape::texts, true},
                      {"summary", shape::passage, false, {}, 3},
                      {"description", shape::markdown, false, {}, 12}};
  if (!at.series.empty()) all.push_back({"series", shape::word, false, at.series});
  all.push_back({"hidden", shape::flag});
  return all;
}

entry_fields time_place(const editing& at, const web::locale& in) {
  entry_fields all = {{"starts_at", shape::time, true}, {"ends_at", shape::time, true}};
  all.push_back({"time_zone", shape::text, true});
  if (at.event().kind == events::kind::paper) return all;
  const entry_fields place = {{"mode", shape::word, true, modes(in)},
                              {"venue.name"},
                              {"venue.street"},
                              {"venue.postal_code"},
                              {"venue.city"},
                              {"venue.state"},
                              {"venue.access", shape::passage, false, {}, 3},
                              {"join_url", shape::url},
                              {"join_minutes_before", shape::number},
                              {"recording_url", shape::url}};
  all.insert(all.end(), place.begin(), place.end());
  return all;
}

entry_fields paper(const editing&, const web::locale&) {
  return {{"paper.url", shape::url, false, {}, 5, "document.url"},
          {"paper.link_days", shape::number},
          {"paper.downloads", shape::number}};
}

entry_fields ring(const editing& at, const web::locale&) {
  return ring_fields(at);
}

entry_fields together(const editing& at, const web::locale&) {
  return partner_fields(at);
}

entry_fields registration(const editing&, const web::locale& in) {
  return {{"registration.opens_at", shape::time},
          {"registration.closes_at", shape::time},
          {"capacity", shape::number},
          {"waiting_list", shape::flag},
          {"offer_hours", shape::number},
          {"approval", shape::flag},
          {"registration.verify_email", shape::flag},
          {"registration.max_group", shape::number},
          {"registration.steps", shape::maybe, false, yes_and_no(in)}};
}

entry_fields audience(const editing&, const web::locale&) {
  return {{"audience.invited_only", shape::flag},
          {"audience.code"},
          {"audience.email_domains", shape::lines, false, {}, 4},
          {"audience.municipalities", shape::lines, false, {}, 8}};
}

entry_fields purposes(const editing& at, const web::locale&) {
  if (at.purposes.empty()) return {};
  return {{"purposes", shape::boxes, false, at.purposes}};
}

entry_fields retention(const editing&, const web::locale&) {
  return {{"retention_days", shape::number}};
}

entry_fields certificates(const editing&, const web::locale&) {
  return {{"certificates.by_mail", shape::flag}, {"certificates.hours_after", shape::number}};
}

entry_fields session(const editor_part& part, const editing& at, const web::locale& in) {
  entry_fields all = {
      {"title", shape::texts, true},
      {"starts_at", shape::time, false, {}, 5, "session.starts_at"},
      {"ends_at", shape::time, false, {}, 5, "session.ends_at"},
      {"when", shape::texts},
      {"place"},
      {"capacity", shape::number, false, {}, 5, "session.capacity"},
      {"choice", shape::word, false, titles(at.event().choices, in), 5, "session.choice"},
      {"speakers", shape::lines, false, {}, 3},
      {"join_url", shape::url, false, {}, 5, "session.join_url"},
      {"recording_url", shape::url, false, {}, 5, "session.recording_url"},
      {"cancelled", shape::flag}};
  if (auto groups = group_options(part, at); !groups.empty())
    all.push_back({"ring_group", shape::word, false, std::move(groups)});
  return all;
}

entry_fields choice(const editing& at, const web::locale& in) {
  return {{"title", shape::texts, true, {}, 5, "choice.title"},
          {"sessions", shape::boxes, true, titles(at.event().sessions, in)},
          {"min", shape::number},
          {"max", shape::number},
          {"second_choice", shape::flag}};
}

entry_fields question(const editor_part& part, const editing& at, const web::locale& in) {
  entry_fields all = {{"label", shape::texts, true},
                      {"type", shape::word, true,
                       word_options({"text", "long_text", "choice", "multiple", "number", "date",
                                     "yes_no", "phone"},
                                    "editor.type.", in)},
                      {"options", shape::lines, false, {}, 6},
                      {"hint", shape::passage, false, {}, 2},
                      {"required", shape::flag},
                      {"must_be", shape::word, false, {{"yes", in.text("people.yes")}}},
                      {"sensitive", shape::flag},
                      {"retention_days", shape::number, false, {}, 5, "question.retention_days"}};
  if (auto before = answers_before(part, at.event(), in); !before.empty())
    all.push_back({"show_if", shape::boxes, false, std::move(before)});
  if (!at.event().sessions.empty())
    all.push_back(
        {"session", shape::word, false, titles(at.event().sessions, in), 5, "question.session"});
  if (at.event().approval) all.push_back({"after_approval", shape::flag});
  return all;
}

entry_fields planned_mail(const editor_part& part, const web::locale& in) {
  const bool before = part.list == "reminders";
  entry_fields all;
  if (before) {
    all.push_back({"hours_before", shape::number});
    all.push_back({"minutes_before", shape::number});
  } else {
    all.push_back({"hours_after", shape::number, true});
  }
  all.push_back({"session", shape::flag, false, {}, 5, "mail.session"});
  all.push_back({"mode", shape::word, false, word_options({"on_site", "online"}, "mode.", in), 5,
                 "mail.mode"});
  all.push_back({"subject", shape::texts, !before});
  all.push_back({"text", shape::markdown, !before, {}, 10});
  return all;
}

}  // namespace

entry_fields part_fields(const editor_part& part, const editing& at, const web::locale& in) {
  if (part.list.empty()) {
    static const std::map<std::string, entry_fields (*)(const editing&, const web::locale&)>
        sections = {{"basics", basics},
                    {"time-place", time_place},
                    {"paper", paper},
                    {"registration", registration},
                    {"audience", audience},
                    {"purposes", purposes},
                    {"retention", retention},
                    {"ring", ring},
                    {"certificates", certificates},
                    {"together", together}};
    const auto found = sections.find(part.section);
    return found == sections.end() ? entry_fields() : found->second(at, in);
  }
  entry_fields all;
  if (part.list == "sessions") all = session(part, at, in);
  if (part.list == "choices") all = choice(at, in);
  if (part.list == "questions") all = question(part, at, in);
  if (part.list == "invitations") return invitation_fields(part);
  if (part.list == "groups") all = group_fields(part, in);
  if (part.list == "indicators") all = indicator_fields(in);
  if (all.empty()) all = planned_mail(part, in);
  if (part.is_new) all.push_back({"key"});
  return all;
}

}  // namespace zusage::server
