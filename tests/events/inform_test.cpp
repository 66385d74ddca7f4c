// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/change_notice.hpp"
#include "tests/events/inform_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;
using nlohmann::json;

namespace {

json sample_sessions() {
  return sample_event_file()["events"][0]["sessions"];
}

}  // namespace

TEST_CASE(
    "a moved event tells everybody what was and what is, with the "
    "calendar entry raised",
    "[events][S3]") {
  inform_fixture in;
  const auto made = in.sign_up_as("a@stadt.example.org");
  const auto before = in.composed("registration-confirmed").value().calendar;
  in.send();
  in.import_again({{"starts_at", "2030-05-15T08:30"}, {"venue", {{"city", "Andernorts"}}}});
  CHECK(in.told() == texts{"event-changed > a@stadt.example.org"});
  CHECK(in.number("SELECT priority FROM message WHERE template = 'event-changed'") == 1);
  const auto content = in.composed("event-changed").value();
  CHECK(content.data.at("period_before") == "2030-05-15T09:00/2030-05-15T16:00 de");
  CHECK(content.data.at("event_period") == "2030-05-15T08:30/2030-05-15T16:00 de");
  CHECK(content.data.at("place_before") == "Rathaus, Markt 1, 12345 Musterstadt / Online");
  CHECK(content.data.at("event_place") == "Rathaus, Markt 1, 12345 Andernorts / Online");
  CHECK(content.data.at("takes_place_again") == false);
  CHECK(content.reply_to == "info@sit.example.org");
  CHECK(content.method == mailer::calendar_method::publish);
  REQUIRE(content.calendar.size() == before.size());
  for (std::size_t i = 0; i < before.size(); ++i) {
    CHECK(content.calendar[i].uid == before[i].uid);
    CHECK(content.calendar[i].sequence == before[i].sequence + 1);
    CHECK_FALSE(content.calendar[i].cancelled);
  }
  CHECK(before[1].uid == "forum-1." + made.public_id + "@anmeldung.example.org");
}

TEST_CASE("what the organiser says of a change stands in the mail", "[events]") {
  inform_fixture in;
  in.sign_up_as("a@stadt.example.org");
  in.send();
  in.import_again({{"starts_at", "2030-05-15T08:30"}});
  const auto id = in.number("SELECT id FROM event WHERE slug = 'kick-off'");
  CHECK(in.composed("event-changed").value().data.at("notice_words") == "");
  in.db->write([&](schema::transaction& tx) {
    events::settle_notices(tx, id, {true, "Der Saal ist zu klein."});
  });
  CHECK(in.composed("event-changed").value().data.at("notice_words") == "Der Saal ist zu klein.");
}

TEST_CASE("importing the same file again, or other words, tells nobody", "[events]") {
  inform_fixture in;
  in.sign_up_as("a@stadt.example.org");
  in.import_again(json::object());
  in.import_again({{"title", {{"de", "Anders"}}}, {"capacity", 200}});
  CHECK(in.told().empty());
  in.import_again(later);
  in.import_again(later);
  CHECK(in.told().size() == 1);
}

TEST_CASE("a session that moves concerns those who booked it", "[events]") {
  inform_fixture in;
  in.sign_up_as("a@stadt.example.org", "forum-1");
  in.sign_up_as("b@stadt.example.org", "forum-2");
  const auto sequence = in.composed("registration-confirmed").value().calendar.at(0).sequence;
  auto sessions = sample_sessions();
  sessions[2]["starts_at"] = "2030-05-15T13:30";
  in.import_again({{"sessions", sessions}});
  CHECK(in.told() == texts{"event-changed > b@stadt.example.org"});
  const auto content = in.composed("event-changed").value();
  CHECK(titled(content.data.at("moved"), "period_before") ==
        "Forum 2: Cloud 2030-05-15T13:00/2030-05-15T15:00 de");
  CHECK(titled(content.data.at("moved"), "period") ==
        "Forum 2: Cloud 2030-05-15T13:30/2030-05-15T15:00 de");
  CHECK(content.data.at("period_before") == "");
  CHECK(content.calendar.at(0).sequence == sequence + 1);
}

TEST_CASE("a meeting that gets its date takes the place of the event in the calendar",
          "[events][S3]") {
  inform_fixture in({{"choices", nullptr}, {"sessions", json::array({webinar("first")})}});
  const auto made = in.sign_up(without(least_form(), "session"));
  CHECK(uids(in.composed("registration-confirmed").value()) == texts{"event"});
  in.send();
  const auto dated = json::array({webinar("first", "2030-05-15")});
  in.import_again({{"choices", nullptr}, {"sessions", dated}});
  const auto content = in.composed("event-changed").value();
  CHECK(titled(content.data.at("moved"), "period_before") == "Webinar first ");
  CHECK(titled(content.data.at("moved"), "period") ==
        "Webinar first 2030-05-15T10:00/2030-05-15T11:00 de");
  CHECK(uids(content) == texts{"first", "event cancelled"});
  CHECK(content.calendar[1].uid == "event." + made.public_id + "@anmeldung.example.org");
  CHECK(content.calendar[1].sequence == 1);
  in.send();

  in.import_again({{"choices", nullptr}, {"sessions", json::array({webinar("first")})}});
  const auto open = in.composed("event-changed").value();
  CHECK(uids(open) == texts{"event", "first cancelled"});
  CHECK(open.calendar[1].starts_at == local_to_instant("2030-05-15T10:00", "Europe/Berlin"));
  CHECK(open.calendar[1].sequence == 2);
}

TEST_CASE("who has yet to confirm the address, or has gone, is not told", "[events]") {
  inform_fixture in(changed({{"registration", {{"verify_email", true}}}}, {{"capacity", 10}}));
  for (const auto* name :
       {"unverified", "confirmed", "cancelled", "refused", "applied", "waiting", "offered"}) {
    const auto made = in.sign_up_as(std::string(name) + "@stadt.example.org");
    in.set_status(made.public_id, name);
  }
  const texts everybody = {
      "event-changed > confirmed@stadt.example.org", "event-changed > applied@stadt.example.org",
      "event-changed > waiting@stadt.example.org", "event-changed > offered@stadt.example.org"};
  in.import_again(changed({{"registration", {{"verify_email", true}}}, {"capacity", 10}}, later));
  CHECK(in.told() == everybody);
  CHECK(in.composed("event-changed").value().calendar.empty());
  CHECK(in.composed("event-changed").value().data.at("still_offered") == true);
}

TEST_CASE("drafts, papers and what is over tell nobody", "[events]") {
  const auto told_by = [](const json& first, const json& then, instant at = signing_up) {
    inform_fixture in(first);
    in.sign_up(first.contains("sessions") ? without(least_form(), "session") : least_form());
    in.import_again(changed(first, then), at);
    return in.told().size();
  };
  const json paper = {{"kind", "paper"},
                      {"mode", "online"},
                      {"venue", nullptr},
                      {"choices", nullptr},
                      {"sessions", nullptr}};
  const auto over = local_to_instant("2030-06-01T10:00", "Europe/Berlin").value();
  CHECK(told_by(json::object(), later) == 1);
  CHECK(told_by(json::object(), changed(later, {{"status", "draft"}})) == 0);
  CHECK(told_by(paper, later) == 0);
  CHECK(told_by(paper, cancelled) == 0);
  CHECK(told_by(json::object(), later, over) == 0);
  CHECK(told_by(json::object(), cancelled, over) == 0);
  // Held later than it should have been.
  CHECK(told_by(json::object(), {{"ends_at", "2030-07-15T16:00"}}, over) == 1);
}

TEST_CASE(
    "a cancelled event takes its entries back, and no promise of it "
    "leaves any more",
    "[events]") {
  const json one_place = {{"capacity", 1}};
  inform_fixture in(one_place);
  in.sign_up_as("a@stadt.example.org");
  const auto given = in.composed("registration-confirmed").value();
  in.sign_up_as("b@stadt.example.org");
  in.import_again(changed(one_place, cancelled));
  CHECK(in.told() ==
        texts{"event-cancelled > a@stadt.example.org", "event-cancelled > b@stadt.example.org"});
  CHECK_FALSE(in.composed("registration-confirmed").has_value());
  CHECK_FALSE(in.composed("registration-waiting").has_value());
  const auto waiting = in.composed("event-cancelled").value();
  CHECK(waiting.data.at("person_name") == "<Ada> <Muster>");
  CHECK(waiting.calendar.empty());

  in.db->write([](auto& tx) { tx.execute("DELETE FROM message WHERE recipient LIKE 'b%'"); });
  const auto content = in.composed("event-cancelled").value();
  CHECK(content.method == mailer::calendar_method::publish);  // CANCEL is for one UID alone
  CHECK(content.reply_to == "info@sit.example.org");
  CHECK(uids(content) == texts{"plenary cancelled", "forum-1 cancelled"});
  CHECK(content.calendar[0].uid == given.calendar[0].uid);
  CHECK(content.calendar[0].sequence == given.calendar[0].sequence + 1);
  in.import_again(changed(changed(one_place, later), cancelled));
  CHECK(in.told().size() == 1);
}

TEST_CASE("who confirms the address after the event was cancelled learns that", "[events]") {
  const json verified = {{"registration", {{"verify_email", true}}}};
  inform_fixture in(verified);
  const auto made = in.sign_up(least_form());
  in.import_again(changed(verified, cancelled));
  CHECK(in.told().empty());
  CHECK_FALSE(in.composed("registration-verify").has_value());
  in.db->write([&](schema::transaction& tx) {
    CHECK(in.registrar.verify(tx, made.public_id, signing_up + 1h));
  });
  CHECK(in.mails().back() == "event-cancelled > ada@stadt.example.org");
  CHECK(in.composed("event-cancelled").has_value());
}

TEST_CASE(
    "an event that takes place after all says so to those who were told "
    "otherwise",
    "[events]") {
  inform_fixture in;
  in.sign_up_as("a@stadt.example.org");
  in.import_again(cancelled);
  in.send();
  in.import_again(later);
  CHECK(in.told() ==
        texts{"event-cancelled > a@stadt.example.org", "event-changed > a@stadt.example.org"});
  const auto content = in.composed("event-changed").value();
  CHECK(content.data.at("takes_place_again") == true);
  CHECK(content.data.at("period_before") == "2030-05-15T09:00/2030-05-15T16:00 de");
  CHECK(uids(content) == texts{"plenary", "forum-1"});
  CHECK(content.calendar[0].sequence == 2);

  // Cancelled again before that has left: they know nothing else.
  in.import_again(changed(later, cancelled));
  CHECK(in.told() == texts{"event-cancelled > a@stadt.example.org"});
}

TEST_CASE("what is taken back before anybody was told leaves no mail", "[events]") {
  inform_fixture in;
  in.sign_up_as("a@stadt.example.org");
  in.import_again(later);
  in.import_again({{"starts_at", "2030-05-15T08:00"}});
  CHECK(in.told().size() == 1);  // one mail, from what was known to what is so
  CHECK(in.composed("event-changed").value().data.at("period_before") ==
        "2030-05-15T09:00/2030-05-15T16:00 de");
  auto message = in.newest("event-changed");
  in.import_again(json::object());
  CHECK(in.told().empty());
  const auto compose = [&] {
    return in.db->read([&](const schema::reader& r) { return in.compose(r, message); });
  };
  CHECK_FALSE(compose().has_value());  // had the mailer taken it already
  message.data = "damaged";
  CHECK_FALSE(compose().has_value());

  in.import_again(cancelled);
  in.import_again(json::object());
  CHECK(in.told().empty());
}

TEST_CASE("a mail about a change is no news once the person or the event has gone", "[events]") {
  inform_fixture in;
  const auto made = in.sign_up_as("a@stadt.example.org");
  in.import_again(later);
  const auto starts = in.clock;
  in.clock = in.of->ends_at;
  CHECK_FALSE(in.composed("event-changed").has_value());
  in.clock = starts;
  CHECK(in.composed("event-changed").has_value());
  in.cancel(made.public_id);
  CHECK_FALSE(in.composed("event-changed").has_value());
}
