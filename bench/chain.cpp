// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// bench_chain fill|verify DATABASE_URL KEY_FILE [RECORDS]
// `fill`: appends so many records to the chain of the organiser `bench`: people
// `p0@bench.example.org`, `p1@…`, who ask for the newsletter and confirm, in turns.
// `verify`: what verifying the chain takes, and what hashing the same bytes alone takes, as
// `RECORDS SECONDS HASHING_SECONDS`.
#include <iostream>
#include <stdexcept>

#include "base/crypto.hpp"
#include "consent/chain.hpp"
#include "consent/ledger.hpp"
#include "schema/database.hpp"

namespace {

using namespace zusage;
using seconds = std::chrono::duration<double>;

constexpr std::int64_t people_in_one_commit = 250;

struct place {
  std::int64_t organiser_id = 0, purpose_id = 0, notice_id = 0;
};

place find_place(const schema::reader& db) {
  const auto row = db.one<std::int64_t, std::int64_t, std::int64_t>(
      "SELECT o.id, p.id, n.id"
      " FROM organiser o"
      " JOIN purpose p ON p.organiser_id = o.id AND p.key = 'newsletter'"
      " JOIN notice n ON n.purpose_id = p.id AND n.version = p.version AND n.language = 'de'"
      " WHERE o.key = 'bench'");
  if (!row) throw std::runtime_error("there is no organiser bench with a newsletter");
  return {std::get<0>(*row), std::get<1>(*row), std::get<2>(*row)};
}

consent::evidence evidence_of(std::int64_t number) {
  consent::evidence by;
  by.email = "p" + std::to_string(number) + "@bench.example.org";
  by.name = "Erika Beispiel";
  by.source = "/e/page/register";
  by.box = "ticked by the person";
  by.network_address = "192.0.2.1";
  by.user_agent = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
  by.actor = "the person";
  return by;
}

void fill(schema::database& db, const consent::ledger& ledger, std::int64_t records) {
  const auto in = db.read([](const schema::reader& reader) { return find_place(reader); });
  const auto people = records / 2;
  for (std::int64_t from = 0; from < people; from += people_in_one_commit) {
    const auto to = std::min(people, from + people_in_one_commit);
    db.write([&](schema::transaction& tx) {
      for (auto number = from; number < to; ++number) {
        consent::consent_request what{in.organiser_id, in.purpose_id, in.notice_id, "email",
                                      evidence_of(number)};
        const auto asked = ledger.request(tx, what, now());
        ledger.confirm(tx, asked.public_id, what.by, now());
      }
    });
  }
}

// The texts that the hashes cover, hashed and nothing else; what it takes to read and to put them
// together is not counted.
seconds hash_alone(const schema::reader& db, std::int64_t organiser_id) {
  seconds took{};
  std::size_t kept = 0;
  db.each<std::string, std::string, std::int64_t, std::string, std::string, std::string,
          std::string, std::string, std::string, std::int64_t, std::string>(
      "SELECT r.previous_hash, o.key, r.sequence, w.public_id, p.key, n.channel, n.hash, r.event,"
      "       r.method, r.at, r.commitment"
      " FROM consent_record r"
      " JOIN organiser o ON o.id = r.organiser_id"
      " JOIN principal w ON w.id = r.principal_id"
      " JOIN purpose p ON p.id = r.purpose_id"
      " JOIN notice n ON n.id = r.notice_id"
      " WHERE r.organiser_id = :1"
      " ORDER BY r.sequence",
      [&](const std::string& previous, const std::string& organiser, std::int64_t sequence,
          const std::string& person, const std::string& purpose, const std::string& channel,
          const std::string& notice, const std::string& event, const std::string& method,
          std::int64_t at, const std::string& commitment) {
        const auto text = consent::canonical_text(
            consent::record_content{previous, organiser, sequence, person, purpose, channel, notice,
                                    event, method, at, commitment});
        const auto before = std::chrono::steady_clock::now();
        kept += sha256_hex(text).size();
        took += std::chrono::steady_clock::now() - before;
      },
      organiser_id);
  if (kept == 0) throw std::runtime_error("there is no record");
  return took;
}

void verify(schema::database& db, const consent::ledger& ledger) {
  db.read([&](const schema::reader& reader) {
    const auto in = find_place(reader);
    const auto before = std::chrono::steady_clock::now();
    const auto found = ledger.verify(reader, in.organiser_id);
    const seconds took = std::chrono::steady_clock::now() - before;
    if (!found.problems.empty()) throw std::runtime_error(found.problems.front());
    std::cout << found.records << " " << took.count() << " "
              << hash_alone(reader, in.organiser_id).count() << "\n";
  });
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view what = argc > 1 ? argv[1] : "";
  const bool fills = what == "fill" && argc == 5;
  if (!fills && !(what == "verify" && argc == 4)) {
    std::cerr << "usage: bench_chain fill DATABASE_URL KEY_FILE RECORDS\n"
                 "       bench_chain verify DATABASE_URL KEY_FILE\n";
    return 2;
  }
  try {
    initialise_crypto();
    const auto keys = secrets::from_existing_file(argv[3]);
    const consent::ledger ledger(keys.lookup, keys.people);
    schema::database::options options;
    options.url = argv[2];
    options.writable = fills;
    schema::database db(options);
    if (fills) {
      fill(db, ledger, std::stoll(argv[4]));
    } else {
      verify(db, ledger);
    }
  } catch (const std::exception& e) {
    std::cerr << "bench_chain: " << e.what() << "\n";
    return 1;
  }
}
