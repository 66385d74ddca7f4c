// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <map>

#include "base/text.hpp"
#include "base/time_zone.hpp"
#include "events/data_requests.hpp"
#include "events/own_rows.hpp"
#include "server/erasure_view.hpp"
#include "server/event_view.hpp"
#include "server/link_evidence.hpp"
#include "server/personal_pages.hpp"
#include "server/registration_view.hpp"
#include "server/stored_data.hpp"
#include "server/stored_data_view.hpp"
#include "web/form.hpp"
#include "web/zone_name.hpp"

namespace zusage::server {
namespace {

constexpr std::size_t most_wish = 2000;     // code points
constexpr std::size_t most_shown = 20'000;  // of what was typed and comes back with its fault

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
  field.hint = in.text("data_request.most", {{"most", most_wish}});
  field.value = value;
  auto made = web::to_json(field);
  made["id"] = "field-wish-" + key;  // one for each organiser
  return made;
}

events::data_tools tools(services& with) {
  return {with.ledger, with.outbox, {with.keys.lookup, with.keys.people}, with.links};
}

std::string typed_wish(const request& of) {
  const auto& text = of.form.get("wish");
  if (!is_utf8(text) || has_control(text, true)) return {};
  return cut(cleaned(text), most_shown);
}

bool is_too_long(const std::string& wish) {
  return length(wish) > most_wish;
}

std::map<std::string, std::int64_t> organiser_ids(const schema::reader& db) {
  std::map<std::string, std::int64_t> ids;
  db.each<std::string, std::int64_t>(
      "SELECT key, id FROM organiser",
      [&](const std::string& key, std::int64_t id) { ids[key] = id; });
  return ids;
}

// What is wrong with the wish that was sent, in the list at the top and at its field.
struct wish_fault {
  std::string at_top, at_field;
};

wish_fault missing(const web::locale& in) {
  return {in.text("data_request.wish_missing"), in.text("fault.required")};
}

wish_fault too_long(const web::locale& in) {
  return {in.text("data_request.wish_too_long", {{"most", most_wish}}),
          in.text("fault.too_long", {{"most", most_wish}})};
}

wish_fault too_many(const web::locale& in) {
  const auto words = in.text("data_request.too_many", {{"count", events::most_open_wishes}});
  return {words, words};
}

response stored_data_page(const request& of, const schema::reader& db, services& with,
                          const std::string& email, const std::optional<wish_fault>& wrong = {}) {
  const auto& in = *of.language;
  const auto ids = organiser_ids(db);
  const auto stored = stored_data(db, source_of(with), {email, in, of.at});
  const auto& found = stored.at("organisers");
  auto organisers = nlohmann::json::array();
  for (const auto& one : found) {
    auto shown = stored_data_view(one, in);
    const auto key = one.at("key").get<std::string>();
    const bool here = of.form.get("organiser") == key;
    shown["wish_field"] = wish_field(key, here ? typed_wish(of) : "", in);
    if (here && wrong) shown["wish_field"]["error"] = wrong->at_field;
    shown["wish_open"] = here && wrong.has_value();
    add_links(shown, db, with, of);
    const auto path = preferences_path(db, with, ids.at(key), email);
    shown["erase_url"] = link_to(of, "/d/" + of.capture("token") + "/erase/" + key);
    shown["object_url"] = link_to(of, "/d/" + of.capture("token") + "/object/" + key);
    shown["preferences_url"] = path.empty() ? "" : link_to(of, path);
    organisers.push_back(std::move(shown));
  }
  nlohmann::json data = {{"title", in.text("data_request.stored_title")},
                         {"done", done_words(of, found)},
                         {"email", email},
                         {"time_zone_name", web::zone_name(in, of.at, home_zone)},
                         {"has_organisers", !organisers.empty()},
                         {"organisers", std::move(organisers)},
                         {"action", link_to(of, of.path)},
                         {"download_url", link_to(of, "/d/" + of.capture("token") + "/data.json")},
                         {"no_index", true}};
  if (wrong) {
    data["errors"] = {
        {{"href", "#field-wish-" + of.form.get("organiser")}, {"message", wrong->at_top}}};
    data["has_errors"] = true;
  }
  return page(wrong ? 422 : 200, of, with, "stored_data", std::move(data));
}

// Who asks for something, of whom the address is known there; as shown of it.
struct addressee {
  std::int64_t id = 0;
  nlohmann::json shown;
};

std::optional<addressee> find_addressee(const request& of, const schema::reader& db, services& with,
                                        const std::string& email, const std::string& key) {
  const auto ids = organiser_ids(db);
  const auto id = ids.find(key);
  if (id == ids.end()) return {};
  auto stored =
      stored_data(db, source_of(with), {email, *of.language, of.at, id->second}).at("organisers");
  if (stored.empty()) return {};
  return addressee{id->second, std::move(stored.front())};
}

response erase_page(const request& of, const schema::reader& db, services& with,
                    const addressee& to, const std::string& email, bool changed) {
  const auto& in = *of.language;
  const auto parts = events::stored_parts(db, with.ledger, {to.id, email}, of.at);
  auto data = erasure_view(events::parts_once_asked(parts), in);
  const auto own = link_to(of, "/d/" + of.capture("token"));
  data.update({{"title", in.text("erasure.ask_title")},
               {"changed", changed},
               {"email", email},
               {"key", to.shown.at("key")},
               {"name", to.shown.at("name")},
               {"name_language", to.shown.at("name_language")},
               {"due", in.date(events::one_month_after(of.at), home_zone)},
               {"seen", events::fingerprint_of(parts)},
               {"action", own},
               {"back_url", own},
               {"no_index", true}});
  return page(changed ? 409 : 200, of, with, "erase", std::move(data));
}

// What an objection ends at once: the consents that stand or wait.
nlohmann::json ending_consents(const request& of, const schema::reader& db, services& with,
                               const addressee& to, const std::string& email) {
  auto names = nlohmann::json::array();
  for (const auto& one : with.ledger.find_by_email(db, to.id, email)) {
    const auto now = one.at(of.at);
    if (!consent::permits(now) && now != consent::state::requested) continue;
    names.push_back({{"text", web::pick(one.title, of.language->language())},
                     {"text_language", foreign_language(one.title, *of.language)}});
  }
  return names;
}

response object_page(int status, const request& of, const schema::reader& db, services& with,
                     const addressee& to, const std::string& email) {
  const auto& in = *of.language;
  const auto own = link_to(of, "/d/" + of.capture("token"));
  web::form_field reason;
  reason.as = web::form_field::control::textarea;
  reason.name = "wish";
  reason.label = in.text("data_request.reason_label");
  reason.hint = in.text("data_request.reason_hint") + " " +
                in.text("data_request.most", {{"most", most_wish}});
  reason.optional = true;
  reason.value = typed_wish(of);
  nlohmann::json data = {{"title", in.text("data_request.object_title")},
                         {"email", email},
                         {"key", to.shown.at("key")},
                         {"name", to.shown.at("name")},
                         {"name_language", to.shown.at("name_language")},
                         {"due", in.date(events::one_month_after(of.at), home_zone)},
                         {"consents", ending_consents(of, db, with, to, email)},
                         {"fields", {web::to_json(reason)}},
                         {"action", own},
                         {"back_url", own},
                         {"no_index", true}};
  faults wrong;
  if (status != 200) wrong.push_back({"wish", "too_long", {{"most", most_wish}}});
  web::show_faults(data, wrong, in);
  return page(status, of, with, "object", std::move(data));
}

// Who was shown something else than is stored now decides again.
bool has_seen(const request& of, const schema::reader& db, services& with,
              const events::person_at& who) {
  const auto parts = events::stored_parts(db, with.ledger, who, of.at);
  return of.form.get("seen") == events::fingerprint_of(parts);
}

bool asks_again(const nlohmann::json& organiser) {
  for (const auto& one : organiser.at("requests")) {
    if (one.at("kind") == "erase" && one.at("state") == "open") return true;
  }
  return false;
}

// What was asked for, with where it came from.
events::new_data_request wanted(const request& of, std::int64_t organiser_id,
                                const std::string& email, const std::string& wish) {
  events::new_data_request what;
  what.organiser_id = organiser_id;
  what.kind = of.form.get("kind");
  what.email = email;
  what.wish = wish;
  what.language = of.language->language();
  what.by = evidence_by_link(of);
  return what;
}

}  // namespace

// GET /d/{token}
response show_stored_data(const request& of, const schema::reader& db, services& with) {
  const auto email = find_address(of, db, with);
  if (!email) return error_page(404, of, with, "error.not_found");
  return stored_data_page(of, db, with, *email);
}

// GET /d/{token}/data.json
response download_stored_data(const request& of, const schema::reader& db, services& with) {
  const auto email = find_address(of, db, with);
  if (!email) return error_page(404, of, with, "error.not_found");
  constexpr int indent = 2;
  response made;
  made.content_type = "application/json";
  made.body = stored_data(db, source_of(with), {*email, *of.language, of.at})
                  .dump(indent, ' ', false, nlohmann::json::error_handler_t::replace);
  return made.with("Content-Disposition", "attachment; filename=\"data.json\"");
}

// GET /d/{token}/erase/{organiser}: what would go, what stays and why, before it is asked for.
// Everything stored is looked through, so not on the network's thread.
response show_erase(const request& of, services& with) {
  return with.db.read([&](const schema::reader& db) {
    const auto email = find_address(of, db, with);
    if (!email) return error_page(404, of, with, "error.not_found");
    const auto to = find_addressee(of, db, with, *email, of.capture("organiser"));
    if (!to) return error_page(404, of, with, "error.not_found");
    return erase_page(of, db, with, *to, *email, false);
  });
}

// GET /d/{token}/object/{organiser}: what ends, and room for a reason, before one objects.
response show_object(const request& of, const schema::reader& db, services& with) {
  const auto email = find_address(of, db, with);
  if (!email) return error_page(404, of, with, "error.not_found");
  const auto to = find_addressee(of, db, with, *email, of.capture("organiser"));
  if (!to) return error_page(404, of, with, "error.not_found");
  return object_page(200, of, db, with, *to, *email);
}

// POST /d/{token}: asks an organiser to rectify or erase, or objects.
decision post_data_request(const request& of, const schema::reader& db, services& with) {
  const auto email = find_address(of, db, with);
  if (!email) return error_page(404, of, with, "error.not_found");
  const auto& kind = of.form.get("kind");
  const auto to = find_addressee(of, db, with, *email, of.form.get("organiser"));
  if (!to || !events::is_data_request(kind)) return error_page(422, of, with, "error.bad_request");
  if (kind != "rectify" && of.form.get("confirm") != "yes")
    return see_other(link_to(of, of.path + "/" + kind + "/" + of.form.get("organiser")));
  const auto wish = kind == "erase" ? std::string() : typed_wish(of);
  const auto& in = *of.language;
  if (kind == "rectify" && wish.empty()) return stored_data_page(of, db, with, *email, missing(in));
  if (is_too_long(wish)) {
    return kind == "object" ? object_page(422, of, db, with, *to, *email)
                            : stored_data_page(of, db, with, *email, too_long(in));
  }
  const auto what = wanted(of, to->id, *email, wish);
  if (events::has_too_many_open(db, tools(with), what))
    return stored_data_page(of, db, with, *email, too_many(in));
  if (kind == "erase" && !asks_again(to->shown) && !has_seen(of, db, with, {to->id, *email}))
    return erase_page(of, db, with, *to, *email, true);
  return action([what, of = std::make_shared<const request>(of), &with](schema::transaction& tx) {
    const auto reference = events::ask_for(tx, tools(with), what, of->at);
    // Another one was faster.
    if (!reference) return stored_data_page(*of, tx, with, what.email, too_many(*of->language));
    return see_other(link_to(*of, of->path + "?asked=" + *reference));
  });
}

}  // namespace zusage::server
