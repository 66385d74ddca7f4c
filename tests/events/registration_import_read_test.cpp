// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/registration_import.hpp"

#include "events/export.hpp"
#include "events/registration_import_words.hpp"
#include "events/windows_1252.hpp"
#include "tests/events/registration_import_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;
using events::import_source;

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
