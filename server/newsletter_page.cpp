// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/newsletter.hpp"

#include <algorithm>

#include "server/address_form.hpp"
#include "server/consent_words.hpp"
#include "server/event_view.hpp"
#include "server/link_evidence.hpp"
#include "server/look_view.hpp"
#include "server/public.hpp"
#include "server/sign_up_form.hpp"
#include "web/form.hpp"

namespace zusage::server {
namespace {

bool revokes(const request& of) {
  return of.form.get("action") == "revoke";
}

nlohmann::json box_of(const request& of, const consent::offer& offer) {
  web::form_field field;
  field.as = web::form_field::control::checkbox;
  field.name = "consent." + offer.key;
  field.label = offer.title;
  field.optional = true;
  field.checked = of.form.get(field.name) == "yes";
  auto box = web::to_json(field);
  box["confirm"] = true;
  describe_offer(box, offer, *of.language);
  return box;
}

response newsletter(int status, const request& of, const schema::reader& db, services& with,
                    const events::newsletter_page& shown, const faults& wrong) {
  const auto& in = *of.language;
  const auto name = web::pick(shown.organiser_name, in.language());
  const auto email = typed_email(of);
  auto boxes = nlohmann::json::array();
  for (const auto& one : shown.offers) boxes.push_back(box_of(of, one));
  const bool asked = of.query.has("sent");
  const auto& sent = of.query.get("sent");
  nlohmann::json data = {
      {"title", in.text("newsletter.title", {{"organiser", name}})},
      {"organiser", name},
      {"contact", shown.contact},
      {"sent", asked},
      {"sent_text", in.text(sent == "revoke"      ? "newsletter.sent_revoke"
                            : sent == "subscribe" ? "newsletter.sent_subscribe"
                                                  : "newsletter.sent")},
      {"again_url", link_to(of, "/newsletter/" + shown.organiser_key)},
      {"has_boxes", !boxes.empty()},
      {"boxes", std::move(boxes)},
      {"email", email_field(email, in)},
      {"action", "/newsletter/" + shown.organiser_key},
      {"look", look_view(db, of, shown.organiser_id)},
      {"language", in.language()},
      {"words", {{"consent_confirm", in.text("paper.register.consent_confirm")}}}};
  // The two forms have a field of this name each: what is wrong stands at the one that was sent.
  data["revoke_email"] = data["email"];
  data["revoke_email"]["id"] = "field-revoke-email";
  data["revoke_email"]["name"] = revokes(of) ? "email" : "";
  if (revokes(of)) data["email"]["name"] = "";
  web::show_faults(data, wrong, in);
  for (const auto* one : {"email", "revoke_email"}) data[one]["name"] = "email";
  return page(status, of, with, "newsletter", std::move(data));
}

// The boxes that are ticked, with the notices that stood beside them; the newest ones alone count.
std::vector<consent::offer> wanted_of(const request& of, const events::newsletter_page& shown,
                                      faults& wrong) {
  std::vector<consent::offer> wanted;
  for (const auto& one : shown.offers) {
    if (of.form.get("consent." + one.key) != "yes") continue;
    const auto& notice = of.form.get("notice." + one.key);
    if (notice != std::to_string(one.notice_id)) {
      wrong.push_back({"consent." + one.key, "notice_changed"});
    }
    wanted.push_back(one);
  }
  if (wanted.empty() && !shown.offers.empty()) {
    wrong.push_back({"consent." + shown.offers.front().key,
                     "nothing_ticked",
                     {{"offers", shown.offers.size()}}});
  }
  return wanted;
}

consent::evidence evidence_with(const request& of, const std::string& email) {
  auto by = evidence_of(of);
  by.email = email;
  by.box = "ticked by the person";
  return by;
}

}  // namespace

// GET /newsletter/{organiser}
response show_newsletter(const request& of, const schema::reader& db, services& with) {
  const auto shown =
      events::find_newsletter_page(db, of.capture("organiser"), of.language->language());
  if (!shown) return error_page(404, of, with, "error.not_found");
  return newsletter(200, of, db, with, *shown, {});
}

// POST /newsletter/{organiser}: the same answer whatever is known of the address.
decision post_newsletter(const request& of, const schema::reader& db, services& with) {
  const auto in = std::make_shared<const request>(in_language(of, of.form.get("lang")));
  const auto shown =
      events::find_newsletter_page(db, of.capture("organiser"), in->language->language());
  if (!shown) return error_page(404, of, with, "error.not_found");
  faults wrong;
  const auto email = checked_email(*in, wrong);
  const auto wanted = revokes(*in) ? std::vector<consent::offer>() : wanted_of(*in, *shown, wrong);
  if (!wrong.empty()) return newsletter(422, *in, db, with, *shown, wrong);
  return action([in, shown = *shown, wanted, email = *email, &with](schema::transaction& tx) {
    const auto& language = in->language->language();
    if (revokes(*in)) {
      events::mail_revocation_links(tx, with.ledger, with.outbox, shown, email, language, in->at);
    } else {
      events::ask_to_subscribe(tx, with.ledger, with.outbox, shown, wanted,
                               evidence_with(*in, email), language, in->at);
    }
    return see_other(link_to(*in, "/newsletter/" + shown.organiser_key +
                                      (revokes(*in) ? "?sent=revoke" : "?sent=subscribe")));
  });
}

}  // namespace zusage::server
