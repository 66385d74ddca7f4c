// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/mail_runs.hpp"
#include "tests/events/ring_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

instant at(const std::string& local) {
  return local_to_instant(local, "Europe/Berlin").value();
}

nlohmann::json planned_ring() {
  auto first = webinar("first-a", "2030-09-12");
  first["ring_group"] = "a";
  auto event = ring_with({first, webinar("all", "2030-09-13")});
  event["join_minutes_before"] = 60;
  event["reminders"] = {{{"key", "soon"}, {"minutes_before", 30}, {"session", true}}};
  event["follow_ups"] = {{{"key", "thanks"},
                          {"hours_after", 2},
                          {"session", true},
                          {"subject", {{"de", "Danke"}}},
                          {"text", {{"de", "Danke"}}}}};
  return event;
}

// Member one is in group a, two in none.
struct planned_fixture : ring_fixture {
  member one = add_member("eins"), two = add_member("zwei");

  planned_fixture() : ring_fixture(planned_ring()) {
    assign({{one.reference, "a"}});
    send();
  }

  events::run_progress step(instant now, std::int64_t most = 100) {
    clock = now;
    return db->write([&](schema::transaction& tx) {
      return events::send_planned_mails(tx, catalogue, outbox, now, most);
    });
  }

  std::int64_t send_due(instant now, std::int64_t most = 100) {
    std::int64_t sent = 0;
    for (auto done = step(now, most); done.any; done = step(now, most)) sent += done.sent;
    return sent;
  }
};

const std::string one = "eins@stadt.example.org", one_2 = "eins-2@stadt.example.org",
                  two = "zwei@stadt.example.org", two_2 = "zwei-2@stadt.example.org";

}  // namespace

TEST_CASE(
    "a reminder of a meeting reaches everybody who stands for its members, each in their own"
    " language with their own link",
    "[events][rings][reminders][S3]") {
  planned_fixture in;
  in.db->write([&](schema::transaction& tx) {
    tx.execute("UPDATE ring_person SET language = 'en' WHERE public_id = :1", in.one.delegate);
    tx.execute(
        "INSERT INTO personal_link (organiser_id, registration_id, session_id, join_url, noted_at)"
        " VALUES (:1, :2, :3, 'https://meet.example.org/only-for-the-contact', :4)",
        in.of->by.id, in.one.id, in.session_id("first-a"), signing_up);
  });
  CHECK(in.send_due(at("2030-09-12T09:30")) == 2);
  CHECK(in.mails_named("event-reminder") ==
        texts{"event-reminder > " + one, "event-reminder > " + one_2});
  const auto contact = in.composed_for("event-reminder", one).value();
  CHECK(contact.data.at("about_join_url") == "https://meet.example.org/only-for-the-contact");
  CHECK(contact.data.at("manage_url").get<std::string>().find("/r/") != std::string::npos);
  const auto delegate = in.composed_for("event-reminder", one_2).value();
  CHECK(delegate.data.at("about_period") == "2030-09-12T10:00/2030-09-12T11:00 en");
  CHECK(delegate.data.at("about_join_url") == "https://meet.example.org/kick-off");
  CHECK(delegate.data.at("manage_url") == "");
  CHECK(delegate.data.at("member_url").get<std::string>().find("/m/") != std::string::npos);
  CHECK(uids(delegate) == uids(contact));
  CHECK(delegate.calendar.front().uid == contact.calendar.front().uid);
  CHECK(in.number("SELECT sent FROM mail_run WHERE done_at IS NOT NULL") == 2);
  // Everybody's meeting is the next day.
  CHECK(in.send_due(at("2030-09-13T09:30")) == 2 + 4);  // with the thanks for the first
}

TEST_CASE("whoever was replaced is not reminded, and who came instead is", "[events][rings]") {
  planned_fixture in;
  in.db->write([&](schema::transaction& tx) {
    tx.execute("UPDATE ring_person SET ended_at = :1 WHERE public_id = :2", signing_up,
               in.one.delegate);
    add_ring_person(tx, in.one.id, "substitute", "neu@stadt.example.org");
  });
  CHECK(in.send_due(at("2030-09-12T09:30")) == 2);
  CHECK(in.mails_named("event-reminder") ==
        texts{"event-reminder > " + one, "event-reminder > neu@stadt.example.org"});
}

TEST_CASE("a message after a meeting reaches everybody who stands for its members",
          "[events][rings][reminders]") {
  planned_fixture in;
  CHECK(in.send_due(at("2030-09-12T13:00")) == 2);
  CHECK(in.mails_named("event-follow-up") ==
        texts{"event-follow-up > " + one, "event-follow-up > " + one_2});
  CHECK(in.composed_for("event-follow-up", one_2)->data.at("own_subject") == "Danke");
}

TEST_CASE("a recording of a meeting is told to everybody who stands for its members",
          "[events][rings][reminders]") {
  planned_fixture in;
  auto file = planned_ring();
  file["sessions"][0]["recording_url"] = "https://video.example.org/first-a";
  file["follow_ups"] = nullptr;
  in.import_again(file);
  const auto now = at("2030-09-12T12:00");
  CHECK(in.db->write(
      [&](schema::transaction& tx) { return tell_of_recordings(tx, in.whose, *in.of, now); }));
  CHECK(in.send_due(now) == 2);
  CHECK(in.mails_named("event-recording") ==
        texts{"event-recording > " + one, "event-recording > " + one_2});
  CHECK(in.composed_for("event-recording", one_2)->data.at("recordings").size() == 1);
}

TEST_CASE("a run that is interrupted reaches everybody of a ring once", "[events][rings]") {
  planned_fixture in;
  const auto due = at("2030-09-13T09:30");
  in.send_due(at("2030-09-12T14:00"));  // the reminder and the thanks of the first meeting
  const auto before = in.mails_named("event-reminder");
  const auto everybody = texts{"event-reminder > " + one, "event-reminder > " + one_2,
                               "event-reminder > " + two, "event-reminder > " + two_2};
  const auto all = [&] {
    auto mails = in.mails_named("event-reminder");
    REQUIRE(mails.size() >= before.size());
    mails.erase(mails.begin(), mails.begin() + std::ptrdiff_t(before.size()));
    return mails;
  };
  // The program ends before the first step is committed: nobody was told.
  CHECK_THROWS(in.db->write([&](schema::transaction& tx) {
    events::send_planned_mails(tx, in.catalogue, in.outbox, due, 1);
    throw std::runtime_error("stopped");
  }));
  CHECK(all().empty());
  // It ends after the first: the two of the first member have theirs, and go without a second.
  CHECK(in.step(due, 1).sent == 2);
  CHECK(in.send_due(due, 1) == 2);
  CHECK(all() == everybody);
  // Even a run that begins anew tells nobody twice.
  in.db->write([](auto& tx) { tx.execute("UPDATE mail_run SET after_id = 0, done_at = NULL"); });
  CHECK(in.send_due(due) == 0);
  CHECK(all() == everybody);
}
