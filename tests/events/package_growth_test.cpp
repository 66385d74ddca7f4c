// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/events/inform_fixture.hpp"

using namespace zusage;
using namespace zusage::tests;
using nlohmann::json;

namespace {

// Two webinars without a choice, of which all together are the package.
json webinars(const std::vector<json>& more = {}) {
  auto sessions = json::array({webinar("a", "2030-05-15"), webinar("b", "2030-05-16")});
  for (const auto& one : more) sessions.push_back(one);
  return {{"choices", nullptr}, {"sessions", sessions}, {"ends_at", "2030-05-20T16:00"}};
}

}  // namespace

TEST_CASE("sessions added later reach those who booked the package", "[events][S1]") {
  inform_fixture in(webinars());
  const auto whole = in.take_package("whole@stadt.example.org");
  const auto single = in.sign_up_as("single@stadt.example.org", "a");
  const auto gone = in.take_package("gone@stadt.example.org");
  in.cancel(gone.public_id);
  in.send();
  const auto more = webinars({webinar("c", "2030-05-17"), webinar("d")});
  in.import_again(more);
  CHECK(in.booked(whole.public_id) == "a confirmed, b confirmed, c confirmed, d confirmed");
  CHECK(in.booked(single.public_id) == "a confirmed");
  CHECK(in.told() == texts{"event-changed > whole@stadt.example.org"});
  const auto content = in.composed("event-changed").value();
  CHECK(titled(content.data.at("added"), "period") ==
        "Webinar c 2030-05-17T10:00/2030-05-17T11:00 de, Webinar d ");
  CHECK(content.data.at("whole_programme") == true);
  CHECK(content.data.at("has_differences") == false);
  CHECK(uids(content) == texts{"a", "b", "c"});
  CHECK(content.calendar[0].sequence == 1);
  CHECK(in.wrong_counters().empty());

  in.import_again(more);
  CHECK(in.told().size() == 1);
  CHECK(in.number("SELECT taken FROM event_session WHERE key = 'c'") == 1);
  // Moved before the mail has left: still one mail, in which it is simply new.
  in.import_again(webinars({webinar("c", "2030-05-18"), webinar("d")}));
  CHECK(in.told().size() == 1);
  const auto data = in.composed("event-changed").value().data;
  CHECK(data.at("has_differences") == false);
  CHECK(data.at("added")[0].at("period") == "2030-05-18T10:00/2030-05-18T11:00 de");
}

TEST_CASE("an added session that is full is waited for, or gone without", "[events][S1]") {
  auto small = webinar("c", "2030-05-17");
  small["capacity"] = 1;
  for (const bool waiting_list : {true, false}) {
    const json rule = {{"waiting_list", waiting_list}};
    inform_fixture in(changed(webinars(), rule));
    const auto first = in.take_package("first@stadt.example.org");
    const auto second = in.take_package("second@stadt.example.org");
    in.import_again(changed(webinars({small}), rule));
    CHECK(in.booked(first.public_id) == "a confirmed, b confirmed, c confirmed");
    CHECK(in.wrong_counters().empty());
    if (waiting_list) {
      CHECK(in.booked(second.public_id) == "a confirmed, b confirmed, c waiting");
      CHECK(in.told().size() == 2);
      CHECK(in.composed("event-changed").value().data.at("added")[0].at("waiting") == true);
    } else {
      CHECK(in.booked(second.public_id) == "a confirmed, b confirmed");
      CHECK(in.told() == texts{"event-changed > first@stadt.example.org"});
    }
  }
}

TEST_CASE("who waits for the event, or has not confirmed, gets the added session with the rest",
          "[events][S1]") {
  const json one_place = {{"capacity", 1}};
  inform_fixture in(changed(webinars(), one_place));
  in.take_package("first@stadt.example.org");
  const auto waits = in.take_package("waits@stadt.example.org");
  in.import_again(changed(webinars({webinar("c", "2030-05-17")}), one_place));
  CHECK(in.told().size() == 2);
  CHECK(in.composed("event-changed").value().data.at("still_waiting") == true);
  CHECK(in.number("SELECT COUNT(*) FROM registration_session WHERE status = 'wanted'") == 3);
  in.import_again(webinars({webinar("c", "2030-05-17")}));  // places for all
  CHECK(in.booked(waits.public_id) == "a confirmed, b confirmed, c confirmed");
  CHECK(in.wrong_counters().empty());

  const json verified = {{"registration", {{"verify_email", true}}}};
  inform_fixture asked(changed(webinars(), verified));
  const auto made = asked.take_package("a@stadt.example.org");
  asked.import_again(changed(webinars({webinar("c", "2030-05-17")}), verified));
  CHECK(asked.booked(made.public_id) == "a confirmed, b confirmed, c confirmed");
  CHECK(asked.told().empty());
}

TEST_CASE("what was added while an event was not published reaches the package when it is",
          "[events][S1]") {
  const auto more = webinars({webinar("c", "2030-05-17")});
  inform_fixture in(webinars());
  const auto whole = in.take_package("whole@stadt.example.org");
  in.import_again(changed(more, {{"status", "draft"}}));
  CHECK(in.told().empty());
  CHECK(in.booked(whole.public_id) == "a confirmed, b confirmed");
  in.import_again(more);
  CHECK(in.booked(whole.public_id) == "a confirmed, b confirmed, c confirmed");
  CHECK(in.told().size() == 1);
}
