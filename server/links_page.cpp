// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/pause.hpp"
#include "events/personal_mails.hpp"
#include "server/address_form.hpp"
#include "server/event_view.hpp"
#include "server/personal_pages.hpp"
#include "server/sign_up_form.hpp"
#include "web/form.hpp"

namespace zusage::server {
namespace {

response links_page(int status, const request& of, services& with, const faults& wrong) {
  const auto& in = *of.language;
  nlohmann::json data = {
      {"title", in.text("links.title")}, {"data_url", link_to(of, "/data")},
      {"sent", of.query.has("sent")},    {"email", email_field(typed_email(of), in)},
      {"language", in.language()},       {"no_index", true}};
  web::show_faults(data, wrong, in);
  return page(status, of, with, "links", std::move(data));
}

}  // namespace

// GET /links
response show_links(const request& of, const schema::reader&, services& with) {
  return links_page(200, of, with, {});
}

// POST /links: the same answer whatever is known of the address.
decision post_links(const request& of, const schema::reader&, services& with) {
  const auto in = std::make_shared<const request>(in_language(of, of.form.get("lang")));
  faults wrong;
  const auto email = checked_email(*in, wrong);
  if (!wrong.empty()) return links_page(422, *in, with, wrong);
  return action([in, email = *email, &with](schema::transaction& tx) {
    if (events::is_first_in_a_while(tx, "links", pause_subject(with, email), in->at)) {
      events::mail_personal_links(tx, with.ledger, with.outbox, {email, in->language->language()},
                                  in->at);
    }
    return see_other(link_to(*in, "/links?sent=1"));
  });
}

}  // namespace zusage::server
