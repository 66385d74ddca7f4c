// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/begun_form.hpp"

#include "events/invitation.hpp"
#include "events/sign_up_steps.hpp"
#include "server/event_view.hpp"
#include "server/sign_up_form.hpp"
#include "server/target.hpp"

namespace zusage::server {
namespace {

constexpr const char* first_step = "person";

bool is_closed(const events::event& to, const schema::reader& db, instant at) {
  const auto closed = events::why_closed(to, events::find_occupancy(db, to.id), at);
  if (!closed) return false;
  // As on the form of one page: whoever has an invitation may have a seat that is kept.
  return closed->code != "full" || !to.admission || !to.admission->has_codes;
}

// As if it had been begun where it is sent from, with nothing of what was stored before.
begun_form under_own_token(begun_form at, services& with) {
  at.begins_again = at.kept.has_value();
  at.kept.reset();
  at.token = new_draft_token(with.keys.links, {at.of->id, at.in.remote_address}, at.in.at);
  at.opened = {at.in.at, true};
  at.draft = events::sign_up_draft(with.keys.links, at.of->id, at.token);
  return at;
}

// A form that can be filled in, from another network: its address alone shows nothing and sends
// nothing. What is typed just now is taken, under an address of its own.
opened_form from_elsewhere(begun_form at, services& with) {
  const bool sends_step = at.in.method == "POST" && step_in(at.in) != check_page;
  if (at.kept && !sends_step) return {nullptr, begin_steps(at.in, with, *at.of, true)};
  if (sends_step) at = under_own_token(std::move(at), with);
  return {std::make_shared<const begun_form>(std::move(at)), {}};
}

}  // namespace

const events::typed_fields& begun_form::typed() const {
  static const events::typed_fields nothing;
  return kept ? kept->typed : nothing;
}

std::string base_of(const events::event& of, const std::string& token) {
  return form_path(of) + "/" + token + "/";
}

// The step is the last part of the path: two of the routes name it.
std::string step_in(const request& of) {
  return of.path.substr(of.path.rfind('/') + 1);
}

bool back_to_check(const request& of) {
  return (of.method == "POST" ? of.form : of.query).get("from") == check_page;
}

std::string step_url(const begun_form& at, std::string_view name, bool from_check, bool faults) {
  auto path = base_of(*at.of, at.token) + std::string(name);
  if (from_check) path += "?from=check";
  if (faults) path += from_check ? "&check=1" : "?check=1";
  return link_to(at.in, path);
}

std::string again_url(const begun_form& at) {
  return link_to(at.in, base_of(*at.of, at.token) + first_step + "?begin=again");
}

response first_answer(const begun_form& at, const schema::reader& db, services& with,
                      const std::string& public_id) {
  const auto row = public_id.empty() ? std::nullopt : events::find_registration(db, public_id);
  if (!row || row->proven_at || !at.opened.at_home) {
    return see_other(link_to(at.in, "/e/" + at.of->slug + "/registered"));
  }
  return see_other(link_to(at.in, "/r/" + with.links.token(link_purpose::browser, row->public_id)));
}

opened_form open_form(const request& of, const schema::reader& db, services& with) {
  const auto to = find_public_event(of, db, with);
  const auto& token = of.capture("token");
  const auto opened =
      to ? open_draft_token(with.keys.links, {to->id, of.remote_address}, token) : std::nullopt;
  const auto name = step_in(of);
  if (!opened || (name != check_page && !events::sign_up_step_from(name))) {
    return {nullptr, error_page(404, of, with, "error.not_found")};
  }
  const events::sign_up_draft draft(with.keys.links, to->id, token);
  begun_form made{
      to, in_language(of, of.form.get("lang")), token, *opened, draft, draft.find(db, of.at)};
  if (made.kept && made.kept->sent) {
    return {nullptr, first_answer(made, db, with, made.kept->public_id)};
  }
  if (is_closed(*to, db, of.at)) return {nullptr, see_other(link_to(made.in, form_path(*to)))};
  const bool over = of.at >= opened->made_at + events::draft_period;
  if (over || (!made.kept && name != first_step)) {
    return {nullptr, begin_steps(made.in, with, *to, true)};
  }
  if (!opened->at_home) return from_elsewhere(std::move(made), with);
  return {std::make_shared<const begun_form>(std::move(made)), {}};
}

events::typed_fields prefilled(const request& of) {
  events::typed_fields typed;
  for (const auto& [name, value] : of.query.all()) {
    if (name == "session" || name == "code") typed.emplace_back(name, value);
  }
  return typed;
}

response begin_steps(const request& of, services& with, const events::event& to, bool expired) {
  const auto token = new_draft_token(with.keys.links, {to.id, of.remote_address}, of.at);
  auto path = base_of(to, token) + first_step;
  char before = '?';
  const auto add = [&](const std::string& name, const std::string& value) {
    path += before + encode_component(name) + "=" + encode_component(value);
    before = '&';
  };
  if (expired) add("begin", "again");
  for (const auto& [name, value] : prefilled(of)) add(name, value);
  return see_other(link_to(of, path));
}

}  // namespace zusage::server
