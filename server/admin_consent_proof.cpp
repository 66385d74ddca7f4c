// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/time_zone.hpp"
#include "consent/officer.hpp"
#include "consent/published_heads.hpp"
#include "consent/purposes.hpp"
#include "events/json_members.hpp"
#include "events/own_events.hpp"
#include "server/admin.hpp"
#include "server/admin_consent_view.hpp"
#include "server/admin_view.hpp"
#include "server/event_view.hpp"
#include "server/proof_view.hpp"
#include "server/record_download.hpp"
#include "server/record_view.hpp"
#include "web/zone_name.hpp"

namespace zusage::server {
namespace {

using events::text_member;

constexpr std::size_t shown_of_id = 8;  // of a person's random id, in the name of a file

// The person of the route, or nothing for one of another organiser.
std::optional<consent::principal> person_of(const request& of, const schema::reader& db,
                                            services& with) {
  return consent::find_person(db, keys_of(with), of.scope->organiser_id(), of.capture("person"));
}

std::string purpose_key_of(const nlohmann::json& record) {
  return text_member(record.at("pii_processing").at("purposes").at(0), "purpose_type");
}

// The record of the person and the route's purpose; null when there is none.
nlohmann::json record_of(const request& of, const schema::reader& db,
                         const consent::principal& who) {
  const auto purpose = consent::find_purpose(db, of.scope->organiser_id(), of.capture("purpose"));
  if (!purpose) return nullptr;
  auto found = consent::proof_of(db, who, purpose);
  return found.empty() ? nlohmann::json() : std::move(found.front());
}

// What is shown of the person: whom the newest record names, or why nobody is named.
void add_person(nlohmann::json& data, const nlohmann::json& records, const consent::principal& who,
                const web::locale& in) {
  const auto named = newest_name(records);
  data["person"] = who.damaged     ? in.text("proof.key_damaged")
                   : named.empty() ? in.text("proof.erased")
                                   : named;
  data["key_damaged"] = who.damaged;
}

response person_page(const request& of, const schema::reader& db, services& with) {
  const auto who = person_of(of, db, with);
  if (!who) return error_page(404, of, with, "error.not_found");
  const auto& in = *of.language;
  const auto records = consent::proof_of(db, *who);
  auto rows = nlohmann::json::array();
  for (const auto& one : records) {
    rows.push_back(proof_head(one, in));
    const auto path = "/consents/" + who->public_id + "/" + purpose_key_of(one);
    rows.back()["url"] = admin_link(of, path);
    rows.back()["act_url"] =
        may(of, organisers::permission::manage_consents) ? admin_link(of, path + "/act") : "";
  }
  auto data = consents_page(of, db, in.text("proof.person_title"), false);
  add_step(data, in.text("proof.person_title"));
  add_person(data, records, *who, in);
  data["rows"] = std::move(rows);
  // Name and address, or the address alone.
  const auto named = newest_name(records);
  const auto comma = named.rfind(", ");
  data["email"] = comma == std::string::npos ? named : named.substr(comma + 2);
  data["messages_url"] =
      may(of, organisers::permission::see_attendees) ? admin_link(of, "/messages") : "";
  return page(200, of, with, "admin_person_consents", std::move(data));
}

response proof_page(const request& of, const schema::reader& db, services& with) {
  const auto who = person_of(of, db, with);
  const auto record = who ? record_of(of, db, *who) : nlohmann::json();
  if (record.is_null()) return error_page(404, of, with, "error.not_found");
  const auto& in = *of.language;
  const auto path = "/consents/" + of.capture("person");
  auto data = consents_page(of, db, in.text("proof.title"), false);
  add_step(data, in.text("proof.person_title"), admin_link(of, path));
  add_step(data, in.text("proof.title"));
  data.update(proof_view(record, in));
  if (who->damaged) {  // not erased, as would be said of what cannot be read
    for (auto& event : data["events"]) event["unreadable"] = false;
  }
  add_person(data, nlohmann::json::array({record}), *who, in);
  data["person_id"] = of.capture("person");
  const auto until = db.value<std::optional<instant>>(
      "SELECT s.valid_until FROM consent_state s JOIN purpose p ON p.id = s.purpose_id"
      " WHERE s.principal_id = :1 AND p.key = :2 AND p.organiser_id = :3",
      who->id, of.capture("purpose"), of.scope->organiser_id());
  data["valid_until"] = until && *until ? in.date_time(**until, home_zone) : "";
  data["organiser"] = web::pick(events::name_of_organiser(db, *of.scope), in.language());
  data["made_at"] = in.date_time(of.at, home_zone);
  data["time_zone_name"] = web::zone_name(in, of.at, home_zone);
  add_head(data, of, db);
  data["json_url"] = admin_link(of, path + "/" + of.capture("purpose") + "/proof.json");
  return page(200, of, with, "admin_proof", std::move(data));
}

// Who looks is written down before anything is shown.
template <class Page>
response viewed(const request& of, services& with, const Page& shown) {
  const bool known =
      with.db.read([&](const schema::reader& db) { return person_of(of, db, with).has_value(); });
  if (known) record_view(of, with, "proof.viewed", of.capture("person"));
  return with.db.read([&](const schema::reader& db) { return shown(of, db, with); });
}

// How each record is reached from a head that was given away, as far as one covers it.
nlohmann::json tree_paths(const schema::reader& db, std::int64_t organiser_id,
                          const nlohmann::json& events) {
  std::vector<std::int64_t> sequences;
  for (const auto& event : events)
    sequences.push_back(event.at("chain").at("sequence").get<std::int64_t>());
  auto paths = nlohmann::json::array();
  for (const auto& [sequence, found] : consent::paths_of(db, organiser_id, sequences)) {
    auto steps = nlohmann::json::array();
    for (const auto& one : found.steps) steps.push_back({one.left ? "left" : "right", one.hash});
    paths.push_back({{"sequence", sequence},
                     {"head", found.head.sequence},
                     {"first", found.head.first_sequence},
                     {"root", found.head.root},
                     {"published_at", to_iso(found.head.published_at)},
                     {"path", std::move(steps)}});
  }
  return paths;
}

nlohmann::json proof_file(const request& of, const schema::reader& db, services& with) {
  const auto who = person_of(of, db, with);
  auto record = who ? record_of(of, db, *who) : nlohmann::json();
  if (record.is_null()) return record;
  nlohmann::json file = {{"made_at", to_iso(of.at)}, {"record", std::move(record)}};
  const auto organiser_id = of.scope->organiser_id();
  if (const auto head = consent::find_head(db, organiser_id)) {
    file["chain_head"] = {{"sequence", head->sequence}, {"hash", head->hash}};
  }
  file["trees"] = tree_paths(db, organiser_id, file["record"]["event"]);
  const auto& last = file["record"]["event"].back()["chain"]["sequence"];
  if (const auto covering = consent::first_covering(db, organiser_id, last)) {
    file["published_head"] = {{"sequence", covering->sequence},
                              {"hash", covering->hash},
                              {"published_at", to_iso(covering->published_at)}};
  }
  return file;
}

}  // namespace

// GET /admin/{organiser}/consents/{person}: a life may have many records, each decrypted and
// computed again, so not on the network's thread; the same for the sheet.
response show_person_consents(const request& of, services& with) {
  return viewed(of, with, &person_page);
}

// GET /admin/{organiser}/consents/{person}/{purpose}
response show_proof(const request& of, services& with) {
  return viewed(of, with, &proof_page);
}

// GET /admin/{organiser}/consents/{person}/{purpose}/proof.json
response export_proof(const request& of, services& with) {
  nlohmann::json file;
  with.db.read([&](const schema::reader& db) { file = proof_file(of, db, with); });
  if (file.is_null()) return error_page(404, of, with, "error.not_found");
  record_download(of, with, "proof.downloaded", of.capture("purpose"),
                  {{"person", of.capture("person")}});
  auto made = json_response(200, file);
  const auto name = "proof-" + of.capture("purpose") + "-" +
                    of.capture("person").substr(0, shown_of_id) + "-" +
                    to_local_text(of.at, home_zone).substr(0, 10) + ".json";
  made.with("Content-Disposition", "attachment; filename=\"" + name + "\"");
  return made;
}

}  // namespace zusage::server
