// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2

#include "events/check_form.hpp"
#include "events/check_group.hpp"
#include "events/invitation.hpp"
#include "events/resolve_municipality.hpp"
#include "events/sign_up_steps.hpp"
#include "server/event_view.hpp"
#include "server/form_view.hpp"
#include "server/framed.hpp"
#include "server/look_view.hpp"
#include "server/paper_view.hpp"
#include "server/public.hpp"
#include "server/sign_up_form.hpp"
#include "server/sign_up_steps.hpp"

namespace zusage::server {
namespace {

using shared_event = std::shared_ptr<const events::event>;

struct answer {
  int status = 200;
  const events::typed_fields& typed;
  faults wrong;
  std::optional<fault> closed;
  bool with_form = true;
};

// Who chose a language gets the next page in it as well.
std::string action_path(const request& of, const events::event& shown) {
  const auto path = form_path(shown);
  return of.form.has("show_in") ? path + "?lang=" + of.language->language() : link_to(of, path);
}

response form_page(const request& of, const schema::reader& db, services& with,
                   const events::event& shown, const answer& what) {
  const auto& in = *of.language;
  const auto taken = events::find_occupancy(db, shown.id);
  const auto typed = events::with_municipality_names(db, what.typed);
  const auto form = form_view({shown, taken, typed, what.wrong, in});
  const bool waits = shown.waiting_list && shown.capacity && taken.taken >= *shown.capacity;
  const auto event = web::pick(shown.title, in.language());
  const auto title = kind_text(shown.kind, in, "register.title", {{"event", event}});
  auto data = about(shown, of,
                    {{"title", title},
                     {"heading", framed(in, title, event, foreign_language(shown.title, in))},
                     {"language_form", what.with_form ? "sign-up" : ""},
                     {"form", form},
                     {"errors", form.at("errors")},
                     {"has_errors", !what.wrong.empty()},
                     {"closed", what.closed ? closed_words(*what.closed, shown, in) : ""},
                     {"with_form", what.with_form},
                     {"action", action_path(of, shown)},
                     {"submit", kind_text(shown.kind, in,
                                          shown.approval ? "register.submit_apply"
                                          : waits        ? "register.submit_waiting"
                                                         : "register.submit")},
                     {"no_index", true}});
  data["look"] = look_view(db, of, shown.by.id);
  if (shown.kind != events::kind::paper)
    return page(what.status, of, with, "register", std::move(data));
  add_paper(data, of, db, with, shown);
  return page(what.status, of, with, "paper", std::move(data));
}

// The button for another language: the form comes back in it with what was typed.
std::optional<events::typed_fields> in_other_language(const events::typed_fields& typed) {
  events::typed_fields kept;
  for (const auto& one : typed) {
    if (one.first != "show_in" && one.first != "lang" && one.first != "people") kept.push_back(one);
  }
  const bool asked = std::any_of(typed.begin(), typed.end(),
                                 [](const auto& one) { return one.first == "show_in"; });
  return asked ? std::optional(std::move(kept)) : std::nullopt;
}

response answer_to(const events::registered& result, const request& of, const schema::reader& db,
                   services& with, const events::event& to, const events::typed_fields& typed) {
  using outcome = events::registered::what;
  switch (result.outcome) {
    case outcome::made:
    case outcome::repeated:
      return see_other(
          link_to(of, "/r/" + with.links.token(link_purpose::browser, result.public_id)));
    case outcome::known_already:
      return see_other(link_to(of, "/e/" + to.slug + "/registered"));
    case outcome::applied_already:
    case outcome::code_refused:
    case outcome::full:
      break;
  }
  const auto wrong = refusal(to, result, of.language->language());
  if (wrong.field.empty()) return form_page(of, db, with, to, {409, typed, {}, wrong});
  return form_page(of, db, with, to, {409, typed, {wrong}, {}});
}

response show_form(const request& of, const schema::reader& db, services& with,
                   const events::event& shown) {
  auto closed = events::why_closed(shown, events::find_occupancy(db, shown.id), of.at);
  // Whoever has an invitation may have a seat that is kept.
  const bool kept =
      closed && closed->code == "full" && shown.admission && shown.admission->has_codes;
  const bool open = !closed || kept;
  if (open && events::comes_in_steps(shown, events::wanted_steps(db, shown.id))) {
    return begin_steps(of, with, shown);
  }
  return form_page(of, db, with, shown, {200, prefilled(of), {}, std::move(closed), open});
}

}  // namespace

// GET /e/{slug}/register
response show_register(const request& of, const schema::reader& db, services& with) {
  const auto shown = find_public_event(of, db, with);
  if (!shown) return error_page(404, of, with, "error.not_found");
  if (shown->kind == events::kind::paper) return see_other(link_to(of, public_path(*shown)));
  return show_form(of, db, with, *shown);
}

// GET /papers/{slug}: what it is about, and the form
response show_paper(const request& of, const schema::reader& db, services& with) {
  const auto shown = find_public_event(of, db, with);
  if (!shown || shown->kind != events::kind::paper)
    return error_page(404, of, with, "error.not_found");
  return show_form(of, db, with, *shown);
}

// POST /papers/{slug}
decision post_paper(const request& of, const schema::reader& db, services& with) {
  const auto to = find_public_event(of, db, with);
  if (!to || to->kind != events::kind::paper) return error_page(404, of, with, "error.not_found");
  return post_register(of, db, with);
}

// POST /e/{slug}/register
decision post_register(const request& of, const schema::reader& db, services& with) {
  const auto to = find_public_event(of, db, with);
  if (!to) return error_page(404, of, with, "error.not_found");
  const auto& other = of.form.get("show_in");
  const auto in =
      std::make_shared<const request>(in_language(of, other.empty() ? of.form.get("lang") : other));
  auto typed = typed_fields_of(*in);

  if (const auto kept = in_other_language(typed)) {
    return form_page(*in, db, with, *to, {200, *kept, {}, {}});
  }
  if (const auto more = events::with_people(typed, *to)) {
    return form_page(*in, db, with, *to, {200, *more, {}, {}});
  }

  // Whether it is full is decided in the transaction: a form that is sent again after its own
  // success took the last place must get the first answer.
  auto closed = events::why_closed(*to, events::occupancy{}, of.at);
  if (closed && closed->code != "full") {
    return form_page(*in, db, with, *to, {409, typed, {}, std::move(closed)});
  }
  auto checked = events::check_form(db, *to, typed, of.at);
  if (!checked) {
    const int status = wrong_audience(checked.error()) ? 409 : 422;
    return form_page(*in, db, with, *to, {status, typed, checked.error(), {}});
  }
  return action([in, to, typed = std::move(typed), form = std::move(*checked),
                 &with](schema::transaction& tx) {
    const auto result = with.registrar.register_one(tx, *to, form, origin_of(*in), in->at);
    return answer_to(result, *in, tx, with, *to, typed);
  });
}

// GET /e/{slug}/registered
response show_registered(const request& of, const schema::reader& db, services& with) {
  const auto shown = find_public_event(of, db, with);
  if (!shown) return error_page(404, of, with, "error.not_found");
  return page(200, of, with, "registered",
              about(*shown, of,
                    {{"title", of.language->text("register.repeated_title")},
                     {"look", look_view(db, of, shown->by.id)},
                     {"no_index", true}}));
}

}  // namespace zusage::server
