// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/consent_import.hpp"

#include "tests/consent/fixture.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

const std::string headings = "email,name,language,given_at,source,text,ip\n";

checked<events::consent_list> read(const std::string& rows) {
  return events::read_consent_list(headings + rows, "de", start);
}

std::string faults_in(const events::consent_list& list) {
  std::string all;
  for (const auto& one : list.broken)
    all += std::to_string(one.line) + " " + one.column + " " + one.code + ";";
  return all;
}

struct import_run : ledger_fixture {
  std::int64_t newsletter = store(purpose("newsletter"), sit);
  key32 lookup = key_of(1), people = key_of(2);
  mailer::outbox outbox{"example.org"};
  events::importer by{organisers::scope::of_operator(sit), "owner@example.org", "de"};

  events::import_tools tools() {
    return {db.get(), {lookup, people}, ledger, outbox, {"de", "en"}};
  }
  consent::import_target target() {
    return db->read([&](const schema::reader& r) {
      consent::import_refusal why{};
      return consent::find_import_target(r, sit, "newsletter", why).value();
    });
  }
  events::import_counts run(const std::string& rows) {
    return events::import_consents(tools(), by, target(), read(rows).value(), start);
  }
  std::int64_t count(const char* sql) {
    return db->read([&](const schema::reader& r) { return r.value<std::int64_t>(sql).value(); });
  }
};

}  // namespace

TEST_CASE("every broken cell of a list is named with its row and column", "[events][import]") {
  const auto list = read(
      ",Ada,,,,,\n"
      "ada@example.org,,,,,,\n"
      "keine,,,,,,\n"
      "bob@example.org,,,gestern,,,999.1.1.1\n"
      "ADA@example.org,,,,,,\n"
      "eve@example.org,,xyz,2099-01-01,,,\n"
      "joe@example.org,,de-AT,2024-05-01,Messe,Ja,2001:db8::1\n");
  REQUIRE(list.has_value());
  CHECK(faults_in(*list) ==
        "2 email required;4 email not_an_email;5 ip no_network_address;5 given_at "
        "time_unreadable;6 email twice;"
        "7 given_at time_ahead;7 language language_unknown;");
  REQUIRE(list->rows.size() == 2);
  CHECK(list->rows[1].what.language == "de");
  CHECK(list->rows[1].what.has_evidence());
  CHECK_FALSE(list->rows[0].what.has_evidence());
}

TEST_CASE(
    "a wording is what everybody was shown: personal ones and many different ones are refused",
    "[events][import]") {
  const auto row = [](int i, const std::string& text) {
    return "p" + std::to_string(i) + "@example.org,Ada Muster,de,2024-05-01,Messe," + text + ",\n";
  };
  CHECK(faults_in(read(row(1, "Ja p1@EXAMPLE.org")).value()) == "2 text text_is_personal;");
  CHECK(faults_in(read(row(1, "Ich (ada muster) will")).value()) == "2 text text_is_personal;");
  std::string many;
  for (int i = 0; i < 52; ++i) many += row(i, "Wortlaut " + std::to_string(i));
  many += row(52, "Wortlaut 0");
  const auto list = read(many).value();
  CHECK(faults_in(list) == "52 text too_many_texts;53 text too_many_texts;");
  CHECK(list.rows.size() == 51);
}

TEST_CASE("times of a list are read with their offset, and in German time without one",
          "[events][import]") {
  const auto at = [](const std::string& typed) {
    return to_iso(
        read("ada@example.org,,," + typed + ",,,\n").value().rows.at(0).what.given_at.value());
  };
  CHECK(at("2024-05-01T10:00:00+02:00") == "2024-05-01T08:00:00Z");
  CHECK(at("2024-05-01T10:00:00-05:30") == "2024-05-01T15:30:00Z");
  CHECK(at("2024-05-01T10:00:00Z") == "2024-05-01T10:00:00Z");
  CHECK(at("2024-05-01T10:00:00") == "2024-05-01T08:00:00Z");
  CHECK(at("2024-05-01") == "2024-04-30T22:00:00Z");
}

TEST_CASE_METHOD(import_run, "thousands of rows are taken over in small writes, each once",
                 "[events][import]") {
  std::string rows;
  constexpr int most = 1050;
  for (int i = 0; i < most; ++i) {
    rows += "p" + std::to_string(i) + "@example.org,,,";
    rows += i % 2 == 0 ? "2024-05-01,Messe,Ja,\n" : ",,,\n";
  }
  std::vector<std::size_t> told;
  auto with = tools();
  with.progress = [&](std::size_t done) { told.push_back(done); };
  const auto list = read(rows).value();
  const auto first = events::import_consents(with, by, target(), list, start);
  CHECK(first.of(consent::imported::given) == most / 2);
  CHECK(first.of(consent::imported::asked) == most / 2);
  CHECK(told.size() == 11);
  CHECK(told.back() == most);
  CHECK(count("SELECT COUNT(*) FROM message WHERE template = 'consent-confirm'") == most / 2);
  const auto again = run(rows);
  CHECK(again.of(consent::imported::stands) == most / 2);
  CHECK(again.of(consent::imported::waits) == most / 2);
  CHECK(count_records() == most);
  CHECK(count("SELECT COUNT(*) FROM message") == most / 2);
  CHECK(verify(sit).problems.empty());
}

TEST_CASE_METHOD(import_run, "a preview says what would be done and does nothing of it",
                 "[events][import]") {
  const auto list = read("ada@example.org,,,2024-05-01,Messe,Ja,\nbob@example.org,,,,,,\n").value();
  const auto counts = events::preview_consents(tools(), by, target(), list, start);
  CHECK(counts.of(consent::imported::given) == 1);
  CHECK(counts.of(consent::imported::asked) == 1);
  for (const auto* table : {"consent_record", "principal", "message", "import_request"}) {
    INFO(table);
    CHECK(count((std::string("SELECT COUNT(*) FROM ") + table).c_str()) == 0);
  }
}

TEST_CASE_METHOD(import_run, "a damaged person keeps nobody in a list of revocations subscribed",
                 "[events][import]") {
  for (const auto* who : {"ada@example.org", "bob@example.org"})
    confirm(request(ticked(newsletter, who)).public_id);
  db->write([](schema::transaction& tx) {
    tx.execute("UPDATE principal SET secret = 'broken' WHERE id = (SELECT MIN(id) FROM principal)");
  });
  const auto list = events::read_revocation_list("email\nada@example.org\nbob@example.org\n");
  const auto counts = events::import_revocations(tools(), by, newsletter, list.value(), start);
  CHECK(counts.damaged == 1);
  CHECK(counts.ended == 1);
  CHECK(count("SELECT COUNT(*) FROM suppression") == 1);
}

TEST_CASE_METHOD(import_run, "who imported what is written down by counts alone",
                 "[events][import]") {
  run("ada@example.org,,,2024-05-01,Messe,Ja,\n");
  const auto details = db->read([](const schema::reader& r) {
    return r
        .value<std::string>("SELECT details FROM audit_entry WHERE action = 'consents.imported'")
        .value();
  });
  CHECK(nlohmann::json::parse(details).at("given") == 1);
  CHECK(details.find("ada") == std::string::npos);
}

TEST_CASE_METHOD(import_run, "a list of revocations ends one purpose, or all of them",
                 "[events][import]") {
  const auto letters = store(purpose("letters", "post"), sit);
  const auto given = request(ticked(newsletter, "ada@example.org"));
  confirm(given.public_id);
  const auto post = request(ticked(letters, "ada@example.org", "post"));
  REQUIRE(now_of(post.public_id) == state::given);
  const auto list = events::read_revocation_list("E-Mail\nada@example.org\nnone@example.org\n");
  const auto one = events::import_revocations(tools(), by, letters, list.value(), start + 2h);
  CHECK(one.ended == 1);
  CHECK(one.suppressed == 1);
  CHECK(now_of(given.public_id) == state::given);
  CHECK(now_of(post.public_id) == state::withdrawn);
  const auto all = events::import_revocations(tools(), by, {}, list.value(), start + 3h);
  CHECK(all.ended == 1);
  CHECK(now_of(given.public_id) == state::withdrawn);
  const auto again = events::import_revocations(tools(), by, {}, list.value(), start + 4h);
  CHECK(again.ended == 0);
  CHECK(again.already == 2);
  CHECK(again.suppressed == 0);
  CHECK(verify(sit).problems.empty());
}

TEST_CASE_METHOD(import_run, "rows that change nothing are named, twenty of each kind at most",
                 "[events][import]") {
  std::string rows;
  for (int i = 0; i < 130; ++i)
    rows += "p" + std::to_string(i) + "@example.org,,,2024-05-01,Messe,Ja,\n";
  CHECK(run(rows).lines.empty());
  const auto again = run(rows);
  CHECK(again.of(consent::imported::stands) == 130);
  const auto& named = again.lines.at(consent::imported::stands);
  REQUIRE(named.size() == events::most_lines_named);
  CHECK(named.front() == 2);
  CHECK(named.back() == 21);
}

TEST_CASE_METHOD(import_run, "whoever has agreed to anything at some time is not unknown",
                 "[events][import]") {
  const auto letters = store(purpose("letters", "post"), sit);
  confirm(request(ticked(newsletter, "ada@example.org")).public_id);
  const auto list = events::read_revocation_list("email\nada@example.org\neve@example.org\n");
  const auto first = events::import_revocations(tools(), by, letters, list.value(), start + 2h);
  CHECK(first.already == 1);
  CHECK(first.suppressed == 1);
  CHECK(first.changed == 2);  // Ada is not asked for letters any more either
  CHECK(first.already_lines == std::vector<std::size_t>{2});
  const auto again = events::import_revocations(tools(), by, letters, list.value(), start + 3h);
  CHECK(again.already == 2);
  CHECK(again.suppressed == 0);
  CHECK(again.changed == 0);
}
