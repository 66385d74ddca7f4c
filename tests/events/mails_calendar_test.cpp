// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/mails.hpp"

#include "tests/events/mails_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

nlohmann::json few(std::int64_t places) {
  return nlohmann::json{{"capacity", places}};
}

}  // namespace

TEST_CASE("each booked session is a calendar entry with a lasting UID", "[events][S1]") {
  mails_fixture in;
  const auto made = in.sign_up(least_form());
  const auto content = in.composed("registration-confirmed").value();
  CHECK(content.method == mailer::calendar_method::publish);
  CHECK(content.data.at("has_calendar") == true);
  REQUIRE(content.calendar.size() == 2);
  const auto& forum = content.calendar[1];
  CHECK(forum.uid == "forum-1." + made.public_id + "@anmeldung.example.org");
  CHECK(forum.sequence == 0);
  CHECK(forum.summary == "Forum 1: Register – Strategie-Auftakt");
  CHECK(forum.starts_at == in.of->find_session("forum-1")->starts_at);
  CHECK(forum.ends_at == in.of->find_session("forum-1")->ends_at);
  CHECK(forum.time_zone == "Europe/Berlin");
  CHECK(forum.organiser_email == "info@sit.example.org");
  CHECK(forum.url == in.linked.url(link_purpose::registration, made.public_id));
  CHECK_FALSE(forum.cancelled);

  (void)in.change(made.public_id, replaced(least_form(), "session", "forum-2"));
  const auto changed = in.composed("registration-changed").value();
  CHECK(uids(changed) == texts{"plenary", "forum-1 cancelled", "forum-2"});
  CHECK(changed.calendar[0].sequence == 1);
}

TEST_CASE("an event without sessions, or without their dates, is one calendar entry", "[events]") {
  mails_fixture plain(nlohmann::json{{"sessions", nullptr}, {"choices", nullptr}});
  const auto made = plain.sign_up(without(least_form(), "session"));
  const auto content = plain.composed("registration-confirmed").value();
  REQUIRE(content.calendar.size() == 1);
  CHECK(content.calendar[0].uid == "event." + made.public_id + "@anmeldung.example.org");
  CHECK(content.calendar[0].starts_at == plain.of->starts_at);
  CHECK(content.data.at("has_sessions") == false);

  const auto undated = nlohmann::json::array(
      {{{"key", "first"}, {"title", {{"de", "Erstes Treffen, September/Oktober"}}}}});
  mails_fixture rings(nlohmann::json{{"sessions", undated}, {"choices", nullptr}});
  rings.sign_up(without(least_form(), "session"));
  const auto meeting = rings.composed("registration-confirmed").value();
  CHECK(uids(meeting) == texts{"event"});
  CHECK(meeting.data.at("sessions")[0].at("period") == "");
}

TEST_CASE("calendar entries lead to the registration's page, never to the meeting", "[events]") {
  mails_fixture in;
  const auto made = in.sign_up(least_form());
  in.clock = in.of->find_session("forum-1")->starts_at.value();
  const auto content = in.composed("registration-confirmed").value();
  REQUIRE(content.calendar.size() == 2);
  for (const auto& entry : content.calendar) {
    CHECK(entry.url == in.linked.url(link_purpose::registration, made.public_id));
    CHECK(entry.description.find("meet.example.org") == std::string::npos);
  }
}

TEST_CASE("a cancellation takes back exactly the entries that were given", "[events]") {
  mails_fixture in(few(1));
  const auto first = in.sign_up_as("a@stadt.example.org");
  const auto second = in.sign_up_as("b@stadt.example.org");
  in.cancel(second.public_id);
  const auto nothing = in.composed("registration-cancelled").value();
  CHECK(nothing.calendar.empty());
  CHECK(nothing.data.at("has_calendar") == false);

  in.cancel(first.public_id);
  const auto content = in.composed("registration-cancelled").value();
  CHECK(content.method == mailer::calendar_method::publish);  // CANCEL is for one UID alone
  CHECK(uids(content) == texts{"plenary cancelled", "forum-1 cancelled"});
  CHECK(content.calendar[0].sequence == 1);
}

TEST_CASE("the only entry of a person is taken back by CANCEL with the same UID", "[events]") {
  mails_fixture in(nlohmann::json{{"sessions", nullptr}, {"choices", nullptr}});
  const auto made = in.sign_up(without(least_form(), "session"));
  const auto given = in.composed("registration-confirmed").value();
  in.cancel(made.public_id);
  const auto content = in.composed("registration-cancelled").value();
  CHECK(content.method == mailer::calendar_method::cancel);
  REQUIRE(content.calendar.size() == 1);
  CHECK(content.calendar[0].uid == given.calendar[0].uid);
  CHECK(content.calendar[0].sequence > given.calendar[0].sequence);
}

TEST_CASE("UIDs are the same in every language and after every change", "[events]") {
  mails_fixture in;
  const auto made = in.sign_up(least_form());
  auto message = in.newest("registration-confirmed");
  const auto uids_in = [&](const std::string& language) {
    message.language = language;
    std::vector<std::string> all;
    const auto content =
        in.db->read([&](const schema::reader& r) { return in.compose(r, message).value(); });
    for (const auto& one : content.calendar) all.push_back(one.uid);
    return all;
  };
  const auto german = uids_in("de");
  REQUIRE(german.size() == 2);
  CHECK(uids_in("en") == german);
  CHECK(uids_in("nl") == german);
  (void)in.change(made.public_id, replaced(least_form(), "family_name", "Neu"));
  CHECK(uids_in("de") == german);
}

TEST_CASE("the entries of an event of several organisers name them all", "[events]") {
  auto file = sample_event_file();
  auto other = file["organisers"][0];
  other["key"] = "netz";
  other["name"] = {{"de", "Innovationsnetz"}};
  file["organisers"].push_back(other);
  mails_fixture in;
  file["events"][0]["also_by"] = {"netz"};
  import_file(in.db, file, nullptr, signing_up);
  in.of = in.db->read([&](const schema::reader& r) { return in.catalogue.find(r, "kick-off"); });
  in.sign_up_as("a@stadt.example.org");
  const auto content = in.composed("registration-confirmed").value();
  REQUIRE_FALSE(content.calendar.empty());
  for (const auto& entry : content.calendar) {
    CHECK(entry.description ==
          "Stadt-IT Verbund, Innovationsnetz\n" + content.data.at("manage_url").get<std::string>());
    CHECK(entry.organiser_name == "Stadt-IT Verbund");
  }
}
