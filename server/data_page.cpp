// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/data_requests.hpp"
#include "events/json_members.hpp"
#include "events/pause.hpp"
#include "server/address_form.hpp"
#include "server/event_view.hpp"
#include "server/personal_pages.hpp"
#include "server/sign_up_form.hpp"
#include "web/form.hpp"

namespace zusage::server {
namespace {

nlohmann::json contacts(const request& of, const schema::reader& db) {
  const auto& in = *of.language;
  auto all = nlohmann::json::array();
  using text = std::string;
  db.each<text, text, text, text>(
      "SELECT key, name, contact, privacy_url FROM organiser ORDER BY key",
      [&](const text& key, const text& stored_name, const text& contact, const text& privacy_url) {
        const auto name = events::from_stored(stored_name);
        all.push_back({{"name", web::pick(name, in.language())},
                       {"name_language", foreign_language(name, in)},
                       {"contact", contact},
                       {"privacy_page", link_to(of, "/privacy?organiser=" + key)},
                       {"privacy_url", privacy_url}});
      });
  return all;
}

response data_page(int status, const request& of, const schema::reader& db, services& with,
                   const faults& wrong) {
  const auto& in = *of.language;
  nlohmann::json data = {
      {"title", in.text("data_request.title")},
      {"sent", of.query.has("sent")},
      {"email", email_field(typed_email(of), in)},
      {"organisers", contacts(of, db)},
      {"valid", in.text("data_request.valid", {{"days", events::data_access_period.count()}})},
      {"language", in.language()},
      {"no_index", true}};
  web::show_faults(data, wrong, in);
  return page(status, of, with, "data", std::move(data));
}

}  // namespace

// GET /data
response show_data(const request& of, const schema::reader& db, services& with) {
  return data_page(200, of, db, with, {});
}

// POST /data: a link to the address, which alone proves whose data may be seen.
decision post_data(const request& of, const schema::reader& db, services& with) {
  const auto in = std::make_shared<const request>(in_language(of, of.form.get("lang")));
  faults wrong;
  const auto email = checked_email(*in, wrong);
  if (!wrong.empty()) return data_page(422, *in, db, with, wrong);
  return action([in, email = *email, &with](schema::transaction& tx) {
    if (events::is_first_in_a_while(tx, "data", pause_subject(with, email), in->at)) {
      events::mail_data_link(
          tx, {with.ledger, with.outbox, {with.keys.lookup, with.keys.people}, with.links}, email,
          in->language->language(), in->at);
    }
    return see_other(link_to(*in, "/data?sent=1"));
  });
}

}  // namespace zusage::server
