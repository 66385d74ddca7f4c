// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/text.hpp"
#include "events/check_form.hpp"
#include "server/api_sign_up.hpp"
#include "server/bounded_json.hpp"
#include "server/configuration.hpp"
#include "server/event_view.hpp"
#include "server/form_view.hpp"
#include "server/public.hpp"
#include "server/sign_up_form.hpp"

namespace zusage::server {
namespace {

response refused(int status, const faults& wrong, const request& of) {
  const auto title = of.language->text("error." + std::to_string(status) + ".title");
  return problem(status, title, api_errors(wrong, *of.language));
}

bool is_json(const request& of) {
  const auto type = lower_ascii(of.content_type.substr(0, of.content_type.find(';')));
  return cleaned(type) == "application/json";
}

response answer_to(const events::registered& result, const request& of, services& with,
                   const events::event& to) {
  using outcome = events::registered::what;
  if (result.outcome == outcome::full || result.outcome == outcome::applied_already ||
      result.outcome == outcome::code_refused) {
    return refused(409, {refusal(to, result, of.language->language())}, of);
  }
  // Whether this address is registered already must not show: the way to the registration is in the
  // mail that was sent to it.
  if (result.outcome == outcome::known_already)
    return json_response(202, {{"status", "unverified"}});
  const auto url = with.links.url(link_purpose::browser, result.public_id);
  auto made = json_response(
      201,
      {{"reference", result.reference}, {"status", to_text(result.status)}, {"manage_url", url}});
  return made.with("Location", url);
}

}  // namespace

// POST /api/v1/events/{slug}/registrations
decision api_register(const request& of, const schema::reader& db, services& with) {
  const auto to = find_public_event(of, db, with);
  if (!to) return error_page(404, of, with, "error.not_found");
  if (!is_json(of)) return refused(415, {{"", "bad_content_type"}}, of);
  const auto body = parse_bounded(of.body);
  if (!body) return refused(422, body.error(), of);
  auto typed = typed_fields_from(*body);
  if (!typed) return refused(422, typed.error(), of);
  const bool has_language = body->contains("language") && (*body)["language"].is_string();
  if (!has_language) typed->emplace_back("lang", of.language->language());
  typed->emplace_back("idempotency_key", of.idempotency_key);

  // `full` is decided in the transaction, for the sake of repetitions (register_page.cpp).
  const auto closed = events::why_closed(*to, events::occupancy{}, of.at);
  if (closed && closed->code != "full") {
    return refused(409, {explained(*closed, *to, *of.language)}, of);
  }
  auto checked = events::check_form(db, *to, *typed, of.at);
  if (!checked) return refused(wrong_audience(checked.error()) ? 409 : 422, checked.error(), of);
  const auto in = std::make_shared<const request>(of);
  return action([in, to, form = std::move(*checked), &with](schema::transaction& tx) {
    const auto result = with.registrar.register_one(tx, *to, form, origin_of(*in), in->at);
    return answer_to(result, *in, with, *to);
  });
}

}  // namespace zusage::server
