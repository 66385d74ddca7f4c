// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/follow_up.hpp"

#include "server/event_view.hpp"
#include "server/form_fields.hpp"
#include "server/look_view.hpp"
#include "server/public.hpp"
#include "server/registration_view.hpp"
#include "server/sign_up_form.hpp"

namespace zusage::server {
namespace {

response follow_up_page(int status, const own_registration& own, const schema::reader& db,
                        services& with, const events::typed_fields& typed, const faults& wrong) {
  const auto& in = *own.in.language;
  const events::occupancy nothing_taken;
  const form_state form{*own.of, nothing_taken, typed, wrong, in};
  auto questions = nlohmann::json::array();
  for (const auto& asked : own.of->questions) {
    if (asked.after_approval) questions.push_back(question_view(form, asked));
  }
  auto data = about(*own.of, own.in,
                    {{"title", in.text("registration.follow_up")},
                     {"errors", error_summary(form, {{"questions", questions}})},
                     {"has_errors", !wrong.empty()},
                     {"questions", std::move(questions)},
                     {"action", link_to(own.in, own_path(own, with) + "/follow-up")},
                     {"back_url", link_to(own.in, own_path(own, with))},
                     {"no_index", true}});
  data["look"] = look_view(db, own.in, own.of->by.id);
  return page(status, own.in, with, "follow_up", std::move(data));
}

// Only what was approved is asked.
std::optional<own_registration> find_approved(const request& of, const schema::reader& db,
                                              services& with) {
  auto own = find_own(of, db, with, link_purpose::registration);
  if (!own || !events::has_follow_up(*own->of)) return {};
  if (own->row.status != events::registration_status::confirmed) return {};
  if (!can_change(own->row, *own->of, of.at)) return {};
  return own;
}

}  // namespace

// GET /r/{token}/follow-up
response show_follow_up(const request& of, const schema::reader& db, services& with) {
  const auto own = find_approved(of, db, with);
  if (!own) return opens_nothing(of, db, with);
  return follow_up_page(200, *own, db, with, typed_fields_of(*own), {});
}

// POST /r/{token}/follow-up
decision post_follow_up(const request& of, const schema::reader& db, services& with) {
  auto found = find_approved(of, db, with);
  if (!found) return opens_nothing(of, db, with);
  const auto own = std::make_shared<const own_registration>(std::move(*found));
  auto typed = typed_fields_of(of);
  auto answers = events::check_follow_up(*own->of, typed);
  if (!answers) return follow_up_page(422, *own, db, with, typed, answers.error());
  return action([own, answers = std::move(*answers),
                 to = link_to(of, own_path(*own, with) + "?done=follow_up_saved"),
                 &with](schema::transaction& tx) {
    const auto done = with.registrar.answer_follow_up(tx, *own->of, own->by, answers, own->in.at);
    return done ? see_other(to) : opens_nothing(own->in, tx, with);
  });
}

}  // namespace zusage::server
