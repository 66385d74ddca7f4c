// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <variant>

#include "base/time_zone.hpp"
#include "events/check_in.hpp"
#include "events/decision.hpp"
#include "events/form_input.hpp"
#include "events/registration_rows.hpp"
#include "organisers/api_tokens.hpp"
#include "server/admin_view.hpp"
#include "server/api_organiser.hpp"
#include "server/api_program.hpp"

namespace zusage::server {
namespace {

using events::registration;
using nlohmann::json;

response standing(schema::transaction& tx, const registration& of) {
  const auto now = events::find_registration(tx, of.id);
  return json_response(200,
                       {{"reference", of.reference}, {"status", to_text(now.value_or(of).status)}});
}

checked<events::decision> read_decision(const json& body) {
  events::decision made;
  faults wrong;
  for (const auto& [name, value] : body.items()) {
    if (name != "approved" && name != "text") wrong.push_back({name, "unknown_field"});
  }
  const auto approved = body.find("approved");
  if (approved == body.end()) {
    wrong.push_back({"approved", "required"});
  } else if (!approved->is_boolean()) {
    wrong.push_back({"approved", "wrong_type", {{"expected", "true"}}});
  } else {
    made.approved = approved->get<bool>();
  }
  const auto text = body.find("text");
  if (text != body.end() && !text->is_string()) {
    wrong.push_back({"text", "wrong_type", {{"expected", "\"…\""}}});
  } else if (text != body.end()) {
    made.text = events::checked_text("text", text->get<std::string>(),
                                     {events::most_decision_text, false, true}, wrong);
  }
  if (!wrong.empty()) return wrong;
  return made;
}

// The event of an act, or why there is none.
std::variant<std::shared_ptr<const events::event>, response> event_of_act(const request& of,
                                                                          const schema::reader& db,
                                                                          services& with) {
  auto at = find_own_event(of, db, with);
  if (!at || !find_named_registration(of, db, *at))
    return error_page(404, of, with, "error.not_found");
  if (auto refused = refuse_bad_key(of)) return std::move(*refused);
  return at;
}

}  // namespace

events::registration_link link_without_proof(const events::registration& row) {
  return {row.public_id, row.proven_at.has_value()};
}

// POST /api/v1/organiser/events/{slug}/registrations/{reference}/cancel
decision api_cancel_registration(const request& of, const schema::reader& db, services& with) {
  const auto found = event_of_act(of, db, with);
  if (const auto* refused = std::get_if<response>(&found)) return *refused;
  const auto& at = std::get<std::shared_ptr<const events::event>>(found);
  return action([of, at, &with](schema::transaction& tx) {
    return once(of, tx, [&](schema::transaction& in) {
      events::hold_event(in, at->id);
      const auto row = find_named_registration(of, in, *at);
      if (!row) return error_page(404, of, with, "error.not_found");
      const bool ended = row->status == events::registration_status::cancelled;
      if (row->status == events::registration_status::refused)
        return api_refused(409, "", "registration_ended", of);
      if (!ended) {
        with.registrar.cancel(in, with.catalogue, link_without_proof(*row), of.at);
        record_program(in, of, "token.registration_cancelled", row->reference);
      }
      return standing(in, *row);
    });
  });
}

// POST /api/v1/organiser/events/{slug}/registrations/{reference}/decision
decision api_decide_registration(const request& of, const schema::reader& db, services& with) {
  const auto found = event_of_act(of, db, with);
  if (const auto* refused = std::get_if<response>(&found)) return *refused;
  const auto& at = std::get<std::shared_ptr<const events::event>>(found);
  const auto body = read_api_object(of);
  if (const auto* refused = std::get_if<response>(&body)) return *refused;
  auto read = read_decision(std::get<nlohmann::json>(body));
  if (!read) return api_refused(422, read.error(), of);
  return action([of, at, what = std::move(*read), &with](schema::transaction& tx) {
    return once(of, tx, [&](schema::transaction& in) {
      const auto row = find_named_registration(of, in, *at);
      if (!row) return error_page(404, of, with, "error.not_found");
      auto decided = what;
      decided.reference = row->reference;
      const auto done = with.registrar.decide(in, *at, *of.scope, decided, of.at);
      if (!done) return api_refused(409, done.error(), of);
      record_program(in, of, "token.application_decided", row->reference);
      return standing(in, *row);
    });
  });
}

// POST /api/v1/organiser/events/{slug}/registrations/{reference}/check-in
decision api_check_in(const request& of, const schema::reader& db, services& with) {
  const auto found = event_of_act(of, db, with);
  if (const auto* refused = std::get_if<response>(&found)) return *refused;
  const auto& at = std::get<std::shared_ptr<const events::event>>(found);
  // Nobody comes to a paper.
  if (at->kind == events::kind::paper) return api_refused(409, "", "is_a_paper", of);
  return action([of, at, &with](schema::transaction& tx) {
    return once(of, tx, [&](schema::transaction& in) {
      const auto row = find_named_registration(of, in, *at);
      if (!row) return error_page(404, of, with, "error.not_found");
      using outcome = events::check_in_outcome;
      const events::check_in_codes codes(with.keys.links);
      const auto desk = organisers::name_of_token(in, *of.scope);
      const auto done = events::check_in(in, {*of.scope, *at}, codes,
                                         {{row->reference, ""}, desk, "", std::nullopt}, of.at);
      const bool here = done.what == outcome::checked_in || done.what == outcome::already;
      if (!here) return api_refused(409, "", to_text(done.what), of);
      if (done.what == outcome::checked_in)
        record_program(in, of, "token.checked_in", row->reference);
      nlohmann::json body = {{"reference", row->reference}, {"checked_in_at", nullptr}};
      if (done.who && done.who->here_since)
        body["checked_in_at"] = to_iso(*done.who->here_since, at->time_zone);
      return json_response(200, body);
    });
  });
}

}  // namespace zusage::server
