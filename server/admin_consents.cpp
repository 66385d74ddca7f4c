// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/text.hpp"
#include "base/time_zone.hpp"
#include "consent/officer.hpp"
#include "consent/published_heads.hpp"
#include "consent/purposes.hpp"
#include "events/json_members.hpp"
#include "events/own_events.hpp"
#include "organisers/audit.hpp"
#include "server/admin.hpp"
#include "server/admin_view.hpp"
#include "server/event_view.hpp"
#include "server/proof_view.hpp"
#include "web/zone_name.hpp"

namespace zusage::server {
namespace {

using events::text_member;

consent::person_keys keys_of(const services& with) {
  return {with.keys.lookup, with.keys.people};
}

nlohmann::json area_page(const request& of, const schema::reader& db, const std::string& title,
                         bool is_start) {
  const auto& in = *of.language;
  auto data = admin_page(of, title);
  add_step(data, in.text("admin.home"), link_to(of, "/admin"));
  add_step(data, web::pick(events::name_of_organiser(db, *of.scope), in.language()),
           admin_link(of, "/events"));
  add_step(data, in.text("proof.area"), is_start ? "" : admin_link(of, "/consents"));
  return data;
}

nlohmann::json purpose_rows(const schema::reader& db, std::int64_t organiser_id,
                            const web::locale& in) {
  auto rows = nlohmann::json::array();
  for (const auto& one : consent::count_purposes(db, organiser_id)) {
    rows.push_back({{"title", web::pick(one.title, in.language())},
                    {"content_language", foreign_language(one.title, in)},
                    {"channel", in.text("channel." + one.channel)},
                    {"permitting", in.number(one.permitting)},
                    {"requested", in.number(one.requested)},
                    {"ended", in.number(one.ended)},
                    {"notice", in.text("proof.version_since",
                                       {{"version", one.version},
                                        {"date", in.short_date(one.since, home_zone)}})}});
  }
  return rows;
}

void add_head(nlohmann::json& data, const request& of, const schema::reader& db) {
  const auto head = consent::find_head(db, of.scope->organiser_id());
  if (!head) return;
  data["head"] = {{"sequence", of.language->number(head->sequence)}, {"hash", head->hash}};
}

// The newest heads that were given away; older ones lie with whoever got them.
constexpr std::int64_t most_published = 10;

nlohmann::json published_rows(const request& of, const schema::reader& db) {
  const auto& in = *of.language;
  auto rows = nlohmann::json::array();
  for (const auto& one : consent::list_published(db, of.scope->organiser_id(), most_published)) {
    rows.push_back({{"sequence", in.number(one.sequence)},
                    {"hash", one.hash},
                    {"at", in.date_time(one.published_at, home_zone)},
                    {"to", in.text("proof.published_count", {{"count", one.recipients}})}});
  }
  return rows;
}

response overview(int status, const request& of, const schema::reader& db, services& with,
                  const faults& wrong) {
  const auto& in = *of.language;
  auto data = area_page(of, db, in.text("proof.area"), true);
  const auto organiser_id = of.scope->organiser_id();
  data["purposes"] = purpose_rows(db, organiser_id, in);
  add_head(data, of, db);
  data["published"] = published_rows(of, db);
  show_faults(data, wrong, in);
  data["action"] = admin_link(of, "/consents");
  const auto& typed = of.form.get("email");
  data["email_field"] = text_input({"email", "email", "off", in.text("proof.find_hint")},
                                   is_utf8(typed) ? typed : "", wrong, in);
  return page(status, of, with, "admin_consents", std::move(data));
}

// The person of the route, or nothing for one of another organiser.
std::optional<consent::principal> person_of(const request& of, const schema::reader& db,
                                            services& with) {
  return consent::find_person(db, keys_of(with), of.scope->organiser_id(), of.capture("person"));
}

std::string purpose_key_of(const nlohmann::json& record) {
  return text_member(record.at("pii_processing").at("purposes").at(0), "purpose_type");
}

// The record of the route's person and purpose; null when there is none.
nlohmann::json record_of(const request& of, const schema::reader& db, services& with) {
  const auto who = person_of(of, db, with);
  if (!who) return nullptr;
  const auto purpose = consent::find_purpose(db, of.scope->organiser_id(), of.capture("purpose"));
  if (!purpose) return nullptr;
  auto found = consent::proof_of(db, *who, purpose);
  return found.empty() ? nlohmann::json() : std::move(found.front());
}

std::string person_words(const std::string& named, const web::locale& in) {
  return named.empty() ? in.text("proof.erased") : named;
}

response person_page(const request& of, const schema::reader& db, services& with) {
  const auto who = person_of(of, db, with);
  if (!who) return error_page(404, of, with, "error.not_found");
  const auto& in = *of.language;
  const auto records = consent::proof_of(db, *who);
  auto rows = nlohmann::json::array();
  for (const auto& one : records) {
    rows.push_back(proof_head(one, in));
    rows.back()["url"] = admin_link(of, "/consents/" + who->public_id + "/" + purpose_key_of(one));
  }
  auto data = area_page(of, db, in.text("proof.person_title"), false);
  add_step(data, in.text("proof.person_title"));
  data["person"] = person_words(newest_name(records), in);
  data["rows"] = std::move(rows);
  return page(200, of, with, "admin_person_consents", std::move(data));
}

response proof_page(const request& of, const schema::reader& db, services& with) {
  const auto record = record_of(of, db, with);
  if (record.is_null()) return error_page(404, of, with, "error.not_found");
  const auto& in = *of.language;
  const auto path = "/consents/" + of.capture("person");
  auto data = area_page(of, db, in.text("proof.title"), false);
  add_step(data, in.text("proof.person_title"), admin_link(of, path));
  add_step(data, in.text("proof.title"));
  data.update(proof_view(record, in));
  data["person"] = person_words(newest_name(nlohmann::json::array({record})), in);
  data["person_id"] = of.capture("person");
  data["organiser"] = web::pick(events::name_of_organiser(db, *of.scope), in.language());
  data["made_at"] = in.date_time(of.at, home_zone);
  data["time_zone_name"] = web::zone_name(in, of.at, home_zone);
  add_head(data, of, db);
  data["json_url"] = admin_link(of, path + "/" + of.capture("purpose") + "/proof.json");
  return page(200, of, with, "admin_proof", std::move(data));
}

}  // namespace

// GET /admin/{organiser}/consents: counts over all people, so not on the network's thread.
response show_consents(const request& of, services& with) {
  return with.db.read([&](const schema::reader& db) { return overview(200, of, db, with, {}); });
}

// POST /admin/{organiser}/consents: an address never stands in a URL.
response post_find_person(const request& of, services& with) {
  const auto& typed = of.form.get("email");
  const auto organiser_id = of.scope->organiser_id();
  return with.db.read([&](const schema::reader& db) {
    if (typed.empty()) return overview(422, of, db, with, {{"email", "required_email"}});
    if (!consent::lookup_of(with.keys.lookup, organiser_id, typed)) {
      return overview(422, of, db, with, {{"email", "not_an_email"}});
    }
    const auto who = consent::find_principal(db, keys_of(with), organiser_id, typed);
    if (!who) return overview(422, of, db, with, {{"email", "no_consents"}});
    return see_other(admin_link(of, "/consents/" + who->public_id));
  });
}

// GET /admin/{organiser}/consents/{person}: a life may have many records, each decrypted and
// computed again, so not on the network's thread; the same for the sheet.
response show_person_consents(const request& of, services& with) {
  return with.db.read([&](const schema::reader& db) { return person_page(of, db, with); });
}

// GET /admin/{organiser}/consents/{person}/{purpose}
response show_proof(const request& of, services& with) {
  return with.db.read([&](const schema::reader& db) { return proof_page(of, db, with); });
}

// GET /admin/{organiser}/consents/{person}/{purpose}/proof.json
response export_proof(const request& of, services& with) {
  nlohmann::json file;
  with.db.read([&](const schema::reader& db) {
    auto record = record_of(of, db, with);
    if (record.is_null()) return;
    file = {{"made_at", to_iso(of.at)}, {"record", std::move(record)}};
    if (const auto head = consent::find_head(db, of.scope->organiser_id())) {
      file["chain_head"] = {{"sequence", head->sequence}, {"hash", head->hash}};
    }
    const auto& last = file["record"]["event"].back()["chain"]["sequence"];
    const auto covering = consent::first_covering(db, of.scope->organiser_id(), last);
    if (!covering) return;
    file["published_head"] = {{"sequence", covering->sequence},
                              {"hash", covering->hash},
                              {"published_at", to_iso(covering->published_at)}};
  });
  if (file.is_null()) return error_page(404, of, with, "error.not_found");
  // Who took it away is written down before the first byte leaves.
  const organisers::audit_entry entry{of.scope->organiser_id(),
                                      of.scope->staff_id(),
                                      "proof.downloaded",
                                      of.capture("purpose"),
                                      {{"person", of.capture("person")}}};
  with.db.write([&](schema::transaction& tx) { organisers::record(tx, entry, of.at); });
  auto made = json(200, file);
  made.with("Content-Disposition",
            "attachment; filename=\"proof-" + of.capture("purpose") + ".json\"");
  return made;
}

}  // namespace zusage::server
