// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/attendance.hpp"

#include <chrono>

#include "events/foreign_time.hpp"
#include "events/import.hpp"
#include "tests/events/registration_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

struct attendance_fixture : registration_fixture {
  events::registered add(const std::string& given, const std::string& family,
                         const std::string& email, const std::string& session = "forum-1") {
    return sign_up(
        {{"given_name", given}, {"family_name", family}, {"email", email}, {"session", session}});
  }
  organisers::scope whose() const { return organisers::scope::of_operator(of->by.id); }

  zusage::checked<events::attendance_preview> preview(const std::string& file,
                                                      const std::string& session = "forum-1") {
    const auto list = events::read_attendance(file, *of, session);
    if (!list) return list.error();
    return db->read([&](const schema::reader& r) {
      return events::preview_attendance(r, whose(), *of, {session, *list});
    });
  }
  zusage::checked<std::size_t> store(const std::string& file,
                                     const std::string& session = "forum-1") {
    const auto list = events::read_attendance(file, *of, session);
    if (!list) return list.error();
    return db->write([&](schema::transaction& tx) {
      auto done = events::store_attendance(tx, whose(), *of, {session, *list}, signing_up);
      if (!done) tx.undo();
      return done;
    });
  }
};

const std::string zoom =
    "Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants\n"
    "852 1848 6288,Forum 1,05/15/2030 12:50:00 PM,05/15/2030 03:05:00 PM,host@sit.example.org,135,3"
    "\n\n"
    "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest\n"
    "Ada Muster,ada@stadt.example.org,05/15/2030 12:58:12 PM,05/15/2030 01:28:12 PM,30,Yes\n"
    "Ada Muster,ada@stadt.example.org,05/15/2030 01:30:00 PM,05/15/2030 02:15:00 PM,45,Yes\n"
    "Bea Beispiel (Bea),,05/15/2030 01:00:01 PM,05/15/2030 02:59:00 PM,118,Yes\n"
    "Unbekannt,fremd@other.example.org,05/15/2030 01:00:01 PM,05/15/2030 02:59:00 PM,118,Yes\n";

}  // namespace

TEST_CASE("a Zoom list is matched by address, else by name, and says what was not",
          "[events][attendance][S1]") {
  attendance_fixture in;
  in.add("Ada", "Muster", "ada@stadt.example.org");
  in.add("Bea", "Beispiel", "bea@stadt.example.org", "forum-2");
  const auto seen = in.preview(zoom).value();
  CHECK(seen.source == "zoom");
  REQUIRE(seen.present.size() == 2);
  const auto& ada = seen.present[0];
  CHECK(ada.how == events::recognised::by_email);
  CHECK(ada.lines == 2);
  CHECK(ada.minutes == 75);
  CHECK(ada.joined_at == local_to_instant("2030-05-15T12:58:12", "Europe/Berlin"));
  CHECK(ada.who.booked);
  CHECK(seen.present[1].how == events::recognised::by_name);
  CHECK_FALSE(seen.present[1].who.booked);
  REQUIRE(seen.unmatched.size() == 1);
  CHECK(seen.unmatched[0].line == 8);
  CHECK(seen.unmatched[0].shown == "Unbekannt, fremd@other.example.org");
  CHECK(in.number("SELECT COUNT(*) FROM attendance") == 0);
}

TEST_CASE("taking the same list over again changes nothing", "[events][attendance]") {
  attendance_fixture in;
  const auto ada = in.add("Ada", "Muster", "ada@stadt.example.org");
  CHECK(in.store(zoom).value() == 1);
  CHECK(in.store(zoom).value() == 1);
  CHECK(in.store(zoom, "").value() == 1);
  CHECK(in.store(zoom, "").value() == 1);
  CHECK(in.number("SELECT COUNT(*) FROM attendance") == 2);
  CHECK(in.number("SELECT minutes FROM attendance WHERE session_id IS NOT NULL") == 75);
  const auto id = in.find(ada.public_id)->id;
  const auto found = in.db->read(
      [&](const schema::reader& r) { return events::find_attendance(r, in.whose(), id); });
  REQUIRE(found.size() == 2);
  CHECK(found[0].session_id == in.session_id("forum-1"));
  CHECK(found[1].session_id == 0);
}

TEST_CASE("BigBlueButton's and plain lists in German are understood", "[events][attendance]") {
  attendance_fixture in;
  in.add("Ada", "Muster", "ada@stadt.example.org");
  in.add("Jörg", "Weiß", "weiss@stadt.example.org");
  const auto bbb = in.preview(
                         "Name,Moderator,Activity Score,Talk time,Webcam time,Messages,Left,"
                         "Join,Duration\n"
                         "joerg weiss,false,0,0,0,0,,,\n"
                         "Jörg Weiß,false,1.5,00:01:00,00:00:00,3,2030-05-15 14:50:30,"
                         "2030-05-15 12:59:00,01:51:30\n")
                       .value();
  CHECK(bbb.source == "bigbluebutton");
  REQUIRE(bbb.present.size() == 1);
  CHECK(bbb.present[0].minutes == 112);
  CHECK(bbb.unmatched.size() == 1);

  const auto plain = in.preview(
                           "\xef\xbb\xbfNachname;Vorname;E-Mail-Adresse;Beigetreten;Verlassen;"
                           "Teilgenommen\r\n"
                           "Muster;Ada;;15.05.2030 13:00;15.05.2030 14:30;ja\r\n"
                           "Weiß;Jörg;weiss@stadt.example.org;;;Nein\r\n"
                           "\"Weiss, Jörg\";;WEISS@Stadt.example.org;gegen eins;;ja\r\n")
                         .value();
  CHECK(plain.source == "generic");
  REQUIRE(plain.absent.size() == 1);
  CHECK(plain.absent[0].line == 3);
  CHECK(plain.absent[0].shown == "Jörg Weiß, weiss@stadt.example.org");
  REQUIRE(plain.unreadable_times.size() == 1);
  CHECK(plain.unreadable_times[0].line == 4);
  CHECK(plain.unreadable_times[0].shown == "gegen eins");
  REQUIRE(plain.present.size() == 2);
  CHECK(plain.present[0].minutes == 90);
  CHECK_FALSE(plain.present[1].joined_at);
}

TEST_CASE("a time of day alone is one of the session's day, or of the event's",
          "[events][attendance]") {
  const std::string list =
      "Name;E-Mail;Beitritt;Verlassen\nAda Muster;ada@stadt.example.org;08:30;09:15 Uhr\n";
  attendance_fixture in;
  in.add("Ada", "Muster", "ada@stadt.example.org");
  for (const auto* session : {"forum-1", ""}) {
    INFO(session);
    const auto seen = in.preview(list, session).value();
    CHECK(seen.unreadable_times.empty());
    REQUIRE(seen.present.size() == 1);
    CHECK(seen.present[0].joined_at == local_to_instant("2030-05-15T08:30", "Europe/Berlin"));
    CHECK(seen.present[0].minutes == 45);
  }
  in.import_again({{"ends_at", "2030-05-16T16:00"}});
  const auto of_two_days = in.preview(list, "").value();
  REQUIRE(of_two_days.unreadable_times.size() == 1);
  CHECK(of_two_days.unreadable_times[0].shown == "08:30");
  CHECK_FALSE(of_two_days.present.at(0).joined_at);
  CHECK(in.preview(list).value().present.at(0).joined_at);
}

TEST_CASE("a name that two people have recognises neither", "[events][attendance]") {
  attendance_fixture in;
  in.add("Ada", "Muster", "ada@stadt.example.org");
  in.add("Muster", "Ada", "other@stadt.example.org");
  const auto seen = in.preview("Name\nAda Muster\n").value();
  CHECK(seen.present.empty());
  REQUIRE(seen.unmatched.size() == 1);
  CHECK(seen.unmatched[0].several);
}

TEST_CASE("a list without a known column or for an unknown session is refused",
          "[events][attendance]") {
  attendance_fixture in;
  in.add("Ada", "Muster", "ada@stadt.example.org");
  const auto refused = in.store("Wer,Wann\nAda Muster,gestern\n");
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().at(0).code == "file_no_heading");
  CHECK(refused.error().at(0).arguments.at("line") == 1);
  CHECK(refused.error().at(0).arguments.at("found") == "Wer, Wann");
  CHECK(in.store(zoom, "forum-9").error().at(0).code == "unknown_session");
  CHECK(in.store("Name\n\"Ada").error().at(0).code == "file_quote");
  CHECK(in.number("SELECT COUNT(*) FROM attendance") == 0);
}

TEST_CASE("only people of the organiser's own event who are registered are recognised",
          "[events][attendance]") {
  attendance_fixture in;
  const auto ada = in.add("Ada", "Muster", "ada@stadt.example.org");
  const auto stranger = organisers::scope::of_operator(in.of->by.id + 1);
  const auto list = events::read_attendance(zoom, *in.of).value();
  const auto foreign = in.db->read([&](const schema::reader& r) {
    return events::preview_attendance(r, stranger, *in.of, {"", list});
  });
  CHECK(foreign.value().present.empty());
  in.cancel(ada.public_id);
  CHECK(in.preview(zoom).value().present.empty());
}

TEST_CASE("a session that somebody attended cannot vanish", "[events][attendance]") {
  attendance_fixture in;
  in.add("Ada", "Muster", "ada@stadt.example.org");
  REQUIRE(in.store(zoom, "forum-2").value() == 1);
  auto file = sample_event_file();
  file["events"][0]["sessions"].erase(2);
  const auto parsed = events::parse_event_file(file.dump()).value();
  const auto done = in.db->write([&](schema::transaction& tx) {
    auto result = events::import_events(tx, parsed, signing_up);
    if (!result) tx.undo();
    return result.has_value();
  });
  CHECK_FALSE(done);
}

TEST_CASE("ten thousand lines are matched in seconds", "[events][attendance]") {
  attendance_fixture in;
  in.db->write([&](schema::transaction& tx) {
    for (int i = 0; i < 10'000; ++i) {
      const auto n = std::to_string(i);
      tx.execute(
          "INSERT INTO registration (organiser_id, event_id, public_id, reference, status,"
          " given_name, family_name, email, email_key, phone, organisation, job_function, ags,"
          " municipality, language, answers, search, registered_at, updated_at)"
          " VALUES (:1, :2, :3, :4, 'confirmed', 'Ada', :5, :6, :7, '', '', '', '', '', 'de',"
          " '{}', '', :8, :9)",
          in.of->by.id, in.of->id, "p" + n, "r" + n, "Muster" + n, n + "@stadt.example.org",
          n + "@stadt.example.org", signing_up, signing_up);
    }
  });
  std::string file = "Name,E-Mail,Join Time,Duration\n";
  for (int i = 0; i < 10'000; ++i) {
    const auto n = std::to_string(i);
    file += "Ada Muster" + n + "," + (i % 2 ? n + "@stadt.example.org" : std::string()) +
            ",2030-05-15 13:00:00,45\n";
  }
  const auto begin = std::chrono::steady_clock::now();
  CHECK(in.store(file).value() == 10'000);
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(60));
  CHECK(in.number("SELECT COUNT(*) FROM attendance") == 10'000);
}

TEST_CASE("times of webinar tools are read where they say one thing only", "[events][attendance]") {
  const auto read = [](const std::string& text) {
    const auto at = events::read_foreign_time(text, "Europe/Berlin");
    return at ? to_iso(*at) : std::string();
  };
  CHECK(read("2030-05-15 13:00:07") == "2030-05-15T11:00:07Z");
  CHECK(read("2030-05-15T13:00:07Z") == "2030-05-15T13:00:07Z");
  CHECK(read("15.05.2030, 13:00 Uhr") == "2030-05-15T11:00:00Z");
  CHECK(read("05/15/2030 01:00:07 PM") == "2030-05-15T11:00:07Z");
  CHECK(read("5/15/30, 12:00 AM") == "2030-05-14T22:00:00Z");
  for (const auto* text : {"", "01/02/2030 10:00", "2030-13-01 10:00", "13/01/2030 01:00 PM",
                           "2030-03-31 02:30", "05/15/2030 13:00 PM", "gestern"}) {
    INFO(text);
    CHECK(read(text).empty());
  }
  const auto day = local_to_instant("2030-05-15T23:30", "Europe/Berlin").value();
  const auto clock = [&](const std::string& text) {
    const auto at = events::read_time_of_day(text, day, "Europe/Berlin");
    return at ? to_iso(*at) : std::string();
  };
  CHECK(clock("08:30") == "2030-05-15T06:30:00Z");
  CHECK(clock("8:30:07 Uhr") == "2030-05-15T06:30:07Z");
  CHECK(clock("08:30 PM") == "2030-05-15T18:30:00Z");
  for (const auto* text : {"", "8", "08:3", "24:30", "13:30 PM", "08:30 h", "08:30-09:00"}) {
    INFO(text);
    CHECK(clock(text).empty());
  }
  using events::read_minutes;
  CHECK(read_minutes("57") == 57);
  CHECK(read_minutes("57,5") == 58);
  CHECK(read_minutes("01:51:30") == 112);
  CHECK(read_minutes("1:05") == 65);
  CHECK(read_minutes("57 min") == 57);
  CHECK(read_minutes("1 Std. 5 Min.") == 65);
  CHECK(read_minutes("90 s") == 2);
  for (const auto* text : {"", "lange", "-5", "999999", "5 Tage"}) {
    INFO(text);
    CHECK_FALSE(read_minutes(text));
  }
}
