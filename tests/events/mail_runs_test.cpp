// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/mail_runs.hpp"

#include "events/mail_plan.hpp"
#include "tests/events/mails_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;
using nlohmann::json;

namespace {

json reminders(const json& list) {
  return {{"reminders", list}};
}

const json day_before = reminders({{{"key", "day"}, {"hours_before", 24}}});

// The sample's event: 2030-05-15, 9:00 to 16:00; forum-1 from 13:00 to 15:00.
instant at(const std::string& local) {
  return local_to_instant(local, "Europe/Berlin").value();
}

struct runs_fixture : mails_fixture {
  using mails_fixture::mails_fixture;

  // All that is due, in steps of `most`; how many mails.
  std::int64_t send(instant now, std::int64_t most = 100) {
    std::int64_t sent = 0;
    events::run_progress step{true, 0};
    while (step.any) {
      step = db->write([&](schema::transaction& tx) {
        return events::send_planned_mails(tx, catalogue, outbox, now, most);
      });
      sent += step.sent;
    }
    return sent;
  }

  std::int64_t queued(const std::string& name) {
    return number("SELECT COUNT(*) FROM message WHERE template = :1", name);
  }

  std::optional<mailer::content> composed_at(instant now, const std::string& name) {
    clock = now;
    return composed(name);
  }

  void set_status(const std::string& public_id, const std::string& status) {
    db->write([&](schema::transaction& tx) {
      tx.execute("UPDATE registration SET status = :1 WHERE public_id = :2", status, public_id);
    });
  }
};

}  // namespace

TEST_CASE("a reminder goes to each confirmed registration once, when it is due",
          "[events][reminders]") {
  runs_fixture in(day_before);
  in.sign_up_as("a@stadt.example.org");
  in.sign_up_as("b@stadt.example.org");
  in.cancel(in.sign_up_as("c@stadt.example.org").public_id);
  const auto unverified = in.sign_up_as("d@stadt.example.org");
  in.set_status(unverified.public_id, "unverified");
  CHECK(in.send(at("2030-05-14T08:59")) == 0);
  CHECK(in.send(at("2030-05-14T09:00")) == 2);
  CHECK(in.send(at("2030-05-14T09:01")) == 0);
  CHECK(in.queued("event-reminder") == 2);
  CHECK(in.number("SELECT COUNT(*) FROM message WHERE template = 'event-reminder'"
                  " AND needs_consent = 0 AND priority = 1") == 2);
}

TEST_CASE("however small the steps, everybody gets one and nobody two", "[events][reminders]") {
  runs_fixture in(day_before);
  for (int i = 0; i < 7; ++i) in.sign_up_as("p" + std::to_string(i) + "@stadt.example.org");
  const auto step = [&] {
    return in.db->write([&](schema::transaction& tx) {
      return events::send_planned_mails(tx, in.catalogue, in.outbox, at("2030-05-14T09:00"), 3);
    });
  };
  CHECK(step().sent == 3);
  CHECK(step().sent == 3);
  CHECK(step().sent == 1);
  CHECK_FALSE(step().any);
  CHECK(in.number("SELECT COUNT(DISTINCT registration_id) FROM message"
                  " WHERE template = 'event-reminder'") == 7);
  // The constraint holds where the place in the list would be lost.
  in.db->write([](schema::transaction& tx) {
    tx.execute("UPDATE mail_run SET after_id = 0, done_at = NULL");
  });
  CHECK(in.send(at("2030-05-14T09:00")) == 0);
}

TEST_CASE("after downtime no reminder leaves once the event has begun", "[events][reminders]") {
  runs_fixture in(day_before);
  in.sign_up(least_form());
  CHECK(in.send(at("2030-05-15T09:00")) == 0);
  CHECK(in.queued("event-reminder") == 0);

  runs_fixture late(day_before);
  late.sign_up(least_form());
  CHECK(late.send(at("2030-05-15T08:59")) == 1);
  CHECK(late.composed_at(at("2030-05-15T08:59"), "event-reminder"));
  CHECK_FALSE(late.composed_at(at("2030-05-15T09:00"), "event-reminder"));
  CHECK(late.number("SELECT expires_at FROM message WHERE template = 'event-reminder'") ==
        to_micros(at("2030-05-15T09:00")));
}

TEST_CASE("whoever registers after a reminder was due does not get it", "[events][reminders]") {
  runs_fixture in(day_before);
  in.sign_up(least_form("early@stadt.example.org"), at("2030-05-14T08:59"));
  in.sign_up(least_form("late@stadt.example.org"), at("2030-05-14T09:30"));
  CHECK(in.send(at("2030-05-14T10:00")) == 1);
  CHECK(in.newest("event-reminder").recipient == "early@stadt.example.org");
}

TEST_CASE("a moved event is reminded of anew, a changed text alone is not", "[events][reminders]") {
  runs_fixture in(day_before);
  in.sign_up(least_form());
  CHECK(in.send(at("2030-05-14T09:00")) == 1);
  auto changes = day_before;
  changes["title"] = {{"de", "Anderer Titel"}};
  in.import_again(changes, at("2030-05-14T09:30"));
  CHECK(in.send(at("2030-05-14T10:00")) == 0);

  changes["starts_at"] = "2030-05-15T09:30";  // due again half an hour later: that has passed
  changes["sessions"] = nullptr;
  SECTION("later the same day nobody is reminded twice within an hour") {
    changes.erase("sessions");
    in.import_again(changes, at("2030-05-14T10:00"));
    CHECK(in.send(at("2030-05-14T10:00")) == 0);
    CHECK(in.send(at("2030-05-15T09:00")) == 0);
  }
  SECTION("a week later everybody is reminded again") {
    auto moved = sample_event_file()["events"][0];
    moved["reminders"] = day_before["reminders"];
    moved["starts_at"] = "2030-05-22T09:00";
    moved["ends_at"] = "2030-05-22T16:00";
    for (auto& one : moved["sessions"]) {
      for (const char* key : {"starts_at", "ends_at"})
        one[key] = one[key].get<std::string>().replace(8, 2, "22");
    }
    in.import_again(moved, at("2030-05-14T10:00"));
    CHECK(in.send(at("2030-05-15T09:00")) == 0);
    CHECK(in.send(at("2030-05-21T09:00")) == 1);
  }
}

TEST_CASE("drafts, cancelled events and those that drop the plan send nothing",
          "[events][reminders]") {
  runs_fixture in(day_before);
  in.sign_up(least_form());
  auto changes = day_before;
  SECTION("cancelled") {
    changes["status"] = "cancelled";
    in.import_again(changes);
    CHECK(in.send(at("2030-05-14T09:00")) == 0);
    // Once it takes place after all, the plan is as it was.
    changes["status"] = "published";
    in.import_again(changes);
    CHECK(in.send(at("2030-05-14T09:00")) == 1);
  }
  SECTION("draft") {
    changes["status"] = "draft";
    in.import_again(changes);
    CHECK(in.send(at("2030-05-14T09:00")) == 0);
  }
  SECTION("plan taken out") {
    in.import_again(json::object());
    CHECK(in.send(at("2030-05-14T09:00")) == 0);
  }
  SECTION("cancelled after the mail was queued") {
    CHECK(in.send(at("2030-05-14T09:00")) == 1);
    changes["status"] = "cancelled";
    in.import_again(changes);
    CHECK_FALSE(in.composed_at(at("2030-05-14T09:01"), "event-reminder"));
  }
}

TEST_CASE("a reminder of each session goes to who booked it, before it begins",
          "[events][reminders]") {
  runs_fixture in(reminders({{{"key", "soon"}, {"minutes_before", 20}, {"session", true}}}));
  in.sign_up_as("one@stadt.example.org", "forum-1");
  in.sign_up_as("two@stadt.example.org", "forum-2");
  CHECK(in.send(at("2030-05-15T08:40")) == 2);  // both are in the plenary
  CHECK(in.send(at("2030-05-15T12:40")) == 2);  // each in a forum of their own
  const auto mail = in.composed_at(at("2030-05-15T12:41"), "event-reminder").value();
  CHECK(mail.data.at("about_title") == "Forum 2: Cloud");
  CHECK(mail.data.at("about_join_url") == "https://meet.example.org/kick-off");
  CHECK(in.newest("event-reminder").recipient == "two@stadt.example.org");
}

TEST_CASE("of a hybrid event a reminder for one mode leaves out who attends otherwise",
          "[events][reminders]") {
  const json asked = {{{"key", "attendance"},
                       {"type", "choice"},
                       {"label", {{"de", "Wie nehmen Sie teil?"}}},
                       {"options", {{{"key", "online"}}, {{"key", "on_site"}}}}}};
  auto changes = reminders({{{"key", "way"}, {"hours_before", 24}, {"mode", "on_site"}}});
  changes["questions"] = asked;
  runs_fixture in(changes);
  in.sign_up(with(least_form("here@stadt.example.org"), "answer.attendance", "on_site"));
  in.sign_up(with(least_form("there@stadt.example.org"), "answer.attendance", "online"));
  in.sign_up(least_form("open@stadt.example.org"));
  CHECK(in.send(at("2030-05-14T09:00")) == 2);
  CHECK(in.number("SELECT COUNT(*) FROM message WHERE template = 'event-reminder'"
                  " AND recipient = 'there@stadt.example.org'") == 0);
  const auto mail = in.composed_at(at("2030-05-14T09:00"), "event-reminder").value();
  CHECK(mail.data.at("access") == "Aufzug, Induktionsschleife");
  CHECK(mail.data.at("event_place") == "Rathaus, Markt 1, 12345 Musterstadt / Online");
  CHECK(uids(mail) == texts{"plenary", "forum-1"});
}

TEST_CASE("a reminder has the join link only within its time before the start",
          "[events][reminders][S1]") {
  runs_fixture in(
      json{{"join_minutes_before", 60}, {"reminders", {{{"key", "day"}, {"hours_before", 24}}}}});
  in.sign_up(least_form());
  REQUIRE(in.send(at("2030-05-14T09:00")) == 1);
  const auto early = in.composed_at(at("2030-05-14T09:00"), "event-reminder").value();
  CHECK(early.data.dump().find("meet.example.org") == std::string::npos);
  CHECK(early.data.at("join_from") == "2030-05-15T08:00 de");
  const auto near = in.composed_at(at("2030-05-15T08:00"), "event-reminder").value();
  CHECK(near.data.at("booked")[0].at("join_url") == "https://meet.example.org/kick-off");
  CHECK(near.data.at("booked")[1].at("join_url") == "");
}

TEST_CASE("messages afterwards go out after the end, in own words with recordings",
          "[events][reminders]") {
  runs_fixture in(json{{"recording_url", "https://video.example.org/all"},
                       {"follow_ups",
                        {{{"key", "thanks"},
                          {"hours_after", 2},
                          {"subject", {{"de", "Danke"}, {"en", "Thank you"}}},
                          {"text", {{"de", "**Danke** fürs Kommen"}}}}}}});
  in.sign_up(least_form());
  CHECK(in.send(at("2030-05-15T17:59")) == 0);
  CHECK(in.send(at("2030-05-15T18:00")) == 1);
  const auto mail = in.composed_at(at("2030-05-15T18:00"), "event-follow-up").value();
  CHECK(mail.data.at("own_subject") == "Danke");
  CHECK(mail.data.at("own_text") == "**Danke** fürs Kommen");
  CHECK(mail.data.at("recordings")[0].at("url") == "https://video.example.org/all");
  CHECK(mail.calendar.empty());
}

TEST_CASE("a message afterwards is too late after a week", "[events][reminders]") {
  const json plan = {{"follow_ups",
                      {{{"key", "thanks"},
                        {"hours_after", 2},
                        {"subject", {{"de", "Danke"}}},
                        {"text", {{"de", "Danke"}}}}}}};
  runs_fixture in(plan);
  in.sign_up(least_form());
  CHECK(in.send(at("2030-05-22T18:00")) == 0);
  CHECK(in.queued("event-follow-up") == 0);
}

TEST_CASE("each recording is told of once, to who booked it", "[events][reminders][S1]") {
  runs_fixture in;
  in.sign_up_as("one@stadt.example.org", "forum-1");
  in.sign_up_as("two@stadt.example.org", "forum-2");
  const auto whose = organisers::scope::of_operator(in.of->by.id);
  const auto tell = [&](instant now) {
    return in.db->write(
        [&](schema::transaction& tx) { return tell_of_recordings(tx, whose, *in.of, now); });
  };
  auto file = sample_event_file()["events"][0];
  file["sessions"][1]["recording_url"] = "https://video.example.org/forum-1";
  in.import_again(file);
  CHECK_FALSE(tell(at("2030-05-15T14:59")));  // not over yet
  CHECK(tell(at("2030-05-15T15:00")));
  CHECK_FALSE(tell(at("2030-05-15T15:01")));
  CHECK(in.send(at("2030-05-15T15:01")) == 1);
  CHECK(in.newest("event-recording").recipient == "one@stadt.example.org");
  const auto mail = in.composed_at(at("2030-05-15T15:02"), "event-recording").value();
  CHECK(mail.data.at("recordings").size() == 1);

  file["recording_url"] = "https://video.example.org/all";
  in.import_again(file);
  CHECK(tell(at("2030-05-15T16:00")));
  CHECK(in.send(at("2030-05-15T16:00")) == 2);
  const auto stranger = organisers::scope::of_operator(in.of->by.id + 1);
  CHECK_FALSE(in.db->write([&](schema::transaction& tx) {
    return tell_of_recordings(tx, stranger, *in.of, at("2030-05-15T16:00"));
  }));
}
