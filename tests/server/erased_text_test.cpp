// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// Somebody registers with everything a form has; later their time is over. Nothing of them may be
// left in the files of the database.
#include <fstream>
#include <iterator>

#include "consent/end_of_proof.hpp"
#include "events/erase_registration.hpp"
#include "server/maintenance.hpp"
#include "tests/server/person.hpp"

using namespace zusage;
using namespace std::chrono_literals;
using tests::person;

namespace {

const std::string address = "ada.lovelace@erased.example", family_name = "Xaveria",
                  family = "Unverwechselbar", number = "+49 2372 7788991",
                  diet = "nur mit Gorgonzola";

person everything() {
  return person({{"consent.newsletter", "yes"},
                 {"consent.calls", "yes"},
                 {"email", address},
                 {"given_name", family_name},
                 {"family_name", family},
                 {"phone", number},
                 {"organisation", "Amt Unverwechselbar"},
                 {"answer.diet", "vegan"},
                 {"answer.diet-details", diet}});
}

std::string content_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Which of the words stand in the database file or its log, byte by byte.
std::vector<std::string> found_in_files(person& who) {
  const auto path = who.with.database().url().substr(std::string("sqlite:").size());
  const auto bytes = content_of(path) + content_of(path + "-wal");
  std::vector<std::string> found;
  for (const auto& word :
       {address, family_name, family, number, diet, std::string("unverwechselbar")}) {
    if (bytes.find(word) != std::string::npos) found.push_back(word);
  }
  return found;
}

std::int64_t count(person& who, const char* sql) {
  return who.with.count(sql);
}

}  // namespace

TEST_CASE("when their time is over, nothing of a person is in the database's files",
          "[server][retention][sqlite]") {
  auto ada = everything();
  const auto start = ada.with.time();
  ada.registered({{"email", "bob@example.net"}, {"idempotency_key", "other"}});
  REQUIRE(found_in_files(ada).size() >= 5);
  ada.with.database()->write([&](schema::transaction& tx) {
    tx.execute("UPDATE message SET state = 'sent', finished_at = :1", start);
    tx.execute(
        "INSERT INTO delivery_attempt (message_id, at, outcome, phase, code, reply)"
        " SELECT id, 1, 'sent', 'end', 250, '250 ok ' || recipient FROM message");
  });
  ada.post(ada.confirm());
  server::maintenance rounds(ada.with.get());
  // The event is over for a year; the consents stood, were taken back, and their proof has ended.
  const auto ended = ada.of->ends_at + 366 * 24h;
  for (const auto& [id] : ada.with.database()->read([](const schema::reader& db) {
         return db.all<std::string>("SELECT public_id FROM consent_state");
       })) {
    ada.with.database()->write([&, &public_id = id](schema::transaction& tx) {
      return ada.with->ledger.withdraw(tx, public_id, "link", {}, ended);
    });
  }
  rounds.run_once(ended);
  CHECK(count(ada, "SELECT COUNT(*) FROM registration") == 0);
  CHECK(count(ada, "SELECT COUNT(*) FROM principal WHERE secret IS NOT NULL") > 0);
  CHECK(found_in_files(ada).empty());  // the proof is encrypted
  rounds.run_once(consent::end_of_proof("phone", ended) + 24h);
  CHECK(count(ada, "SELECT COUNT(*) FROM principal WHERE secret IS NOT NULL") == 0);
  CHECK(count(ada, "SELECT COUNT(*) FROM message WHERE recipient LIKE '%erased%'") == 0);
  CHECK(found_in_files(ada).empty());
  const auto checked = ada.with.database()->read(
      [&](const schema::reader& db) { return ada.with->ledger.verify(db, ada.of->by.id); });
  CHECK(checked.problems.empty());
  CHECK(checked.records > 0);
}

TEST_CASE("who is erased on request is gone from the files with the round of the day",
          "[server][retention][sqlite]") {
  auto ada = everything();
  server::maintenance rounds(ada.with.get());
  rounds.run_once(ada.with.time());
  const auto erased = ada.with.time() + 1h;
  ada.with.database()->write([&](schema::transaction& tx) {
    const auto id = tx.value<std::int64_t>("SELECT id FROM registration").value();
    const auto public_id =
        tx.value<std::string>("SELECT public_id FROM registration WHERE id = :1", id).value();
    ada.with->registrar.cancel(tx, ada.with->catalogue, {public_id, true}, erased);
    events::erase_registration(tx, id, erased);
    ada.with->ledger.erase(tx, ada.of->by.id, address, erased);
    tx.execute("DELETE FROM message WHERE recipient = :1", address);
  });
  rounds.run_once(erased + 24h);
  CHECK(found_in_files(ada).empty());
}

TEST_CASE("the daily run is written down by counts alone", "[server][retention]") {
  auto ada = everything();
  server::maintenance rounds(ada.with.get());
  rounds.run_once(ada.of->ends_at + 366 * 24h);
  rounds.run_once(ada.of->ends_at + 366 * 24h + 1h);
  CHECK(count(ada, "SELECT COUNT(*) FROM retention_run WHERE ended_at IS NOT NULL") == 1);
  CHECK(count(ada, "SELECT SUM(count) FROM retention_erased WHERE rule = 'registrations'") == 1);
}
