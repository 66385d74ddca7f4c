// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/text.hpp"
#include "events/data_requests.hpp"
#include "events/own_rows.hpp"
#include "server/event_view.hpp"
#include "server/personal_pages.hpp"
#include "server/registration_view.hpp"
#include "server/stored_data.hpp"
#include "server/stored_data_view.hpp"
#include "web/form.hpp"

namespace zusage::server {
namespace {

constexpr std::size_t most_wish = 2000;  // code points

std::optional<std::string> find_address(const request& of, const schema::reader& db,
                                        services& with) {
  const auto id = with.links.public_id(link_purpose::data, of.capture("token"));
  if (!id) return {};
  return events::find_data_access(db, with.keys.people, *id, of.at);
}

// What was done, as the address says it; only with the reference of one's own request.
std::string done_words(const request& of, const nlohmann::json& organisers) {
  const auto& reference = of.query.get("asked");
  if (reference.empty()) return {};
  for (const auto& organiser : organisers) {
    for (const auto& one : organiser.at("requests")) {
      if (one.at("reference") != reference) continue;
      return of.language->text("data_request.done", {{"reference", reference}});
    }
  }
  return {};
}

// Where one's own registrations are changed, beside each.
void add_links(nlohmann::json& shown, const schema::reader& db, services& with, const request& of) {
  for (auto& one : shown["registrations"]) {
    one["change_url"] = "";
    const auto id = db.value<std::int64_t>("SELECT id FROM registration WHERE reference = :1",
                                           one.at("reference").get<std::string>());
    const auto row = id ? events::find_registration(db, *id) : std::nullopt;
    const auto event = row ? with.catalogue.find(db, row->event_id) : nullptr;
    if (!event || !can_change(*row, *event, of.at)) continue;
    one["change_url"] =
        link_to(of, "/r/" + with.links.token(link_purpose::registration, row->public_id));
  }
}

nlohmann::json wish_field(const std::string& key, const std::string& value, const web::locale& in) {
  web::form_field field;
  field.as = web::form_field::control::textarea;
  field.name = "wish";
  field.label = in.text("data_request.wish");
  field.value = value;
  auto made = web::to_json(field);
  made["id"] = "field-wish-" + key;  // one for each organiser
  return made;
}

std::string typed_wish(const request& of) {
  const auto& text = of.form.get("wish");
  if (!is_utf8(text) || has_control(text, true)) return {};
  return cut(cleaned(text), most_wish);
}

response stored_data_page(int status, const request& of, const schema::reader& db, services& with,
                          const std::string& email) {
  const auto& in = *of.language;
  const auto stored = stored_data(db, with, email, in, of.at);
  const auto& found = stored.at("organisers");
  auto organisers = nlohmann::json::array();
  for (const auto& one : found) {
    auto shown = stored_data_view(one, in);
    const auto key = one.at("key").get<std::string>();
    const bool here = of.form.get("organiser") == key;
    shown["wish_field"] = wish_field(key, here ? typed_wish(of) : "", in);
    if (here && status != 200) shown["wish_field"]["error"] = in.text("fault.required");
    shown["wish_open"] = here && status != 200;
    add_links(shown, db, with, of);
    const auto id = db.value<std::int64_t>("SELECT id FROM organiser WHERE key = :1", key);
    const auto path = id ? preferences_path(db, with, *id, email) : "";
    shown["preferences_url"] = path.empty() ? "" : link_to(of, path);
    organisers.push_back(std::move(shown));
  }
  nlohmann::json data = {{"title", in.text("data_request.stored_title")},
                         {"done", done_words(of, found)},
                         {"email", email},
                         {"has_organisers", !organisers.empty()},
                         {"organisers", std::move(organisers)},
                         {"action", link_to(of, of.path)},
                         {"download_url", link_to(of, "/d/" + of.capture("token") + "/data.json")},
                         {"no_index", true}};
  if (status != 200) {
    data["errors"] = {{{"href", "#field-wish-" + of.form.get("organiser")},
                       {"message", in.text("data_request.wish_missing")}}};
    data["has_errors"] = true;
  }
  return page(status, of, with, "stored_data", std::move(data));
}

// Who asks for something, of whom the address is known there.
std::optional<std::int64_t> find_addressee(const request& of, const schema::reader& db,
                                           services& with, const std::string& email) {
  const auto& key = of.form.get("organiser");
  const auto id = db.value<std::int64_t>("SELECT id FROM organiser WHERE key = :1", key);
  if (!id) return {};
  const auto stored = stored_data(db, with, email, *of.language, of.at);
  for (const auto& one : stored.at("organisers")) {
    if (one.at("key") == key) return id;
  }
  return {};
}

}  // namespace

// GET /d/{token}
response show_stored_data(const request& of, const schema::reader& db, services& with) {
  const auto email = find_address(of, db, with);
  if (!email) return error_page(404, of, with, "error.not_found");
  return stored_data_page(200, of, db, with, *email);
}

// GET /d/{token}/data.json
response download_stored_data(const request& of, const schema::reader& db, services& with) {
  const auto email = find_address(of, db, with);
  if (!email) return error_page(404, of, with, "error.not_found");
  constexpr int indent = 2;
  response made;
  made.content_type = "application/json";
  made.body = stored_data(db, with, *email, *of.language, of.at)
                  .dump(indent, ' ', false, nlohmann::json::error_handler_t::replace);
  return made.with("Content-Disposition", "attachment; filename=\"data.json\"");
}

// POST /d/{token}: asks an organiser to rectify or erase, or objects.
decision post_data_request(const request& of, const schema::reader& db, services& with) {
  const auto email = find_address(of, db, with);
  if (!email) return error_page(404, of, with, "error.not_found");
  const auto& kind = of.form.get("kind");
  const auto organiser = find_addressee(of, db, with, *email);
  if (!organiser || !events::is_data_request(kind))
    return error_page(422, of, with, "error.bad_request");
  const auto wish = kind == "rectify" ? typed_wish(of) : std::string();
  if (kind == "rectify" && wish.empty()) return stored_data_page(422, of, db, with, *email);
  return action([what = events::new_data_request{*organiser, kind, *email, wish}, at = of.at,
                 back = of.path, in = std::make_shared<const request>(of),
                 &with](schema::transaction& tx) {
    const auto reference =
        events::ask_for(tx, {with.ledger, with.outbox, with.keys.people}, what, at);
    return see_other(link_to(*in, back + "?asked=" + reference));
  });
}

}  // namespace zusage::server
