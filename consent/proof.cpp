// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <map>
#include <nlohmann/json.hpp>

#include "consent/chain.hpp"
#include "consent/ledger.hpp"
#include "consent/officer.hpp"
#include "consent/people.hpp"
#include "consent/personal.hpp"

/// Field names are those of ISO/IEC TS 27560:2023; docs/consent.md says where each comes from. What
/// is ours besides (`chain`, `evidence`, `notices`) is there so that anyone can compute it again.
namespace zusage::consent {
namespace {

constexpr auto schema_version = "ISO/IEC TS 27560:2023, Zusage 1";
constexpr auto lawful_basis = "GDPR 6(1)(a)";
constexpr auto jurisdiction = "EU, DE";
constexpr auto storage_location = "database of the controller";
constexpr auto withdrawal_method =
    "link in every message for the purpose; page of the registration; message to the controller";

// By channel; the periods of law.md: §§ 195, 199 BGB and § 7a UWG.
std::string retention_of(std::string_view channel) {
  if (channel == "phone") return "P5Y after each use";
  return "P3Y from the end of the year in which the consent ended";
}

nlohmann::json data_of(std::string_view channel) {
  if (channel == "phone") return nlohmann::json::array({"name", "telephone number"});
  if (channel == "post") return nlohmann::json::array({"name", "postal address"});
  return nlohmann::json::array({"name", "e-mail address"});
}

// A row of the query in `proof`, in its order.
struct proof_row {
  std::int64_t sequence, purpose_id;
  std::string purpose_key, organiser_key, imprint_url, privacy_url;
  std::string event, method;
  instant at;
  std::optional<std::string> personal;
  std::string commitment, previous_hash, hash;
  std::string notice_hash, channel, language, title, shown, controller, recipients;
  std::int64_t version;
  instant notice_at;
  std::string ends;
  std::int64_t valid_months;
};

nlohmann::json parsed(const std::string& stored) {
  auto value = nlohmann::json::parse(stored, nullptr, false);
  return value.is_discarded() ? nlohmann::json() : value;
}

nlohmann::json member(const nlohmann::json& object, const char* name) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(name);
  return found == object.end() ? nlohmann::json() : *found;
}

nlohmann::json notice_from(const proof_row& row) {
  return {{"hash", row.notice_hash},
          {"version", row.version},
          {"language", row.language},
          {"channel", row.channel},
          {"title", row.title},
          {"text", row.shown},
          {"controller", row.controller},
          {"recipients", row.recipients},
          {"created_at", to_iso(row.notice_at)},
          {"created_at_microseconds", to_micros(row.notice_at)},
          {"ends", row.ends},
          {"valid_months", row.valid_months}};
}

nlohmann::json party_from(const proof_row& row) {
  const auto controller = parsed(row.controller);
  return {{"party_id", row.organiser_key},
          {"party_name", member(controller, "name")},
          {"party_address", row.imprint_url},
          {"party_url", row.privacy_url},
          {"party_contact", member(controller, "contact")},
          {"party_role", "PII controller"},
          {"party_type", "organisation"}};
}

nlohmann::json processing_from(const proof_row& row) {
  return {{"privacy_notice", "sha256:" + row.notice_hash},
          {"language", row.language},
          {"purposes",
           {{{"purpose", row.title},
             {"purpose_type", row.purpose_key},
             {"lawful_basis", lawful_basis},
             {"pii_information", data_of(row.channel)},
             {"pii_controllers", {row.organiser_key}},
             {"collection_method", "given by the person"},
             {"processing_method", "contact by " + row.channel},
             {"storage_locations", {storage_location}},
             {"retention_period", retention_of(row.channel)},
             {"jurisdiction", jurisdiction},
             {"recipient_third_parties", parsed(row.recipients)},
             {"withdrawal_method", withdrawal_method},
             {"privacy_rights", "GDPR 7(3), 12 to 22, 77"}}}}};
}

nlohmann::json chain_from(const proof_row& row, const principal& who) {
  nlohmann::json chain = {{"organiser", row.organiser_key},
                          {"sequence", row.sequence},
                          {"principal", who.public_id},
                          {"purpose", row.purpose_key},
                          {"channel", row.channel},
                          {"notice_hash", row.notice_hash},
                          {"event", row.event},
                          {"method", row.method},
                          {"at_microseconds", to_micros(row.at)},
                          {"commitment", row.commitment},
                          {"previous_hash", row.previous_hash},
                          {"hash", row.hash}};
  return chain;
}

// Whether the record is as it was written: its hash, and its personal part where there is one.
bool is_intact(const proof_row& row, const principal& who,
               const std::optional<std::string>& plain) {
  const record_content recorded{row.previous_hash, row.organiser_key, row.sequence,
                                who.public_id,     row.purpose_key,   row.channel,
                                row.notice_hash,   row.event,         row.method,
                                to_micros(row.at), row.commitment};
  if (record_hash(recorded) != row.hash) return false;
  if (!who.key || !row.personal) return true;
  return plain && commitment_of(salt_of(*who.key, {row.organiser_key, row.sequence}), *plain) ==
                      row.commitment;
}

// ISO 8601 where it has an end: calendar months from the time of a record that permits.
std::string duration_of(const proof_row& row) {
  const std::string ends = row.ends.empty() ? "" : "until used once, ";
  if (row.valid_months == 0) return ends.empty() ? "until withdrawn" : ends + "or withdrawn before";
  return ends + "P" + std::to_string(row.valid_months) + "M, or until withdrawn before";
}

// Such a record's Message-ID is of the message that came back or was complained about; every other
// one has that of the mail with its link.
bool is_returned(std::string_view method) {
  return method == "bounce" || method == "complaint";
}

nlohmann::json event_from(const proof_row& row, const principal& who) {
  const auto lasts = duration_of(row);
  nlohmann::json event = {{"event_time", to_iso(row.at)}, {"validity_duration", lasts},
                          {"entity_id", who.public_id},   {"event_type", row.method},
                          {"event_state", row.event},     {"notice_hash", row.notice_hash},
                          {"chain", chain_from(row, who)}};
  const record_place place{row.organiser_key, row.sequence};
  const auto plain =
      who.key && row.personal ? unseal(*who.key, place, *row.personal) : std::nullopt;
  event["intact"] = is_intact(row, who, plain);
  if (plain) {
    event["evidence"] = parsed(*plain);
    auto message = member(event["evidence"], "message_id");
    if (is_returned(row.method) && message.is_string())
      event["returned_message_id"] = std::move(message);
    event["chain"]["personal"] = *plain;
    event["chain"]["salt"] = salt_of(*who.key, place);
  }
  return event;
}

void add_event(nlohmann::json& record, const proof_row& row, const principal& who) {
  if (record.is_null()) {
    record = {{"schema_version", schema_version},
              {"record_id", row.organiser_key + "/" + who.public_id + "/" + row.purpose_key},
              {"pii_principal_id", who.public_id},
              {"notices", nlohmann::json::array()},
              {"event", nlohmann::json::array()}};
  }
  // The processing as the newest record's notice describes it; every older notice stays below it.
  record["pii_processing"] = processing_from(row);
  record["party_identification"] = nlohmann::json::array({party_from(row)});
  auto& notices = record["notices"];
  bool known = false;
  for (const auto& notice : notices) known = known || notice["hash"] == row.notice_hash;
  if (!known) notices.push_back(notice_from(row));
  record["event"].push_back(event_from(row, who));
}

}  // namespace

nlohmann::json ledger::proof(const schema::reader& db, std::int64_t organiser_id,
                             std::string_view email) const {
  const auto who = find_principal(db, {lookup_key_, people_key_}, organiser_id, email);
  return who ? proof_of(db, *who) : nlohmann::json::array();
}

nlohmann::json proof_of(const schema::reader& db, const principal& who,
                        std::optional<std::int64_t> purpose_id) {
  auto records = nlohmann::json::array();
  std::map<std::int64_t, nlohmann::json> by_purpose;
  using text = std::string;
  db.each<std::int64_t, std::int64_t, text, text, text, text, text, text, instant,
          std::optional<text>, text, text, text, text, text, text, text, text, text, text,
          std::int64_t, instant, text, std::int64_t>(
      "SELECT r.sequence, r.purpose_id, p.key, o.key, o.imprint_url, o.privacy_url, r.event, "
      "r.method,"
      "       r.at, r.personal, r.commitment, r.previous_hash, r.hash,"
      "       n.hash, n.channel, n.language, n.title, n.text, n.controller, n.recipients, "
      "n.version,"
      "       n.created_at, n.ends, n.valid_months"
      " FROM consent_record r"
      " JOIN purpose p ON p.id = r.purpose_id"
      " JOIN organiser o ON o.id = r.organiser_id"
      " JOIN notice n ON n.id = r.notice_id"
      " WHERE r.principal_id = :1"
      " ORDER BY r.purpose_id, r.id",
      [&](auto&&... columns) {
        const proof_row row{std::forward<decltype(columns)>(columns)...};
        if (purpose_id && *purpose_id != row.purpose_id) return;
        add_event(by_purpose[row.purpose_id], row, who);
      },
      who.id);
  for (auto& [purpose, record] : by_purpose) records.push_back(std::move(record));
  return records;
}

}  // namespace zusage::consent
