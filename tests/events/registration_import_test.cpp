// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/registration_import.hpp"

#include <algorithm>
#include <utility>

#include "events/export.hpp"
#include "events/registration_history.hpp"
#include "events/registration_import_trail.hpp"
#include "events/registration_import_words.hpp"
#include "events/windows_1252.hpp"
#include "tests/events/registration_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;
using events::import_source;
using events::taken_as;

namespace {

const std::string own_head = "status,registered_at,given_name,family_name,email,sessions\r\n";

std::string own_row(const std::string& email, const std::string& status = "confirmed",
                    const std::string& sessions = "forum-1") {
  return status + ",2030-03-01T10:00:00+01:00,Ada,Muster," + email + "," + sessions + "\r\n";
}

struct importing : registration_fixture {
  using registration_fixture::registration_fixture;

  static constexpr auto at_noon = 2h;

  events::import_table table(const std::string& csv) const {
    return events::read_import_table(csv, *of, {}).value();
  }
  events::registration_list read(const events::import_table& of_file,
                                 const events::import_rules& rules = {}) {
    return db->read([&](const schema::reader& r) {
      return events::read_registrations(r, *of, of_file, rules, signing_up + at_noon);
    });
  }
  events::registration_list read(const std::string& csv, const events::import_rules& rules = {}) {
    return read(table(csv), rules);
  }
  events::registration_counts take(const events::registration_list& list,
                                   const events::registration_import_options& how = {},
                                   const std::function<void(std::size_t)>& progress = {}) {
    return events::import_registrations(
        {*db.operator->(), outbox, organisers::scope::of_operator(of->by.id), progress}, *of, list,
        import_source::zusage, how, signing_up + at_noon);
  }
  events::registration_counts preview(const std::string& csv, bool over = false) {
    const auto list = read(csv);
    return db->read(
        [&](const schema::reader& r) { return events::preview_registrations(r, *of, list, over); });
  }
  events::registration_counts take(const std::string& csv,
                                   const events::registration_import_options& how = {},
                                   const std::function<void(std::size_t)>& progress = {}) {
    return take(read(csv), how, progress);
  }
  texts faults_of_rows(const std::string& csv) {
    texts lines;
    for (const auto& one : read(csv).broken)
      lines.push_back(std::to_string(one.line) + " " + one.heading + ": " + one.what.code);
    return lines;
  }
  std::int64_t people(const std::string& status) {
    return number("SELECT COUNT(*) FROM registration WHERE status = :1", status);
  }
  std::string stored(const std::string& column, const std::string& email) {
    return db->read([&](const schema::reader& r) {
      return r.value<std::string>("SELECT " + column + " FROM registration WHERE email = :1", email)
          .value_or("");
    });
  }
};

std::string targets_of(const events::import_table& table) {
  std::string all;
  for (const auto& one : table.columns)
    all += (all.empty() ? "" : ",") + (one.target.empty() ? "-" : one.target);
  return all;
}

}  // namespace

TEST_CASE("a list of another system becomes registrations, once", "[events][reg_import]") {
  importing in;
  const auto csv = own_head + own_row("ada@stadt.example.org") +
                   own_row("ben@stadt.example.org", "waiting") +
                   own_row("cem@stadt.example.org", "cancelled");
  const auto seen = in.preview(csv);
  CHECK(seen.of(taken_as::placed) == 1);
  CHECK(seen.of(taken_as::waiting) == 1);
  CHECK(seen.of(taken_as::cancelled) == 1);
  CHECK(in.people("confirmed") == 0);

  CHECK(in.take(csv).added() == 3);
  CHECK(in.people("confirmed") == 1);
  CHECK(in.people("waiting") == 1);
  CHECK(in.people("cancelled") == 1);
  CHECK(in.mails().empty());
  CHECK(in.number("SELECT COUNT(*) FROM consent_record") == 0);
  CHECK(in.wrong_counters().empty());

  CHECK(in.preview(csv).of(taken_as::already) == 3);
  CHECK(in.take(csv).added() == 0);
  CHECK(in.number("SELECT COUNT(*) FROM registration") == 3);
  CHECK(in.wrong_counters().empty());
}

TEST_CASE("a list that is taken twice at once has everybody once", "[events][reg_import]") {
  importing in;
  constexpr int many = 250;  // several writes
  auto csv = own_head;
  for (int i = 0; i < many; ++i)
    csv += own_row("p" + std::to_string(i) + "@stadt.example.org", "cancelled");
  bool first = true;
  std::int64_t added_beside = 0;
  const auto beside = [&](std::size_t) {
    if (std::exchange(first, false)) added_beside = in.take(csv).added();
  };
  CHECK(in.take(csv, {}, beside).added() + added_beside == many);
  CHECK(added_beside > 0);
  CHECK(in.people("cancelled") == many);
}

TEST_CASE("who has cancelled here is not registered again by a list", "[events][reg_import]") {
  importing in;
  const auto who = in.sign_up_as("ada@stadt.example.org");
  in.cancel(who.public_id);
  CHECK(in.take(own_head + own_row("Ada@stadt.example.org")).of(taken_as::already) == 1);
  CHECK(in.people("confirmed") == 0);
}

TEST_CASE("what was stored is what the file says", "[events][reg_import]") {
  importing in;
  const std::string csv =
      "status,registered_at,given_name,family_name,email,phone,organisation,function,municipality,"
      "language,size_class,sessions,answer.diet,answer.topics,answer.hotel,answer.arrival,consent."
      "newsletter\n"
      "confirmed,2030-03-01T10:00:00+01:00,Ada,Muster,ada@stadt.example.org,'+49 30 1234567,Amt,"
      "Leitung,Musterstadt,en,,\"plenary, forum-2\",Vegan,\"KI, data\",ja,14.05.2030,"
      "given 2030-03-01T09:00:00Z\n";
  const auto table = in.table(csv);
  CHECK(table.source == import_source::zusage);
  CHECK(table.columns.back().why == events::left_out::consent);
  REQUIRE(in.read(table).broken.empty());
  in.take(csv);
  const std::string ada = "ada@stadt.example.org";
  CHECK(in.stored("phone", ada) == "+49 30 1234567");
  CHECK(in.stored("organisation", ada) == "Amt");
  CHECK(in.stored("job_function", ada) == "Leitung");
  CHECK(in.stored("municipality", ada) == "Musterstadt");
  CHECK(in.stored("language", ada) == "en");
  const auto answers = nlohmann::json::parse(in.stored("answers", ada));
  CHECK(answers == nlohmann::json({{"diet", "vegan"},
                                   {"topics", {"ai", "data"}},
                                   {"hotel", "yes"},
                                   {"arrival", "2030-05-14"}}));
  CHECK(in.booked(in.stored("public_id", ada)) == "plenary confirmed, forum-2 confirmed");
  CHECK(in.find(in.stored("public_id", ada))->registered_at ==
        local_to_instant("2030-03-01T10:00", "Europe/Berlin"));
  CHECK(in.number("SELECT COUNT(*) FROM consent_record") == 0);
}

TEST_CASE("our own exports are read back, also as Excel gets them", "[events][reg_import]") {
  importing in;
  in.sign_up_as("ada@stadt.example.org");
  in.sign_up(replaced(replaced(least_form("ben@stadt.example.org"), "family_name", "Müller"),
                      "organisation", "=Amt; \"Nord\""));
  importing other;
  for (const bool excel : {false, true}) {
    std::string file;
    in.db->read([&](const schema::reader& r) {
      events::export_registrations(r, organisers::scope::of_operator(in.of->by.id), *in.of,
                                   {in.ledger, events::export_format::csv, excel},
                                   [&](std::string_view piece) {
                                     file += piece;
                                     return true;
                                   });
    });
    const auto list = other.read(file);
    CHECK(list.broken.empty());
    REQUIRE(list.rows.size() == 2);
    CHECK(list.rows[1].form.family_name == "Müller");
    CHECK(list.rows[1].form.organisation == "=Amt; \"Nord\"");
    CHECK(list.rows[1].form.sessions.size() == list.rows[0].form.sessions.size());
    CHECK(other.take(file).added() == (excel ? 0 : 2));
  }
  CHECK(other.wrong_counters().empty());
}

TEST_CASE("headings of pretix are known in German and English", "[events][reg_import]") {
  const importing in;
  const auto german = in.table(
      "Bestellnummer;Positions-ID;Status;E-Mail;Telefonnummer;Bestelldatum;Bestellzeit;Produkt;"
      "Teilnehmername;Teilnehmername: Vorname;Teilnehmername: Nachname;"
      "E-Mail-Adresse des Teilnehmers;Firma;Verpflegung;Sprache der Bestellung\n");
  CHECK(targets_of(german) ==
        "-,-,status,order_email,phone,registered_at,registered_time,-,name,"
        "given_name,family_name,email,organisation,answer.diet,language");
  const auto english = in.table(
      "Event slug,Order code,Position ID,Status,Email,Phone number,Order date,Order time,Product,"
      "Attendee name,Attendee name: Given name,Attendee name: Family name,Attendee email,Company,"
      "Diet,Order locale\n");
  CHECK(english.source == import_source::pretix);
  CHECK(targets_of(english) ==
        "-,-,-,status,order_email,phone,registered_at,registered_time,-,"
        "name,given_name,family_name,email,organisation,answer.diet,"
        "language");
}

TEST_CASE("rows of pretix are read with their states, order addresses and times",
          "[events][reg_import]") {
  importing in;
  const std::string csv =
      "Order code,Position ID,Status,Email,Order date,Order time,Attendee name,Attendee email,"
      "Order locale\n"
      "ABC12,1,Paid,ada@stadt.example.org,2030-03-01,10:05:00,Ada Muster,,de-informal\n"
      "ABC12,2,Paid,ada@stadt.example.org,2030-03-01,10:05:00,Ben Muster,ben@stadt.example.org,de\n"
      "ABC13,1,Pending,cem@stadt.example.org,2030-03-02,11:00:00,Cem Muster,,de\n"
      "ABC14,1,Canceled,dora@stadt.example.org,2030-03-02,11:00:00,Dora Muster,,de\n";
  const auto table = in.table(csv);
  const auto list = in.read(table);
  CHECK(list.broken.empty());
  CHECK(list.open_lines == std::vector<std::size_t>{4});
  REQUIRE(list.rows.size() == 3);
  CHECK(list.rows[0].form.email == "ada@stadt.example.org");
  CHECK(list.rows[0].form.given_name == "Ada");
  CHECK(list.rows[0].form.language == "de");
  CHECK(list.rows[0].registered_at == local_to_instant("2030-03-01T10:05", "Europe/Berlin"));
  CHECK(list.rows[1].form.email == "ben@stadt.example.org");
  CHECK(list.rows[2].standing == events::foreign_standing::ended);
  CHECK(in.read(table, {.with_open = true}).rows.size() == 4);
  CHECK(in.faults_of_rows("Order code,Position ID,Email,Attendee name,Attendee email\n"
                          "ABC12,1,kein,Ada Muster,\n"
                          "ABC12,2,,Ben Muster,nichts\n") ==
        texts{"2 Email: not_an_email", "3 Attendee email: not_an_email"});
}

TEST_CASE("lists of Indico and Hi.Events are recognised and read", "[events][reg_import]") {
  importing in;
  const auto indico = in.table(
      "ID,Name,First Name,Last Name,Email Address,Affiliation,Position,Registration date,"
      "Registration state\n"
      "1,Ada Muster,Ada,Muster,ada@stadt.example.org,Amt,Leitung,2030-03-01T10:05:11.123+00:00,"
      "Completed\n"
      "2,Ben Muster,Ben,Muster,ben@stadt.example.org,Amt,,2030-03-01T10:05:11+00:00,Withdrawn\n"
      "3,Cem Muster,Cem,Muster,cem@stadt.example.org,Amt,,2030-03-01T10:05:11+00:00,"
      "Awaiting payment\n");
  CHECK(indico.source == import_source::indico);
  const auto people = in.read(indico);
  CHECK(people.broken.empty());
  REQUIRE(people.rows.size() == 2);
  CHECK(people.rows[0].form.job_function == "Leitung");
  CHECK(people.rows[0].form.organisation == "Amt");
  CHECK(people.rows[1].standing == events::foreign_standing::ended);
  CHECK(people.open_lines.size() == 1);

  const auto hievents = in.table(
      "ID,First Name,Last Name,Email,Status,Check Ins,Product ID,Product Name,Event ID,Public ID,"
      "Short ID,Created Date,Last Updated Date,Notes,Themen\n"
      "1,Ada,Muster,ada@stadt.example.org,ACTIVE,,4,Karte,2,A-1,a_1,2030-03-01 10:00:00,,,KI\n");
  CHECK(hievents.source == import_source::hievents);
  const auto active = in.read(hievents);
  REQUIRE(active.rows.size() == 1);
  CHECK(active.rows[0].registered_at == local_to_instant("2030-03-01T10:00", "UTC"));
  CHECK(active.rows[0].form.answers == nlohmann::json({{"topics", {"ai"}}}));
}

TEST_CASE("columns that are not known are taken once it was said what they mean",
          "[events][reg_import]") {
  importing in;
  auto table = in.table("Rufname,Zuname,Kontakt\nAda,Muster,ada@stadt.example.org\n");
  CHECK(table.source == import_source::other);
  CHECK(events::missing_targets(table).size() == 2);
  CHECK(events::set_targets(table, *in.of, {"given_name", "family_name", "email"}).empty());
  CHECK(events::missing_targets(table).empty());
  CHECK(in.read(table).rows.size() == 1);
  const auto wrong = events::set_targets(table, *in.of, {"given_name", "given_name", "consent"});
  REQUIRE(wrong.size() == 2);
  CHECK(wrong[0].field + " " + wrong[0].code == "column.1 target_twice");
  CHECK(wrong[1].field + " " + wrong[1].code == "column.2 unknown_option");
}

TEST_CASE("every fault of a row is named with its line and column, and others are good",
          "[events][reg_import]") {
  importing in;
  const auto csv = own_head + own_row("ada@stadt.example.org") + own_row("kein") +
                   own_row("ben@stadt.example.org", "vielleicht", "forum-9") +
                   "confirmed,gestern,,Muster,cem@stadt.example.org,\r\n" +
                   "confirmed,2031-01-01,Dora,Muster,dora@stadt.example.org,\r\n" +
                   own_row("ADA@stadt.example.org");
  CHECK(in.faults_of_rows(csv) ==
        texts{"3 email: not_an_email", "4 status: status_unknown", "4 sessions: unknown_session",
              "5 registered_at: time_unreadable", "5 given_name: required",
              "6 registered_at: time_ahead", "7 email: row_twice"});
  const auto list = in.read(csv);
  CHECK(list.broken_rows == 5);
  CHECK(list.rows.size() == 1);
}

TEST_CASE("of a cancelled and another row of one address the other is taken",
          "[events][reg_import]") {
  importing in;
  const auto list =
      in.read(own_head + own_row("ada@stadt.example.org", "cancelled") +
              own_row("ada@stadt.example.org") + own_row("ada@stadt.example.org", "cancelled"));
  CHECK(list.broken.empty());
  REQUIRE(list.rows.size() == 1);
  CHECK(list.rows[0].line == 3);
  CHECK(list.doubled_lines == std::vector<std::size_t>{2, 4});
}

TEST_CASE("what a list does not say stays open, also what the form would need",
          "[events][reg_import]") {
  auto file = sample_event_file();
  auto questions = file["events"][0]["questions"];
  questions[0]["required"] = true;
  importing in(
      nlohmann::json{{"questions", questions}, {"audience", {{"municipalities", {"05962016"}}}}});
  const auto list =
      in.read("name,email\nAda Muster,ada@stadt.example.org\n", {.with_outside = true});
  CHECK(list.rows.size() == 1);
}

TEST_CASE("rows of another municipality than the event is for are left out and named, or taken",
          "[events][reg_import]") {
  importing in(nlohmann::json{{"audience", {{"municipalities", {"05962016"}}}}});
  const std::string csv =
      "status,name,email,ags\n"
      "paid,Ada Muster,ada@stadt.example.org,05962016\n"
      "paid,Ben Muster,ben@stadt.example.org,05315000\n"
      "paid,Cem Muster,cem@stadt.example.org,\n"
      "cancelled,Dora Muster,dora@stadt.example.org,\n";
  const auto list = in.read(csv);
  CHECK(list.broken.empty());
  CHECK(list.outside_lines == std::vector<std::size_t>{3, 4});
  CHECK(list.rows.size() == 2);
  CHECK(in.read(csv, {.with_outside = true}).rows.size() == 4);
  CHECK(in.read(csv, {.with_outside = true}).outside_lines.empty());
}

TEST_CASE("who is open elsewhere applies where the event decides, and takes no place yet",
          "[events][reg_import]") {
  importing in(nlohmann::json{{"approval", true}, {"capacity", 5}});
  const auto csv =
      own_head + own_row("ada@stadt.example.org", "pending") + own_row("ben@stadt.example.org");
  CHECK(in.read(csv).open_lines == std::vector<std::size_t>{2});
  const auto list = in.read(csv, {.with_open = true});
  const auto seen = in.db->read([&](const schema::reader& r) {
    return events::preview_registrations(r, *in.of, list, false);
  });
  CHECK(seen.of(taken_as::applied) == 1);
  CHECK(seen.of(taken_as::placed) == 1);
  const auto done = in.take(list, {false, true});
  CHECK(done.of(taken_as::applied) == 1);
  CHECK(in.stored("status", "ada@stadt.example.org") == "applied");
  CHECK(in.stored("status", "ben@stadt.example.org") == "confirmed");
  CHECK(in.number("SELECT taken FROM event WHERE id = :1", in.of->id) == 1);
  CHECK(in.wrong_counters().empty());
  // Where nobody decides they come.
  importing other;
  other.take(other.read(csv, {.with_open = true}));
  CHECK(other.stored("status", "ada@stadt.example.org") == "confirmed");
}

TEST_CASE("what changed between looking and taking is looked at again", "[events][reg_import]") {
  importing in;
  const auto list =
      in.read(own_head + own_row("ada@stadt.example.org", "confirmed", "\"plenary, forum-1\"") +
              own_row("ben@stadt.example.org", "cancelled"));
  REQUIRE(list.rows.size() == 2);
  auto file = sample_event_file();
  SECTION("a session that is cancelled") {
    for (auto& one : file["events"][0]["sessions"]) {
      if (one["key"] == "plenary") one["cancelled"] = true;
    }
    import_file(in.db, file);
    const auto done = in.take(list);
    CHECK(done.of(taken_as::outdated) == 1);
    CHECK(done.of(taken_as::cancelled) == 1);
    CHECK(in.stored("status", "ada@stadt.example.org").empty());
  }
  SECTION("the event") {
    file["events"][0]["status"] = "cancelled";
    import_file(in.db, file);
    CHECK(in.take(list).of(taken_as::outdated) == 2);
    CHECK(in.number("SELECT COUNT(*) FROM registration") == 0);
  }
}

TEST_CASE("cells behind the last heading are a fault of their row", "[events][reg_import]") {
  importing in;
  const std::string csv =
      "name,email\n"
      "Ada Muster,ada@stadt.example.org,,\n"
      "Muster, Ben,ben@stadt.example.org\n";
  const auto list = in.read(csv);
  REQUIRE(list.rows.size() == 1);
  CHECK(list.rows[0].form.given_name == "Ada");
  CHECK(in.faults_of_rows(csv).at(0) == "3 : row_too_long");
}

TEST_CASE("a position without an address of its own is told what it lacks",
          "[events][reg_import]") {
  importing in;
  const std::string csv =
      "Bestellnummer,E-Mail,Positionsid,Teilnehmername,Teilnehmer-E-Mail\n"
      "A1,ada@stadt.example.org,1,Ada Muster,\n"
      "A1,ada@stadt.example.org,2,Ben Muster,\n"
      "A2,cem@stadt.example.org,1,Cem Muster,ada@stadt.example.org\n";
  CHECK(in.table(csv).source == import_source::pretix);
  CHECK(in.faults_of_rows(csv) ==
        texts{"3 E-Mail: order_address_twice", "4 Teilnehmer-E-Mail: row_twice"});
}

TEST_CASE("a time of registration that nobody can have registered at is a fault",
          "[events][reg_import]") {
  importing in;
  const std::string head = "name,email,registered_at\n";
  CHECK(in.faults_of_rows(head + "Ada Muster,ada@stadt.example.org,0001-01-01T00:00:00Z\n") ==
        texts{"2 registered_at: time_too_early"});
  CHECK(in.faults_of_rows(head + "Ada Muster,ada@stadt.example.org,1999-12-31T12:00:00Z\n") ==
        texts{"2 registered_at: time_too_early"});
  CHECK(in.read(head + "Ada Muster,ada@stadt.example.org,2000-01-02\n").broken.empty());
}

TEST_CASE("what was left out stays by line and reason, without a cell or a heading",
          "[events][reg_import]") {
  importing in(nlohmann::json{{"capacity", 1}, {"waiting_list", false}});
  const auto table = in.table(
      "name,email,Haustier\nAda Muster,ada@stadt.example.org,Rex\n"
      "Ben Muster,kein,Rex\nCem Muster,cem@stadt.example.org,Rex\n");
  events::registration_import_options how;
  how.meanings = events::meanings_of(table);
  in.take(in.read(table), how);
  const auto whose = organisers::scope::of_operator(in.of->by.id);
  in.db->read([&](const schema::reader& r) {
    const auto id = events::last_import(r, whose, *in.of);
    REQUIRE(id);
    const auto result = events::find_import_result(r, whose, *in.of, *id);
    REQUIRE(result);
    REQUIRE(result->left.size() == 2);
    CHECK(result->left[0].line == 3);
    CHECK(result->left[0].target == "email");
    CHECK(result->left[0].why.code == "not_an_email");
    CHECK(result->left[1].why.code == "full");
    CHECK(result->counts.at("placed") == 1);
    const auto others = organisers::scope::of_operator(in.of->by.id + 1);
    CHECK_FALSE(events::find_import_result(r, others, *in.of, *id));
    const auto stored =
        r.value<std::string>("SELECT details FROM audit_entry WHERE id = :1", *id).value();
    for (const auto* word : {"kein", "Muster", "Rex", "Haustier", "haustier"})
      CHECK(stored.find(word) == std::string::npos);
  });
}

TEST_CASE("what columns meant at the last import they mean again", "[events][reg_import]") {
  importing in;
  const std::string csv = "name,email,Haustier,phone\nAda Muster,ada@stadt.example.org,Rex,123\n";
  auto table = in.table(csv);
  CHECK(targets_of(table) == "name,email,-,phone");
  REQUIRE(events::set_targets(table, *in.of, {"name", "email", "function", ""}).empty());
  events::registration_import_options how;
  how.meanings = events::meanings_of(table);
  in.take(in.read(table), how);
  auto again = in.table("phone,Haustier,name,email,Organisation\n1,2,3,4,5\n");
  in.db->read([&](const schema::reader& r) {
    events::recall_meanings(r, organisers::scope::of_operator(in.of->by.id), *in.of, again);
  });
  CHECK(targets_of(again) == "-,function,name,email,organisation");
}

TEST_CASE("answers about health are never taken from a list", "[events][reg_import]") {
  auto file = sample_event_file();
  auto questions = file["events"][0]["questions"];
  questions[0]["sensitive"] = true;
  importing in(nlohmann::json{{"questions", questions}});
  auto table = in.table("name,email,answer.remark\nAda Muster,ada@stadt.example.org,Rollstuhl\n");
  CHECK(table.columns[2].why == events::left_out::sensitive);
  CHECK(in.read(table).rows.at(0).form.answers.empty());
  CHECK(events::set_targets(table, *in.of, {"name", "email", "answer.remark"}).size() == 1);
}

TEST_CASE("beyond the capacity people wait, get a place all the same, or are left out",
          "[events][reg_import]") {
  const auto csv = own_head + own_row("ada@stadt.example.org") + own_row("ben@stadt.example.org");
  SECTION("with a waiting list") {
    importing in(nlohmann::json{{"capacity", 1}});
    CHECK(in.preview(csv).of(taken_as::waiting) == 1);
    CHECK(in.take(csv).of(taken_as::waiting) == 1);
    CHECK(in.people("waiting") == 1);
    CHECK(in.wrong_counters().empty());
  }
  SECTION("over it") {
    importing in(nlohmann::json{{"capacity", 1}});
    CHECK(in.preview(csv, true).of(taken_as::over) == 1);
    CHECK(in.take(csv, {true, false}).of(taken_as::over) == 1);
    CHECK(in.people("confirmed") == 2);
    CHECK(in.wrong_counters() == texts{"kick-off oversold"});
  }
  SECTION("without one") {
    importing in(nlohmann::json{{"capacity", 1}, {"waiting_list", false}});
    const auto seen = in.preview(csv);
    CHECK(seen.of(taken_as::full) == 1);
    CHECK(seen.lines.at(taken_as::full) == std::vector<std::size_t>{3});
    CHECK(in.take(csv).of(taken_as::full) == 1);
    CHECK(in.number("SELECT COUNT(*) FROM registration") == 1);
    CHECK(in.wrong_counters().empty());
  }
}

TEST_CASE("a full session is waited for, or filled beyond its capacity", "[events][reg_import]") {
  auto sessions = sample_event_file()["events"][0]["sessions"];
  sessions[1]["capacity"] = 1;
  const auto csv = own_head + own_row("ada@stadt.example.org") + own_row("ben@stadt.example.org");
  const bool over = GENERATE(false, true);
  importing in(nlohmann::json{{"sessions", sessions}});
  const auto counts = in.take(csv, {over, false});
  CHECK(counts.of(over ? taken_as::over : taken_as::placed) == (over ? 1 : 2));
  CHECK(in.booked(in.stored("public_id", "ben@stadt.example.org")) ==
        (over ? "plenary confirmed, forum-1 confirmed" : "plenary confirmed, forum-1 waiting"));
}

TEST_CASE("mails of an import are sent only when wanted, and not to who is cancelled",
          "[events][reg_import]") {
  importing in(nlohmann::json{{"capacity", 1}});
  in.take(own_head + own_row("ada@stadt.example.org") + own_row("ben@stadt.example.org") +
              own_row("cem@stadt.example.org", "cancelled"),
          {false, true});
  CHECK(in.mails() == texts{"registration-confirmed > ada@stadt.example.org",
                            "registration-waiting > ben@stadt.example.org"});
}

TEST_CASE("where a registration came from stays with it, and in its history",
          "[events][reg_import]") {
  importing in;
  in.take(own_head + own_row("ada@stadt.example.org") +
          own_row("ben@stadt.example.org", "cancelled"));
  in.sign_up_as("cem@stadt.example.org");
  const auto history = [&](const std::string& email) {
    std::string all;
    const auto row = in.find(in.stored("public_id", email)).value();
    in.db->read([&](const schema::reader& r) {
      for (const auto& one :
           events::list_history(r, organisers::scope::of_operator(in.of->by.id), row))
        all += one.action + " ";
    });
    return all;
  };
  CHECK(history("ada@stadt.example.org") == "registered imported ");
  CHECK(history("ben@stadt.example.org") == "registered imported ");
  CHECK(history("cem@stadt.example.org") == "registered ");
  CHECK(in.stored("imported_from", "ada@stadt.example.org") == "zusage");
}

TEST_CASE("the audit trail has the counts of an import and no address", "[events][reg_import]") {
  importing in;
  in.take(own_head + own_row("ada@stadt.example.org") + own_row("kein"));
  const auto details = in.db->read([](const schema::reader& r) {
    return r
        .value<std::string>(
            "SELECT details FROM audit_entry WHERE action = 'registration.imported'")
        .value();
  });
  const auto counts = nlohmann::json::parse(details);
  CHECK(counts.at("placed") == 1);
  CHECK(counts.at("broken") == 1);
  CHECK(details.find('@') == std::string::npos);
}

TEST_CASE("ten thousand rows are taken in small writes", "[events][reg_import]") {
  importing in(nlohmann::json{{"capacity", 20'000}, {"sessions", nullptr}, {"choices", nullptr}});
  std::string csv = "given_name,family_name,email\n";
  for (int i = 0; i < 10'000; ++i)
    csv += "Ada,Muster,ada" + std::to_string(i) + "@stadt.example.org\n";
  const auto list = in.read(csv);
  // What is there when it breaks off was committed before.
  const auto break_off = [](std::size_t done) {
    if (done >= 5'000) throw std::runtime_error("interrupted");
  };
  CHECK_THROWS(in.take(list, {}, break_off));
  CHECK(in.people("confirmed") == 5'000);
  CHECK(in.wrong_counters().empty());
  const auto counts = in.take(list);
  CHECK(counts.of(taken_as::already) == 5'000);
  CHECK(counts.of(taken_as::placed) == 5'000);
  CHECK(in.wrong_counters().empty());
}

TEST_CASE("files in Windows-1252 and with tabs are read", "[events][reg_import]") {
  importing in;
  const auto list =
      in.read("Vorname\tNachname\tE-Mail\nJ\xfcrgen\tGro\xdf\tjuergen@stadt.example.org\n");
  REQUIRE(list.rows.size() == 1);
  CHECK(list.rows[0].form.given_name == "Jürgen");
  CHECK(list.rows[0].form.family_name == "Groß");
  CHECK(events::from_windows_1252("\x80\x93") == "€“");
  CHECK_FALSE(events::from_windows_1252("\x81"));
}

TEST_CASE("an import has limits that are named", "[events][reg_import]") {
  const importing in;
  const auto code = [&](const std::string& csv) {
    return events::read_import_table(csv, *in.of, {}).error().front().code;
  };
  std::string many = "name,email\n";
  for (std::size_t i = 0; i <= events::registration_import_limits::rows; ++i) many += "a,b\n";
  CHECK(code(many) == "file_too_many_rows");
  CHECK(code(std::string(events::registration_import_limits::bytes + 1, 'a')) == "file_too_large");
  CHECK(code("") == "file_empty");
  CHECK(code(std::string(events::csv_limits::columns, ',') + "\n") == "file_too_wide");
  const auto wide = "a" + std::string(events::csv_limits::columns - 1, ',') + "\n";
  std::string heavy = "name,email\n";
  for (std::size_t i = 0; i <= events::csv_limits::cells / events::csv_limits::columns; ++i)
    heavy += wide;
  CHECK(code(heavy) == "file_too_many_cells");
}

TEST_CASE("names in one cell and states in words are understood", "[events][reg_import]") {
  using name = std::pair<std::string, std::string>;
  CHECK(events::split_name("Dr. Ada Muster-Beispiel") == name{"Dr. Ada", "Muster-Beispiel"});
  CHECK(events::split_name("Muster, Ada") == name{"Ada", "Muster"});
  CHECK(events::split_name("Muster") == name{"", "Muster"});
  using events::foreign_standing;
  CHECK(events::standing_of("") == foreign_standing::comes);
  CHECK(events::standing_of("bezahlt") == foreign_standing::comes);
  CHECK(events::standing_of("Ausstehend") == foreign_standing::open);
  CHECK(events::standing_of("AWAITING_PAYMENT") == foreign_standing::open);
  CHECK(events::standing_of("zurückgezogen") == foreign_standing::ended);
  CHECK_FALSE(events::standing_of("vielleicht"));
  CHECK(events::language_in("de-informal") == "de");
  CHECK(events::language_in("Englisch") == "en");
  CHECK(events::language_in("klingonisch").empty());
}
