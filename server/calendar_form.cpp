// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/calendar_form.hpp"

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "events/venue_state.hpp"
#include "server/event_view.hpp"

namespace zusage::server {
namespace {

using options = std::vector<std::pair<std::string, std::string>>;  // value and words

options kind_options(const web::locale& in) {
  options all;
  for (const std::string kind : {"solution_day", "conference", "comparison_ring", "paper"}) {
    all.emplace_back(kind, in.text("kind." + kind));
  }
  return all;
}

options mode_options(const web::locale& in) {
  options all;
  for (const std::string mode : {"online", "on_site", "hybrid"}) {
    all.emplace_back(mode, in.text("mode." + mode));
  }
  return all;
}

options by_words(options all, const web::locale& in) {
  std::sort(all.begin(), all.end(),
            [&](const auto& a, const auto& b) { return in.compare(a.second, b.second) < 0; });
  return all;
}

options state_options(const web::locale& in) {
  options all;
  for (const auto code : events::state_codes()) all.emplace_back(code, state_words(code, in));
  return by_words(std::move(all), in);
}

// Everyone who has something in the calendar from now on, and whoever is chosen.
options organiser_options(const request& of, const schema::reader& db, std::string_view chosen) {
  const auto& in = *of.language;
  events::calendar_filter everything;
  everything.from = of.at;
  std::map<std::string, std::string, std::less<>> names;
  for (const auto& row : events::list_events(db, everything)) {
    names.emplace(row.organiser_key, web::pick(row.organiser_name, in.language()));
    for (const auto& [key, name] : row.also_by) {
      names.emplace(key, web::pick(name, in.language()));
    }
  }
  if (!chosen.empty() && !names.contains(chosen)) {
    names.emplace(chosen, organiser_words(db, chosen, in));
  }
  return by_words({names.begin(), names.end()}, in);
}

nlohmann::json filter_field(const request& of, const read_filter& read, const std::string& name) {
  const auto& typed = of.query.get(name);
  nlohmann::json field = {{"id", "filter-" + name},
                          {"name", name},
                          {"label", filter_label(name, *of.language)},
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
                            const options& all, std::string_view chosen) {
  auto field = filter_field(of, read, name);
  for (const auto& [value, label] : all) {
    field["options"].push_back({{"value", value}, {"label", label}, {"selected", value == chosen}});
  }
  return field;
}

nlohmann::json active_view(const request& of, const std::vector<active_filter>& active) {
  auto list = nlohmann::json::array();
  for (const auto& one : active) {
    const auto without = filter_query_without(of.query, one.name);
    list.push_back({{"label", one.label},
                    {"value", one.value},
                    {"url", link_to(of, "/" + without) + "#result"}});
  }
  return list;
}

}  // namespace

nlohmann::json calendar_form(const request& of, const schema::reader& db, const read_filter& read,
                             const std::vector<active_filter>& active) {
  const auto& in = *of.language;
  const auto& by = read.filter;
  auto text_fields = nlohmann::json::array();
  text_fields.push_back(filter_field(of, read, "q"));
  text_fields.back()["type"] = "search";
  text_fields.push_back(filter_field(of, read, "from"));
  text_fields.push_back(filter_field(of, read, "to"));
  auto select_fields = nlohmann::json::array();
  select_fields.push_back(
      select_field(of, read, "kind", kind_options(in), by.kind ? to_text(*by.kind) : ""));
  select_fields.push_back(
      select_field(of, read, "mode", mode_options(in), by.mode ? to_text(*by.mode) : ""));
  select_fields.push_back(select_field(of, read, "state", state_options(in), by.state));
  select_fields.back()["hint"] = "filter-state-hint";  // stands below all fields
  select_fields.push_back(
      select_field(of, read, "organiser", organiser_options(of, db, by.organiser), by.organiser));
  return {{"text_fields", std::move(text_fields)},
          {"select_fields", std::move(select_fields)},
          {"language", chosen_language(of)},
          {"narrowed", read.narrowed},
          {"active", active_view(of, active)},
          {"active_words",
           active.empty() ? "" : in.text("calendar.active_count", {{"count", active.size()}})},
          {"reset_url", link_to(of, "/")}};
}

nlohmann::json filter_errors(const read_filter& read, const web::locale& in) {
  auto errors = nlohmann::json::array();
  for (const auto& one : read.wrong) {
    errors.push_back({{"href", "#filter-" + one.field},
                      {"message", filter_label(one.field, in) + ": " + fault_words(one, in)}});
  }
  return errors;
}

}  // namespace zusage::server
