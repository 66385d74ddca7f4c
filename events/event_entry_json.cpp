// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/event_entry_json.hpp"

#include "base/time_zone.hpp"
#include "events/event_entry_parts.hpp"
#include "events/invitation.hpp"
#include "events/paper.hpp"
#include "events/ring.hpp"
#include "events/sign_up_steps.hpp"

namespace zusage::events {

using nlohmann::json;

namespace entry_parts {

void put(json& into, const char* key, const std::string& text) {
  if (!text.empty()) into[key] = text;
}

void put(json& into, const char* key, const json& texts) {
  if (!texts.empty()) into[key] = texts;
}

void put(json& into, const char* key, bool flag) {
  if (flag) into[key] = true;
}

void put(json& into, const char* key, const std::optional<std::int64_t>& number) {
  if (number) into[key] = *number;
}

void put_time(json& into, const char* key, const std::optional<instant>& when,
              const std::string& zone) {
  if (when) into[key] = to_local_text(*when, zone);
}

}  // namespace entry_parts

namespace {

using namespace entry_parts;

const event usual;  // what an entry that says nothing means

json audience_of(const event& of) {
  auto made = json::object();
  put(made, "municipalities", json(of.audience.municipalities));
  put(made, "email_domains", json(of.audience.email_domains));
  put(made, "code", of.audience.code);
  put(made, "invited_only", of.admission && of.admission->invited_only);
  return made;
}

json registration_of(const schema::reader& db, const event& of) {
  auto made = json::object();
  put_time(made, "opens_at", of.opens_at, of.time_zone);
  put_time(made, "closes_at", of.closes_at, of.time_zone);
  put(made, "verify_email", of.verify_email);
  if (of.max_group != usual.max_group) made["max_group"] = of.max_group;
  if (const auto steps = wanted_steps(db, of.id)) made["steps"] = *steps;
  return made;
}

json invitations_of(const schema::reader& db, const event& of) {
  auto made = json::array();
  db.each<std::string, std::optional<std::int64_t>, std::int64_t, std::optional<instant>>(
      "SELECT code, uses, seats, until FROM invitation"
      " WHERE event_id = :1 AND from_file = 1 AND ended_at IS NULL ORDER BY id",
      [&](std::string code, std::optional<std::int64_t> uses, std::int64_t seats,
          std::optional<instant> until) {
        json one{{"code", std::move(code)}};
        put(one, "uses", uses);
        if (seats > 0) one["seats"] = seats;
        put_time(one, "until", until, of.time_zone);
        made.push_back(std::move(one));
      },
      of.id);
  return made;
}

json purposes_of(const schema::reader& db, const event& of) {
  auto made = json::array();
  db.each<std::string>(
      "SELECT p.key FROM event_purpose e JOIN purpose p ON p.id = e.purpose_id"
      " WHERE e.event_id = :1 ORDER BY e.position",
      [&](std::string key) { made.push_back(std::move(key)); }, of.id);
  return made;
}

json paper_of(const event& of) {
  const paper defaults;
  auto made = json::object();
  put(made, "file", of.paper->file);
  put(made, "url", of.paper->url);
  if (of.paper->link_days != defaults.link_days) made["link_days"] = of.paper->link_days;
  if (of.paper->downloads != defaults.downloads) made["downloads"] = of.paper->downloads;
  return made;
}

void put_names(json& into, const event& of) {
  into["slug"] = of.slug;
  into["organiser"] = of.by.key;
  auto others = json::array();
  for (const auto& one : of.also_by) others.push_back(one.key);
  put(into, "also_by", others);
  if (of.series) into["series"] = of.series->key;
  into["kind"] = to_text(of.kind);
  into["status"] = to_text(of.status);
  put(into, "hidden", of.hidden);
  into["title"] = of.title;
  put(into, "summary", of.summary);
  put(into, "description", of.description);
}

void put_time_and_place(json& into, const event& of) {
  into["time_zone"] = of.time_zone;
  put_time(into, "starts_at", of.starts_at, of.time_zone);
  put_time(into, "ends_at", of.ends_at, of.time_zone);
  into["mode"] = to_text(of.mode);
  put(into, "venue", of.venue);
  // The address of a paper without a document stands in its settings as well.
  const bool document = of.paper && of.paper->has_document();
  if (!document) put(into, "join_url", of.join_url);
  put(into, "recording_url", of.recording_url);
  if (of.join_lead != usual.join_lead) into["join_minutes_before"] = of.join_lead.count();
}

void put_rules(json& into, const schema::reader& db, const event& of) {
  put(into, "capacity", of.capacity);
  put(into, "waiting_list", of.waiting_list);
  put(into, "approval", of.approval);
  if (of.offer_hours.count() > 0) into["offer_hours"] = of.offer_hours.count();
  if (of.retention_days != usual.retention_days) into["retention_days"] = of.retention_days;
  put(into, "audience", audience_of(of));
  put(into, "registration", registration_of(db, of));
  put(into, "invitations", invitations_of(db, of));
  put(into, "purposes", purposes_of(db, of));
}

}  // namespace

json event_as_entry(const schema::reader& db, const event& of) {
  auto made = json::object();
  put_names(made, of);
  put_time_and_place(made, of);
  put_rules(made, db, of);
  put_programme(made, of);
  put_questions(made, of);
  put_planned_mails(made, of);
  if (of.paper) made["paper"] = paper_of(of);  // also empty: the document follows
  if (of.ring) made["ring"] = ring_as_entry(*of.ring);
  return made;
}

}  // namespace zusage::events
