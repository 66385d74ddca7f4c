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

nlohmann::json contacts(const schema::reader& db, const web::locale& in) {
  auto all = nlohmann::json::array();
  db.each<std::string, std::string, std::string>(
      "SELECT name, contact, privacy_url FROM organiser ORDER BY key",
      [&](const std::string& name, const std::string& contact, const std::string& privacy_url) {
        all.push_back({{"name", web::pick(events::from_stored(name), in.language())},
                       {"contact", contact},
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
      {"organisers", contacts(db, in)},
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
      events::mail_data_link(tx, {with.ledger, with.outbox, with.keys.people}, email,
                             in->language->language(), in->at);
    }
    return see_other(link_to(*in, "/data?sent=1"));
  });
}

}  // namespace zusage::server
