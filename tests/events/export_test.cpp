// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/export.hpp"

#include "events/check_group.hpp"
#include "events/csv.hpp"
#include "events/municipalities.hpp"
#include "events/state_of.hpp"
#include "tests/events/registration_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

struct export_fixture : registration_fixture {
  using registration_fixture::registration_fixture;
  organisers::scope owner = organisers::scope::of_operator(of->by.id);

  std::string written(const events::export_options& how) {
    std::string file;
    db->read([&](const schema::reader& r) {
      events::export_registrations(r, owner, *of, how, [&](std::string_view piece) {
        file += piece;
        return true;
      });
    });
    return file;
  }
  nlohmann::json json() {
    return nlohmann::json::parse(written({ledger, events::export_format::json}), nullptr, false);
  }
};

texts lines_of(const std::string& file) {
  texts lines;
  std::size_t from = 0;
  for (auto to = file.find("\r\n"); to != std::string::npos; to = file.find("\r\n", from)) {
    lines.push_back(file.substr(from, to - from));
    from = to + 2;
  }
  CHECK(from == file.size());
  return lines;
}

}  // namespace

TEST_CASE("cells are quoted where RFC 4180 asks for it", "[events]") {
  CHECK(events::csv_cell("plain", ',') == "plain");
  CHECK(events::csv_cell("", ',').empty());
  CHECK(events::csv_cell("a,b", ',') == "\"a,b\"");
  CHECK(events::csv_cell("x;=1+1", ',') == "\"x;'=1+1\"");  // the other locale's separator
  CHECK(events::csv_cell("x,@y", ';') == "\"x,'@y\"");
  CHECK(events::csv_cell("x\n=2", ',') == "\"x\n'=2\"");
  CHECK(events::csv_cell("a;b", ';') == "\"a;b\"");
  CHECK(events::csv_cell("say \"hi\"", ',') == "\"say \"\"hi\"\"\"");
  CHECK(events::csv_cell("two\nlines", ',') == "\"two\nlines\"");
  CHECK(events::csv_row({"a", "", "b"}, ';') == "a;;b\r\n");
}

TEST_CASE("no cell is run as a formula, and a telephone number keeps its plus", "[events]") {
  CHECK(events::csv_cell("=1+1", ',') == "'=1+1");
  CHECK(events::csv_cell("-2", ',') == "'-2");
  CHECK(events::csv_cell("@SUM(A1)", ',') == "'@SUM(A1)");
  CHECK(events::csv_cell("\tx", ',') == "'\tx");
  CHECK(events::csv_cell("\rx", ',') == "\"'\rx\"");
  CHECK(events::csv_cell("=HYPERLINK(\"x\",\"y\")", ',') == "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"");
  CHECK(events::csv_cell("+49 2352 1", ',') == "'+49 2352 1");
  CHECK(events::csv_cell("a=b", ',') == "a=b");
}

TEST_CASE("an AGS says in which state it lies", "[events]") {
  CHECK(events::state_of("05962016") == "Nordrhein-Westfalen");
  CHECK(events::state_of("16077001") == "Thüringen");
  CHECK(events::state_of("01001000") == "Schleswig-Holstein");
  for (const auto* other : {"", "0596201", "99000000", "00000000", "x5962016"}) {
    CHECK(events::state_of(other).empty());
  }
}

TEST_CASE("the first row has the stable keys, then the event's questions and purposes",
          "[events]") {
  export_fixture in;
  CHECK(
      in.written({in.ledger}) ==
      "\xEF\xBB\xBFreference,status,registered_at,given_name,family_name,email,phone,"
      "organisation,function,ags,municipality,district,state,size_class,language,sessions,"
      "checked_in_at,attended,answer.remark,answer.wishes,answer.diet,answer.topics,answer.persons,"
      "answer.arrival,answer.hotel,answer.mobile,answer.diet-details,consent.newsletter,"
      "consent.calls,sessions_waiting,group,population\r\n");
}

TEST_CASE("a row has everything that was said, times with offset", "[events]") {
  export_fixture in;
  auto form = with(with(least_form(), "municipality", "05962016"), "phone", "+49 2352 1");
  form = with(with(form, "answer.topics", "ai"), "answer.topics", "data");
  form = with(with(form, "function", "=cmd"), "answer.mobile", "+49 170 2");
  const auto made = in.sign_up(form);
  const auto lines = lines_of(in.written({in.ledger}));
  REQUIRE(lines.size() == 2);
  CHECK(lines[1] ==
        made.reference +
            ",confirmed,2030-04-01T10:00:00+02:00,Ada,Muster,ada@stadt.example.org,"
            "'+49 2352 1,,'=cmd,05962016,,,Nordrhein-Westfalen,,de,\"plenary, forum-1\","
            ",,,,,\"ai, data\",,,,'+49 170 2,,,,,,");
}

TEST_CASE("with a directory a row says what the key tells", "[events]") {
  export_fixture in;
  in.db->write([](schema::transaction& tx) {
    events::replace_directory(
        tx, {{"05962016", "Hemer", "Stadt", events::municipality_kind::municipality, "05962",
              "Märkischer Kreis", "Nordrhein-Westfalen", 35'005, "58675"}});
  });
  in.sign_up(with(least_form(), "municipality", "05962016"));
  const auto lines = lines_of(in.written({in.ledger}));
  REQUIRE(lines.size() == 2);
  CHECK(lines[1].find(",Märkischer Kreis,Nordrhein-Westfalen,20000-49999,de,") !=
        std::string::npos);
  CHECK(lines[1].ends_with(",35005"));
}

TEST_CASE("German Excel gets semicolons", "[events]") {
  export_fixture in;
  in.sign_up(with(least_form(), "organisation", "Stadt; Amt"));
  const auto lines = lines_of(in.written({in.ledger, events::export_format::csv, true}));
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].substr(0, 19) == "\xEF\xBB\xBFreference;status");
  CHECK(lines[1].find(";\"Stadt; Amt\";") != std::string::npos);
}

TEST_CASE("a consent cell says what is so now and since when", "[events]") {
  export_fixture in;
  const auto ticked = [&](const std::string& email) {
    return in.sign_up(with(least_form(email), "consent.newsletter", "yes"));
  };
  ticked("requested@example.org");
  ticked("given@example.org");
  ticked("revoked@example.org");
  in.sign_up(least_form("nothing@example.org"));
  in.sign_up(with(with(least_form("calls@example.org"), "consent.calls", "yes"), "phone", "110"));
  const auto id = [&](const std::string& email) {
    return in.db
        ->read([&](const schema::reader& r) {
          return in.ledger.find_by_email(r, in.of->by.id, email);
        })
        .at(0)
        .public_id;
  };
  in.db->write([&](schema::transaction& tx) {
    in.ledger.confirm(tx, id("given@example.org"), {}, signing_up + 1h);
    in.ledger.confirm(tx, id("revoked@example.org"), {}, signing_up + 1h);
    in.ledger.withdraw(tx, id("revoked@example.org"), "link", {}, signing_up + 2h);
  });
  texts cells;
  const auto rows = in.json();
  for (const auto& row : rows) {
    cells.push_back(row.at("consent.newsletter").get<std::string>() + "|" +
                    row.at("consent.calls").get<std::string>());
  }
  CHECK(cells == texts{"requested 2030-04-01T08:00:00Z|", "given 2030-04-01T09:00:00Z|",
                       "revoked 2030-04-01T10:00:00Z|", "|", "|given 2030-04-01T08:00:00Z"});
}

TEST_CASE("as JSON the same comes as objects with lists", "[events]") {
  export_fixture in;
  CHECK(in.json() == nlohmann::json::array());
  in.sign_up(with(least_form(), "answer.topics", "ai"));
  const auto waiting = in.sign_up_as("b@example.org");
  in.cancel(waiting.public_id);
  const auto rows = in.json();
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].at("sessions") == nlohmann::json({"plenary", "forum-1"}));
  CHECK(rows[0].at("answer.topics") == nlohmann::json::array({"ai"}));
  CHECK(rows[0].at("checked_in_at") == "");
  CHECK(rows[1].at("status") == "cancelled");
  CHECK(rows[1].at("sessions") == nlohmann::json::array());
}

TEST_CASE("the export says who only waits for a session, and who registered together", "[events]") {
  auto sessions = sample_event_file()["events"][0]["sessions"];
  sessions[1]["capacity"] = 1;
  export_fixture in({{"sessions", sessions}, {"registration", {{"max_group", 2}}}});
  auto form = least_form();
  for (const auto& [name, value] :
       {std::pair("given_name", "Kim"), {"family_name", "Muster"}, {"email", "kim@example.org"}}) {
    form.emplace_back(std::string("person.2.") + name, value);
  }
  form.emplace_back("takes_fewer", "yes");
  const auto both = events::check_group_sign_up(*in.of, form).value();
  const auto ada = in.db->write([&](schema::transaction& tx) {
    return in.registrar.register_one(tx, *in.of, both, in.from, signing_up);
  });
  in.sign_up_as("alone@example.org");
  const auto rows = in.json();
  REQUIRE(rows.size() == 3);
  const auto none = nlohmann::json::array(), forum = nlohmann::json::array({"forum-1"});
  CHECK(rows[0].at("sessions_waiting") == none);
  CHECK(rows[1].at("sessions_waiting") == forum);
  CHECK(rows[2].at("sessions_waiting") == forum);
  CHECK(rows[2].at("sessions") == nlohmann::json::array({"plenary"}));
  CHECK(rows[0].at("group") == ada.reference);
  CHECK(rows[1].at("group") == ada.reference);
  CHECK(rows[2].at("group") == "");
}

TEST_CASE("rows of many pages come once each and in order of registration", "[events]") {
  export_fixture in;
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
  const auto rows = in.json();
  REQUIRE(rows.size() == 1203);
  bool in_order = true;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    in_order = in_order && rows[i].at("family_name") == std::to_string(i);
  }
  CHECK(in_order);

  // Who stops taking gets no more.
  int pieces = 0;
  in.db->read([&](const schema::reader& r) {
    events::export_registrations(r, in.owner, *in.of, {in.ledger}, [&](std::string_view) {
      ++pieces;
      return false;
    });
  });
  CHECK(pieces == 1);
}

TEST_CASE("another organiser cannot export the event", "[events]") {
  export_fixture in;
  in.sign_up(least_form());
  const auto stranger = organisers::scope::of_operator(in.db.add_organiser("other"));
  bool written = false;
  const auto count = in.db->read([&](const schema::reader& r) {
    return events::export_registrations(r, stranger, *in.of, {in.ledger}, [&](std::string_view) {
      written = true;
      return true;
    });
  });
  CHECK_FALSE(count.has_value());
  CHECK_FALSE(written);
}
