// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/certificate_view.hpp"

#include "events/json_members.hpp"
#include "server/event_view.hpp"
#include "server/session_day.hpp"
#include "web/certificate.hpp"

namespace zusage::server {
namespace {

using nlohmann::json;

constexpr const char* pdf_type = "application/pdf";

// Where and when it was made; online there is no place.
std::string issued_words(const events::certificate_facts& of, const web::locale& in) {
  const auto date = in.date(of.at, of.of.time_zone);
  const auto city =
      of.of.mode == events::mode::online ? "" : events::text_member(of.of.venue, "city");
  return city.empty() ? date : city + ", " + date;
}

std::vector<std::string> lines_about(const events::registration& who) {
  std::vector<std::string> lines;
  const auto& municipality = who.municipality.empty() ? who.ags : who.municipality;
  for (const auto* one : {&who.job_function, &who.organisation, &municipality}) {
    if (!one->empty() && (lines.empty() || lines.back() != *one)) lines.push_back(*one);
  }
  return lines;
}

web::certificate in_words(const events::certificate_facts& of, const web::locale& in) {
  web::certificate made;
  made.organisers = organisers_words(of.of, in);
  made.logo = of.logo;
  made.person = of.who.given_name + " " + of.who.family_name;
  made.about_person = lines_about(of.who);
  made.event = web::pick(of.of.title, in.language());
  made.period = in.period(of.of.starts_at, of.of.ends_at, of.of.time_zone);
  made.place = place_words(of.of.mode, of.of.venue, in);
  for (const auto* one : of.sessions) {
    auto note = session_when_words(of.of, *one, in);
    const auto length = length_words(length_of({one}), in);
    if (!note.empty() && !length.empty()) note += " · " + length;
    made.sessions.push_back({web::pick(one->title, in.language()), std::move(note)});
  }
  const auto length = length_words(length_of(of.sessions), in);
  made.total = length.empty() ? "" : in.text("export.total", {{"length", length}});
  made.issued = issued_words(of, in);
  made.reference = of.who.reference;
  made.check = of.check;
  return made;
}

}  // namespace

std::chrono::minutes length_of(const std::vector<const events::session*>& sessions) {
  std::chrono::minutes all(0);
  for (const auto* one : sessions) {
    if (one->starts_at && one->ends_at)
      all += std::chrono::floor<std::chrono::minutes>(*one->ends_at - *one->starts_at);
  }
  return all;
}

std::string length_words(std::chrono::minutes all, const web::locale& in) {
  const auto hours = all.count() / 60, rest = all.count() % 60;
  const json arguments = {{"hours", hours}, {"minutes", rest}};
  if (hours == 0) return rest == 0 ? "" : in.text("export.minutes", arguments);
  return in.text(rest == 0 ? "export.hours" : "export.hours_minutes", arguments);
}

std::string organisers_words(const events::event& at, const web::locale& in) {
  auto names = web::pick(at.by.name, in.language());
  for (const auto& other : at.also_by) names += ", " + web::pick(other.name, in.language());
  return names;
}

mailer::attachment certificate_file(const events::certificate_facts& of) {
  const auto& in = web::find_locale(of.language);
  return {in.text("certificate.file_name") + "-" + of.who.reference + ".pdf", pdf_type,
          web::certificate_pdf(in_words(of, in), in, of.at)};
}

response certificate_download(const events::certificate_facts& of) {
  auto file = certificate_file(of);
  response made;
  made.content_type = file.media_type;
  made.body = std::move(file.content);
  return made.with("Content-Disposition", "attachment; filename=\"" + file.name + "\"");
}

}  // namespace zusage::server
