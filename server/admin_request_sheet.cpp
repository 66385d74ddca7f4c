// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// Ways to deliver an answer to who asked by letter or telephone: all that is stored as a sheet to
// print, and the link by which who owns the address sees it themselves.
#include "base/time_zone.hpp"
#include "events/pause.hpp"
#include "organisers/audit.hpp"
#include "server/access_words.hpp"
#include "server/address_form.hpp"
#include "server/admin_requests.hpp"
#include "server/admin_view.hpp"
#include "server/event_view.hpp"
#include "server/record_view.hpp"
#include "server/stored_data.hpp"
#include "server/stored_data_view.hpp"
#include "web/zone_name.hpp"

namespace zusage::server {
namespace {

nlohmann::json facts_of(const request& of, const own_request& own,
                        const nlohmann::json& organiser) {
  const auto& in = *of.language;
  const auto fact = [&](const char* label, const std::string& value) {
    return nlohmann::json{{"label", in.text(label)}, {"value", value}};
  };
  return {fact("requests.sheet_by", organiser.at("name").get<std::string>() + ", " +
                                        organiser.at("contact").get<std::string>()),
          fact("requests.person", own.words->email), fact("requests.reference", own.row.reference),
          fact("requests.asked_at", in.date(own.row.asked_at, home_zone)),
          fact("requests.sheet_at", in.date_time(of.at, home_zone))};
}

response sheet_page(const request& of, const schema::reader& db, services& with,
                    const own_request& own) {
  const auto& in = *of.language;
  const auto all =
      stored_data(db, source_of(with), {own.words->email, in, of.at, of.scope->organiser_id()});
  // The request itself is stored, so there is always one.
  const auto& found = all.at("organisers").at(0);
  auto data = requests_page_data(of, db, in.text("requests.sheet_title"), &own.row);
  data["facts"] = facts_of(of, own, found);
  data["nothing_stored"] = is_nothing_but_requests(found);
  data["stored"] = stored_data_view(found, in);
  data["about"] = found.at("about");
  data["privacy_page"] = found.at("privacy_information");
  data["time_zone_name"] = web::zone_name(in, of.at, home_zone);
  data["back_url"] = request_link(of, own.row);
  return page(200, of, with, "admin_request_sheet", std::move(data));
}

bool is_readable(const request& of, const schema::reader& db, services& with) {
  const auto own = find_own_request(of, db, with);
  return own && own->words;
}

}  // namespace

// GET /admin/{organiser}/requests/{request}/sheet: everything stored is decrypted, so not on the
// network's thread.
response show_request_sheet(const request& of, services& with) {
  const bool readable =
      with.db.read([&](const schema::reader& db) { return is_readable(of, db, with); });
  if (!readable) return error_page(404, of, with, "error.not_found");
  record_view(of, with, "request.viewed", of.capture("request"));
  return with.db.read([&](const schema::reader& db) {
    const auto own = find_own_request(of, db, with);
    if (!own || !own->words) return error_page(404, of, with, "error.not_found");
    return sheet_page(of, db, with, *own);
  });
}

// POST /admin/{organiser}/requests/{request}/link: the mail of GET /data, to the request's address
decision post_request_link(const request& of, const schema::reader& db, services& with) {
  if (!is_readable(of, db, with)) return error_page(404, of, with, "error.not_found");
  return action([of, &with](schema::transaction& tx) {
    const auto own = find_own_request(of, tx, with);
    if (!own || !own->words) return error_page(404, of, with, "error.not_found");
    const auto& email = own->words->email;
    // As often as somebody may have it sent to themselves.
    const bool sends = events::is_first_in_a_while(tx, "data", pause_subject(with, email), of.at);
    if (!sends) return see_other(request_link(of, own->row, "?done=link_paused"));
    events::mail_data_link(tx, request_tools(with), email, own->row.language, of.at);
    organisers::record(
        tx,
        {of.scope->organiser_id(), of.scope->staff_id(), "request.link_sent", own->row.reference},
        of.at);
    return see_other(request_link(of, own->row, "?done=link_sent"));
  });
}

}  // namespace zusage::server
