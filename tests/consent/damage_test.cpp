// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "consent/published_heads.hpp"
#include "tests/consent/ten_records.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

using lines_found = std::vector<std::string>;

constexpr int last = 10;  // record of the chain below

// The columns of every table that verifying goes by. No hash covers the others: when a row was made
// or published, and the random id of a state in links.
const std::vector<std::pair<std::string, lines_found>> text_columns = {
    {"consent_record", {"event", "method", "personal", "commitment", "previous_hash", "hash"}},
    {"notice",
     {"language", "channel", "title", "text", "controller", "recipients", "hash", "ends"}},
    {"consent_state", {"state"}},
    {"principal", {"public_id", "lookup", "secret"}},
    {"consent_chain", {"hash"}},
    {"published_head", {"hash"}}};
const std::vector<std::pair<std::string, lines_found>> number_columns = {
    {"consent_record",
     {"organiser_id", "sequence", "principal_id", "purpose_id", "notice_id", "at"}},
    {"notice", {"id", "organiser_id", "purpose_id", "version", "created_at", "valid_months"}},
    {"consent_state", {"principal_id", "purpose_id", "organiser_id", "record_id", "changed_at"}},
    {"principal", {"id", "organiser_id", "readable_from", "erased_at"}},
    {"consent_chain", {"organiser_id", "sequence"}},
    {"published_head", {"sequence"}}};

// What verifying finds does not depend on the engine (verify_test.cpp runs over both): a file
// alone. A chain of ten records, of which somebody with full access to the file changes one place
// at a time; afterwards it is as before.
struct damaged : ten_records {
  std::int64_t other = db.add_organiser("kdz");

  damaged() {
    db->write([&](schema::transaction& tx) {
      for (auto& due : consent::heads_due(tx, start + 48h)) {
        consent::note_published(tx, due, 1, start + 48h);
      }
    });
    url_ = copied_file();
    raw_ = std::make_unique<schema::connection>(url_, schema::connection::access::read_write);
    raw_->script(without_guards);
    for (const auto& [table, columns] : text_columns)
      raw_->script("CREATE TABLE saved_" + table + " AS SELECT * FROM " + table);
    schema::database::options options;
    options.url = url_;
    options.writable = false;
    copy_ = std::make_unique<schema::database>(options);
  }
  ~damaged() {
    copy_.reset();
    raw_.reset();
  }

  // What is found after `sql`, of both organisers.
  lines_found after(const std::string& sql) {
    raw_->script(sql);
    auto found = copy_->read([&](const schema::reader& r) {
      auto all = ledger.verify(r, sit).problems;
      const auto more = ledger.verify(r, other).problems;
      all.insert(all.end(), more.begin(), more.end());
      return all;
    });
    std::string restore = "BEGIN;";
    for (const auto& [table, columns] : text_columns)
      restore +=
          "DELETE FROM " + table + "; INSERT INTO " + table + " SELECT * FROM saved_" + table + ";";
    raw_->script(restore + "COMMIT");
    return found;
  }

 private:
  static constexpr const char* without_guards =
      "PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; DROP TRIGGER consent_record_stays; "
      "DROP TRIGGER "
      "consent_record_fixed;"
      "DROP TRIGGER notice_stays; DROP TRIGGER notice_fixed; DROP TRIGGER principal_stays;";

  std::string copied_file() {
    const auto path = db.folder().path("damaged.db");
    schema::connection(db.url(), schema::connection::access::read_write)
        .script("VACUUM INTO '" + path + "'");
    return "sqlite:" + path;
  }

  std::string url_;
  std::unique_ptr<schema::connection> raw_;
  std::unique_ptr<schema::database> copy_;
};

bool names(const lines_found& problems, const std::string& what) {
  return std::any_of(problems.begin(), problems.end(),
                     [&](const std::string& one) { return one.rfind("sit: " + what, 0) == 0; });
}
bool names_record(const lines_found& problems, int number) {
  const auto name = "record " + std::to_string(number);
  return names(problems, name + ":") || names(problems, name + " is");
}

std::string joined(const lines_found& problems) {
  std::string all;
  for (const auto& one : problems) all += one + "\n";
  return all;
}

// Another character at the first, the middle or the last place.
std::string flipped(const std::string& column, const std::string& place) {
  const auto at = place == "first"    ? std::string("1")
                  : place == "middle" ? "(1 + length(" + column + ") / 2)"
                                      : "length(" + column + ")";
  const auto before = "substr(" + column + ", 1, " + at + " - 1)";
  const auto behind = "substr(" + column + ", " + at + " + 1)";
  return column + " = CASE WHEN COALESCE(" + column + ", '') = '' THEN 'A' ELSE " + before +
         " || CASE substr(" + column + ", " + at + ", 1) WHEN 'A' THEN 'B' ELSE 'A' END || " +
         behind + " END";
}

std::string where(int sequence) {
  return " WHERE sequence = " + std::to_string(sequence) + " AND organiser_id = 1";
}

}  // namespace

TEST_CASE_METHOD(damaged, "every column of every record that is changed is found, by its number",
                 "[consent][damage][sqlite]") {
  CHECK(after("").empty());
  for (int sequence = 1; sequence <= last; ++sequence) {
    for (const auto& column : text_columns[0].second) {
      const auto problems =
          after("UPDATE consent_record SET " + flipped(column, "first") + where(sequence));
      INFO(sequence << " " << column << "\n" << joined(problems));
      CHECK(names_record(problems, sequence));
    }
    for (const auto& column : number_columns[0].second) {
      const auto problems =
          after("UPDATE consent_record SET " + column + " = " + column + " + 97" + where(sequence));
      INFO(sequence << " " << column << "\n" << joined(problems));
      const bool cut_off = sequence == last && (column == "organiser_id" || column == "sequence");
      if (cut_off) {
        CHECK(names(problems, "the chain ends with record " +
                                  std::to_string(column == "sequence" ? last + 97 : last - 1)));
      } else {
        const bool moved = column == "organiser_id" || column == "sequence";
        CHECK(
            names(problems, "record " + std::to_string(sequence) + (moved ? " is missing" : ":")));
      }
    }
    // Only the row's own number has a neighbour that shows it.
    const auto problems = after("UPDATE consent_record SET id = id + 97" + where(sequence));
    INFO(sequence << " id\n" << joined(problems));
    CHECK((names_record(problems, sequence) || names_record(problems, sequence + 1)));
  }
}

TEST_CASE_METHOD(damaged, "every class of bytes of a personal part that is changed is found",
                 "[consent][damage][sqlite]") {
  const std::set<int> erased = {7, 8};
  for (int sequence = 1; sequence <= last; ++sequence) {
    if (erased.contains(sequence)) continue;
    const auto other_one = std::to_string(sequence == 1 ? 2 : 1);  // of Ada
    const auto of_bob = std::to_string(sequence == 4 ? 5 : 4);
    lines_found changes;
    for (const auto* place : {"first", "middle", "last"})
      changes.push_back(flipped("personal", place));
    changes.push_back("personal = substr(personal, 1, length(personal) - 1)");
    changes.push_back("personal = substr(personal, 2)");
    changes.push_back("personal = substr(personal, 1, length(personal) / 2)");
    changes.push_back("personal = personal || 'A'");
    changes.push_back("personal = ''");
    changes.push_back("personal = NULL");
    for (const auto& from : {other_one, of_bob})
      changes.push_back("personal = (SELECT personal FROM consent_record WHERE sequence = " + from +
                        ")");
    for (const auto& change : changes) {
      const auto problems = after("UPDATE consent_record SET " + change + where(sequence));
      INFO(sequence << " " << change << "\n" << joined(problems));
      CHECK(names_record(problems, sequence));
      CHECK(problems.size() == 1);
    }
  }
}

TEST_CASE_METHOD(damaged, "personal parts that two records exchange are found in both",
                 "[consent][damage][sqlite]") {
  const auto exchanged = [&](int one, int two) {
    const auto a = std::to_string(one), b = std::to_string(two);
    return after(
        "CREATE TABLE kept AS SELECT sequence, personal FROM consent_record;"
        "UPDATE consent_record SET personal = (SELECT personal FROM kept WHERE sequence = " +
        b + ") WHERE sequence = " + a +
        ";"
        "UPDATE consent_record SET personal = (SELECT personal FROM kept WHERE sequence = " +
        a + ") WHERE sequence = " + b + "; DROP TABLE kept");
  };
  for (const auto& [one, two] : std::vector<std::pair<int, int>>{{1, 2}, {2, 5}, {4, 9}, {1, 10}}) {
    const auto problems = exchanged(one, two);
    INFO(one << " " << two << "\n" << joined(problems));
    CHECK(names_record(problems, one));
    CHECK(names_record(problems, two));
  }
}

TEST_CASE_METHOD(damaged, "every column of a notice that is changed is found",
                 "[consent][damage][sqlite]") {
  for (const auto id : {newest_notice(newsletter, "de"), newest_notice(calls, "de"),
                        newest_notice(newsletter, "en")}) {
    const bool used = id != newest_notice(newsletter, "en");
    const auto of = " WHERE id = " + std::to_string(id);
    lines_found changes;
    for (const auto& column : text_columns[1].second)
      for (const auto* place : {"first", "middle", "last"})
        changes.push_back(flipped(column, place));
    for (const auto& column : number_columns[1].second) {
      if (column != "id" || used) changes.push_back(column + " = " + column + " + 97");
    }
    for (const auto& change : changes) {
      // A notice that nobody was shown and that went to no organiser at all is nobody's.
      if (!used && change.starts_with("organiser_id")) continue;
      const auto problems = after("UPDATE notice SET " + change + of);
      INFO(id << " " << change << "\n" << joined(problems));
      CHECK((names(problems, "notice ") || names(problems, "record ")));
    }
  }
  CHECK_FALSE(after("UPDATE notice SET organiser_id = 2 WHERE id = " +
                    std::to_string(newest_notice(newsletter, "en")))
                  .empty());
}

TEST_CASE_METHOD(damaged, "every column of a state that is changed is found",
                 "[consent][damage][sqlite]") {
  const std::vector<int> newest = {2, 3, 6, 8, 10};  // of each person and purpose
  for (const int sequence : newest) {
    const auto of = " WHERE record_id = " + std::to_string(sequence);
    lines_found changes = {flipped("state", "first"), flipped("state", "last")};
    for (const auto& column : number_columns[2].second)
      changes.push_back(column + " = " + column + " + 97");
    for (const auto& change : changes) {
      const auto problems = after("UPDATE consent_state SET " + change + of);
      INFO(sequence << " " << change << "\n" << joined(problems));
      CHECK((names_record(problems, sequence) || names(problems, "the state of person")));
    }
    CHECK(names_record(after("DELETE FROM consent_state" + of), sequence));
  }
}

TEST_CASE_METHOD(damaged, "every column of a person that is changed is found, with the records",
                 "[consent][damage][sqlite]") {
  // Of somebody who was erased nothing is readable that the hash of the address or the time could
  // be compared with: only the public id, which the chain covers, and that there is no key.
  for (const auto& [first_record, erased] :
       std::vector<std::pair<int, bool>>{{1, false}, {4, false}, {7, true}}) {
    const auto of =
        " WHERE id = (SELECT principal_id FROM consent_record" + where(first_record) + ")";
    lines_found changes;
    for (const auto& column : text_columns[3].second) {
      if (erased && column == "lookup") continue;
      for (const auto* place : {"first", "middle", "last"})
        changes.push_back(flipped(column, place));
    }
    changes.push_back("secret = substr(secret, 1, length(secret) - 1)");
    changes.push_back("secret = (SELECT secret FROM principal WHERE id = 3 - id)");
    for (const auto* column : {"id", "organiser_id"})
      changes.push_back(std::string(column) + " = " + column + " + 97");
    if (erased) {
      changes = {flipped("public_id", "last"), flipped("secret", "first"), "erased_at = NULL",
                 "id = id + 97", "organiser_id = organiser_id + 97"};
    } else {
      changes.push_back("readable_from = readable_from + 97");
      changes.push_back("erased_at = 5");
      changes.push_back("secret = NULL");
      changes.push_back("secret = NULL, erased_at = 5");
    }
    for (const auto& change : changes) {
      if (change.find("3 - id") != std::string::npos && first_record == 7) continue;
      const auto problems = after("UPDATE principal SET " + change + of);
      INFO(first_record << " " << change << "\n" << joined(problems));
      CHECK(names_record(problems, first_record));
    }
  }
}

TEST_CASE_METHOD(damaged, "a head of the chain or of what was published that is changed is found",
                 "[consent][damage][sqlite]") {
  for (const auto* place : {"first", "middle", "last"}) {
    CHECK(names_record(after("UPDATE consent_chain SET " + flipped("hash", place)), last));
    CHECK(names_record(after("UPDATE published_head SET " + flipped("hash", place)), last));
    CHECK(names(after("UPDATE published_head SET " + flipped("root", place)), "records 1 to 10:"));
  }
  CHECK(names(after("UPDATE consent_chain SET sequence = sequence + 97"),
              "the chain ends with record 10, its head names record 107"));
  CHECK(names(after("UPDATE consent_chain SET organiser_id = organiser_id + 97"),
              "the chain ends with record 10, its head names record 0"));
  CHECK(names_record(after("UPDATE published_head SET sequence = sequence + 97"), last + 97));
  CHECK(names(after("UPDATE published_head SET first_sequence = 2"), "records 2 to 10:"));
}

TEST_CASE_METHOD(damaged, "a record that is removed, inserted or moved anywhere is found",
                 "[consent][damage][sqlite]") {
  const std::string columns =
      "organiser_id, sequence, principal_id, purpose_id, notice_id, event, method, at, personal,"
      " commitment, previous_hash, hash";
  for (int sequence = 1; sequence <= last; ++sequence) {
    INFO(sequence);
    const auto number = std::to_string(sequence);
    const auto removed = after("DELETE FROM consent_record" + where(sequence));
    INFO(joined(removed));
    CHECK((sequence == last ? names(removed, "the chain ends with record 9")
                            : names(removed, "record " + number + " is missing")));
    // A copy of it stands behind it, and what follows moves on.
    const auto inserted = after(
        "UPDATE consent_record SET sequence = -sequence WHERE sequence > " + number +
        ";UPDATE consent_record SET sequence = 1 - sequence WHERE sequence < 0;"
        "INSERT INTO consent_record (id, " +
        columns +
        ") SELECT 99, organiser_id, sequence + 1, "
        "principal_id, purpose_id, notice_id, event, method, at, personal, commitment, hash, hash"
        " FROM consent_record WHERE sequence = " +
        number);
    INFO(joined(inserted));
    CHECK(names_record(inserted, sequence + 1));
    if (sequence == last) continue;
    const auto next = std::to_string(sequence + 1);
    const auto swapped =
        after("UPDATE consent_record SET sequence = 99 WHERE sequence = " + number +
              ";UPDATE consent_record SET sequence = " + number + " WHERE sequence = " + next +
              ";UPDATE consent_record SET sequence = " + next + " WHERE sequence = 99");
    INFO(joined(swapped));
    CHECK(names_record(swapped, sequence));
    CHECK(names_record(swapped, sequence + 1));
  }
}
