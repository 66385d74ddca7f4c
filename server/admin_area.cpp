// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/admin_area.hpp"

#include "organisers/event_staff.hpp"
#include "server/admin_view.hpp"
#include "server/event_view.hpp"

namespace zusage::server {
namespace {

using organisers::permission;

struct room {
  const char* path;
  const char* name;  ///< key of a text
  permission needs;
};

constexpr room rooms[] = {
    {"/start", "start.area", permission::see_events},
    {"/events", "admin.area.events", permission::see_events},
    {"/newsletters", "admin.area.newsletters", permission::send_newsletters},
    {"/messages", "messages.title", permission::see_attendees},
    {"/mail-texts", "mail_texts.title", permission::manage_events},
    {"/mail", "admin.area.mail", permission::manage_events},
    {"/consents", "admin.area.consents", permission::see_consents},
    {"/purposes", "admin.area.purposes", permission::see_consents},
    {"/requests", "admin.area.requests", permission::see_consents},
    {"/retention", "admin.area.retention", permission::see_consents},
    {"/trail", "people.trail_title", permission::see_consents},
    {"/staff", "people.staff_title", permission::manage_staff},
    {"/api", "api_tokens.title", permission::manage_staff},
    {"/webhooks", "webhooks.title", permission::manage_staff},
};

}  // namespace

nlohmann::json area_links(const request& of) {
  auto links = nlohmann::json::array();
  // Who works at a single event is let in to none of them.
  if (!of.scope || organisers::is_for_one_event(*of.scope)) return links;
  const auto& in = *of.language;
  const auto base = "/admin/" + of.capture("organiser");
  for (const auto& one : rooms) {
    if (!may(of, one.needs)) continue;
    const auto path = base + one.path;
    const bool inside = of.path == path || of.path.compare(0, path.size() + 1, path + "/") == 0;
    links.push_back({{"text", in.text(one.name)}, {"url", link_to(of, path)}, {"current", inside}});
  }
  return links.size() > 1 ? links : nlohmann::json::array();
}

}  // namespace zusage::server
