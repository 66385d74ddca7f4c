// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/calendar_filter.hpp"

#include "server/api_sign_up.hpp"
#include "server/configuration.hpp"
#include "server/event_view.hpp"
#include "server/public.hpp"

namespace zusage::server {
namespace {

nlohmann::json time_of(const std::optional<instant>& at, const std::string& zone) {
  return at ? nlohmann::json(to_iso(*at, zone)) : nlohmann::json();
}

nlohmann::json places_left(const std::optional<std::int64_t>& capacity, std::int64_t taken) {
  if (!capacity) return nullptr;
  return std::max<std::int64_t>(0, *capacity - taken);
}

nlohmann::json row_of(const events::calendar_row& row, const services& with) {
  return {{"slug", row.slug},
          {"organiser", row.organiser_key},
          {"kind", to_text(row.kind)},
          {"mode", to_text(row.mode)},
          {"status", to_text(row.status)},
          {"title", row.title},
          {"summary", row.summary},
          {"starts_at", to_iso(row.starts_at, row.time_zone)},
          {"ends_at", to_iso(row.ends_at, row.time_zone)},
          {"time_zone", row.time_zone},
          {"venue", row.venue},
          {"places_left", places_left(row.capacity, row.taken)},
          {"waiting_list", row.waiting_list},
          {"url", with.config.base_url + events::public_path(row.kind, row.slug)}};
}

nlohmann::json sessions_of(const events::event& of, const events::occupancy& taken) {
  auto sessions = nlohmann::json::array();
  for (const auto& one : of.sessions) {
    if (!one.ring_group.empty()) continue;
    const auto found = taken.taken_in_session.find(one.key);
    sessions.push_back(
        {{"key", one.key},
         {"title", one.title},
         {"starts_at", time_of(one.starts_at, of.time_zone)},
         {"ends_at", time_of(one.ends_at, of.time_zone)},
         {"choice", one.choice},
         {"speakers", one.speakers},
         {"places_left",
          places_left(one.capacity, found == taken.taken_in_session.end() ? 0 : found->second)}});
  }
  return sessions;
}

nlohmann::json choices_of(const events::event& of) {
  auto choices = nlohmann::json::array();
  for (const auto& one : of.choices) {
    choices.push_back({{"key", one.key},
                       {"title", one.title},
                       {"min", one.minimum},
                       {"max", one.maximum},
                       {"second_choice", one.second_choice}});
  }
  return choices;
}

nlohmann::json questions_of(const events::event& of) {
  auto questions = nlohmann::json::array();
  for (const auto& one : of.questions) {
    auto options = nlohmann::json::array();
    for (const auto& option : one.options) {
      options.push_back({{"key", option.key}, {"label", option.label}});
    }
    nlohmann::json question = {
        {"key", one.key},   {"type", to_text(one.type)},     {"label", one.label},
        {"hint", one.hint}, {"options", std::move(options)}, {"required", one.required}};
    if (one.must_be_yes) question["must_be"] = "yes";
    if (one.sensitive) question["sensitive"] = true;
    if (!one.session.empty()) question["session"] = one.session;
    if (!one.show_if_question.empty()) {
      question["show_if"] = {{"question", one.show_if_question}, {"is", one.show_if_is}};
    }
    questions.push_back(std::move(question));
  }
  return questions;
}

nlohmann::json purposes_of(const events::event& of, const web::locale& in) {
  auto purposes = nlohmann::json::array();
  for (const auto& one : of.offers_in(in.language())) {
    purposes.push_back({{"key", one.key},
                        {"channel", one.channel},
                        {"language", one.language},
                        {"title", one.title},
                        {"notice", one.text},
                        {"version", one.version},
                        {"recipients", one.recipients},
                        {"ends_once_used", one.ends_once_used},
                        {"valid_months", one.valid_months > 0 ? nlohmann::json(one.valid_months)
                                                              : nlohmann::json()}});
  }
  return purposes;
}

response shared(response made) {
  made.personal = false;
  return made.with("Vary", "Accept-Language");
}

nlohmann::json organisers_of(const events::event& one) {
  auto list = nlohmann::json::array();
  for (const auto& other : one.also_by) {
    list.push_back({{"key", other.key}, {"name", other.name}, {"contact", other.contact}});
  }
  return list;
}

}  // namespace

// GET /api/v1/events
response api_events(const request& of, const schema::reader& db, services& with) {
  const auto read = read_calendar_filter(of.query, of.at);
  if (!read.wrong.empty()) {
    const auto title = of.language->text("error.422.title");
    return problem(422, title, api_errors(read.wrong, *of.language));
  }
  auto rows = nlohmann::json::array();
  for (const auto& row : events::list_events(db, read.filter)) rows.push_back(row_of(row, with));
  return shared(json_response(200, {{"events", std::move(rows)}}));
}

// GET /api/v1/events/{slug}
response api_event(const request& of, const schema::reader& db, services& with) {
  const auto found = find_public_event(of, db, with);
  if (!found) return error_page(404, of, with, "error.not_found");
  const auto& one = *found;
  const auto taken = events::find_occupancy(db, one.id);
  const auto closed = events::why_closed(one, taken, of.at);
  return shared(
      json_response(200, {{"slug", one.slug},
                          {"organiser",
                           {{"key", one.by.key},
                            {"name", one.by.name},
                            {"contact", one.by.contact},
                            {"imprint_url", one.by.imprint_url},
                            {"privacy_url", one.by.privacy_url}}},
                          {"also_by", organisers_of(one)},
                          {"kind", to_text(one.kind)},
                          {"mode", to_text(one.mode)},
                          {"status", to_text(one.status)},
                          {"title", one.title},
                          {"summary", one.summary},
                          {"description", one.description},
                          {"starts_at", to_iso(one.starts_at, one.time_zone)},
                          {"ends_at", to_iso(one.ends_at, one.time_zone)},
                          {"time_zone", one.time_zone},
                          {"venue", one.venue},
                          {"places_left", places_left(one.capacity, taken.taken)},
                          {"waiting_list", one.waiting_list},
                          {"approval", one.approval},
                          {"registration",
                           {{"open", !closed},
                            {"reason", closed ? nlohmann::json(closed->code) : nlohmann::json()},
                            {"opens_at", time_of(one.opens_at, one.time_zone)},
                            {"closes_at", time_of(one.closes_at, one.time_zone)}}},
                          {"sessions", sessions_of(one, taken)},
                          {"choices", choices_of(one)},
                          {"questions", questions_of(one)},
                          {"purposes", purposes_of(one, *of.language)},
                          {"url", with.config.base_url + events::public_path(one)}}));
}

}  // namespace zusage::server
