// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>

#include "base/time_zone.hpp"
#include "events/package.hpp"
#include "server/form_fields.hpp"

namespace zusage::server {
namespace {

// Every day with its times; what has no date yet by name.
nlohmann::json days_of(const form_state& form) {
  auto sessions = events::open_sessions(form.of);
  std::stable_sort(sessions.begin(), sessions.end(), [](const auto* a, const auto* b) {
    if (!a->starts_at || !b->starts_at) return a->starts_at.has_value() && !b->starts_at;
    return *a->starts_at < *b->starts_at;
  });
  auto days = nlohmann::json::array();
  for (const auto* one : sessions) {
    const auto& zone = form.of.time_zone;
    const auto date =
        one->starts_at ? form.in.date(*one->starts_at, zone) : form.in.text("event.date_open");
    const auto time = one->starts_at ? form.in.time(*one->starts_at, zone)
                                     : web::pick(one->title, form.in.language());
    if (days.empty() || days.back().at("date") != date) {
      days.push_back({{"date", date}, {"times", time}});
    } else {
      days.back()["times"] = days.back()["times"].get<std::string>() + ", " + time;
    }
  }
  return days;
}

template <class Which>
std::string titles_of(const nlohmann::json& options, Which which) {
  std::string titles;
  for (const auto& one : options) {
    if (which(one)) titles += (titles.empty() ? "" : ", ") + one.at("text").get<std::string>();
  }
  return titles;
}

std::string all_words(const form_state& form, std::size_t count) {
  const auto* key = form.of.choices.empty() ? "register.package_all" : "register.package_common";
  return form.in.text(key, {{"count", count}});
}

}  // namespace

nlohmann::json open_group(const form_state& form, nlohmann::json field) {
  if (!events::offers_package(form.of)) {
    field["is_fixed"] = true;
    field["label"] = form.in.text("register.included");
    return field;
  }
  const auto& options = field.at("options");
  const auto full = titles_of(options, [](const auto& one) { return one.at("closed") == true; });
  const auto waiting = titles_of(options, [](const auto& one) { return one.at("alert") != ""; });
  const bool ticked = std::any_of(options.begin(), options.end(),
                                  [](const auto& one) { return one.at("selected") == true; });
  // As takes_package decides it: boxes win.
  const bool single = ticked || !full.empty() || has_value(form, "package", "single");
  std::string note;
  if (!full.empty()) {
    note = form.in.text("register.package_full", {{"sessions", full}});
  } else if (!waiting.empty()) {
    note = form.in.text("register.package_waiting", {{"sessions", waiting}});
  }
  field["is_package"] = true;
  field["label"] = form.in.text("register.package");
  field["hint"] = form.in.text("register.package_hint");
  field["all_text"] = all_words(form, options.size());
  field["all_disabled"] = !full.empty();
  field["all_alert"] = note;
  field["single"] = single;
  field["all"] = !single;
  field["days"] = days_of(form);
  return field;
}

}  // namespace zusage::server
