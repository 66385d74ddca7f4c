// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// bench_newsletter DATABASE_URL KEY_FILE ORGANISER PURPOSE COUNT: COUNT people at a hundred domains
// consent, and a newsletter is written that goes out as soon as the program runs.
#include <algorithm>
#include <iostream>
#include <stdexcept>
#include <string>

#include "base/crypto.hpp"
#include "consent/ledger.hpp"
#include "consent/purposes.hpp"
#include "events/newsletter_issue.hpp"
#include "schema/database.hpp"

namespace {

using namespace zusage;

constexpr std::int64_t most_in_one_commit = 500, domains = 100;
constexpr std::size_t address_bytes = 8;
constexpr int paragraphs = 4;

const std::string paragraph =
    "Verwaltungen stehen vor der Aufgabe, Verfahren *durchgängig digital* zu führen. Der nächste "
    "Tag "
    "zeigt, wie Städte, Gemeinden und Kreise das gemeinsam angehen; [das Programm]"
    "(https://bench.example.org/programm) lässt Raum für Fragen.\n\n";

struct target {
  std::int64_t organiser = 0, purpose = 0, notice = 0;
};

target find_target(const schema::reader& db, const std::string& organiser,
                   const std::string& purpose) {
  target found;
  found.organiser =
      db.value<std::int64_t>("SELECT id FROM organiser WHERE key = :1", organiser).value();
  found.purpose = consent::find_purpose(db, found.organiser, purpose).value();
  found.notice = db.value<std::int64_t>(
                       "SELECT id FROM notice WHERE purpose_id = :1 AND language = 'de'"
                       " ORDER BY version DESC LIMIT 1",
                       found.purpose)
                     .value();
  return found;
}

void add_people(schema::database& db, const consent::ledger& ledger, const target& to,
                std::int64_t count) {
  for (std::int64_t done = 0; done < count; done += most_in_one_commit) {
    db.write([&](schema::transaction& tx) {
      for (auto i = done; i < std::min(count, done + most_in_one_commit); ++i) {
        consent::consent_request what{to.organiser, to.purpose, to.notice, "email", {}};
        what.by.email = to_hex(random_bytes(address_bytes)) + "@d" + std::to_string(i % domains) +
                        ".example.org";
        what.by.source = "bench";
        ledger.give_by_link(tx, what, "page", now());
      }
    });
  }
}

void write_newsletter(schema::database& db, const target& to, const std::string& purpose,
                      std::int64_t count) {
  const auto of = organisers::scope::of_operator(to.organiser);
  std::string text = "## Neues\n\n";
  for (int i = 0; i < paragraphs; ++i) text += paragraph;
  const events::issue_draft draft{purpose, {{"de", "Neues aus der Verwaltung"}}, {{"de", text}}};
  db.write([&](schema::transaction& tx) {
    const auto id = events::add_issue(tx, of, draft, now()).value();
    const auto issue = events::find_issue(tx, of, id).value();
    const auto wrong = events::schedule_issue(tx, of, issue, now(), count, now());
    if (!wrong.empty()) throw std::runtime_error("the newsletter was not taken");
  });
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) {
    std::cerr << "usage: bench_newsletter DATABASE_URL KEY_FILE ORGANISER PURPOSE COUNT\n";
    return 2;
  }
  try {
    initialise_crypto();
    const std::string organiser = argv[3], purpose = argv[4];
    const auto count = std::stoll(argv[5]);
    schema::database db({argv[1]});
    const auto keys = secrets::from_file(argv[2]);
    const consent::ledger ledger(keys.lookup, keys.people);
    const auto to =
        db.read([&](const schema::reader& view) { return find_target(view, organiser, purpose); });
    add_people(db, ledger, to, count);
    write_newsletter(db, to, purpose, count);
  } catch (const std::exception& e) {
    std::cerr << "bench_newsletter: " << e.what() << "\n";
    return 1;
  }
}
