// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/check_in.hpp"

#include <algorithm>
#include <thread>

#include "events/erase_registration.hpp"
#include "tests/events/registration_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;
using outcome = events::check_in_outcome;

namespace {

const instant doors = local_to_instant("2030-05-15T08:30", "Europe/Berlin").value();

struct desk_fixture : registration_fixture {
  using registration_fixture::registration_fixture;

  events::check_in_codes codes{some_key(5)};
  organisers::scope staff = organisers::scope::of_operator(of->by.id);

  events::check_in_place place(const std::string& session = "") const {
    return {staff, *of, session.empty() ? 0 : session_id(session)};
  }
  std::string code_of(const std::string& reference) const {
    return codes.code_of(reference, of->id);
  }
  events::check_in_result enter(const std::string& typed, const std::string& session = "",
                                instant now = doors, events::check_in_entry what = {}) {
    what.code = events::check_in_codes::read(typed).value();
    return db->write([&](schema::transaction& tx) {
      return events::check_in(tx, place(session), codes, what, now);
    });
  }
  events::check_in_result undo(const std::string& reference, const std::string& session = "") {
    return db->write([&](schema::transaction& tx) {
      return events::undo_check_in(tx, place(session), reference, doors + 5min);
    });
  }
  std::int64_t standing() {
    return number("SELECT COUNT(*) FROM check_in WHERE undone_at IS NULL");
  }
  std::vector<events::check_in_count> counts() {
    return db->read(
        [&](const schema::reader& r) { return events::count_check_ins(r, staff, *of); });
  }
};

events::check_in_entry sent(const std::string& key, std::optional<instant> at = {}) {
  return {{}, "Nord", key, at};
}

}  // namespace

TEST_CASE("who brings their code is checked in once, and their page's time is set and cleared",
          "[events][check_in]") {
  desk_fixture in;
  const auto ada = in.sign_up_as("ada@stadt.example.org");
  const auto done = in.enter(in.code_of(ada.reference), "", doors, sent("k1"));
  CHECK(done.what == outcome::checked_in);
  CHECK(done.who->family_name == "Muster");
  CHECK(done.who->here_since == doors);
  CHECK(in.find(ada.public_id)->checked_in_at == doors);
  const auto again = in.enter(ada.reference, "", doors + 3min);
  CHECK(again.what == outcome::already);
  CHECK(again.who->here_since == doors);
  CHECK(again.who->desk == "Nord");
  CHECK(in.counts()[0].here == 1);

  CHECK(in.undo(ada.reference).what == outcome::undone);
  CHECK_FALSE(in.find(ada.public_id)->checked_in_at);
  CHECK(in.undo(ada.reference).what == outcome::not_here);
  CHECK(in.number("SELECT COUNT(*) FROM audit_entry WHERE action = 'check_in.undone'"
                  " AND details LIKE '%\"after\":{\"checked_in_at\":null}%'"
                  " AND details LIKE '%\"before\":{\"checked_in_at\":\"2%'") == 1);
  CHECK(in.counts()[0].here == 0);
  CHECK(in.enter(ada.reference, "", doors + 9min).what == outcome::checked_in);
  CHECK(in.find(ada.public_id)->checked_in_at == doors + 9min);
  CHECK(in.number("SELECT COUNT(*) FROM check_in") == 2);
  CHECK(in.number("SELECT COUNT(*) FROM audit_entry WHERE action LIKE 'check_in.%'") == 3);
}

TEST_CASE("of two desks that check in the same person at once exactly one does it",
          "[events][check_in]") {
  desk_fixture in;
  const auto ada = in.sign_up_as("ada@stadt.example.org");
  outcome seen[8] = {};
  std::vector<std::thread> desks;
  for (auto& mine : seen)
    desks.emplace_back([&in, &mine, &ada] { mine = in.enter(ada.reference).what; });
  for (auto& one : desks) one.join();
  CHECK(std::count(std::begin(seen), std::end(seen), outcome::checked_in) == 1);
  CHECK(std::count(std::begin(seen), std::end(seen), outcome::already) == 7);
  CHECK(in.standing() == 1);
  // Whatever else writes: the database takes no second one.
  CHECK_THROWS(in.db->write([&](schema::transaction& tx) {
    tx.execute(
        "INSERT INTO check_in (organiser_id, event_id, registration_id, at, noted_at, by_staff,"
        " desk, client_key) SELECT organiser_id, event_id, registration_id, 1, 1, 0, '', ''"
        " FROM check_in");
  }));
}

TEST_CASE("only a confirmed place is checked in, and the desk learns how it stands",
          "[events][check_in]") {
  desk_fixture in;
  const auto ada = in.sign_up_as("ada@stadt.example.org");
  for (const auto* status :
       {"waiting", "offered", "applied", "unverified", "refused", "cancelled"}) {
    in.db->write([&](schema::transaction& tx) {
      tx.execute("UPDATE registration SET status = :1", status);
    });
    const auto refused = in.enter(in.code_of(ada.reference));
    CHECK(refused.what == outcome::not_confirmed);
    CHECK(to_text(refused.who->status) == status);
  }
  CHECK(in.standing() == 0);
}

TEST_CASE("a session is checked in apart from the event, by who has booked it",
          "[events][check_in]") {
  desk_fixture in;
  const auto ada = in.sign_up_as("ada@stadt.example.org", "forum-1");
  CHECK(in.enter(ada.reference, "forum-2").what == outcome::not_in_session);
  CHECK(in.enter(ada.reference, "forum-1").what == outcome::checked_in);
  CHECK_FALSE(in.find(ada.public_id)->checked_in_at);
  CHECK(in.enter(ada.reference).what == outcome::checked_in);
  const auto counts = in.counts();
  REQUIRE(counts.size() == 4);
  CHECK(counts[0].here == 1);
  CHECK(counts[0].expected == 1);
  for (const auto& one : counts) {
    if (one.session_id == in.session_id("forum-1")) CHECK((one.here == 1 && one.expected == 1));
    if (one.session_id == in.session_id("forum-2")) CHECK((one.here == 0 && one.expected == 0));
  }
  CHECK(in.undo(ada.reference, "forum-1").what == outcome::undone);
  CHECK(in.find(ada.public_id)->checked_in_at);
}

TEST_CASE("who has not booked a session is let in when a desk says so, and that is noted",
          "[events][check_in]") {
  desk_fixture in;
  const auto ada = in.sign_up_as("ada@stadt.example.org", "forum-1");
  auto anyway = sent("k1");
  anyway.anyway = true;
  CHECK(in.enter(ada.reference, "forum-2", doors, anyway).what == outcome::checked_in);
  CHECK(in.number("SELECT COUNT(*) FROM audit_entry WHERE action = 'check_in.done'"
                  " AND details LIKE '%\"booked\":false%'") == 1);
  in.undo(ada.reference, "forum-2");
  for (const auto* status : {"waiting", "cancelled", "refused"}) {
    in.db->write([&](schema::transaction& tx) {
      tx.execute("UPDATE registration SET status = :1", status);
    });
    anyway.client_key = status;
    CHECK(in.enter(ada.reference, "forum-2", doors, anyway).what == outcome::not_confirmed);
  }
  CHECK(in.standing() == 0);
}

TEST_CASE("what was noted offline is taken with its time, and repeating it changes nothing",
          "[events][check_in]") {
  desk_fixture in;
  const auto ada = in.sign_up_as("ada@stadt.example.org");
  const auto entry = sent("batch-1", doors - 20min);
  for (int i = 0; i < 3; ++i) {
    CHECK(in.enter(ada.reference, "", doors + i * 1min, entry).what == outcome::checked_in);
    CHECK(in.standing() == 1);
  }
  CHECK(in.find(ada.public_id)->checked_in_at == doors - 20min);
  in.undo(ada.reference);
  CHECK(in.enter(ada.reference, "", doors, entry).what == outcome::taken_back);
  CHECK(in.standing() == 0);
  CHECK(in.enter(ada.reference, "", doors, sent("batch-2", doors - 24h - 1min)).what ==
        outcome::too_old);
  CHECK(in.enter(ada.reference, "", doors, sent("batch-3", doors + 1h)).what ==
        outcome::checked_in);
  CHECK(in.find(ada.public_id)->checked_in_at == doors);
}

TEST_CASE("a foreign reference, a code without our seal and one of another event open nothing",
          "[events][check_in]") {
  desk_fixture in;
  const auto ada = in.sign_up_as("ada@stadt.example.org");
  CHECK(in.enter(new_reference()).what == outcome::unknown);
  const events::check_in_codes forger(some_key(6));
  CHECK(in.enter(forger.code_of(ada.reference, in.of->id)).what == outcome::unknown);
  CHECK(in.enter(in.codes.code_of(ada.reference, in.of->id + 1)).what == outcome::unknown);

  auto file = sample_event_file();
  file["events"][0]["slug"] = "second-day";
  import_file(in.db, file);
  const auto second = in.db->read([&](const schema::reader& r) {
    return in.catalogue.find(r, std::string_view("second-day"));
  });
  const auto at_second = [&](const std::string& typed, const organisers::scope& whose) {
    return in.db->write([&](schema::transaction& tx) {
      return events::check_in(tx, {whose, *second, 0}, in.codes,
                              {events::check_in_codes::read(typed).value(), "", "", {}}, doors);
    });
  };
  CHECK(at_second(in.code_of(ada.reference), in.staff).what == outcome::other_event);
  CHECK_FALSE(at_second(in.code_of(ada.reference), in.staff).who);
  const auto others = organisers::scope::of_operator(in.db.add_organiser("kdn"));
  CHECK(at_second(ada.reference, others).what == outcome::unknown);
  CHECK(in.standing() == 0);
}

TEST_CASE("a code is read as scanners of both keyboards type it, a name is none",
          "[events][check_in]") {
  const events::check_in_codes codes(some_key(5));
  // With a Y, which the wrong keyboard turns into a Z.
  std::string reference;
  do reference = new_reference();
  while (reference.find('Y') == std::string::npos);
  const auto code = codes.code_of(reference, 7);
  std::string other;
  for (const char c : code) {
    if (c == ':')
      other += "Ö";
    else if (c == '-')
      other += "ß";
    else
      other += c == 'Z' ? 'Y' : c == 'Y' ? 'Z' : c;
  }
  for (const auto& typed : {code, other, " " + code + "\r\n"}) {
    INFO(typed);
    const auto read = events::check_in_codes::read(typed);
    REQUIRE(read);
    CHECK(read->reference == reference);
    CHECK(codes.is_sealed(*read, 7));
    CHECK_FALSE(codes.is_sealed(*read, 8));
  }
  CHECK(events::check_in_codes::read(reference)->seal.empty());
  for (const auto* typed :
       {"", "Ada Muster", "ZUSAGE:", "ZUSAGE:000-000-001-00000000", "Zusagemann"})
    CHECK_FALSE(events::check_in_codes::read(typed));
}

TEST_CASE("a search finds by name, organisation and reference, but not by address",
          "[events][check_in]") {
  desk_fixture in;
  const auto joerg = in.sign_up({{"given_name", "Jörg"},
                                 {"family_name", "Weiß"},
                                 {"email", "postfach17@stadt.example.org"},
                                 {"organisation", "Stadt Musterhausen"},
                                 {"session", "forum-1"}});
  in.sign_up_as("ada@stadt.example.org");
  const auto found = [&](const std::string& text) {
    return in.db->read([&](const schema::reader& r) {
      return events::search_arrivals(r, in.place(), text).size();
    });
  };
  CHECK(found("joerg") + found("jorg") == 1);
  CHECK(found("weiss musterh") == 1);
  CHECK(found(joerg.reference) == 1);
  CHECK(found("postfach17") == 0);
  CHECK(found("%") == 0);
  CHECK(found("  ") == 0);
  const auto list =
      in.db->read([&](const schema::reader& r) { return events::list_arrivals(r, in.place()); });
  REQUIRE(list.size() == 2);
  CHECK(list[0].family_name == "Muster");
  CHECK(list[1].family_name == "Weiß");
}

TEST_CASE(
    "a name is found behind hundreds in whom it stands elsewhere, and organisations are not told",
    "[events][check_in]") {
  desk_fixture in;
  in.sign_up({{"given_name", "Eva"},
              {"family_name", "Erste"},
              {"email", "erste@stadt.example.org"},
              {"organisation", "Stadt Essen"},
              {"session", "forum-1"}});
  in.db->write([](schema::transaction& tx) {
    tx.execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400)"
        " INSERT INTO registration (organiser_id, event_id, public_id, reference, status,"
        " given_name, family_name, email, email_key, phone, organisation, job_function, ags,"
        " municipality, language, answers, search, registered_at, updated_at)"
        " SELECT organiser_id, event_id, public_id || CAST(i AS TEXT), reference || CAST(i AS "
        "TEXT),"
        " status, given_name, family_name, CAST(i AS TEXT) || email, CAST(i AS TEXT) || email_key,"
        " phone, organisation, job_function, ags, municipality, language, answers, search,"
        " registered_at, updated_at FROM registration, n");
  });
  in.sign_up({{"given_name", "Otto"},
              {"family_name", "Essen"},
              {"email", "letzte@stadt.example.org"},
              {"organisation", "Gemeinde Süd"},
              {"session", "forum-1"}});
  auto place = in.place();
  place.names_only = true;
  const auto found = in.db->read(
      [&](const schema::reader& r) { return events::search_arrivals(r, place, "essen"); });
  REQUIRE(found.size() == 1);
  CHECK(found[0].family_name == "Essen");
  CHECK(found[0].organisation == "");
}

TEST_CASE("check-ins go with their registration", "[events][check_in]") {
  desk_fixture in;
  const auto ada = in.sign_up_as("ada@stadt.example.org");
  in.enter(ada.reference);
  in.db->write([&](schema::transaction& tx) {
    events::erase_registration(tx, in.find(ada.public_id)->id, doors);
  });
  CHECK(in.number("SELECT COUNT(*) FROM check_in") == 0);
}
