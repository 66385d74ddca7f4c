// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/set_links.hpp"

#include "events/event_details.hpp"
#include "events/event_file.hpp"
#include "events/event_file_parts.hpp"
#include "events/load_event.hpp"
#include "events/registration_rows.hpp"
#include "organisers/audit.hpp"

namespace zusage::events {
namespace {

bool is_wrong(const std::string& url) {
  return !url.empty() && (url.size() > file_limits::url || !is_web_address(url));
}

template <class T>
bool take(T& into, const online_links& typed) {
  if (into.join_url == typed.join_url && into.recording_url == typed.recording_url) return false;
  into.join_url = typed.join_url;
  into.recording_url = typed.recording_url;
  return true;
}

}  // namespace

faults check_links(const links_by_session& typed) {
  faults wrong;
  for (const auto& [key, links] : typed) {
    const auto field = [&key = key](const char* name) {
      return key.empty() ? std::string(name) : name + ("." + key);
    };
    if (is_wrong(links.join_url)) wrong.push_back({field("join_url"), "wrong_url"});
    if (is_wrong(links.recording_url)) wrong.push_back({field("recording_url"), "wrong_url"});
  }
  return wrong;
}

bool set_links(schema::transaction& tx, const organisers::scope& whose, const event& of,
               const links_by_session& typed, instant now) {
  hold_event(tx, of.id);
  const auto stored = load_event(tx, of.id);
  if (!stored || stored->by.id != whose.organiser_id()) return false;
  bool any = false;
  for (auto& one : stored->sessions) {
    const auto found = typed.find(one.key);
    if (found == typed.end() || !take(one, found->second)) continue;
    tx.execute("UPDATE event_session SET join_url = :1, details = :2 WHERE id = :3", one.join_url,
               canonical(details_of(one)), one.id);
    any = true;
  }
  if (const auto found = typed.find(""); found != typed.end())
    any = take(*stored, found->second) || any;
  if (!any) return true;
  tx.execute(
      "UPDATE event SET join_url = :1, details = :2, version = version + 1, updated_at = :3"
      " WHERE id = :4",
      stored->join_url, canonical(details_of(*stored)), now, stored->id);
  tx.announce(topic_of_event(of.id));
  organisers::record(tx, {whose.organiser_id(), whose.staff_id(), "event.links_set", stored->slug},
                     now);
  return true;
}

}  // namespace zusage::events
