// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <nlohmann/json.hpp>

#include "consent/chain.hpp"
#include "tests/consent/fixture.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

struct proof_fixture : ledger_fixture {
  std::int64_t newsletter = store(purpose("newsletter"), sit);
  std::int64_t calls = store(purpose("calls", "phone"), sit);
  std::string ada = "ada@example.org";
};

std::string text_of(const nlohmann::json& object, const char* name) {
  return object.at(name).get<std::string>();
}

}  // namespace

TEST_CASE_METHOD(proof_fixture, "of whom nothing is known there is no proof", "[consent]") {
  request(ticked(newsletter, ada));
  CHECK(proof(sit, "bob@example.org") == nlohmann::json::array());
  CHECK(proof(sit, "no address") == nlohmann::json::array());
  CHECK(proof(4711, ada) == nlohmann::json::array());
}

TEST_CASE_METHOD(proof_fixture, "a proof has the fields of ISO/IEC TS 27560", "[consent]") {
  const auto made = request(ticked(newsletter, ada));
  confirm(made.public_id);
  const auto proven = proof(sit, ada);
  REQUIRE(proven.size() == 1);
  const auto& record = proven[0];
  for (const auto* name : {"schema_version", "record_id", "pii_principal_id", "pii_processing",
                           "party_identification", "event"}) {
    INFO(name);
    CHECK(record.contains(name));
  }
  const auto& processing = record["pii_processing"];
  CHECK(processing["language"] == "de");
  const auto& about = processing["purposes"][0];
  for (const auto* name :
       {"purpose", "purpose_type", "lawful_basis", "pii_information", "pii_controllers",
        "collection_method", "storage_locations", "retention_period", "jurisdiction",
        "recipient_third_parties", "withdrawal_method", "privacy_rights"}) {
    INFO(name);
    REQUIRE(about.contains(name));
    CHECK_FALSE(about[name].empty());
  }
  CHECK(about["recipient_third_parties"][0] == "Verlag GmbH");
  const auto& party = record["party_identification"][0];
  CHECK(party["party_id"] == "sit");
  CHECK(party["party_contact"] == "sit@example.org");
  for (const auto* name : {"party_name", "party_address", "party_type"})
    CHECK(party.contains(name));
}

TEST_CASE_METHOD(proof_fixture,
                 "a proof tells what was shown, when, and how it was confirmed and ended",
                 "[consent]") {
  const auto made = request(ticked(newsletter, ada));
  confirm(made.public_id);
  withdraw(made.public_id);
  const auto record = proof(sit, ada)[0];
  REQUIRE(record["event"].size() == 3);
  const auto& given = record["event"][1];
  CHECK(given["event_state"] == "given");
  CHECK(given["event_type"] == "double-opt-in");
  CHECK(given["event_time"] == to_iso(start + 1min));
  CHECK(given["evidence"]["server_reply"] == "250 2.0.0 Ok");
  CHECK(record["event"][0]["evidence"]["box"] == "ticked by the person");
  CHECK(record["event"][2]["event_state"] == "withdrawn");
  CHECK(record["notices"][0]["text"] == "Ja, ich möchte den Rundbrief.");
}

TEST_CASE_METHOD(proof_fixture, "purposes are proven apart, each notice once", "[consent]") {
  request(ticked(calls, ada, "phone"));
  request(ticked(newsletter, ada));
  auto changed = purpose("newsletter");
  changed.notice["de"] = "Neuer Text.";
  store(changed, sit);
  request(ticked(newsletter, ada), start + 1h);
  request(ticked(newsletter, ada), start + 2h);
  const auto proven = proof(sit, ada);
  REQUIRE(proven.size() == 2);
  CHECK(proven[0]["event"].size() == 3);
  CHECK(proven[0]["notices"].size() == 2);
  CHECK(proven[1]["pii_processing"]["purposes"][0]["purpose_type"] == "calls");
  CHECK(proven[1]["pii_processing"]["purposes"][0]["retention_period"] == "P5Y after each use");
}

TEST_CASE_METHOD(proof_fixture, "everything in a proof can be computed again from it",
                 "[consent]") {
  request(ticked(calls, "bob@example.org", "phone"));
  const auto made = request(ticked(newsletter, ada));
  confirm(made.public_id);
  const auto record = proof(sit, ada)[0];
  std::string previous;
  for (const auto& event : record["event"]) {
    const auto& chain = event["chain"];
    std::vector<std::string> kept;
    for (const auto* name : {"previous_hash", "organiser", "principal", "purpose", "channel",
                             "notice_hash", "event", "method", "commitment"}) {
      kept.push_back(text_of(chain, name));
    }
    CHECK(consent::record_hash({kept[0], kept[1], chain["sequence"].get<std::int64_t>(), kept[2],
                                kept[3], kept[4], kept[5], kept[6], kept[7],
                                chain["at_microseconds"].get<std::int64_t>(), kept[8]}) ==
          text_of(chain, "hash"));
    CHECK(consent::commitment_of(text_of(chain, "salt"), text_of(chain, "personal")) == kept[8]);
    if (!previous.empty()) CHECK(kept[0] == previous);
    previous = text_of(chain, "hash");
  }
  CHECK(previous == verify(sit).head);
  const auto& n = record["notices"][0];
  std::vector<std::string> shown;
  for (const auto* name : {"language", "channel", "title", "text", "controller", "recipients"}) {
    shown.push_back(text_of(n, name));
  }
  CHECK(consent::notice_hash({"sit", "newsletter", n["version"].get<std::int64_t>(), shown[0],
                              shown[1], shown[2], shown[3], shown[4], shown[5],
                              n["created_at_microseconds"].get<std::int64_t>()}) ==
        text_of(n, "hash"));
}

TEST_CASE_METHOD(proof_fixture,
                 "a proof names the message that ended a consent in a field of its own",
                 "[consent]") {
  const auto made = request(ticked(newsletter, ada));
  confirm(made.public_id);
  consent::evidence why;
  why.email = ada;
  why.message_id = "letter@example.org";
  db->write([&](schema::transaction& tx) {
    return ledger.withdraw(tx, made.public_id, "complaint", why, start + 1h);
  });
  const auto events = proof(sit, ada)[0]["event"];
  REQUIRE(events.size() == 3);
  CHECK(events[2]["returned_message_id"] == "letter@example.org");
  CHECK(events[2]["evidence"]["message_id"] == "letter@example.org");
  CHECK_FALSE(events[1].contains("returned_message_id"));
  CHECK(events[2]["intact"] == true);
}
