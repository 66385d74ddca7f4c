// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/calendar_words.hpp"

#include "base/time_zone.hpp"
#include "events/json_members.hpp"

namespace zusage::server {

std::string filter_label(const std::string& name, const web::locale& in) {
  return in.text("calendar." + (name == "q" ? "search" : name));
}

std::vector<active_filter> active_filters(const request& of, const schema::reader& db,
                                          const events::calendar_filter& by) {
  const auto& in = *of.language;
  std::vector<active_filter> active;
  const auto add = [&](const std::string& name, std::string value) {
    if (!value.empty()) active.push_back({name, filter_label(name, in), std::move(value)});
  };
  const auto day = [&](const std::optional<instant>& at) {
    return at ? in.short_date(*at, home_zone) : std::string();
  };
  add("q", by.text);
  if (!of.query.get("from").empty() && by.only_dated) {
    add("from", day(local_to_instant(of.query.get("from") + "T00:00", home_zone)));
  }
  // The filter ends with the day after the last one.
  if (by.to) add("to", day(*by.to - std::chrono::hours(1)));
  if (by.kind) add("kind", in.text("kind." + std::string(to_text(*by.kind))));
  if (by.mode) add("mode", in.text("mode." + std::string(to_text(*by.mode))));
  if (!by.state.empty()) add("state", state_words(by.state, in));
  if (!by.organiser.empty()) {
    add("organiser", organiser_words(db, by.organiser, in));
  }
  return active;
}

std::string calendar_name(const web::locale& in, const std::vector<active_filter>& active) {
  auto name = in.text("calendar.title");
  std::string filters;
  for (const auto& one : active) {
    filters += (filters.empty() ? "" : ", ") + one.label + ": " + one.value;
  }
  return filters.empty() ? name : name + " (" + filters + ")";
}

std::string state_words(std::string_view code, const web::locale& in) {
  return in.text("calendar.states." + std::string(code));
}

std::string organiser_words(const schema::reader& db, std::string_view key, const web::locale& in) {
  const auto name = db.value<std::string>("SELECT name FROM organiser WHERE key = :1", key);
  return name ? web::pick(events::from_stored(*name), in.language()) : "";
}

}  // namespace zusage::server
