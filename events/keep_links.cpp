// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/import_parts.hpp"

namespace zusage::events {
namespace {

using nlohmann::json;

bool says(const json& entry, const char* key) {
  const auto found = entry.is_object() ? entry.find(key) : entry.end();
  return entry.is_object() && found != entry.end() && !found->is_null();
}

const json& session_in(const json& definition, const std::string& key) {
  static const json nothing;
  const auto sessions = definition.is_object() ? definition.find("sessions") : definition.end();
  if (!definition.is_object() || sessions == definition.end() || !sessions->is_array())
    return nothing;
  for (const auto& one : *sessions) {
    if (one.is_object() && one.value("key", json()) == key) return one;
  }
  return nothing;
}

// What is empty now and was never said stays as it was.
template <class T>
void keep(T& now, const T& before, const json& said_before) {
  if (now.join_url.empty() && !says(said_before, "join_url")) now.join_url = before.join_url;
  if (now.recording_url.empty() && !says(said_before, "recording_url"))
    now.recording_url = before.recording_url;
}

}  // namespace

event_entry with_links_of_page(event_entry entry, const event& before,
                               const std::string& definition_before) {
  const auto said = json::parse(definition_before, nullptr, false);
  keep(entry.what, before, said);
  for (auto& one : entry.what.sessions) {
    if (const auto* was = before.find_session(one.key)) keep(one, *was, session_in(said, one.key));
  }
  return entry;
}

}  // namespace zusage::events
