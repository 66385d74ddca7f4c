// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/structured_data.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "base/time_zone.hpp"
#include "events/json_members.hpp"
#include "events/ring.hpp"
#include "server/configuration.hpp"
#include "server/event_view.hpp"
#include "web/render.hpp"

namespace zusage::server {
namespace {

using nlohmann::json;

constexpr std::size_t most_described = 200;  // characters, what search engines show of it
const std::string vocabulary = "https://schema.org/";

// In a script element only `<` could end it (HTML 13.2.5.4); the others are for who puts it
// elsewhere.
std::string to_script(const json& data) {
  std::string safe;
  for (const char c : data.dump(-1, ' ', false, json::error_handler_t::replace)) {
    if (c == '<') {
      safe += "\\u003c";
    } else if (c == '>') {
      safe += "\\u003e";
    } else if (c == '&') {
      safe += "\\u0026";
    } else {
      safe += c;
    }
  }
  return safe;
}

json organisation(const events::organiser& of, const web::locale& in) {
  json made = {{"@type", "Organization"}, {"name", web::pick(of.name, in.language())}};
  if (!of.contact.empty()) made["email"] = of.contact;
  return made;
}

json organisations(const events::event& of, const web::locale& in) {
  auto all = json::array({organisation(of.by, in)});
  for (const auto& other : of.also_by) all.push_back(organisation(other, in));
  return all;
}

json place_of(const json& venue) {
  json address = {{"@type", "PostalAddress"}};
  const auto take = [&](const char* member, const char* as) {
    if (auto text = events::text_member(venue, member); !text.empty()) address[as] = text;
  };
  take("street", "streetAddress");
  take("postal_code", "postalCode");
  take("city", "addressLocality");
  take("state", "addressRegion");
  return {{"@type", "Place"},
          {"name", events::text_member(venue, "name")},
          {"address", std::move(address)}};
}

// Where to go; online that is the event's own page, since the link to join is for who is
// registered.
json location_of(const events::event& of, const std::string& url) {
  json online = {{"@type", "VirtualLocation"}, {"url", url}};
  switch (of.mode) {
    case events::mode::online:
      return online;
    case events::mode::on_site:
      return place_of(of.venue);
    case events::mode::hybrid:
      return json::array({place_of(of.venue), online});
  }
  return online;
}

std::string attendance_mode(events::mode held) {
  switch (held) {
    case events::mode::online:
      return vocabulary + "OnlineEventAttendanceMode";
    case events::mode::on_site:
      return vocabulary + "OfflineEventAttendanceMode";
    case events::mode::hybrid:
      return vocabulary + "MixedEventAttendanceMode";
  }
  return {};
}

// Only a comparison ring can cost something, and says what in words.
bool is_free(const events::event& of) {
  return !of.ring || !of.ring->fee;
}

json offer_of(const events::event& of, const event_state& now, const std::string& base) {
  const bool full = of.capacity && now.taken.taken >= *of.capacity;
  json offer = {{"@type", "Offer"},
                {"price", 0},
                {"priceCurrency", "EUR"},
                {"availability", vocabulary + (full ? "SoldOut" : "InStock")},
                {"url", base + form_path(of)}};
  if (of.opens_at) offer["validFrom"] = to_iso(*of.opens_at, of.time_zone);
  if (of.closes_at) offer["validThrough"] = to_iso(*of.closes_at, of.time_zone);
  return offer;
}

// Whoever cannot sign up now, but could or can later, still sees what is offered.
bool is_offered(const event_state& now) {
  return !now.closed || now.closed->code == "full" || now.closed->code == "not_yet_open";
}

void add_places(json& data, const events::event& of, const event_state& now) {
  if (!of.capacity) return;
  data["maximumAttendeeCapacity"] = *of.capacity;
  data["remainingAttendeeCapacity"] = std::max<std::int64_t>(0, *of.capacity - now.taken.taken);
}

json common_data(const events::event& of, const request& on, const std::string& base) {
  const auto& in = *on.language;
  const auto foreign = foreign_language(of.title, in);
  json data = {{"@context", vocabulary.substr(0, vocabulary.size() - 1)},
               {"name", web::pick(of.title, in.language())},
               {"url", base + events::public_path(of)},
               {"inLanguage", foreign.empty() ? in.language() : foreign},
               {"isAccessibleForFree", is_free(of)}};
  auto description = description_of(of.summary, of.description, in);
  if (!description.empty()) data["description"] = std::move(description);
  return data;
}

json paper_data(const events::event& of, const request& on, const std::string& base) {
  auto data = common_data(of, on, base);
  data["@type"] = "Report";
  data["datePublished"] = to_iso(of.starts_at, of.time_zone);
  data["publisher"] = organisations(of, *on.language);
  return data;
}

json event_data(const events::event& of, const event_state& now, const request& on,
                const std::string& base) {
  auto data = common_data(of, on, base);
  const bool cancelled = of.status == events::event_status::cancelled;
  data["@type"] = "Event";
  data["startDate"] = to_iso(of.starts_at, of.time_zone);
  data["endDate"] = to_iso(of.ends_at, of.time_zone);
  data["eventStatus"] = vocabulary + (cancelled ? "EventCancelled" : "EventScheduled");
  data["eventAttendanceMode"] = attendance_mode(of.mode);
  data["location"] = location_of(of, data["url"]);
  data["organizer"] = organisations(of, *on.language);
  add_places(data, of, now);
  if (is_free(of) && is_offered(now)) data["offers"] = offer_of(of, now, base);
  if (of.series) {
    data["superEvent"] = {{"@type", "EventSeries"},
                          {"name", web::pick(of.series->title, on.language->language())},
                          {"url", base + "/s/" + of.by.key + "/" + of.series->key}};
  }
  return data;
}

}  // namespace

std::string structured_data(const events::event& of, const event_state& now, const request& on,
                            const services& with) {
  if (of.hidden) return {};
  const auto& base = with.config.base_url;
  return to_script(of.kind == events::kind::paper ? paper_data(of, on, base)
                                                  : event_data(of, now, on, base));
}

std::string description_of(const nlohmann::json& summary, const nlohmann::json& text,
                           const web::locale& in) {
  auto said = web::pick(summary, in.language());
  if (!said.empty()) return said;
  said = web::markdown_to_text(web::pick(text, in.language()));
  std::replace(said.begin(), said.end(), '\n', ' ');
  return cut(cleaned(said), most_described);
}

}  // namespace zusage::server
