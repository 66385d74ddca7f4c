// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/decision.hpp"

#include "events/form_input.hpp"
#include "server/admin.hpp"
#include "server/admin_attendee_page.hpp"
#include "server/admin_view.hpp"

namespace zusage::server {
namespace {

// Sessions are named by their titles.
faults in_words_of(const events::event& at, faults wrong, const web::locale& in) {
  for (auto& one : wrong) {
    const auto key = one.arguments.find("session");
    const auto* session =
        key == one.arguments.end() ? nullptr : at.find_session(key->get_ref<const std::string&>());
    if (session) *key = web::pick(session->title, in.language());
  }
  return wrong;
}

}  // namespace

// POST /admin/{organiser}/events/{slug}/attendees/{reference}/decision
decision post_decision(const request& of, const schema::reader& db, services& with) {
  const auto at = find_own_event(of, db, with);
  if (!at) return error_page(404, of, with, "error.not_found");
  faults wrong;
  events::decision made;
  made.reference = of.capture("reference");
  const auto& said = of.form.get("decision");
  made.approved = said == "approve";
  made.text = events::checked_text("text", of.form.get("text"),
                                   {events::most_decision_text, false, true}, wrong);
  if (said != "approve" && said != "decline") wrong.push_back({"", "unknown_option"});
  if (!wrong.empty()) return attendee_page(422, of, db, with, *at, wrong);
  return action([of, at, made, &with](schema::transaction& tx) {
    const auto done = with.registrar.decide(tx, *at, *of.scope, made, of.at);
    if (!done) {
      return attendee_page(409, of, tx, with, *at, in_words_of(*at, done.error(), *of.language));
    }
    const auto path = "/events/" + at->slug + "/attendees/" + made.reference;
    return see_other(admin_link(of, path + (made.approved ? "?done=approved" : "?done=declined")));
  });
}

}  // namespace zusage::server
