// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/admin_newsletter_view.hpp"

#include <charconv>

#include "base/time_zone.hpp"
#include "events/own_events.hpp"
#include "server/admin_view.hpp"
#include "server/event_view.hpp"

namespace zusage::server {

std::string newsletters_link(const request& of, const std::string& rest) {
  return admin_link(of, "/newsletters" + rest);
}

std::string newsletter_link(const request& of, const std::string& rest) {
  return newsletters_link(of, "/" + of.capture("newsletter") + rest);
}

nlohmann::json newsletters_page(const request& of, const schema::reader& db,
                                const std::string& title) {
  const auto& in = *of.language;
  auto data = admin_page(of, title);
  add_step(data, in.text("admin.home"), link_to(of, "/admin"));
  add_step(data, web::pick(events::name_of_organiser(db, *of.scope), in.language()),
           admin_link(of, "/events"));
  const auto area = in.text("newsletters.title");
  if (title != area) add_step(data, area, newsletters_link(of));
  add_step(data, title);
  return data;
}

std::optional<events::newsletter_issue> issue_of(const request& of, const schema::reader& db) {
  return events::find_issue(db, *of.scope, of.capture("newsletter"));
}

std::string issue_title(const events::newsletter_issue& issue, const web::locale& in) {
  const auto title = web::pick(issue.subject, in.language());
  return title.empty() ? in.text("newsletters.untitled") : title;
}

std::string issue_state_words(const events::newsletter_issue& issue, const web::locale& in) {
  const auto at = issue.finished_at  ? issue.finished_at
                  : issue.is_draft() ? std::optional(issue.created_at)
                  : issue.begun_at   ? issue.begun_at
                                     : issue.due_at;
  const bool ending = issue.state == events::issue_state::cancelled && !issue.finished_at;
  const auto state = ending ? std::string("ending") : issue.state;
  return in.text("newsletters.state." + state,
                 {{"when", at ? in.date_time(*at, home_zone) : std::string()}});
}

nlohmann::json issue_figures_view(const events::newsletter_issue& issue,
                                  const events::newsletter_returns& back, const web::locale& in) {
  auto rows = nlohmann::json::array();
  const auto& f = issue.figures;
  if (!f.recipients) return rows;
  const auto add = [&](const char* key, std::int64_t value, bool part = false) {
    rows.push_back({{"label", in.text(std::string("newsletters.figure.") + key)},
                    {"value", in.number(value)},
                    {"part", part}});
  };
  add("recipients", *f.recipients);
  add("sent", f.sent);
  if (back.any()) {
    add("returned_for_good", back.for_good, true);
    add("returned_for_now", back.for_now, true);
    add("complaints", back.complaints, true);
  }
  add("failed", f.failed);
  add("uncertain", f.uncertain);
  add("revoked", f.revoked);
  if (issue.finished_at) {
    add("cancelled", f.cancelled);
  } else {
    add("open", *f.recipients - f.done());
  }
  return rows;
}

std::int64_t number_in(const request& of, std::string_view field) {
  const auto& text = of.form.get(field);
  std::int64_t number = -1;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  return read.ec == std::errc() && read.ptr == text.data() + text.size() ? number : -1;
}

}  // namespace zusage::server
