// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/rectify.hpp"
#include "server/admin_requests.hpp"
#include "server/admin_view.hpp"
#include "server/event_view.hpp"
#include "web/form.hpp"

namespace zusage::server {
namespace {

events::contact_data typed_contact(const request& of) {
  const auto get = [&](const char* name) { return of.form.get(name); };
  return {get("given_name"), get("family_name"), get("organisation"), get("function"),
          get("phone")};
}

nlohmann::json contact_field(const char* name, const std::string& value, bool optional,
                             std::size_t row, const web::locale& in) {
  web::form_field field;
  field.name = name;
  field.label = in.text("register." + std::string(name));
  field.value = value;
  field.optional = optional;
  field.autocomplete = "off";  // it is about somebody else
  auto made = web::to_json(field);
  made["id"] = web::field_id(name) + "-" + std::to_string(row);
  return made;
}

nlohmann::json row_view(const events::contact_row& one, const events::contact_data& shown,
                        std::size_t number, const web::locale& in) {
  auto fields = nlohmann::json::array();
  const auto add = [&](const char* name, const std::string& value, bool optional) {
    fields.push_back(contact_field(name, value, optional, number, in));
  };
  add("given_name", shown.given_name, false);
  add("family_name", shown.family_name, false);
  if (one.has_organisation) add("organisation", shown.organisation, true);
  add("function", shown.job_function, true);
  add("phone", shown.phone, true);
  return {{"heading", web::pick(one.title, in.language())},
          {"heading_language", foreign_language(one.title, in)},
          {"member", one.member},
          {"key", one.key},
          {"version", one.version},
          {"number", std::to_string(number)},
          {"fields", std::move(fields)}};
}

// What was typed comes back at its row; somebody else's change is shown instead of it.
nlohmann::json rows_view(const request& of, const std::vector<events::contact_row>& rows,
                         const faults& wrong, nlohmann::json& data) {
  const auto& in = *of.language;
  auto all = nlohmann::json::array();
  std::size_t number = 0;
  for (const auto& one : rows) {
    const bool here = !wrong.empty() && of.form.get("row") == one.key;
    const bool keeps = here && !wrong.front().field.empty();
    events::contact_data shown = one.now;
    if (keeps)
      shown = {typed_text(of, "given_name"), typed_text(of, "family_name"),
               typed_text(of, "organisation"), typed_text(of, "function"), typed_text(of, "phone")};
    auto view = row_view(one, shown, ++number, in);
    if (keeps) {
      web::show_faults(view, wrong, in);
      data["errors"] = view["errors"];
      view.erase("errors");
      view.erase("has_errors");
    }
    all.push_back(std::move(view));
  }
  if (!wrong.empty() && wrong.front().field.empty()) web::show_faults(data, wrong, in);
  data["has_errors"] = !wrong.empty();
  return all;
}

response rectify_page(int status, const request& of, const schema::reader& db, services& with,
                      const own_request& own, const faults& wrong) {
  const auto& in = *of.language;
  auto data = requests_page_data(of, db, in.text("requests.rectify_title"), &own.row);
  auto rows = rows_view(of, events::contact_rows(db, *of.scope, own.words->email), wrong, data);
  data["none"] = rows.empty();
  data["rows"] = std::move(rows);
  data["email"] = own.words->email;
  data["wish"] = own.words->wish;
  data["done"] = of.query.get("done") == "rectified" ? in.text("requests.done_rectified") : "";
  data["action"] = request_link(of, own.row, "/rectify");
  data["back_url"] = request_link(of, own.row);
  return page(status, of, with, "admin_request_rectify", std::move(data));
}

events::rectification wanted(const request& of, const own_request& own) {
  return {own.row.reference, own.words->email, of.form.get("row"), of.form.get("version"),
          typed_contact(of)};
}

response wrong_page(const request& of, const schema::reader& db, services& with,
                    const own_request& own, const faults& wrong) {
  return rectify_page(wrong.front().field.empty() ? 409 : 422, of, db, with, own, wrong);
}

response answered(const request& of, const schema::reader& db, services& with,
                  const own_request& own) {
  return request_page(409, of, db, with, own, {{"", "request_answered"}});
}

}  // namespace

// GET /admin/{organiser}/requests/{request}/rectify
response show_request_rectify(const request& of, services& with) {
  return with.db.read([&](const schema::reader& db) {
    const auto own = find_own_request(of, db, with);
    if (!own) return error_page(404, of, with, "error.not_found");
    if (!own->row.open() || !own->words) return answered(of, db, with, *own);
    return rectify_page(200, of, db, with, *own, {});
  });
}

// POST /admin/{organiser}/requests/{request}/rectify: one row at a time; the request stays open
response post_request_rectify(const request& of, services& with) {
  events::rectification what;
  faults wrong;
  const auto shown = [&](const schema::reader& db) {
    const auto own = find_own_request(of, db, with);
    if (!own) return error_page(404, of, with, "error.not_found");
    // Somebody else may have answered it, or erased the person, meanwhile.
    if (!own->row.open() || !own->words) return answered(of, db, with, *own);
    return wrong_page(of, db, with, *own, wrong);
  };
  return act_on_request(of, with,
                        {[&](const schema::reader& db) -> std::optional<response> {
                           const auto own = find_own_request(of, db, with);
                           if (!own || !own->row.open() || !own->words) return shown(db);
                           what = wanted(of, *own);
                           wrong = events::check_rectification(db, *of.scope, what);
                           if (wrong.empty()) return {};
                           return shown(db);
                         },
                         [&](schema::transaction& tx) {
                           const auto now = find_own_request(of, tx, with);
                           if (!now || !now->row.open() || !now->words) return false;
                           const auto done =
                               events::rectify(tx, with.ledger, *of.scope, what, of.at);
                           wrong = done ? faults() : done.error();
                           return done.has_value();
                         },
                         shown, "/rectify?done=rectified"});
}

}  // namespace zusage::server
