// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/registration_import.hpp"

#include <utility>

#include "events/registration_history.hpp"
#include "events/registration_import_trail.hpp"
#include "tests/events/registration_import_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;
using events::import_source;
using events::taken_as;

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
