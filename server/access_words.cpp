// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/access_words.hpp"

#include <algorithm>
#include <set>

#include "events/json_members.hpp"
#include "events/organiser_pages.hpp"
#include "events/retention_rules.hpp"

namespace zusage::server {
namespace {

using events::member;
using events::text_member;
using nlohmann::json;

std::int64_t amount_of(std::string_view rule) {
  return events::retention_rule_of(rule).amount;
}

struct section {
  json made;
  explicit section(const std::string& heading)
      : made({{"heading", heading}, {"texts", json::array()}}) {}
  void say(std::string text) {
    if (!text.empty()) made["texts"].push_back(std::move(text));
  }
};

bool has(const json& organiser, const char* list) {
  return !organiser.at(list).empty();
}

bool took_part(const json& organiser) {
  return has(organiser, "registrations") || has(organiser, "ring_positions");
}

json purposes(const json& organiser, const json& privacy, const web::locale& in) {
  section made(in.text("duty.privacy.purpose"));
  if (took_part(organiser)) {
    const auto basis = text_member(privacy, "legal_basis");
    made.say(in.text("duty.privacy.purpose_all"));
    made.say(in.text("duty.privacy.basis_" + (basis.empty() ? "open" : basis)));
  }
  if (has(organiser, "consents")) {
    made.say(in.text("data_request.basis_consents"));
    made.say(in.text("data_request.basis_proof"));
  }
  if (has(organiser, "blocked")) made.say(in.text("data_request.basis_blocked"));
  if (has(organiser, "requests")) made.say(in.text("data_request.basis_requests"));
  return made.made;
}

json recipients(const json& organiser, const web::locale& in) {
  section made(in.text("duty.privacy.recipients"));
  made.say(in.text("duty.privacy.operator"));
  std::set<std::string> named;
  for (const auto& one : organiser.at("consents")) {
    for (const auto& name : one.at("recipients")) named.insert(name.get<std::string>());
  }
  for (const auto& name : named) made.say(name + ": " + in.text("duty.privacy.only_by_consent"));
  if (has(organiser, "ring_positions")) made.say(in.text("data_request.recipients_ring"));
  return made.made;
}

json periods(const json& organiser, const web::locale& in) {
  section made(in.text("duty.privacy.periods"));
  if (has(organiser, "registrations")) made.say(in.text("data_request.keep_registrations"));
  if (has(organiser, "ring_positions"))
    made.say(in.text("duty.privacy.keep_replaced", {{"days", amount_of("replaced_people")}}));
  if (has(organiser, "messages"))
    made.say(in.text("duty.privacy.keep_mails", {{"days", amount_of("messages")}}));
  if (has(organiser, "consents")) {
    made.say(in.text("duty.privacy.keep_proof", {{"years", amount_of("consents")},
                                                 {"phone_years", amount_of("phone_consents")}}));
    made.say(in.text("duty.privacy.keep_consent_mails", {{"days", amount_of("consent_messages")}}));
  }
  made.say(in.text("duty.privacy.keep_answered",
                   {{"days", amount_of("request_words")}, {"rest", amount_of("data_requests")}}));
  return made.made;
}

bool came_by_import(const json& organiser) {
  const auto& all = organiser.at("registrations");
  return std::any_of(all.begin(), all.end(),
                     [](const json& one) { return !text_member(one, "imported_from").empty(); });
}

bool was_imported(const json& organiser) {
  for (const auto& consent : organiser.at("consents")) {
    for (const auto& record : consent.at("records")) {
      if (record.at("method") == "import") return true;
    }
  }
  return false;
}

json sources(const json& organiser, const web::locale& in) {
  section made(in.text("data_request.sources"));
  made.say(in.text("data_request.source_self"));
  if (took_part(organiser)) made.say(in.text("data_request.source_others"));
  if (came_by_import(organiser)) made.say(in.text("data_request.source_registrations"));
  if (was_imported(organiser)) made.say(in.text("data_request.source_import"));
  return made.made;
}

json rights(const json& privacy, const web::locale& in) {
  section made(in.text("duty.privacy.rights"));
  made.say(in.text("duty.privacy.rights_text"));
  made.say(in.text("duty.privacy.complaint_text"));
  const auto& authority = member(privacy, "supervisory_authority");
  const auto name = text_member(authority, "name"), mail = text_member(authority, "email");
  made.say(name.empty() || mail.empty() ? name + mail : name + ", " + mail);
  made.say(in.text("duty.privacy.no_decisions"));
  return made.made;
}

}  // namespace

nlohmann::json access_words(const schema::reader& db, const nlohmann::json& organiser,
                            const web::locale& in) {
  const auto pages = events::find_organiser_pages(db, organiser.at("key").get<std::string>());
  const auto privacy = pages ? pages->page("privacy") : json();
  return {purposes(organiser, privacy, in), recipients(organiser, in), periods(organiser, in),
          sources(organiser, in), rights(privacy, in)};
}

std::string proof_period(std::string_view channel, const web::locale& in) {
  const bool calls = channel == "phone";
  return in.text(calls ? "data_request.proof_phone" : "data_request.proof_kept",
                 {{"years", amount_of(calls ? "phone_consents" : "consents")}});
}

}  // namespace zusage::server
