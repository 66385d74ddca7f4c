// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/proof_view.hpp"

#include <array>
#include <utility>

#include "base/time_zone.hpp"
#include "events/consent_file.hpp"
#include "events/json_members.hpp"
#include "events/phone_consent.hpp"
#include "server/consent_words.hpp"
#include "web/language_name.hpp"

namespace zusage::server {
namespace {

using events::integer_member;
using events::member;
using events::text_member;
using nlohmann::json;

// To the second: a sheet may be held beside the log of another machine.
std::string time_of(const json& micros, const web::locale& in) {
  if (!micros.is_number_integer()) return {};
  const auto at = from_micros(micros.get<std::int64_t>());
  return in.text("proof.at_second", {{"at", in.date_time(at, home_zone)},
                                     {"seconds", to_local(at, home_zone).second}});
}

// In words where it is a page of the program, with its path behind.
std::string source_words(const std::string& stored, const web::locale& in) {
  static constexpr auto pages = std::to_array<std::pair<std::string_view, const char*>>(
      {{"/e", "proof.from.form"},
       {"/papers", "proof.from.form"},
       {"/api", "proof.from.api"},
       {"/newsletter", "proof.from.newsletter"},
       {"/c", "proof.from.confirm"},
       {"/u", "proof.from.revoke"},
       {"/p", "proof.from.preferences"},
       {"/r", "proof.from.registration"},
       {"/m", "proof.from.member"},
       {"command line", "proof.from.command_line"},
       {"list of revocations", "proof.from.list"},
       {"mail", "proof.from.mail"}});
  const bool is_path = stored.starts_with('/');
  const auto first = is_path ? stored.substr(0, stored.find('/', 1)) : stored;
  for (const auto& [page, key] : pages) {
    if (first == page) return in.text(key) + (is_path ? " (" + stored + ")" : "");
  }
  return stored;
}

void add_fact(json& facts, const std::string& label, const std::string& value) {
  if (!value.empty()) facts.push_back({{"label", label}, {"value", value}});
}

// Words of the program's own, as it wrote them into the record; a telephone number may stand
// behind.
std::string recorded_words(const std::string& stored, const web::locale& in) {
  const auto number = events::number_in(stored);
  if (!number) return words_of(in, "proof.recorded.", stored);
  const auto before = events::without_number(stored);
  return words_of(in, "proof.recorded.", std::string(before)) + ": " + std::string(*number);
}

// As the list wrote it stands behind: that is what the hash covers.
std::string given_words(const std::string& typed, const web::locale& in) {
  const auto at = events::read_given_at(typed);
  return at ? in.date_time(*at, home_zone) + " (" + typed + ")" : typed;
}

// Whose Message-ID a record has.
std::string message_label(const json& event, const web::locale& in) {
  if (text_member(event, "returned_message_id").empty()) return in.text("proof.message_id");
  return in.text(text_member(event, "event_type") == "complaint" ? "proof.message_complained"
                                                                 : "proof.message_returned");
}

// What the personal part of a record says, in the order in which one asks for it.
json evidence_facts(const json& event, const web::locale& in) {
  const auto& evidence = member(event, "evidence");
  auto facts = json::array();
  for (const auto* name : {"box", "actor", "reason"}) {
    add_fact(facts, in.text("proof." + std::string(name)),
             recorded_words(text_member(evidence, name), in));
  }
  add_fact(facts, in.text("proof.source"), source_words(text_member(evidence, "source"), in));
  add_fact(facts, in.text("proof.given_at"), given_words(text_member(evidence, "given_at"), in));
  for (const auto* name : {"network_address", "user_agent"})
    add_fact(facts, in.text("proof." + std::string(name)), text_member(evidence, name));
  add_fact(facts, message_label(event, in), text_member(evidence, "message_id"));
  // Of a Maildir: where the folder lies is the operator's business. The record has all of it.
  const auto reply = text_member(evidence, "server_reply");
  add_fact(facts, in.text("proof.server_reply"),
           reply.starts_with('/') ? reply.substr(reply.rfind('/') + 1) : reply);
  for (const auto* name : {"token_hash", "email", "name"}) {
    add_fact(facts, in.text("proof." + std::string(name)), text_member(evidence, name));
  }
  return facts;
}

// What the hash of a record covers, for whoever computes it again (docs/consent.md).
json chain_facts(const json& chain, const web::locale& in) {
  static constexpr std::array shown = {"organiser", "purpose",    "channel",       "event",
                                       "method",    "principal",  "notice_hash",   "salt",
                                       "personal",  "commitment", "previous_hash", "hash"};
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

// Versions below zero are wordings that came with an import.
std::string version_words(const json& notice, const web::locale& in) {
  const auto version = integer_member(notice, "version").value_or(0);
  return in.text(version < 0 ? "proof.version_imported" : "proof.version",
                 {{"version", version < 0 ? -version : version},
                  {"language", web::language_name(in, text_member(notice, "language"))}});
}

// What was shown when something happened; null where the record of it is damaged.
const json& notice_of(const json& event, const json& notices) {
  static const json none;
  for (const auto& one : notices) {
    if (text_member(one, "hash") == text_member(event, "notice_hash")) return one;
  }
  return none;
}

std::string state_words(const json& event, const web::locale& in) {
  return words_of(in, "consent.state.", text_member(event, "event_state"));
}

// How it stands by the newest of its events, and how it came to that.
std::string standing_words(const json& event, const web::locale& in) {
  return words_of_state(in, text_member(event, "event_state"), text_member(event, "event_type"));
}

std::string time_of_event(const json& event, const web::locale& in) {
  return time_of(member(member(event, "chain"), "at_microseconds"), in);
}

// One that was taken over was given earlier than its record here was written.
std::string since_words(const json& event, const web::locale& in) {
  auto at = time_of_event(event, in);
  if (text_member(event, "event_type") != "import") return at;
  const auto given = events::read_given_at(text_member(member(event, "evidence"), "given_at"));
  if (!given) return at;
  return in.text("proof.since_imported", {{"given", in.date_time(*given, home_zone)}, {"at", at}});
}

json event_view(const json& event, const json& notices, const web::locale& in) {
  const auto& evidence = member(event, "evidence");
  return {{"title", state_words(event, in)},
          {"at", time_of_event(event, in)},
          {"method", words_of(in, "data_request.method.", text_member(event, "event_type"))},
          {"shown", version_words(notice_of(event, notices), in)},
          {"damaged", member(event, "intact") == false},
          {"unreadable", !evidence.is_object() && member(event, "intact") == true},
          {"facts", evidence_facts(event, in)},
          {"chain", chain_facts(member(event, "chain"), in)}};
}

json notice_view(const json& notice, const web::locale& in) {
  const auto controller = events::from_stored(text_member(notice, "controller"));
  const auto language = text_member(notice, "language");
  auto facts = json::array();
  const bool imported = integer_member(notice, "version").value_or(0) < 0;
  add_fact(facts, in.text(imported ? "proof.taken_over" : "proof.published"),
           time_of(member(notice, "created_at_microseconds"), in));
  add_fact(facts, in.text("consent.channel"),
           words_of(in, "channel.", text_member(notice, "channel")));
  const auto& name = member(controller, "name");
  add_fact(facts, in.text("consent.controller"),
           name.is_object() ? web::pick(name, in.language()) : text_member(controller, "name"));
  add_fact(facts, in.text("consent.recipients"),
           joined(events::texts_of(events::from_stored(text_member(notice, "recipients")))));
  if (!text_member(notice, "ends").empty()) {
    add_fact(facts, in.text("proof.ends"), in.text("duty.privacy.ends_once_used"));
  }
  add_fact(facts, in.text("proof.notice_hash"), text_member(notice, "hash"));
  return {{"version", version_words(notice, in)},
          {"notice_title", text_member(notice, "title")},
          {"notice", text_member(notice, "text")},
          {"content_language", language_to_mark(language, in)},
          {"facts", std::move(facts)}};
}

}  // namespace

std::string newest_name(const nlohmann::json& records) {
  std::string address, named;
  std::int64_t newest = 0, newest_named = 0;
  for (const auto& record : records) {
    for (const auto& event : member(record, "event")) {
      const auto& evidence = member(event, "evidence");
      const auto email = text_member(evidence, "email"), name = text_member(evidence, "name");
      const auto at = integer_member(member(event, "chain"), "at_microseconds").value_or(0);
      if (!email.empty() && at >= newest) {
        newest = at;
        address = email;
      }
      if (!name.empty() && at >= newest_named) {
        newest_named = at;
        named = name;
      }
    }
  }
  return address.empty() || named.empty() ? address : named + ", " + address;
}

nlohmann::json proof_head(const nlohmann::json& record, const web::locale& in) {
  const auto& last = member(record, "event").back();
  const auto& shown = notice_of(last, member(record, "notices"));
  return {{"purpose_title", text_member(shown, "title")},
          {"content_language", language_to_mark(text_member(shown, "language"), in)},
          {"channel", words_of(in, "channel.", text_member(shown, "channel"))},
          {"state", standing_words(last, in)},
          {"since", since_words(last, in)}};
}

nlohmann::json proof_view(const nlohmann::json& record, const web::locale& in) {
  const auto& notices = member(record, "notices");
  auto made = proof_head(record, in);
  made["events"] = made["notices"] = json::array();
  for (const auto& one : notices) made["notices"].push_back(notice_view(one, in));
  for (const auto& one : member(record, "event")) {
    made["events"].push_back(event_view(one, notices, in));
  }
  return made;
}

}  // namespace zusage::server
