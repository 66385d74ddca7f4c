// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/admin_online.hpp"
#include "base/text.hpp"
#include "events/set_links.hpp"
#include "server/admin.hpp"

namespace zusage::server {
namespace {

// What is not even text counts as nothing.
std::string typed(const request& of, const std::string& field) {
  const auto& text = of.form.get(field);
  return is_utf8(text) ? cleaned(text) : std::string();
}

events::links_by_session links_typed(const request& of, const events::event& at) {
  events::links_by_session links;
  if (of.form.has("join_url")) links[""] = {typed(of, "join_url"), typed(of, "recording_url")};
  for (const auto& one : at.sessions) {
    if (!of.form.has("join_url." + one.key)) continue;  // added while the form was open
    links[one.key] = {typed(of, "join_url." + one.key), typed(of, "recording_url." + one.key)};
  }
  return links;
}

}  // namespace

// GET /admin/{organiser}/events/{slug}/online
response show_online(const request& of, const schema::reader& db, services& with) {
  const auto at = find_own_event(of, db, with);
  if (!at || at->kind == events::kind::paper) return error_page(404, of, with, "error.not_found");
  return online_page(200, of, db, with, {*at, stored_links(*at), {}});
}

// POST /admin/{organiser}/events/{slug}/online
decision post_online(const request& of, const schema::reader& db, services& with) {
  const auto at = find_own_event(of, db, with);
  if (!at || at->kind == events::kind::paper) return error_page(404, of, with, "error.not_found");
  const auto links = links_typed(of, *at);
  const auto wrong = events::check_links(links);
  if (!wrong.empty()) return online_page(422, of, db, with, {*at, links, wrong});
  return action([of, at, links, &with](schema::transaction& tx) {
    if (!events::set_links(tx, *of.scope, *at, links, of.at))
      return error_page(404, of, with, "error.not_found");
    return see_other(admin_link(of, "/events/" + at->slug + "/online?done=links"));
  });
}

// POST /admin/{organiser}/events/{slug}/online/tell
decision post_tell_recordings(const request& of, const schema::reader& db, services& with) {
  const auto at = find_own_event(of, db, with);
  if (!at) return error_page(404, of, with, "error.not_found");
  return action([of, at](schema::transaction& tx) {
    const bool any = events::tell_of_recordings(tx, *of.scope, *at, of.at);
    const auto path = "/events/" + at->slug + "/online?done=";
    return see_other(admin_link(of, path + (any ? "told" : "nothing_new")));
  });
}

}  // namespace zusage::server
