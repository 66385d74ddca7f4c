// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/time_zone.hpp"
#include "organisers/sessions.hpp"
#include "server/admin_people.hpp"
#include "server/admin_view.hpp"
#include "server/event_view.hpp"
#include "server/session_cookie.hpp"

namespace zusage::server {

// GET /admin/sessions
response show_sessions(const request& of, const schema::reader& db, services& with) {
  const auto& in = *of.language;
  const auto title = in.text("people.sessions_title");
  auto data = admin_page(of, title);
  add_step(data, in.text("admin.home"), link_to(of, "/admin"));
  add_step(data, title);
  data["done"] = of.query.has("ended");
  data["action"] = link_to(of, "/admin/sessions/end");
  data["others_action"] = link_to(of, "/admin/sessions/end-others");
  auto rows = nlohmann::json::array();
  for (const auto& one :
       organisers::sessions_of(db, of.staff_id, session_token(of, with.config), of.at)) {
    rows.push_back({{"id", one.id},
                    {"begun", in.date_time(one.begun_at, home_zone)},
                    {"seen", in.date_time(one.seen_at, home_zone)},
                    {"agent", one.user_agent},
                    {"network", one.network},
                    {"here", one.here}});
  }
  data["any_others"] = rows.size() > 1;
  data["rows"] = std::move(rows);
  return page(200, of, with, "admin_sessions", std::move(data));
}

// POST /admin/sessions/end
decision post_end_session(const request& of, const schema::reader&, services&) {
  return action([of](schema::transaction& tx) {
    organisers::end_own_session(tx, of.staff_id, of.form.get("session"));
    return see_other(link_to(of, "/admin/sessions?ended=1"));
  });
}

// POST /admin/sessions/end-others
decision post_end_other_sessions(const request& of, const schema::reader&, services& with) {
  return action([of, token = session_token(of, with.config)](schema::transaction& tx) {
    organisers::end_other_sessions(tx, of.staff_id, token);
    return see_other(link_to(of, "/admin/sessions?ended=1"));
  });
}

}  // namespace zusage::server
