// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/publish_check.hpp"

#include <algorithm>

#include "events/organiser_pages.hpp"
#include "events/paper.hpp"

namespace zusage::events {
namespace {

using findings = std::vector<publish_finding>;

bool says(const nlohmann::json& texts, const std::string& language) {
  return texts.is_object() && !texts.value(language, "").empty();
}

void check_words(const event& of, findings& found) {
  for (const auto& language : of.by.languages) {
    if (!says(of.title, language))
      found.push_back({"title_language", "basics", {{"language", language}}});
    if (!of.summary.empty() && !says(of.summary, language))
      found.push_back({"summary_language", "basics", {{"language", language}}});
  }
}

void check_place(const event& of, findings& found) {
  if (of.kind == kind::paper) return;
  if (of.mode != mode::online) {
    if (of.venue.empty()) {
      found.push_back({"no_venue", "time-place"});
    } else if (!of.venue.contains("access")) {
      found.push_back({"no_access_words", "time-place", nlohmann::json::object(), true});
    }
  }
  const bool linked =
      !of.join_url.empty() || std::any_of(of.sessions.begin(), of.sessions.end(),
                                          [](const session& one) { return !one.join_url.empty(); });
  if (of.mode != mode::on_site && !linked)
    found.push_back({"no_join_link", "time-place", nlohmann::json::object(), true});
}

void check_document(const event& of, findings& found) {
  if (of.paper && !of.paper->has_document()) found.push_back({"no_document", "paper"});
}

void check_programme(const event& of, findings& found) {
  for (const auto& one : of.sessions) {
    const bool dated = one.starts_at || !one.when.empty() || one.cancelled;
    if (!dated) found.push_back({"session_without_time", "programme", {{"session", one.title}}});
  }
  for (const auto& one : of.choices) {
    const bool used = std::any_of(of.sessions.begin(), of.sessions.end(),
                                  [&](const session& s) { return s.choice == one.key; });
    if (!used) found.push_back({"choice_without_sessions", "programme", {{"choice", one.title}}});
  }
}

// The pages that every event leads to.
void check_duties(const schema::reader& db, const event& of, findings& found) {
  const auto pages = find_organiser_pages(db, of.by.key);
  const auto has = [&](const char* name) { return pages && !pages->page(name).is_null(); };
  if (of.by.imprint_url.empty() && !has("imprint")) found.push_back({"no_imprint", ""});
  if (of.by.privacy_url.empty() && !has("privacy")) found.push_back({"no_privacy", ""});
}

}  // namespace

std::vector<publish_finding> check_publishing(const schema::reader& db, const event& of,
                                              instant now) {
  findings found;
  check_words(of, found);
  check_place(of, found);
  check_document(of, found);
  check_programme(of, found);
  check_duties(db, of, found);
  if (of.kind != kind::paper && of.starts_at <= now)
    found.push_back({"begun", "time-place", nlohmann::json::object(), true});
  return found;
}

}  // namespace zusage::events
