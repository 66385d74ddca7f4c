// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <string>

#include "schema/copy.hpp"
#include "tests/consent/ten_records.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/postgresql.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

struct chain_fixture : ten_records {
  ~chain_fixture() {
    if (!sound_.empty()) tests::shared_cluster().drop(sound_);
  }

  // What verifying finds in a copy of the database after somebody with full access ran `sql` on it;
  // the next call starts from the sound database again.
  std::vector<std::string> after(const std::string& sql) {
    const auto url = tests::is_over_postgresql() ? copied_database() : copied_file();
    {
      schema::connection raw(url, schema::connection::access::read_write);
      raw.script(tests::is_over_postgresql() ? without_triggers : without_guards);
      raw.script(sql);
    }
    auto problems = problems_in(url);
    if (tests::is_over_postgresql()) tests::shared_cluster().drop(url);
    return problems;
  }

 private:
  static constexpr const char* without_guards =
      "PRAGMA foreign_keys = OFF; DROP TRIGGER consent_record_stays; DROP TRIGGER "
      "consent_record_fixed;"
      "DROP TRIGGER notice_stays; DROP TRIGGER notice_fixed; DROP TRIGGER principal_stays;";
  static constexpr const char* without_triggers =
      "SET session_replication_role = replica;";  // neither ours nor those of references

  std::string copied_file() {
    const auto path = db.folder().path("copy" + std::to_string(++copies_) + ".db");
    schema::connection(db.url(), schema::connection::access::read_write)
        .script("VACUUM INTO '" + path + "'");
    return "sqlite:" + path;
  }

  // Of one that nobody is connected with, so that the server can copy it by itself.
  std::string copied_database() {
    auto& cluster = tests::shared_cluster();
    if (sound_.empty()) {
      sound_ = cluster.new_database();
      schema::copy_database(db.url(), sound_, [](const auto&) {});
    }
    return cluster.copy_of(sound_);
  }

  std::vector<std::string> problems_in(const std::string& url) const {
    schema::database::options options;
    options.url = url;
    options.writable = false;
    schema::database copy(options);
    return copy.read([&](const schema::reader& r) { return ledger.verify(r, sit).problems; });
  }

  int copies_ = 0;
  std::string sound_;  // over PostgreSQL the database as it was written
};

bool tells(const std::vector<std::string>& problems, const std::string& what) {
  return std::any_of(problems.begin(), problems.end(),
                     [&](const std::string& one) { return one.rfind("sit: " + what, 0) == 0; });
}

std::string joined(const std::vector<std::string>& problems) {
  std::string all;
  for (const auto& one : problems) all += one + "\n";
  return all;
}

}  // namespace

TEST_CASE_METHOD(chain_fixture, "a chain as it was written verifies", "[consent]") {
  const auto found = verify(sit);
  INFO(joined(found.problems));
  CHECK(found.problems.empty());
  CHECK(found.records == 10);
  CHECK(found.head == db->read([](const schema::reader& r) {
    return r.value<std::string>("SELECT hash FROM consent_chain").value();
  }));
  CHECK(after("").empty());
}

TEST_CASE_METHOD(chain_fixture,
                 "an organiser without records verifies, one that does not exist does not",
                 "[consent]") {
  const auto found = verify(db.add_organiser("kdz"));
  CHECK(found.problems.empty());
  CHECK(found.records == 0);
  CHECK(found.head == std::string(64, '0'));
  CHECK(verify(4711).problems.size() == 1);
}

TEST_CASE_METHOD(chain_fixture, "a change of any column of a record is found and the record named",
                 "[consent]") {
  const auto other_notice = std::to_string(newest_notice(newsletter, "en"));
  for (const int sequence : {1, 5, 10}) {
    const auto name = "record " + std::to_string(sequence) + ":";
    for (const auto& change : std::vector<std::string>{
             "principal_id = (SELECT id FROM principal WHERE erased_at IS NOT NULL)",
             "purpose_id = 3 - purpose_id", "notice_id = " + other_notice, "event = 'renewed'",
             "method = 'staff'", "at = at - 1000000", "commitment = previous_hash",
             "previous_hash = replace(previous_hash, substr(previous_hash, 1, 1), 'x')",
             "hash = previous_hash", "personal = NULL", "personal = 'AAAA'",
             "personal = (SELECT personal FROM consent_record WHERE sequence = 3)"}) {
      INFO(sequence << " " << change);
      const auto problems = after("UPDATE consent_record SET " + change +
                                  " WHERE sequence = " + std::to_string(sequence));
      INFO(joined(problems));
      CHECK(tells(problems, name));
    }
  }
}

TEST_CASE_METHOD(chain_fixture, "a record that got another number, row or organiser is found",
                 "[consent]") {
  db.add_organiser("kdz");
  CHECK(tells(after("UPDATE consent_record SET sequence = 12 WHERE sequence = 5"),
              "record 5 is missing"));
  CHECK(tells(after("UPDATE consent_record SET sequence = 12 WHERE sequence = 5"), "record 12:"));
  CHECK(tells(after("UPDATE consent_record SET sequence = 0 WHERE sequence = 5"), "record 0:"));
  CHECK(tells(after("UPDATE consent_record SET id = 100 WHERE sequence = 4"), "record 5:"));
  CHECK(tells(after("UPDATE consent_record SET id = 100 WHERE sequence = 10"), "record 10:"));
  CHECK(tells(after("UPDATE consent_record SET organiser_id = 2 WHERE sequence = 5"),
              "record 5 is missing"));
}

TEST_CASE_METHOD(chain_fixture, "removed, inserted, swapped and cut off records are found",
                 "[consent]") {
  SECTION("removed") {
    const auto problems = after("DELETE FROM consent_record WHERE sequence = 4");
    CHECK(tells(problems, "record 4 is missing"));
    CHECK(tells(problems, "record 5: it does not follow"));
  }
  SECTION("the first removed") {
    CHECK(tells(after("DELETE FROM consent_record WHERE sequence = 1"), "record 1 is missing"));
  }
  SECTION("several removed") {
    CHECK(tells(after("DELETE FROM consent_record WHERE sequence IN (4, 5, 6)"),
                "records 4 to 6 are missing"));
  }
  SECTION("removed and the rest moved up") {
    CHECK(tells(after("DELETE FROM consent_record WHERE sequence = 4;"
                      "UPDATE consent_record SET sequence = sequence - 1 WHERE sequence > 4"),
                "record 4:"));
  }
  SECTION("cut off") {
    const auto problems = after("DELETE FROM consent_record WHERE sequence > 8");
    CHECK(tells(problems, "the chain ends with record 8, its head names record 10"));
    CHECK(tells(problems, "the state of person"));
  }
  SECTION("cut off with the head moved") {
    const auto problems = after(
        "DELETE FROM consent_record WHERE sequence > 8; UPDATE consent_chain SET sequence = 8");
    CHECK(tells(problems, "record 8: its hash is not that of the chain's head"));
  }
  SECTION("all removed") {
    CHECK(tells(after("DELETE FROM consent_record"), "the chain ends with record 0"));
  }
  SECTION("inserted at the end") {
    const auto problems = after(
        "INSERT INTO consent_record (organiser_id, sequence, principal_id, purpose_id, notice_id,"
        " event, method, at, personal, commitment, previous_hash, hash)"
        " SELECT organiser_id, 11, principal_id, purpose_id, notice_id, 'given', method, at, "
        "personal,"
        " commitment, hash, hash FROM consent_record WHERE sequence = 10");
    CHECK(tells(problems, "record 11: its hash does not match its content"));
    CHECK(tells(problems, "record 11: the state of its person and purpose is older"));
    CHECK(tells(problems, "the chain ends with record 11"));
  }
  SECTION("inserted in the middle") {
    CHECK(tells(
        after("UPDATE consent_record SET sequence = -sequence WHERE sequence > 4;"
              "UPDATE consent_record SET sequence = 1 - sequence WHERE sequence < 0;"
              "INSERT INTO consent_record SELECT 99, organiser_id, 5, principal_id, purpose_id,"
              " notice_id, event, method, at, personal, commitment, hash, hash"
              " FROM consent_record WHERE sequence = 4"),
        "record 5:"));
  }
  SECTION("swapped") {
    const auto problems = after(
        "UPDATE consent_record SET sequence = 99 WHERE sequence = 4;"
        "UPDATE consent_record SET sequence = 4 WHERE sequence = 5;"
        "UPDATE consent_record SET sequence = 5 WHERE sequence = 99");
    CHECK(tells(problems, "record 4: its hash does not match its content"));
    CHECK(tells(problems, "record 5: its hash does not match its content"));
  }
}

TEST_CASE_METHOD(chain_fixture, "a changed, exchanged or removed notice is found", "[consent]") {
  for (const auto* change : {"text = 'Yes to everything'", "title = 'Gift'", "controller = '{}'",
                             "recipients = '[\"Everybody\"]'", "language = 'fr'",
                             "channel = 'post'", "version = 7", "created_at = created_at - 1"}) {
    INFO(change);
    CHECK(tells(after(std::string("UPDATE notice SET ") + change +
                      " WHERE id = " + std::to_string(newest_notice(newsletter))),
                "notice newsletter version"));
  }
  const auto problems =
      after("UPDATE notice SET text = 'Yes' WHERE id = " + std::to_string(newest_notice(calls)));
  INFO(joined(problems));
  REQUIRE(problems.size() == 1);
  CHECK(problems[0] ==
        "sit: notice calls version 1 (de): its hash does not match its content;"
        " shown first for record 3");
  CHECK(tells(
      after("UPDATE notice SET hash = 'x' WHERE id = " + std::to_string(newest_notice(calls))),
      "record 3: its hash does not match its content"));
  CHECK(tells(after("DELETE FROM notice WHERE id = " + std::to_string(newest_notice(calls))),
              "record 3: its person, purpose or notice is missing"));
}

TEST_CASE_METHOD(chain_fixture, "a state that differs from the last record is found", "[consent]") {
  const auto bobs = " WHERE record_id = (SELECT id FROM consent_record WHERE sequence = 6)";
  CHECK(tells(after(std::string("UPDATE consent_state SET state = 'given'") + bobs),
              "record 6: the state"));
  CHECK(tells(after(std::string("UPDATE consent_state SET changed_at = 1") + bobs),
              "record 6: the state"));
  CHECK(
      tells(after(std::string("DELETE FROM consent_state") + bobs), "record 6: there is no state"));
  CHECK(tells(after("UPDATE consent_state SET state = 'given', record_id = 5 WHERE record_id = 6"),
              "record 6: the state of its person and purpose is older"));
  CHECK(tells(after("UPDATE consent_state SET record_id = 9 WHERE record_id = 6"),
              "the state of person"));
  CHECK(tells(after("UPDATE consent_state SET organiser_id = 7 WHERE record_id = 6"),
              "the state of person"));
  CHECK(tells(
      after("INSERT INTO consent_state (principal_id, purpose_id, organiser_id, public_id, state,"
            "  record_id, changed_at)"
            " SELECT MAX(id), 2, 1, 'new', 'given', 10, 5 FROM principal"),
      "the state of person"));
}

TEST_CASE_METHOD(chain_fixture, "a person who was exchanged, hidden or half erased is found",
                 "[consent]") {
  const auto bob = " WHERE id = (SELECT principal_id FROM consent_record WHERE sequence = 4)";
  for (const auto* change :
       {"public_id = 'other'", "lookup = 'other'", "secret = NULL", "secret = 'AAAA'",
        "erased_at = 5", "organiser_id = 7", "secret = NULL, erased_at = 5"}) {
    INFO(change);
    CHECK(tells(after(std::string("UPDATE principal SET ") + change + bob), "record 4:"));
  }
  CHECK(tells(after("UPDATE consent_record SET personal = 'AAAA' WHERE sequence = 7"),
              "record 7: its personal part outlived the erasure"));
  CHECK(tells(after("DELETE FROM principal WHERE erased_at IS NOT NULL"),
              "record 7: its person, purpose or notice is missing"));
}

TEST_CASE_METHOD(chain_fixture, "another key or purpose name does not pass for the recorded one",
                 "[consent]") {
  CHECK(tells(after("UPDATE purpose SET key = 'gift' WHERE key = 'calls'"),
              "record 3: its hash does not match its content"));
  CHECK(tells(after("UPDATE consent_chain SET hash = 'x'"), "record 10:"));
  CHECK(tells(after("DELETE FROM consent_chain"), "the chain ends with record 10"));
  const auto renamed = db.add_organiser("kdz");
  CHECK(verify(renamed).problems.empty());
}

TEST_CASE_METHOD(chain_fixture, "thousands of problems are counted, not listed", "[consent]") {
  const auto problems = after(
      "WITH RECURSIVE n(i) AS (SELECT 11 UNION ALL SELECT i + 1 FROM n WHERE i < 1500)"
      " INSERT INTO consent_record (organiser_id, sequence, principal_id, purpose_id, notice_id, "
      "event,"
      " method, at, commitment, previous_hash, hash)"
      " SELECT 1, i, 1, 1, 1, 'given', 'form', 1, 'x', 'x', 'x' FROM n");
  REQUIRE(problems.size() == 1001);
  CHECK(problems.back().find("more problems") != std::string::npos);
}
