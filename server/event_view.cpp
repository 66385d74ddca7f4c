// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/event_view.hpp"

#include <algorithm>

#include "events/invitation.hpp"
#include "events/mail_language.hpp"
#include "server/consent_words.hpp"
#include "server/footer.hpp"
#include "web/language_name.hpp"
#include "web/zone_name.hpp"

namespace zusage::server {
namespace {

std::string member(const nlohmann::json& object, const char* name) {
  if (!object.is_object()) return {};
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool same_day(instant a, instant b, std::string_view zone) {
  const auto x = to_local(a, zone), y = to_local(b, zone);
  return x.year == y.year && x.month == y.month && x.day == y.day;
}

std::int64_t taken_of(const events::session& one, const events::occupancy& taken) {
  const auto found = taken.taken_in_session.find(one.key);
  return found == taken.taken_in_session.end() ? 0 : found->second;
}

std::vector<const events::session*> by_time(const events::event& of) {
  std::vector<const events::session*> sorted;
  for (const auto& one : of.sessions) {
    if (one.ring_group.empty()) sorted.push_back(&one);  // meetings of a group are its own affair
  }
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto* a, const auto* b) {
    if (!a->starts_at || !b->starts_at) return a->starts_at.has_value() && !b->starts_at;
    return *a->starts_at < *b->starts_at;
  });
  return sorted;
}

// What the pages about an event say in words of its kind.
nlohmann::json words_for(events::kind kind, const web::locale& in) {
  nlohmann::json words;
  for (const std::string key :
       {"event.about", "event.organiser", "event.to_event", "event.cancelled", "event.privacy",
        "register.basis", "register.questions", "register.consent_confirm",
        "register.consents_hint", "registration.title", "registration.reference",
        "registration.registered_at", "registration.keep_link", "registration.change",
        "registration.cancel", "registration.cancel_text", "registration.cancel_submit",
        "registration.verify_text", "registration.verify_ended"}) {
    words[key.substr(key.find('.') + 1)] = kind_text(kind, in, key);
  }
  return words;
}

nlohmann::json venue_view(const nlohmann::json& venue, const web::locale& in) {
  const auto access = venue.is_object() ? venue.find("access") : venue.end();
  const auto city = member(venue, "postal_code") + " " + member(venue, "city");
  return {{"name", member(venue, "name")},
          {"street", member(venue, "street")},
          {"city", city == " " ? "" : city},
          {"access", access == venue.end() ? "" : web::pick(*access, in.language())},
          {"access_language", access == venue.end() ? "" : foreign_language(*access, in)}};
}

// Where the event's series has its page, what it is called and in which language.
void add_series(nlohmann::json& data, const events::event& of, const request& on) {
  const bool has = of.series.has_value();
  data["series"] = has ? web::pick(of.series->title, on.language->language()) : "";
  data["series_language"] = has ? foreign_language(of.series->title, *on.language) : "";
  data["series_url"] = has ? link_to(on, "/s/" + of.by.key + "/" + of.series->key) : "";
}

// For whom the event is; "" for everybody.
std::string audience_words(const events::event& of, const web::locale& in) {
  std::string lists;
  if (!of.audience.municipalities.empty()) lists = in.text("event.audience_members");
  if (!of.audience.email_domains.empty()) {
    const auto domains = joined(of.audience.email_domains);
    lists +=
        (lists.empty() ? "" : "; ") + in.text("event.audience_domains", {{"domains", domains}});
  }
  if (!of.audience.code.empty()) {
    lists += (lists.empty() ? "" : "; ") + in.text("event.audience_code");
  }
  const bool invited = of.admission && of.admission->has_codes;
  const bool only = of.admission && of.admission->invited_only;
  if (lists.empty()) return only ? in.text("event.audience_invited") : "";
  return invited ? in.text("event.audience_or", {{"lists", lists}}) : lists;
}

// For whoever cannot read them: `lang` tells only programs which language the texts are in.
std::string only_in_words(const events::event& of, const web::locale& in) {
  for (const auto* one : {&of.title, &of.description, &of.summary}) {
    const auto language = foreign_language(*one, in);
    if (language.empty()) continue;
    return in.text("event.only_in", {{"language", web::language_name(in, language)}});
  }
  return {};
}

}  // namespace

std::string kind_text(events::kind kind, const web::locale& in, const std::string& key,
                      const nlohmann::json& arguments) {
  const auto* of_kind = kind == events::kind::paper             ? "paper."
                        : kind == events::kind::comparison_ring ? "ring."
                                                                : "";
  const auto own = of_kind + key;
  return in.text(*of_kind && in.has(own) ? own : key, arguments);
}

std::shared_ptr<const events::event> find_public_event(const request& of, const schema::reader& db,
                                                       services& with) {
  auto found = with.catalogue.find(db, of.capture("slug"));
  return found && found->status != events::event_status::draft ? found : nullptr;
}

std::string chosen_language(const request& of) {
  const auto& chosen = of.query.get("lang");
  return chosen == of.language->language() ? chosen : "";
}

std::string link_to(const request& of, std::string path) {
  const auto chosen = chosen_language(of);
  if (chosen.empty()) return path;
  path += path.find('?') == std::string::npos ? "?lang=" : "&lang=";
  return path + chosen;
}

std::string places_words(const std::optional<std::int64_t>& capacity, std::int64_t taken,
                         bool waiting_list, const web::locale& in) {
  if (!capacity) return {};
  const auto left = *capacity - taken;
  if (left > 0) return in.text("event.free", {{"count", left}});
  return in.text(waiting_list ? "event.waiting_list" : "event.full");
}

std::string place_words(events::mode mode, const nlohmann::json& venue, const web::locale& in) {
  auto online = in.text("mode.online");
  if (mode == events::mode::online) return online;
  const auto name = member(venue, "name"), city = member(venue, "city");
  auto place = name + (name.empty() || city.empty() ? "" : ", ") + city;
  if (place.empty()) place = in.text("mode.on_site");
  return mode == events::mode::hybrid ? in.text("event.place_or_online", {{"place", place}})
                                      : place;
}

std::string time_words(const events::session& of, std::string_view zone, const web::locale& in) {
  if (!of.starts_at) return {};
  if (!of.ends_at) return in.time(*of.starts_at, zone);
  if (!same_day(*of.starts_at, *of.ends_at, zone)) {
    return in.period(*of.starts_at, *of.ends_at, zone);
  }
  return in.times(*of.starts_at, *of.ends_at, zone);
}

std::string fault_words(const fault& what, const web::locale& in) {
  const auto key = "fault." + what.code;
  return in.text(in.has(key) ? key : "fault.unknown", what.arguments);
}

fault explained(fault why, const events::event& of, const web::locale& in) {
  if (of.opens_at) why.arguments["when"] = in.date_time(*of.opens_at, of.time_zone);
  return why;
}

std::string closed_words(const fault& why, const events::event& of, const web::locale& in) {
  const auto key = "fault." + why.code;
  if (!in.has(key)) return fault_words(why, in);
  return kind_text(of.kind, in, key, explained(why, of, in).arguments);
}

std::string foreign_language(const nlohmann::json& texts, const web::locale& in) {
  return events::borrowed_language(texts, in.language());
}

nlohmann::json organisers_view(const std::vector<events::organiser>& all, const web::locale& in) {
  auto list = nlohmann::json::array();
  for (const auto& one : all) {
    list.push_back({{"name", web::pick(one.name, in.language())},
                    {"name_language", foreign_language(one.name, in)},
                    {"contact", one.contact},
                    {"privacy_url", one.privacy_url}});
  }
  return list;
}

std::string form_path(const events::event& of) {
  const auto path = events::public_path(of);
  return of.kind == events::kind::paper ? path : path + "/register";
}

nlohmann::json event_head(const events::event& of, const request& on) {
  const auto& in = *on.language;
  const auto path = events::public_path(of);
  nlohmann::json head = {
      {"slug", of.slug},
      {"url", link_to(on, path)},
      {"register_url", link_to(on, form_path(of))},
      {"calendar_url", path + "/event.ics"},
      {"title", web::pick(of.title, in.language())},
      {"summary", web::pick(of.summary, in.language())},
      {"summary_language", foreign_language(of.summary, in)},
      {"content_language", foreign_language(of.title, in)},
      {"period", of.kind == events::kind::paper
                     ? in.date(of.starts_at, of.time_zone)
                     : in.period(of.starts_at, of.ends_at, of.time_zone)},
      {"starts_iso", to_iso(of.starts_at, of.time_zone)},
      {"time_zone_name",
       of.kind == events::kind::paper ? "" : web::zone_name(in, of.starts_at, of.time_zone)},
      {"only_in", only_in_words(of, in)},
      {"place", place_words(of.mode, of.venue, in)},
      {"venue", venue_view(of.venue, in)},
      {"has_venue", of.mode != events::mode::online && !of.venue.empty()},
      {"kind", in.text("kind." + std::string(to_text(of.kind)))},
      {"is_paper", of.kind == events::kind::paper},
      {"mode", in.text("mode." + std::string(to_text(of.mode)))},
      {"cancelled", of.status == events::event_status::cancelled},
      {"organiser", web::pick(of.by.name, in.language())},
      {"organiser_language", foreign_language(of.by.name, in)},
      {"organiser_contact", of.by.contact},
      {"also_by", organisers_view(of.also_by, in)},
      {"audience", audience_words(of, in)},
      {"made_privacy_url", link_to(on, "/privacy?event=" + of.slug)},
      {"privacy_url", of.by.privacy_url}};
  add_series(head, of, on);
  return head;
}

nlohmann::json about(const events::event& of, const request& on, nlohmann::json data) {
  const auto& language = on.language->language();
  data["footer_of"] = footer_of(of.by.key, web::pick(of.by.name, language));
  // Whoever runs it together with the organiser answers for it as well, by name.
  for (const auto& other : of.also_by) {
    data["footer_of"].push_back({{"key", other.key}, {"name", web::pick(other.name, language)}});
  }
  data["footer_event"] = of.slug;
  if (of.hidden) data["no_index"] = true;
  data["event"] = event_head(of, on);
  data["words"] = words_for(of.kind, *on.language);
  return data;
}

nlohmann::json programme(const events::event& of, const events::occupancy& taken,
                         const web::locale& in) {
  auto days = nlohmann::json::array();
  std::string day = "-";  // no date's words
  for (const auto* one : by_time(of)) {
    const auto words = one->starts_at ? in.date(*one->starts_at, of.time_zone) : std::string();
    if (words != day) {
      days.push_back({{"date", words.empty() ? in.text("event.date_open") : words},
                      {"sessions", nlohmann::json::array()}});
      day = words;
    }
    const auto* choice = of.find_choice(one->choice);
    days.back()["sessions"].push_back(
        {{"key", one->key},
         {"title", web::pick(one->title, in.language())},
         {"title_language", foreign_language(one->title, in)},
         {"cancelled", one->cancelled},
         {"time", one->starts_at ? time_words(*one, of.time_zone, in)
                                 : web::pick(one->when, in.language())},
         {"time_language", one->starts_at ? "" : foreign_language(one->when, in)},
         {"speakers", joined(one->speakers)},
         {"choice", choice ? web::pick(choice->title, in.language()) : ""},
         {"choice_language", choice ? foreign_language(choice->title, in) : ""},
         {"places", places_words(one->capacity, taken_of(*one, taken), of.waiting_list, in)}});
  }
  return days;
}

}  // namespace zusage::server
