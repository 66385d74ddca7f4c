// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "consent/people.hpp"
#include "events/form_input.hpp"
#include "events/own_events.hpp"
#include "organisers/audit.hpp"
#include "server/admin_purposes.hpp"
#include "server/admin_view.hpp"
#include "server/event_view.hpp"
#include "server/record_view.hpp"
#include "web/form.hpp"

/// What staff records of a single consent, with its reason: that the person took it back elsewhere,
/// or that it is not valid.
namespace zusage::server {
namespace {

constexpr std::size_t most_reason = 300;  // stands in the evidence, which is cut at 1,000 bytes

struct act_on {
  std::string person;  ///< public id
  consent::standing of;
};

std::optional<act_on> find_act(const request& of, const schema::reader& db, services& with) {
  const auto organiser = of.scope->organiser_id();
  const auto who = consent::find_person(db, {with.keys.lookup, with.keys.people}, organiser,
                                        of.capture("person"));
  const auto purpose = consent::find_purpose(db, organiser, of.capture("purpose"));
  if (!who || !purpose) return {};
  const auto state = db.value<std::string>(
      "SELECT public_id FROM consent_state WHERE principal_id = :1 AND purpose_id = :2", who->id,
      *purpose);
  auto found = state ? with.ledger.find(db, *state) : std::nullopt;
  if (!found) return {};
  return act_on{who->public_id, std::move(*found)};
}

bool is_open(const act_on& on, instant at) {
  const auto now = on.of.at(at);
  return consent::permits(now) || now == consent::state::requested;
}

nlohmann::json act_fields(const request& of) {
  const auto& in = *of.language;
  web::form_field act;
  act.as = web::form_field::control::radio;
  act.name = "act";
  act.label = in.text("purposes.act");
  for (const std::string one : {"revoke", "invalidate"}) {
    act.options.push_back({one, in.text("purposes.act_" + one),
                           in.text("purposes.act_" + one + "_hint"), of.form.get("act") == one});
  }
  web::form_field reason;
  reason.as = web::form_field::control::textarea;
  reason.name = "reason";
  reason.label = in.text("proof.reason");
  reason.hint = in.text("purposes.reason_hint");
  reason.rows = 3;
  faults ignored;
  reason.value = events::checked_text("reason", of.form.get("reason"),
                                      {4 * most_reason, false, true}, ignored);
  return nlohmann::json::array({web::to_json(act), web::to_json(reason)});
}

response act_page(int status, const request& of, const schema::reader& db, services& with,
                  const act_on& on, const faults& wrong) {
  const auto& in = *of.language;
  auto data = admin_page(of, in.text("purposes.act_title"));
  const auto back = admin_link(of, "/consents/" + on.person);
  add_step(data, in.text("admin.home"), link_to(of, "/admin"));
  add_own_organiser_step(data, of, db);
  add_step(data, in.text("proof.area"), admin_link(of, "/consents"));
  add_step(data, in.text("proof.person_title"), back);
  add_step(data, in.text("purposes.act_title"));
  const auto at = with.ledger.contact_of(db, on.of.principal_id, on.of.purpose_id);
  data["person"] = !at                ? in.text("proof.erased")
                   : at->name.empty() ? at->email
                                      : at->name + ", " + at->email;
  data["purpose_title"] = web::pick(on.of.title, in.language());
  data["content_language"] = foreign_language(on.of.title, in);
  data["channel"] = in.text("channel." + on.of.channel);
  data["state"] = in.text("consent.state." + std::string(to_text(on.of.at(of.at))));
  const auto& done = of.query.get("done");
  data["done"] = done == "revoke" || done == "invalidate" ? in.text("purposes.act_done") : "";
  data["can"] = is_open(on, of.at);
  data["fields"] = act_fields(of);
  data["action"] = admin_link(of, "/consents/" + on.person + "/" + on.of.purpose_key + "/act");
  data["back_url"] = back;
  web::show_faults(data, wrong, in);
  return page(status, of, with, "admin_person_act", std::move(data));
}

// Appends the record, with who did it and why, and takes back what waits to be sent.
bool carry_out(schema::transaction& tx, const request& of, services& with, const act_on& on,
               const std::string& reason) {
  consent::evidence by;
  by.source = "/admin";
  by.actor = of.staff_email;
  by.reason = reason;
  const auto& id = on.of.public_id;
  const bool revokes = of.form.get("act") == "revoke";
  const bool done = revokes ? with.ledger.withdraw(tx, id, "staff", by, of.at)
                            : with.ledger.invalidate(tx, id, by, of.at);
  if (!done) return false;
  mailer::outbox::cancel_queued(tx, on.of.principal_id, on.of.purpose_id, of.at);
  organisers::record(tx,
                     {of.scope->organiser_id(),
                      of.scope->staff_id(),
                      revokes ? "consent.revoked" : "consent.invalidated",
                      on.of.purpose_key,
                      {{"person", on.person}}},
                     of.at);
  return true;
}

}  // namespace

// GET /admin/{organiser}/consents/{person}/{purpose}/act
response show_person_act(const request& of, services& with) {
  const auto known =
      with.db.read([&](const schema::reader& db) { return find_act(of, db, with).has_value(); });
  if (known) record_view(of, with, "proof.viewed", of.capture("person"));
  return with.db.read([&](const schema::reader& db) {
    const auto on = find_act(of, db, with);
    return on ? act_page(200, of, db, with, *on, {}) : error_page(404, of, with, "error.not_found");
  });
}

// POST /admin/{organiser}/consents/{person}/{purpose}/act
decision post_person_act(const request& of, const schema::reader& db, services& with) {
  const auto on = find_act(of, db, with);
  if (!on) return error_page(404, of, with, "error.not_found");
  faults wrong;
  const auto& act = of.form.get("act");
  if (act != "revoke" && act != "invalidate") wrong.push_back({"act", "required_choice"});
  const auto reason =
      events::checked_text("reason", of.form.get("reason"), {most_reason, true, true}, wrong);
  if (!wrong.empty()) return act_page(422, of, db, with, *on, wrong);
  return action([of, reason, &with](schema::transaction& tx) {
    const auto now = find_act(of, tx, with);  // it may have ended meanwhile
    if (!now) return error_page(404, of, with, "error.not_found");
    const bool done = is_open(*now, of.at) && carry_out(tx, of, with, *now, reason);
    return see_other(admin_link(of, "/consents/" + now->person + "/" + now->of.purpose_key +
                                        "/act" + (done ? "?done=" + of.form.get("act") : "")));
  });
}

}  // namespace zusage::server
