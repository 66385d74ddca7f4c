// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/time_zone.hpp"
#include "events/look.hpp"
#include "events/mail_members.hpp"
#include "events/organiser_pages.hpp"
#include "server/admin_mail_texts.hpp"
#include "server/application.hpp"
#include "web/zone_name.hpp"

namespace zusage::server {
namespace {

using nlohmann::json;

// When the sample takes place, and until when something in it is good.
struct sample_times {
  instant starts_at, ends_at, until;

  explicit sample_times(instant now)
      : starts_at(std::chrono::floor<std::chrono::days>(now) + std::chrono::days(60) +
                  std::chrono::hours(8)),
        ends_at(starts_at + std::chrono::hours(6)),
        until(starts_at - std::chrono::days(30)) {}
};

void add_event(json& data, const events::mail_kind& kind, const web::locale& in,
               const sample_times& at) {
  const bool paper = kind.group == "paper";
  data["is_paper"] = paper;
  data["is_ring"] = kind.group == "ring";
  data["event_title"] = in.text(paper ? "mail_texts.sample.paper" : "mail_texts.sample.event");
  data["event_summary"] = "";
  if (paper) return;
  data["event_period"] = in.period(at.starts_at, at.ends_at, home_zone);
  data["event_place"] = in.text("mail_texts.sample.place");
  data["time_zone_name"] = web::zone_name(in, at.starts_at, home_zone);
  const auto session = in.text("mail_texts.sample.session");
  const auto period = in.period(at.starts_at, at.starts_at + std::chrono::hours(1), home_zone);
  data["booked"] = json::array({{{"title", session}, {"period", period}}});
  data["has_booked"] = true;
  data["offered"] = data["booked"];
  data["about_title"] = data["event_title"];
}

void add_links(json& data, const std::string& base) {
  data["event_url"] = base + "/e/…";
  data["manage_url"] = data["confirm_url"] = base + "/r/…";
  data["offer_url"] = base + "/r/…#offer";
  data["leave_url"] = base + "/r/…#cancel";
  data["revoke_url"] = base + "/u/…";
  data["preferences_url"] = base + "/p/…";
}

// What only some kinds say; the templates of the others do not ask for it.
void add_rest(json& data, const web::locale& in, const sample_times& at, const std::string& base) {
  const auto until = in.date_time(at.until, home_zone);
  data["reference"] = "7K3-M9Q-2XC";
  data["position"] = "3";
  data["offer_until"] = until;
  data["lapsed_title"] = data["event_title"];
  data["municipality"] = data["ring_member"] = in.text("mail_texts.sample.municipality");
  data["ring_group"] = in.text("mail_texts.sample.ring_group");
  data["changes"] = json::array({in.text("mail_texts.sample.session")});
  data["recordings"] = json::array({{{"title", data["event_title"]}, {"url", base + "/…"}}});
  data["paper_url"] = base + "/f/…";
  data["paper_until"] = until;
  data["paper_times"] = "10";
  data["purpose_title"] = in.text("mail_texts.sample.purpose");
  data["has_differences"] = true;
  data["place_before"] = in.text("mail_texts.sample.place_before");
}

json sample_data(const request& of, const schema::reader& db, services& with,
                 const events::mail_text_key& which) {
  const auto& in = web::find_locale(which.language);
  const auto& base = with.links.base_url();
  const sample_times at(of.at);
  const auto pages = events::find_organiser_pages(db, of.capture("organiser"));
  const auto texts = mail_texts();
  auto data =
      events::organiser_members(pages ? pages->by : events::organiser{}, which.language, texts);
  add_event(data, which.kind, in, at);
  add_links(data, base);
  add_rest(data, in, at, base);
  const bool named = which.kind.name != "paper-announced";
  events::add_person(data, named ? "Ada" : "", named ? "Muster" : "", texts);
  return data;
}

}  // namespace

original_words original_of(const events::mail_text_key& which) {
  const auto& in = web::find_locale(which.language);
  nlohmann::json shown = {{"is_ring", "false"}};
  for (const auto name : which.kind.placeholders) {
    shown[std::string(events::member_of_placeholder(name))] = "{" + std::string(name) + "}";
  }
  const auto words = [&](const std::string& key) {
    if (!in.has(key)) return std::string();
    // What own words cannot name must not look like a placeholder.
    auto all = shown;
    for (const auto& name : in.placeholders(key)) all.emplace(name, "…");
    return in.text(key, all);
  };
  const auto key = "mail." + std::string(which.kind.name);
  return {words(key + ".subject"), words(key + ".intro")};
}

web::rendered_mail sample_mail(const request& of, const schema::reader& db, services& with,
                               const events::mail_text_key& which,
                               const events::mail_text_draft& words) {
  auto data = sample_data(of, db, with, which);
  if (const auto look = events::find_look(db, of.scope->organiser_id()))
    data["look"] = events::mail_look(look->of.colour, look->of.colour_dark);
  events::put_own_words(data, which.kind, words, mail_texts());
  return web::render_mail(which.kind.name, web::find_locale(which.language), data);
}

nlohmann::json placeholder_rows(const events::mail_kind& kind, const web::locale& in) {
  auto rows = nlohmann::json::array();
  for (const auto name : kind.placeholders) {
    const std::string text(name);
    rows.push_back(
        {{"name", "{" + text + "}"}, {"meaning", in.text("mail_texts.placeholder." + text)}});
  }
  return rows;
}

}  // namespace zusage::server
