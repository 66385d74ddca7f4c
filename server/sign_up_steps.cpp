// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/sign_up_steps.hpp"

#include <algorithm>

#include "events/check_form.hpp"
#include "events/check_group.hpp"
#include "events/sign_up_drafts.hpp"
#include "server/event_view.hpp"
#include "server/look_view.hpp"
#include "server/sign_up_form.hpp"
#include "server/sign_up_steps_view.hpp"
#include "server/target.hpp"

namespace zusage::server {
namespace {

using step = events::sign_up_step;
using typed_fields = events::typed_fields;

// A step with more is rare, and its page and its answer stay small.
constexpr std::size_t most_shown_faults = 100;

constexpr const char* retry_when_full = "600";  // seconds; drafts are erased every minute

// What the form carries besides its questions.
bool is_of_page(const std::string& name) {
  return name == "from" || name == "lang" || name == "idempotency_key";
}

typed_fields typed_in(const request& of) {
  auto typed = typed_fields_of(of);
  std::erase_if(typed, [](const auto& one) { return is_of_page(one.first); });
  return typed;
}

// The draft as a form of one page would send it.
typed_fields whole_form(const begun_form& at, const typed_fields& typed) {
  auto whole = events::asked_only(*at.of, typed);
  whole.emplace_back("lang", at.in.language->language());
  return whole;
}

faults faults_of(const begun_form& at, const schema::reader& db, const typed_fields& typed) {
  const auto checked = events::check_form(db, *at.of, whole_form(at, typed), at.in.at);
  return checked.has_error() ? checked.error() : faults();
}

faults at_step(faults wrong, step which) {
  std::erase_if(wrong, [&](const fault& one) { return events::step_of(one.field) != which; });
  if (wrong.size() > most_shown_faults) wrong.resize(most_shown_faults);
  return wrong;
}

step first_wrong(const faults& wrong) {
  step first = step::consents;
  for (const auto& one : wrong) first = std::min(first, events::step_of(one.field));
  return first;
}

// What is missing only because it was not asked yet is no fault of who fills it in.
bool says_more_than_missing(const faults& wrong) {
  return std::any_of(wrong.begin(), wrong.end(),
                     [](const fault& one) { return one.code != "required"; });
}

std::string previous_url(const begun_form& at, std::size_t number, const std::vector<step>& steps) {
  if (number == 0) return link_to(at.in, events::public_path(*at.of));
  return step_url(at, to_text(steps.at(number - 1)), false, false);
}

// Title, number and address of a page, `number` from 0.
nlohmann::json frame(const begun_form& at, const std::vector<step>& steps, std::size_t number,
                     const std::string& title) {
  const auto& in = *at.in.language;
  const auto caption =
      in.text("steps.caption", {{"number", number + 1}, {"count", steps.size() + 1}});
  const auto of_event = kind_text(at.of->kind, in, "register.title",
                                  {{"event", web::pick(at.of->title, in.language())}});
  return {{"title", title + " (" + caption + "): " + of_event},
          {"step_title", title},
          {"caption", caption},
          {"of_event", of_event},
          {"back_url", previous_url(at, number, steps)},
          {"in_steps", true},
          {"hours", in.number(events::draft_period.count())},
          {"expired", false},
          {"carried", nlohmann::json::array()},
          {"closed", ""},
          {"no_index", true}};
}

struct shown_step {
  int status = 200;
  const typed_fields& typed;
  faults wrong;
  bool from_check = false;
};

nlohmann::json carried_along(const typed_fields& typed) {
  auto carried = nlohmann::json::array();
  for (const auto& [name, value] : typed) {
    if (events::step_of(name) == step::programme)
      carried.push_back({{"name", name}, {"value", value}});
  }
  return carried;
}

response step_page(const begun_form& at, const schema::reader& db, services& with, step which,
                   const shown_step& what) {
  const auto& in = *at.in.language;
  const auto taken = events::find_occupancy(db, at.of->id);
  const auto steps = events::steps_for(*at.of, what.typed);
  const auto number = std::size_t(std::find(steps.begin(), steps.end(), which) - steps.begin());
  auto data = frame(at, steps, number, step_title(*at.of, which, in));
  const auto form = step_view({*at.of, taken, what.typed, what.wrong, in}, which);
  data["errors"] = form.at("errors");
  data["has_errors"] = !what.wrong.empty();
  data["form"] = form;
  data["action"] = link_to(at.in, base_of(*at.of, at.token) + std::string(to_text(which)));
  data["from"] = what.from_check ? check_page : std::string_view();
  data["is_person"] = which == step::person;
  const auto& group = form.at("companions");
  const bool nobody_yet = group.is_object() && group.at("people").empty();
  data["says_optional"] = which != step::consents && !nobody_yet;
  data["submit"] = in.text(what.from_check ? "steps.take" : "steps.next");
  data["expired"] = at.in.query.get("begin") == "again";
  if (!at.kept) data["carried"] = carried_along(what.typed);
  if (what.from_check) data["back_url"] = step_url(at, check_page, false, false);
  data["look"] = look_view(db, at.in, at.of->by.id);
  return page(what.status, at.in, with, "register_step", about(*at.of, at.in, std::move(data)));
}

std::string send_words(const events::event& to, const events::occupancy& taken,
                       const web::locale& in) {
  const bool waits = to.waiting_list && to.capacity && taken.taken >= *to.capacity;
  return kind_text(to.kind, in,
                   to.approval ? "register.submit_apply"
                   : waits     ? "register.submit_waiting"
                               : "register.submit");
}

// Everything once more, with a button that sends it; `closed` is why it could not be sent.
response answers_page(const begun_form& at, const schema::reader& db, services& with,
                      const std::optional<fault>& closed) {
  const auto& in = *at.in.language;
  const auto taken = events::find_occupancy(db, at.of->id);
  const auto typed = events::asked_only(*at.of, at.typed());
  const auto steps = events::steps_for(*at.of, typed);
  auto data = frame(at, steps, steps.size(), in.text("steps.check"));
  const auto query = link_to(at.in, "?from=check");
  data["groups"] =
      answers_to_check({*at.of, taken, typed, {}, in}, steps, base_of(*at.of, at.token), query);
  data["action"] = link_to(at.in, base_of(*at.of, at.token) + std::string(check_page));
  data["submit"] = send_words(*at.of, taken, in);
  data["closed"] = closed ? closed_words(*closed, *at.of, in) : "";
  data["look"] = look_view(db, at.in, at.of->by.id);
  return page(closed ? 409 : 200, at.in, with, "register_check",
              about(*at.of, at.in, std::move(data)));
}

// To what has to be mended before it can be sent.
response to_first_wrong(const begun_form& at, const faults& wrong, bool sent) {
  const auto which = first_wrong(wrong);
  const bool shows = sent || says_more_than_missing(at_step(wrong, which));
  return see_other(step_url(at, to_text(which), true, shows));
}

// Where a step leads once it is stored.
response after_step(const begun_form& at, const schema::reader& db, step which,
                    const typed_fields& typed) {
  const bool to_check = back_to_check(at.in);
  if (!at_step(faults_of(at, db, typed), which).empty()) {
    return see_other(step_url(at, to_text(which), to_check, true));
  }
  if (to_check) return see_other(step_url(at, check_page, false, false));
  const auto steps = events::steps_for(*at.of, typed);
  const auto next = std::find_if(steps.begin(), steps.end(), [&](step one) { return one > which; });
  return see_other(step_url(at, next == steps.end() ? check_page : to_text(*next), false, false));
}

// The button for one person more, or less: the same step, where they are.
response after_people(const begun_form& at, const typed_fields& typed) {
  const auto last = events::last_person(typed);
  const auto place = last > 1 ? "#person-" + std::to_string(last) : std::string("#step");
  return see_other(step_url(at, to_text(step::people), back_to_check(at.in), false) + place);
}

// What the first step that is stored may bring: its own fields, and those that its page carries.
// Consents are given at their own step, and before that one there is another.
typed_fields first_typed(const typed_fields& typed, step which) {
  typed_fields kept;
  for (const auto& one : typed) {
    const auto of = events::step_of(one.first);
    if (of == step::consents) continue;
    if (of == which || of == step::person || of == step::programme) kept.push_back(one);
  }
  return kept;
}

struct sent_step {
  step which;
  typed_fields came;
};

struct taken_step {
  typed_fields typed;  // the whole draft
  response next;
};

// What a step makes of the draft, and where it leads. Nothing: it is more than a draft can have.
std::optional<taken_step> take(const begun_form& at, const schema::reader& db,
                               const sent_step& sent) {
  auto typed = at.kept ? events::with_step(at.kept->typed, sent.which, sent.came)
                       : first_typed(sent.came, sent.which);
  const auto people =
      sent.which == step::people ? events::with_people(typed, *at.of) : std::nullopt;
  typed = events::fit_for_draft(*at.of, people ? *people : typed);
  if (!events::fits_draft(typed)) return {};
  auto next = at.begins_again ? see_other(again_url(at))
              : people        ? after_people(at, typed)
                              : after_step(at, db, sent.which, typed);
  return taken_step{std::move(typed), std::move(next)};
}

bool is_same(const begun_form& at, const std::optional<events::sign_up_draft::state>& now) {
  return now.has_value() == at.kept.has_value() && (!now || now->typed == at.typed());
}

response too_large(const begun_form& at, services& with) {
  return error_page(413, at.in, with, "error.too_large");
}

// Stores what was taken; from the draft as it is by now, if another page has changed it since.
response store(begun_form at, const sent_step& sent, taken_step taken, schema::transaction& tx,
               services& with) {
  const auto now = at.draft.hold(tx, at.in.at);
  if (now && now->sent) return first_answer(at, tx, with, now->public_id);
  if (!now && at.kept) return begin_steps(at.in, with, *at.of, true);
  if (!now && !events::has_room_for_draft(tx)) {
    return error_page(503, at.in, with, "error.busy").with("Retry-After", retry_when_full);
  }
  if (!is_same(at, now)) {
    at.kept = now;
    auto anew = take(at, tx, sent);
    if (!anew) return too_large(at, with);
    taken = std::move(*anew);
  }
  if (at.draft.store(tx, taken.typed, at.opened.made_at)) return std::move(taken.next);
  const auto first = at.draft.find(tx, at.in.at);
  return first_answer(at, tx, with, first ? first->public_id : "");
}

response answer_to(const begun_form& at, const events::registered& result, schema::transaction& tx,
                   services& with) {
  using outcome = events::registered::what;
  if (result.outcome == outcome::made || result.outcome == outcome::repeated) {
    at.draft.finish(tx, result.public_id);
    return see_other("/r/" + with.links.token(link_purpose::browser, result.public_id));
  }
  if (result.outcome == outcome::known_already) {
    at.draft.finish(tx, "");
    return see_other(link_to(at.in, "/e/" + at.of->slug + "/registered"));
  }
  at.draft.release(tx);
  const auto wrong = refusal(*at.of, result, at.in.language->language());
  if (wrong.field.empty()) return answers_page(at, tx, with, wrong);
  return step_page(at, tx, with, events::step_of(wrong.field), {409, at.typed(), {wrong}, true});
}

}  // namespace

// GET /e/{slug}/register/{token}/{step}
response show_step(const request& of, const schema::reader& db, services& with) {
  const auto [at, refused] = open_form(of, db, with);
  if (!at) return refused;
  const auto name = step_in(of);
  if (name == check_page) {
    const auto wrong = faults_of(*at, db, at->typed());
    return wrong.empty() ? answers_page(*at, db, with, {}) : to_first_wrong(*at, wrong, false);
  }
  const auto which = events::sign_up_step_from(name).value();
  const auto typed = at->kept ? at->kept->typed : events::fit_for_draft(*at->of, prefilled(of));
  const auto steps = events::steps_for(*at->of, typed);
  if (std::find(steps.begin(), steps.end(), which) == steps.end()) {
    return see_other(step_url(*at, to_text(step::person), back_to_check(of), false));
  }
  shown_step shown{200, typed, {}, back_to_check(of)};
  if (at->kept && of.query.has("check")) {
    shown.wrong = at_step(faults_of(*at, db, typed), which);
    if (!shown.wrong.empty()) shown.status = wrong_audience(shown.wrong) ? 409 : 422;
  }
  return step_page(*at, db, with, which, shown);
}

// POST /e/{slug}/register/{token}/{step}
decision post_step(const request& of, const schema::reader& db, services& with) {
  const auto [at, refused] = open_form(of, db, with);
  if (!at) return refused;
  const auto which = events::sign_up_step_from(step_in(of));
  if (!which) return error_page(404, of, with, "error.not_found");
  sent_step sent{*which, typed_in(at->in)};
  auto taken = take(*at, db, sent);
  if (!taken) return too_large(*at, with);
  return action([at = at, sent = std::move(sent), taken = std::move(*taken),
                 &with](schema::transaction& tx) { return store(*at, sent, taken, tx, with); });
}

// POST /e/{slug}/register/{token}/check
decision post_check(const request& of, const schema::reader& db, services& with) {
  const auto [at, refused] = open_form(of, db, with);
  if (!at) return refused;
  auto whole = whole_form(*at, at->typed());
  whole.emplace_back("idempotency_key", sha256_hex(at->token));
  auto checked = events::check_form(db, *at->of, whole, of.at);
  if (!checked) return to_first_wrong(*at, checked.error(), true);
  return action([at = at, form = std::move(*checked), &with](schema::transaction& tx) {
    const auto now = at->draft.hold(tx, at->in.at);
    if (!now) return begin_steps(at->in, with, *at->of, true);
    if (now->sent) return first_answer(*at, tx, with, now->public_id);
    // Changed beside this page: nobody has seen all of what would be sent.
    if (!is_same(*at, now)) return see_other(step_url(*at, check_page, false, false));
    at->draft.claim(tx);
    auto from = origin_of(at->in);
    from.source = form_path(*at->of);
    return answer_to(*at, with.registrar.register_one(tx, *at->of, form, from, at->in.at), tx,
                     with);
  });
}

}  // namespace zusage::server
