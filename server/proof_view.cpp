// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/proof_view.hpp"

#include <array>

#include "base/time_zone.hpp"
#include "events/json_members.hpp"
#include "server/consent_words.hpp"

namespace zusage::server {
namespace {

using events::member;
using events::text_member;
using nlohmann::json;

// The words of a key that the program writes; what is new is shown as it is.
// `section` ends with its dot.
std::string words(const web::locale& in, const std::string& section, const std::string& key) {
  const auto name = section + key;
  return in.has(name) ? in.text(name) : key;
}

std::string time_of(const json& micros, const web::locale& in) {
  if (!micros.is_number_integer()) return {};
  return in.date_time(from_micros(micros.get<std::int64_t>()), home_zone);
}

void add_fact(json& facts, const std::string& label, const std::string& value) {
  if (!value.empty()) facts.push_back({{"label", label}, {"value", value}});
}

// What the personal part of a record says, in the order in which one asks for it.
json evidence_facts(const json& evidence, const web::locale& in) {
  static constexpr std::array shown = {
      "source",          "box",        "actor",      "reason",
      "network_address", "user_agent", "message_id", "server_reply",
      "token_hash",      "email",      "name"};
  auto facts = json::array();
  for (const auto* name : shown) {
    add_fact(facts, in.text("proof." + std::string(name)),
             words(in, "proof.recorded.", text_member(evidence, name)));
  }
  return facts;
}

// What the hash of a record covers, for whoever computes it again (docs/consent.md).
json chain_facts(const json& chain, const web::locale& in) {
  static constexpr std::array shown = {"principal",  "notice_hash",   "salt", "personal",
                                       "commitment", "previous_hash", "hash"};
  auto facts = json::array();
  const auto& sequence = member(chain, "sequence");
  if (sequence.is_number_integer()) {
    add_fact(facts, in.text("proof.sequence"), in.number(sequence.get<std::int64_t>()));
  }
  const auto& at = member(chain, "at_microseconds");
  if (at.is_number_integer()) add_fact(facts, in.text("proof.at_microseconds"), at.dump());
  for (const auto* name : shown) {
    add_fact(facts, in.text("proof." + std::string(name)), text_member(chain, name));
  }
  return facts;
}

std::string version_words(const json& notices, const std::string& hash, const web::locale& in) {
  for (const auto& one : notices) {
    if (text_member(one, "hash") != hash) continue;
    return in.text("proof.version", {{"version", member(one, "version").get<std::int64_t>()},
                                     {"language", text_member(one, "language")}});
  }
  return {};
}

json event_view(const json& event, const json& notices, const web::locale& in) {
  const auto& chain = member(event, "chain");
  const auto& evidence = member(event, "evidence");
  return {{"title", words(in, "consent.state.", text_member(event, "event_state"))},
          {"at", time_of(member(chain, "at_microseconds"), in)},
          {"method", words(in, "data_request.method.", text_member(event, "event_type"))},
          {"shown", version_words(notices, text_member(event, "notice_hash"), in)},
          {"unreadable", !evidence.is_object()},
          {"facts", evidence_facts(evidence, in)},
          {"chain", chain_facts(chain, in)}};
}

std::string names_in(const std::string& stored) {
  const auto parsed = json::parse(stored, nullptr, false);
  std::vector<std::string> names;
  if (parsed.is_array()) {
    for (const auto& one : parsed) {
      if (one.is_string()) names.push_back(one.get<std::string>());
    }
  }
  return joined(names);
}

json notice_view(const json& notice, const web::locale& in) {
  const auto controller = json::parse(text_member(notice, "controller"), nullptr, false);
  const auto language = text_member(notice, "language");
  auto facts = json::array();
  add_fact(facts, in.text("proof.published"),
           time_of(member(notice, "created_at_microseconds"), in));
  add_fact(facts, in.text("consent.channel"),
           words(in, "channel.", text_member(notice, "channel")));
  const auto& name = member(controller, "name");
  add_fact(facts, in.text("consent.controller"),
           name.is_object() ? web::pick(name, in.language()) : text_member(controller, "name"));
  add_fact(facts, in.text("consent.recipients"), names_in(text_member(notice, "recipients")));
  if (!text_member(notice, "ends").empty()) {
    add_fact(facts, in.text("proof.ends"), in.text("duty.privacy.ends_once_used"));
  }
  add_fact(facts, in.text("proof.notice_hash"), text_member(notice, "hash"));
  return {{"version",
           in.text("proof.version", {{"version", member(notice, "version").get<std::int64_t>()},
                                     {"language", language}})},
          {"notice_title", text_member(notice, "title")},
          {"notice", text_member(notice, "text")},
          {"content_language", language_to_mark(language, in)},
          {"facts", std::move(facts)}};
}

}  // namespace

std::string person_in(const nlohmann::json& record) {
  std::string found;
  for (const auto& event : member(record, "event")) {
    const auto& evidence = member(event, "evidence");
    const auto email = text_member(evidence, "email"), name = text_member(evidence, "name");
    if (!email.empty()) found = name.empty() ? email : name + ", " + email;
  }
  return found;
}

nlohmann::json proof_view(const nlohmann::json& record, const web::locale& in) {
  json made = {
      {"person", person_in(record)}, {"events", json::array()}, {"notices", json::array()}};
  const auto& notices = member(record, "notices");
  for (const auto& one : notices) made["notices"].push_back(notice_view(one, in));
  for (const auto& one : member(record, "event")) {
    made["events"].push_back(event_view(one, notices, in));
  }
  return made;
}

}  // namespace zusage::server
