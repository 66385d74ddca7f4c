// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/check_in.hpp"
#include "events/export.hpp"
#include "events/export_presets.hpp"
#include "events/print_people.hpp"
#include "tests/events/registration_fixture.hpp"
#include "tests/support/spreadsheet.hpp"

using namespace zusage;
using namespace zusage::tests;
using events::export_format;
using events::export_who;

namespace {

struct export_choice : registration_fixture {
  organisers::scope owner = organisers::scope::of_operator(of->by.id);
  int people = 0;

  std::vector<std::string> pieces(const events::export_options& how) {
    std::vector<std::string> all;
    db->read([&](const schema::reader& r) {
      events::export_registrations(r, owner, *of, how, [&](std::string_view piece) {
        all.emplace_back(piece);
        return true;
      });
    });
    return all;
  }
  std::string written(const events::export_options& how) {
    std::string file;
    for (const auto& piece : pieces(how)) file += piece;
    return file;
  }
  texts wrong_with(const events::export_options& how) {
    const auto wrong =
        db->read([&](const schema::reader& r) { return events::check_export(r, owner, *of, how); });
    texts lines;
    for (const auto& one : wrong) lines.push_back(one.field + ": " + one.code);
    return lines;
  }
  // Family names of those whom the filter takes, and whether as many are counted beforehand.
  texts taken(export_who who, const std::string& session = {}) {
    const events::export_filter by{who, session};
    const auto rows = nlohmann::json::parse(
        written({ledger, export_format::json, false, texts{"family_name"}, by}));
    texts names;
    for (const auto& row : rows) names.push_back(row.at("family_name"));
    const auto counted = db->read(
        [&](const schema::reader& r) { return events::count_export_rows(r, owner, *of, by); });
    CHECK(counted == std::int64_t(names.size()));
    return names;
  }
  std::string sign_up_named(const std::string& name, const std::string& status = "confirmed",
                            const std::string& booking = "confirmed") {
    const auto made = sign_up(
        replaced(least_form("a" + std::to_string(++people) + "@example.org"), "family_name", name));
    db->write([&](schema::transaction& tx) {
      tx.execute(
          "UPDATE registration_session SET status = :1 WHERE registration_id ="
          " (SELECT id FROM registration WHERE reference = :2)",
          booking, made.reference);
      tx.execute("UPDATE registration SET status = :1 WHERE reference = :2", status,
                 made.reference);
    });
    return made.reference;
  }
  void check_in(const std::string& reference, const std::string& session = {}) {
    const auto id = session.empty() ? 0 : session_id(session);
    const events::check_in_codes codes(some_key(3));
    const auto done = db->write([&](schema::transaction& tx) {
      return events::check_in(tx, {owner, *of, id}, codes, {{reference, ""}, "", "", {}},
                              signing_up);
    });
    REQUIRE(done.what == events::check_in_outcome::checked_in);
  }
};

}  // namespace

TEST_CASE("an export has the columns that were asked for, in their order and each once",
          "[events][exports]") {
  export_choice in;
  in.sign_up_named("Muster");
  const texts wanted = {"family_name", "sessions", "given_name", "family_name"};
  CHECK(in.written({in.ledger, export_format::csv, true, wanted}) ==
        "\xEF\xBB\xBF"
        "family_name;sessions;given_name\r\nMuster;\"plenary, forum-1\";Ada\r\n");
  const auto rows = nlohmann::ordered_json::parse(
      in.written({in.ledger, export_format::json, false, texts{"status", "reference"}}));
  REQUIRE(rows.at(0).size() == 2);
  CHECK(rows.at(0).begin().key() == "status");
}

TEST_CASE("columns that there are not, none at all, and a session of another event are faults",
          "[events][exports]") {
  export_choice in;
  const auto options = [&](const texts& columns, const std::string& session = {}) {
    return events::export_options{
        in.ledger, export_format::csv, false, columns, {export_who::everybody, session}};
  };
  CHECK(in.wrong_with({in.ledger}).empty());
  CHECK(in.wrong_with(options({"reference", "answer.diet", "consent.newsletter"}, "forum-1"))
            .empty());
  CHECK(in.wrong_with(options({"reference", "answer.none"})) == texts{"columns: unknown_column"});
  CHECK(in.wrong_with(options({})) == texts{"columns: required_columns"});
  CHECK(in.wrong_with(options({"reference"}, "nowhere")) == texts{"session: unknown_session"});
}

TEST_CASE("a sheet has room for so many rows and no more, other files for all",
          "[events][exports]") {
  CHECK(events::fits_into(export_format::xlsx, 1'048'575));
  CHECK_FALSE(events::fits_into(export_format::xlsx, 1'048'576));
  CHECK(events::fits_into(export_format::csv, 2'000'000));
}

TEST_CASE("an export takes those whom the filter names", "[events][exports]") {
  export_choice in;
  const auto comes = in.sign_up_named("Kommt");
  in.sign_up_named("Wartet", "waiting", "wanted");
  in.sign_up_named("Angebot", "offered", "offered");
  in.sign_up_named("Beworben", "applied", "wanted");
  in.sign_up_named("Abgesagt", "cancelled", "cancelled");
  in.sign_up_named("Abgelehnt", "refused", "cancelled");
  const auto session_only = in.sign_up_named("Forum", "confirmed", "waiting");
  CHECK(in.taken(export_who::everybody).size() == 7);
  CHECK(in.taken(export_who::coming) == texts{"Kommt", "Forum"});
  CHECK(in.taken(export_who::waiting) == texts{"Wartet", "Angebot"});
  CHECK(in.taken(export_who::applied) == texts{"Beworben"});
  CHECK(in.taken(export_who::cancelled) == texts{"Abgesagt", "Abgelehnt"});
  CHECK(in.taken(export_who::here).empty());
  CHECK(in.taken(export_who::coming, "forum-1") == texts{"Kommt"});
  CHECK(in.taken(export_who::waiting, "forum-1") == texts{"Wartet", "Angebot", "Forum"});
  CHECK(in.taken(export_who::everybody, "forum-1").size() == 5);
  CHECK(in.taken(export_who::everybody, "forum-2").empty());
  in.check_in(comes);
  CHECK(in.taken(export_who::here) == texts{"Kommt"});
  CHECK(in.taken(export_who::here, "forum-1").empty());
  in.check_in(comes, "forum-1");
  CHECK(in.taken(export_who::here, "forum-1") == texts{"Kommt"});
  in.db->write([&](schema::transaction& tx) {
    tx.execute(
        "INSERT INTO attendance (organiser_id, registration_id, source, noted_at)"
        " SELECT organiser_id, id, 'generic', 1 FROM registration WHERE reference = :1",
        session_only);
  });
  CHECK(in.taken(export_who::here) == texts{"Kommt", "Forum"});
}

TEST_CASE("a spreadsheet holds texts that are no formulas, and dates in the event's zone",
          "[events][exports]") {
  export_choice in;
  auto form = replaced(least_form(), "family_name", "Muster & <Söhne>");
  form = with(with(form, "function", "=1+1"), "organisation", "@SUM(A1)");
  const auto made = in.sign_up(with(with(form, "phone", "+49 2352 1"), "answer.remark", "-2"));
  const texts wanted = {"reference", "registered_at", "family_name",   "phone",
                        "function",  "organisation",  "checked_in_at", "answer.remark"};
  const auto file = in.written({in.ledger, export_format::xlsx, false, wanted});
  CHECK(file.starts_with("PK"));
  const auto rows = read_sheet(file);
  REQUIRE(rows.size() == 2);
  texts head;
  for (const auto& cell : rows[0]) head.push_back(cell.text);
  CHECK(head == wanted);
  texts cells;
  for (const auto& cell : rows[1]) {
    CHECK_FALSE(cell.formula);
    cells.push_back(cell.text);
  }
  REQUIRE(cells.size() == 8);
  CHECK(rows[1][1].number);
  // Days since 1899-12-30, as spreadsheets count: 2030-04-01, 10:00 in Berlin.
  CHECK(std::stod(cells[1]) == Approx(47574 + 10.0 / 24));
  cells[1].clear();
  CHECK(cells ==
        texts{made.reference, "", "Muster & <Söhne>", "+49 2352 1", "=1+1", "@SUM(A1)", "", "-2"});
  const auto xml = part_of_archive(file, "xl/worksheets/sheet1.xml");
  CHECK(xml.find("state=\"frozen\"") != std::string::npos);
  CHECK(xml.find("<autoFilter ref=\"A1:H2\"/>") != std::string::npos);
}

TEST_CASE("a spreadsheet without people has its first row", "[events][exports]") {
  export_choice in;
  const auto rows =
      read_sheet(in.written({in.ledger, export_format::xlsx, false, texts{"status"}}));
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].at(0).text == "status");
}

TEST_CASE("a long spreadsheet is handed over in small pieces, with each row once",
          "[events][exports]") {
  export_choice in;
  in.db->write([&](schema::transaction& tx) {
    for (int i = 0; i < 1203; ++i) {
      const auto n = std::to_string(i);
      tx.execute(
          "INSERT INTO registration (organiser_id, event_id, public_id, reference, status,"
          " given_name, family_name, email, email_key, phone, organisation, job_function, ags,"
          " municipality, language, answers, search, registered_at, updated_at)"
          " VALUES (:1, :2, :3, :4, 'confirmed', 'P', :5, :6, :7, '', '', '', '', '', 'de', '{}',"
          " '', :8, :9)",
          in.of->by.id, in.of->id, "id" + n, "ref" + n, n, n + "@example.org", n + "@example.org",
          signing_up, signing_up);
    }
  });
  std::string file;
  for (const auto& piece : in.pieces({in.ledger, export_format::xlsx})) {
    CHECK(piece.size() <= 32U * 1024);
    file += piece;
  }
  const auto rows = read_sheet(file);
  REQUIRE(rows.size() == 1204);
  bool in_order = true;
  for (std::size_t i = 1; i < rows.size(); ++i)
    in_order = in_order && rows[i].at(4).text == std::to_string(i - 1);
  CHECK(in_order);
  CHECK(in.pieces({in.ledger, export_format::xlsx}).size() > 1);
}

TEST_CASE("a preset is kept under its name, for one event or all, and for its organiser alone",
          "[events][exports]") {
  export_choice in;
  events::export_preset what;
  what.name = "Caterer";
  what.format = export_format::csv;
  what.excel_de = true;
  what.columns = {"family_name", "answer.diet"};
  what.filter = {export_who::coming, "forum-1"};
  const auto save = [&](const events::export_preset& one) {
    return in.db->write([&](schema::transaction& tx) {
      return events::save_preset(tx, in.owner, *in.of, one, signing_up).value();
    });
  };
  const auto list = [&](const organisers::scope& whose, const events::event& of) {
    return in.db->read([&](const schema::reader& r) { return events::list_presets(r, whose, of); });
  };
  const auto id = save(what);
  auto all = what;
  all.name = "Alle";
  all.every_event = true;
  save(all);
  auto kept = list(in.owner, *in.of);
  REQUIRE(kept.size() == 2);
  CHECK(kept[0].every_event);
  CHECK(kept[1].id == id);
  CHECK(kept[1].excel_de);
  CHECK(kept[1].columns == what.columns);
  CHECK(kept[1].filter.who == export_who::coming);
  CHECK(kept[1].filter.session == "forum-1");

  what.columns = {"reference"};
  CHECK(save(what) == id);
  CHECK(list(in.owner, *in.of)[1].columns == texts{"reference"});

  const auto other_event = add_event(in.db, {{"slug", "next-year"}});
  REQUIRE(list(in.owner, *other_event).size() == 1);
  CHECK(list(in.owner, *other_event)[0].name == "Alle");
  const auto stranger = organisers::scope::of_operator(in.db.add_organiser("other"));
  CHECK(list(stranger, *in.of).empty());
  in.db->write([&](schema::transaction& tx) {
    CHECK_FALSE(events::remove_preset(tx, stranger, *in.of, id, signing_up));
    CHECK_FALSE(events::remove_preset(tx, in.owner, *other_event, id, signing_up));
    CHECK(events::remove_preset(tx, in.owner, *in.of, id, signing_up));
    CHECK_FALSE(events::remove_preset(tx, in.owner, *in.of, id, signing_up));
  });
}

TEST_CASE("a preset has a name of some length", "[events][exports]") {
  CHECK(events::check_preset_name("  Caterer ").value() == "Caterer");
  CHECK(events::check_preset_name(" ").error()[0].code == "required");
  CHECK(events::check_preset_name(std::string(81, 'x')).error()[0].code == "too_long");
  CHECK(events::check_preset_name("a\x01z").error()[0].code == "control_characters");
  CHECK(events::check_preset_name("\xff").error()[0].code == "not_utf8");
}

TEST_CASE("on paper stand those who come by family name, and of those who were there what they saw",
          "[events][exports]") {
  export_choice in;
  const auto last = in.sign_up_named("Zander");
  in.sign_up_named("Ähre");
  in.sign_up_named("Weg", "cancelled", "cancelled");
  const auto list = [&](const events::print_choice& wanted, const organisers::scope& whose) {
    return in.db->read([&](const schema::reader& r) {
      return events::list_for_print(r, whose, *in.of, in.ledger, wanted);
    });
  };
  const auto coming = list({{export_who::coming, {}}}, in.owner);
  REQUIRE(coming.size() == 2);
  CHECK(coming[0].family_name == "Ähre");
  CHECK(coming[1].sessions == texts{"plenary", "forum-1"});
  CHECK(list({{export_who::here, {}}}, in.owner).empty());

  in.check_in(last, "plenary");
  const auto here = list({{export_who::here, {}}}, in.owner);
  REQUIRE(here.size() == 1);
  const auto seen = events::attended_sessions(*in.of, here[0]);
  REQUIRE(seen.size() == 1);
  CHECK(seen[0]->key == "plenary");

  CHECK(list({{export_who::coming, {}}, last}, in.owner).size() == 1);
  CHECK(list({{export_who::coming, {}}, "000-000-000"}, in.owner).empty());
  const auto stranger = organisers::scope::of_operator(in.db.add_organiser("other"));
  CHECK(list({{export_who::coming, {}}}, stranger).empty());
}
