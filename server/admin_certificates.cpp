// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <chrono>

#include "server/admin_exports.hpp"
#include "server/admin_view.hpp"
#include "server/event_view.hpp"
#include "server/session_day.hpp"

namespace zusage::server {
namespace {

using nlohmann::json;
using std::chrono::minutes;

minutes length_of(const events::session& one) {
  if (!one.starts_at || !one.ends_at) return minutes(0);
  return std::chrono::floor<minutes>(*one.ends_at - *one.starts_at);
}

// `2 Std. 30 Min.`; "" for none.
std::string length_words(minutes all, const web::locale& in) {
  const auto hours = all.count() / 60, rest = all.count() % 60;
  const json arguments = {{"hours", hours}, {"minutes", rest}};
  if (hours == 0) return rest == 0 ? "" : in.text("export.minutes", arguments);
  return in.text(rest == 0 ? "export.hours" : "export.hours_minutes", arguments);
}

std::string organisers_of(const events::event& at, const web::locale& in) {
  auto names = web::pick(at.by.name, in.language());
  for (const auto& other : at.also_by) names += ", " + web::pick(other.name, in.language());
  return names;
}

json certificate_view(const events::event& at, const events::printed_person& who,
                      const web::locale& in) {
  auto sessions = json::array();
  minutes all(0);
  for (const auto* one : events::attended_sessions(at, who)) {
    all += length_of(*one);
    sessions.push_back({{"session_title", web::pick(one->title, in.language())},
                        {"when", session_when_words(at, *one, in)},
                        {"length", length_words(length_of(*one), in)}});
  }
  const auto length = length_words(all, in);
  return {{"person", who.given_name + " " + who.family_name},
          {"organisation", who.organisation},
          {"reference", who.reference},
          {"sessions", std::move(sessions)},
          {"total", length.empty() ? "" : in.text("export.total", {{"length", length}})}};
}

}  // namespace

// GET /admin/{organiser}/events/{slug}/certificates
response show_certificates(const request& of, services& with) {
  auto part = print_part(of, with, "certificates", events::export_who::here);
  if (!part) return error_page(404, of, with, "error.not_found");
  const auto& in = *of.language;
  const auto& at = *part->at;
  auto& data = part->data;
  data["people"] = json::array();
  for (const auto& who : part->people) data["people"].push_back(certificate_view(at, who, in));
  data["organisers"] = organisers_of(at, in);
  data["place"] = place_words(at.mode, at.venue, in);
  return page(200, of, with, "admin_certificates", std::move(data));
}

}  // namespace zusage::server
