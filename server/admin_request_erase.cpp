// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/erase_person.hpp"
#include "server/admin_confirm.hpp"
#include "server/admin_requests.hpp"
#include "server/admin_view.hpp"
#include "server/erasure_view.hpp"

namespace zusage::server {
namespace {

response erase_page(int status, const request& of, const schema::reader& db, services& with,
                    const own_request& own) {
  const auto& in = *of.language;
  const auto parts =
      events::stored_parts(db, with.ledger, {of.scope->organiser_id(), own.words->email}, of.at);
  auto data = requests_page_data(of, db, in.text("requests.erase_title"), &own.row);
  data.update(erasure_view(parts, in));
  data["changed"] = status == 409;
  data["email"] = own.words->email;
  data["reference"] = own.row.reference;
  data["seen"] = events::fingerprint_of(parts);
  data["action"] = request_link(of, own.row, "/erase");
  data["back_url"] = request_link(of, own.row);
  return page(status, of, with, "admin_request_erase", std::move(data));
}

bool can_be_erased(const own_request& own) {
  return own.row.open() && own.row.kind == "erase" && own.words;
}

response answered(const request& of, const schema::reader& db, services& with) {
  const auto own = find_own_request(of, db, with);
  if (!own) return error_page(404, of, with, "error.not_found");
  const char* why = own->row.open() ? "not_to_be_erased" : "request_answered";
  return request_page(409, of, db, with, *own, {{"", why}});
}

}  // namespace

// GET /admin/{organiser}/requests/{request}/erase: what goes, what stays and why
response show_request_erase(const request& of, services& with) {
  return with.db.read([&](const schema::reader& db) {
    const auto own = find_own_request(of, db, with);
    if (!own) return error_page(404, of, with, "error.not_found");
    return can_be_erased(*own) ? erase_page(200, of, db, with, *own) : answered(of, db, with);
  });
}

// POST /admin/{organiser}/requests/{request}/erase
response post_request_erase(const request& of, services& with) {
  const auto reference = of.capture("request");
  auto outcome = events::erasure_outcome::done;
  return act_on_request(of, with,
                        {[&](const schema::reader& db) -> std::optional<response> {
                           const auto own = find_own_request(of, db, with);
                           if (!own) return error_page(404, of, with, "error.not_found");
                           if (!can_be_erased(*own)) return answered(of, db, with);
                           if (is_confirmed(of)) return {};
                           return see_other(request_link(of, own->row, "/erase"));
                         },
                         [&](schema::transaction& tx) {
                           outcome = events::carry_out_erasure(
                               tx, {with.registrar, with.catalogue, request_tools(with)}, *of.scope,
                               {reference, of.form.get("seen")}, of.at);
                           return outcome == events::erasure_outcome::done;
                         },
                         [&](const schema::reader& db) {
                           const auto own = find_own_request(of, db, with);
                           const bool again = outcome == events::erasure_outcome::changed;
                           return again && own && own->words ? erase_page(409, of, db, with, *own)
                                                             : answered(of, db, with);
                         },
                         "?done=erased"});
}

}  // namespace zusage::server
