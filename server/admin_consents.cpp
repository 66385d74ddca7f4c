// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/text.hpp"
#include "consent/officer.hpp"
#include "events/own_events.hpp"
#include "organisers/audit.hpp"
#include "server/admin.hpp"
#include "server/admin_consent_view.hpp"
#include "server/admin_view.hpp"
#include "server/chain_verification.hpp"
#include "server/event_view.hpp"

namespace zusage::server {
namespace {

response overview(int status, const request& of, const schema::reader& db, services& with,
                  const faults& wrong, const std::string& found_nobody = {}) {
  const auto& in = *of.language;
  auto data = consents_page(of, db, in.text("proof.area"), true);
  add_overview(data, of, db, with);
  add_head(data, of, db);
  list_faults(data, wrong, in);
  data["action"] = admin_link(of, "/consents");
  data["found_nobody"] = found_nobody;
  const auto& typed = of.form.get("email");
  data["email_field"] = text_input({"email", "email", "off", in.text("proof.find_hint")},
                                   is_utf8(typed) ? typed : "", wrong, in);
  return page(status, of, with, "admin_consents", std::move(data));
}

}  // namespace

consent::person_keys keys_of(const services& with) {
  return {with.keys.lookup, with.keys.people};
}

nlohmann::json consents_page(const request& of, const schema::reader& db, const std::string& title,
                             bool is_start) {
  const auto& in = *of.language;
  auto data = organiser_page(of, db, title);
  add_step(data, in.text("proof.area"), is_start ? "" : admin_link(of, "/consents"));
  return data;
}

void add_head(nlohmann::json& data, const request& of, const schema::reader& db) {
  const auto head = consent::find_head(db, of.scope->organiser_id());
  if (!head) return;
  data["head"] = {{"sequence", of.language->number(head->sequence)}, {"hash", head->hash}};
}

// GET /admin/{organiser}/consents: counts over all people, so not on the network's thread.
response show_consents(const request& of, services& with) {
  return with.db.read([&](const schema::reader& db) { return overview(200, of, db, with, {}); });
}

// POST /admin/{organiser}/consents: an address never stands in a URL. That nobody is known by it is
// an answer and no fault.
response post_find_person(const request& of, services& with) {
  const auto& typed = of.form.get("email");
  const auto organiser_id = of.scope->organiser_id();
  return with.db.read([&](const schema::reader& db) {
    if (typed.empty()) return overview(422, of, db, with, {{"email", "required_email"}});
    if (!consent::lookup_of(with.keys.lookup, organiser_id, typed)) {
      return overview(422, of, db, with, {{"email", "not_an_email"}});
    }
    const auto who = consent::look_up_person(db, keys_of(with), organiser_id, typed);
    if (!who) return overview(200, of, db, with, {}, of.language->text("proof.found_nobody"));
    return see_other(admin_link(of, "/consents/" + who->public_id));
  });
}

// POST /admin/{organiser}/consents/verify: may take seconds for each million of records
response post_verify_chain(const request& of, services& with) {
  const auto organiser_id = of.scope->organiser_id();
  const auto found = verify_now(with, organiser_id, of.at);
  if (!found) return see_other(admin_link(of, "/consents?done=just_verified#verification"));
  with.db.write([&](schema::transaction& tx) {
    organisers::record(tx,
                       {organiser_id,
                        of.scope->staff_id(),
                        "chain.verified",
                        "",
                        {{"records", found->records}, {"problems", found->problems.size()}}},
                       of.at);
  });
  return see_other(admin_link(of, "/consents?done=verified#verification"));
}

}  // namespace zusage::server
