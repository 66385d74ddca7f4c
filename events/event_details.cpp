// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/event_details.hpp"

#include "events/invitation.hpp"
#include "events/mail_plan.hpp"
#include "events/paper.hpp"
#include "events/ring_details.hpp"

namespace zusage::events {
namespace {

using nlohmann::json;

void keep(json& in, const char* key, const std::string& text) {
  if (!text.empty()) in[key] = text;
}

void keep(json& in, const char* key, bool flag) {
  if (flag) in[key] = true;
}

// What is not there, or of another type, leaves `into` as it was.
template <class T>
void take(const json& from, const char* key, T& into) {
  const auto found = from.find(key);
  if (found == from.end()) return;
  if constexpr (std::is_same_v<T, std::string>) {
    if (found->is_string()) into = found->template get<std::string>();
  } else if constexpr (std::is_same_v<T, bool>) {
    if (found->is_boolean()) into = found->template get<bool>();
  } else if constexpr (std::is_same_v<T, json>) {
    if (found->is_object()) into = *found;
  } else {
    if (found->is_number_integer()) into = T(found->template get<std::int64_t>());
  }
}

json to_json(const paper& of) {
  auto made = json::object();
  keep(made, "file", of.file);
  keep(made, "url", of.url);
  made["link_days"] = of.link_days;
  made["downloads"] = of.downloads;
  return made;
}

std::shared_ptr<const paper> paper_from(const json& stored) {
  paper read;
  take(stored, "file", read.file);
  take(stored, "url", read.url);
  take(stored, "link_days", read.link_days);
  take(stored, "downloads", read.downloads);
  return std::make_shared<const paper>(std::move(read));
}

const std::chrono::minutes usual_join_lead = event().join_lead;

}  // namespace

json details_of(const event& of) {
  auto made = json::object();
  keep(made, "recording_url", of.recording_url);
  if (of.admission) keep(made, "invited_only", of.admission->invited_only);
  if (of.ring) made["ring"] = details_of(*of.ring);
  if (of.join_lead != usual_join_lead) made["join_lead"] = of.join_lead.count();
  if (of.paper) made["paper"] = to_json(*of.paper);
  if (of.mail_plan) made["mail_plan"] = to_json(*of.mail_plan);
  return made;
}

json details_of(const session& of) {
  auto made = json::object();
  keep(made, "recording_url", of.recording_url);
  keep(made, "ring_group", of.ring_group);
  if (!of.when.empty()) made["when"] = of.when;
  keep(made, "place", of.place);
  keep(made, "cancelled", of.cancelled);
  keep(made, "by_page", of.by_page);
  return made;
}

json details_of(const question& of) {
  auto made = json::object();
  keep(made, "session", of.session);
  keep(made, "after_approval", of.after_approval);
  keep(made, "sensitive", of.sensitive);
  return made;
}

void read_details(const json& from, event& into) {
  take(from, "recording_url", into.recording_url);
  take(from, "join_lead", into.join_lead);
  bool invited_only = false;
  take(from, "invited_only", invited_only);
  if (invited_only) into.admission = std::make_shared<const admission>(admission{true});
  if (const auto found = from.find("paper"); found != from.end() && found->is_object()) {
    into.paper = paper_from(*found);
  }
  if (into.kind == kind::comparison_ring) {
    auto stored = json::object();
    take(from, "ring", stored);
    auto settings = std::make_shared<ring>();
    read_details(stored, *settings);
    into.ring = std::move(settings);
  }
  if (const auto plan = from.find("mail_plan"); plan != from.end())
    into.mail_plan = mail_plan_from(*plan);
}

void read_details(const json& from, session& into) {
  take(from, "recording_url", into.recording_url);
  take(from, "ring_group", into.ring_group);
  take(from, "when", into.when);
  take(from, "place", into.place);
  take(from, "cancelled", into.cancelled);
  take(from, "by_page", into.by_page);
}

void read_details(const json& from, question& into) {
  take(from, "session", into.session);
  take(from, "after_approval", into.after_approval);
  take(from, "sensitive", into.sensitive);
}

}  // namespace zusage::events
