// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>

#include "base/text.hpp"
#include "server/calendar_filter.hpp"
#include "server/calendar_rows.hpp"
#include "server/event_view.hpp"
#include "server/public.hpp"

namespace zusage::server {
namespace {

// By month; what came out some time ago and can be fetched at any time stands behind what has a
// date.
nlohmann::json months_view(const std::vector<events::calendar_row>& rows, const request& of) {
  auto months = nlohmann::json::array();
  std::string month;
  auto papers = nlohmann::json::array();
  for (const auto& row : rows) {
    if (row.kind == events::kind::paper) {
      papers.push_back(row_view(row, of));
      continue;
    }
    auto words = of.language->month(row.starts_at, row.time_zone);
    if (words != month) {
      months.push_back({{"month", words}, {"events", nlohmann::json::array()}});
      month = std::move(words);
    }
    months.back()["events"].push_back(row_view(row, of));
  }
  if (!papers.empty()) {
    months.push_back({{"month", of.language->text("calendar.papers")}, {"events", papers}});
  }
  return months;
}

nlohmann::json option(std::string_view value, std::string label, std::string_view chosen) {
  return {{"value", value}, {"label", std::move(label)}, {"selected", value == chosen}};
}

nlohmann::json kind_options(const request& of) {
  auto options = nlohmann::json::array();
  for (const auto* kind : {"solution_day", "conference", "comparison_ring", "paper"}) {
    options.push_back(
        option(kind, of.language->text(std::string("kind.") + kind), of.query.get("kind")));
  }
  return options;
}

nlohmann::json mode_options(const request& of) {
  auto options = nlohmann::json::array();
  for (const auto* mode : {"online", "on_site", "hybrid"}) {
    options.push_back(
        option(mode, of.language->text(std::string("mode.") + mode), of.query.get("mode")));
  }
  return options;
}

/// Everyone who has something in the calendar from now on, by name.
nlohmann::json organiser_options(const request& of, const schema::reader& db, instant from) {
  events::calendar_filter everything;
  everything.from = from;
  std::map<std::string, std::string> names;
  for (const auto& row : events::list_events(db, everything)) {
    names.emplace(row.organiser_key, web::pick(row.organiser_name, of.language->language()));
    for (const auto& [key, name] : row.also_by) {
      names.emplace(key, web::pick(name, of.language->language()));
    }
  }
  std::vector<std::pair<std::string, std::string>> sorted(names.begin(), names.end());
  std::sort(sorted.begin(), sorted.end(), [&](const auto& a, const auto& b) {
    return of.language->compare(a.second, b.second) < 0;
  });
  auto options = nlohmann::json::array();
  for (const auto& [key, name] : sorted) {
    options.push_back(option(key, name, of.query.get("organiser")));
  }
  return options;
}

nlohmann::json filter_field(const request& of, const read_filter& read, const std::string& name,
                            const std::string& text) {
  const auto& typed = of.query.get(name);
  nlohmann::json field = {{"id", "filter-" + name},
                          {"name", name},
                          {"label", of.language->text(text)},
                          {"value", is_utf8(typed) ? typed : ""},
                          {"type", "date"},
                          {"hint", ""},
                          {"error", ""},
                          {"options", nlohmann::json::array()}};
  for (const auto& one : read.wrong) {
    if (one.field == name) field["error"] = fault_words(one, *of.language);
  }
  return field;
}

nlohmann::json select_field(const request& of, const read_filter& read, const std::string& name,
                            nlohmann::json options) {
  auto field = filter_field(of, read, name, "calendar." + name);
  field["options"] = std::move(options);
  return field;
}

nlohmann::json filter_view(const request& of, const schema::reader& db, const read_filter& read) {
  auto text_fields = nlohmann::json::array();
  text_fields.push_back(filter_field(of, read, "q", "calendar.search"));
  text_fields.back()["type"] = "search";
  text_fields.push_back(filter_field(of, read, "from", "calendar.from"));
  text_fields.push_back(filter_field(of, read, "to", "calendar.to"));
  auto select_fields = nlohmann::json::array();
  select_fields.push_back(select_field(of, read, "kind", kind_options(of)));
  select_fields.push_back(select_field(of, read, "mode", mode_options(of)));
  select_fields.push_back(select_field(of, read, "organiser", organiser_options(of, db, of.at)));
  return {{"text_fields", std::move(text_fields)},
          {"select_fields", std::move(select_fields)},
          {"language", chosen_language(of)},
          {"narrowed", read.narrowed},
          {"reset_url", link_to(of, "/")}};
}

response render_calendar(const request& of, const schema::reader& db, services& with,
                         const read_filter& read) {
  const auto& in = *of.language;
  const auto rows = events::list_events(db, read.filter);
  return page(200, of, with, "calendar",
              {{"title", in.text("calendar.title")},
               {"filter", filter_view(of, db, read)},
               {"count", in.text("calendar.found", {{"count", rows.size()}})},
               {"months", months_view(rows, of)},
               {"empty", rows.empty()},
               {"feed_url", "/feed.atom" + filter_query(of.query)},
               {"calendar_url", "/calendar.ics" + filter_query(of.query)}});
}

}  // namespace

// GET /
response show_calendar(const request& of, const schema::reader& db, services& with) {
  const auto read = read_calendar_filter(of.query, of.at);
  auto made = render_calendar(of, db, with, read);
  if (read.narrowed) return made;
  made.personal = false;
  // What has ended leaves the calendar at the full hour.
  made.keep = kept_while{{std::string(events::topic_of_all_events)},
                         read.filter.from.value() + std::chrono::hours(1)};
  return made;
}

}  // namespace zusage::server
