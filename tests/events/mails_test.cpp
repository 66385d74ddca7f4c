// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/mails.hpp"

#include "tests/events/mails_fixture.hpp"
#include "web/locale.hpp"
#include "web/render.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

nlohmann::json few(std::int64_t places) {
  return nlohmann::json{{"capacity", places}};
}

}  // namespace

TEST_CASE("a confirmation says who, what, when, where and how to change it", "[events]") {
  mails_fixture in;
  const auto made = in.sign_up(with(least_form(), "lang", "en"));
  const auto content = in.composed("registration-confirmed").value();
  const auto& data = content.data;
  CHECK(data.at("event_title") == "Strategy kick-off");
  CHECK(data.at("event_period") == "2030-05-15T09:00/2030-05-15T16:00 en");
  CHECK(data.at("event_place") == "Rathaus, Markt 1, 12345 Musterstadt / Online");
  CHECK(data.at("event_url") == "https://anmeldung.example.org:8443/e/kick-off");
  CHECK(data.at("person_name") == "<Ada> <Muster>");
  CHECK(data.at("organiser_name") == "City IT Association");
  CHECK(data.at("organiser_contact") == "info@sit.example.org");
  CHECK(data.at("reference") == made.reference);
  CHECK(data.at("manage_url") == in.linked.url(link_purpose::registration, made.public_id));
  CHECK(data.at("has_sessions") == true);
  CHECK(data.at("sessions") ==
        nlohmann::json::array({{{"title", "Plenary"},
                                {"title_language", ""},
                                {"period", "2030-05-15T09:00/2030-05-15T12:00 en"},
                                {"place", ""},
                                {"cancelled", false},
                                {"join_url", ""},
                                {"offered", false},
                                {"waiting", false},
                                {"line_position", ""},
                                {"second", ""},
                                {"instead_of", ""}},
                               {{"title", "Forum 1: Registers"},
                                {"title_language", ""},
                                {"period", "2030-05-15T13:00/2030-05-15T15:00 en"},
                                {"place", ""},
                                {"cancelled", false},
                                {"join_url", ""},
                                {"offered", false},
                                {"waiting", false},
                                {"line_position", ""},
                                {"second", ""},
                                {"instead_of", ""}}}));
  CHECK(content.reply_to == "info@sit.example.org");
  CHECK(content.unsubscribe_url.empty());
  CHECK(content.list_id.empty());
}

TEST_CASE("join links are handed out only shortly before and to whom has a place", "[events][S1]") {
  mails_fixture in;
  in.sign_up(least_form());
  const auto starts = in.of->find_session("forum-1")->starts_at.value();
  const auto link = [&](instant at) {
    in.clock = at;
    const auto content = in.composed("registration-confirmed").value();
    return content.data.at("sessions")[1].at("join_url").get<std::string>();
  };
  CHECK(link(starts - 30min - 1s).empty());
  CHECK(link(starts - 30min) == "https://meet.example.org/forum-1");
  CHECK(link(starts + 1h) == "https://meet.example.org/forum-1");
  CHECK(link(starts + 2h).empty());
}

TEST_CASE("who waits is told the position and gets no calendar entry", "[events]") {
  mails_fixture in(few(1));
  const auto first = in.sign_up_as("a@stadt.example.org");
  in.sign_up_as("b@stadt.example.org");
  const auto content = in.composed("registration-waiting").value();
  CHECK(content.data.at("position") == "1");
  CHECK(content.data.at("sessions")[0].at("waiting") == true);
  CHECK(content.calendar.empty());

  in.cancel(first.public_id);
  CHECK_FALSE(in.composed("registration-waiting").has_value());  // no news any more
  const auto promoted = in.composed("registration-promoted").value();
  CHECK(uids(promoted) == texts{"plenary", "forum-1"});
  CHECK(promoted.data.at("position") == "");
}

TEST_CASE("who waits where places are offered is told that they have to accept", "[events]") {
  for (const int hours : {0, 24}) {
    CAPTURE(hours);
    nlohmann::json rules = {{"capacity", 1}};
    if (hours > 0) rules["offer_hours"] = hours;
    mails_fixture in(rules);
    in.sign_up_as("a@stadt.example.org");
    in.sign_up_as("b@stadt.example.org");
    const auto data = in.composed("registration-waiting").value().data;
    CHECK(data.at("offers") == (hours > 0));
  }
}

TEST_CASE("what one only waits for stands apart from what is booked", "[events][S4]") {
  auto sessions = sample_event_file()["events"][0]["sessions"];
  sessions[1]["capacity"] = 1;
  mails_fixture in(nlohmann::json{{"sessions", sessions}});
  in.sign_up_as("a@stadt.example.org");
  in.sign_up_as("b@stadt.example.org");
  const auto data = in.composed("registration-confirmed").value().data;
  REQUIRE(data.at("booked").size() == 1);
  CHECK(data.at("booked")[0].at("title") == "Plenum");
  CHECK(data.at("has_waiting_for") == true);
  REQUIRE(data.at("waiting_for").size() == 1);
  CHECK(data.at("waiting_for")[0].at("title") == "Forum 1: Register");
}

namespace {

// One place in each forum, and nothing else in the programme.
nlohmann::json two_forums() {
  auto sessions = sample_event_file()["events"][0]["sessions"];
  sessions.erase(0);
  sessions[0]["capacity"] = sessions[1]["capacity"] = 1;
  auto choices = sample_event_file()["events"][0]["choices"];
  choices[0]["second_choice"] = true;
  return {{"sessions", sessions}, {"choices", choices}};
}

std::string in_german(const std::string& name, const nlohmann::json& data) {
  return web::render_mail(name, web::find_locale("de"), data).text;
}

}  // namespace

TEST_CASE("who waits for a session has the event's entry until there is one of the session",
          "[events][S4]") {
  mails_fixture in(two_forums());
  const auto one = in.sign_up_as("a@stadt.example.org");
  in.sign_up_as("b@stadt.example.org", "forum-2");
  in.sign_up_as("c@stadt.example.org");
  const auto last = in.sign_up(with(least_form("d@stadt.example.org"), "second.forums", "forum-2"));
  const auto waits = in.composed("registration-confirmed").value();
  CHECK(uids(waits) == texts{"event"});
  CHECK(waits.data.at("has_calendar") == true);
  REQUIRE(waits.data.at("waiting_for").size() == 1);
  CHECK(waits.data.at("waiting_for")[0].at("line_position") == "2");
  CHECK(waits.data.at("waiting_for")[0].at("second") == "Forum 2: Cloud");
  const auto text = in_german("registration-confirmed", waits.data);
  CHECK(text.find("Ihr Platz auf der Warteliste: 2") != std::string::npos);
  CHECK(text.find("Zweite Wahl: Forum 2: Cloud") != std::string::npos);

  SECTION("moving up") {
    in.cancel(one.public_id);
    const auto promoted = in.composed("registration-promoted").value();
    CHECK(uids(promoted) == texts{"forum-1", "event cancelled"});
  }
  SECTION("choosing another") {
    auto changes = two_forums();
    changes["sessions"].push_back({{"key", "forum-3"},
                                   {"title", {{"de", "Forum 3"}}},
                                   {"starts_at", "2030-05-15T13:00"},
                                   {"ends_at", "2030-05-15T15:00"},
                                   {"choice", "forums"}});
    in.import_again(changes);
    const auto form = replaced(least_form("d@stadt.example.org"), "session", "forum-3");
    REQUIRE(in.change(last.public_id, form).has_value());
    const auto changed = in.composed("registration-changed").value();
    CHECK(uids(changed) == texts{"forum-3", "event cancelled"});
  }
}

TEST_CASE("who moves up in a session is told in which", "[events][S4]") {
  mails_fixture in(two_forums());
  const auto one = in.sign_up_as("a@stadt.example.org");
  in.sign_up_as("b@stadt.example.org");
  in.cancel(one.public_id);
  const auto data = in.composed("registration-promoted").value().data;
  CHECK(data.at("moved_to") == "Forum 1: Register");
  CHECK(in_german("registration-promoted", data).find("einen Platz in: Forum 1: Register (") !=
        std::string::npos);
}

TEST_CASE("an offered place in a session that was accepted is told by its name", "[events][S4]") {
  auto changes = two_forums();
  changes["offer_hours"] = 8;
  mails_fixture in(changes);
  const auto one = in.sign_up_as("a@stadt.example.org");
  const auto two = in.sign_up_as("b@stadt.example.org");
  in.cancel(one.public_id);
  REQUIRE(in.accept(two.public_id, signing_up + 2h));
  CHECK(in.composed("registration-promoted").value().data.at("moved_to") == "Forum 1: Register");
}

TEST_CASE("who got the second choice is told that the first was full", "[events][S4]") {
  mails_fixture in(two_forums());
  const auto one = in.sign_up_as("a@stadt.example.org");
  const auto form = with(least_form("b@stadt.example.org"), "second.forums", "forum-2");
  std::string mail;
  SECTION("at once") {
    in.sign_up(form);
    mail = "registration-confirmed";
  }
  SECTION("moving up") {
    const auto two = in.sign_up_as("c@stadt.example.org", "forum-2");
    in.sign_up(form);
    in.cancel(two.public_id);
    mail = "registration-promoted";
  }
  const auto data = in.composed(mail).value().data;
  REQUIRE(data.at("booked").size() == 1);
  CHECK(data.at("booked")[0].at("title") == "Forum 2: Cloud");
  CHECK(data.at("booked")[0].at("instead_of") == "Forum 1: Register");
  CHECK(in_german(mail, data).find("Ihre erste Wahl „Forum 1: Register“ war ausgebucht") !=
        std::string::npos);
}

TEST_CASE("a mail says that the whole programme is booked", "[events][S1]") {
  const auto webinars = nlohmann::json::array(
      {{{"key", "a"}, {"title", {{"de", "A"}}}}, {{"key", "b"}, {"title", {{"de", "B"}}}}});
  mails_fixture in(nlohmann::json{{"choices", nullptr}, {"sessions", webinars}});
  in.sign_up(with(without(least_form(), "session"), "package", "all"));
  CHECK(in.composed("registration-confirmed").value().data.at("whole_programme") == true);
  in.sign_up_as("b@stadt.example.org", "b");
  CHECK(in.composed("registration-confirmed").value().data.at("whole_programme") == false);
}

TEST_CASE("the mails about a paper are of their own and carry its link", "[events][S2]") {
  mails_fixture in(nlohmann::json{{"kind", "paper"},
                                  {"mode", "online"},
                                  {"venue", nullptr},
                                  {"sessions", nullptr},
                                  {"choices", nullptr}});
  const auto form = without(least_form(), "session");
  const auto made = in.sign_up(form);
  const auto content = in.composed("paper-confirmed").value();
  const auto link = content.data.at("paper_url").get<std::string>();
  CHECK(link.starts_with("https://anmeldung.example.org:8443/f/"));
  CHECK(content.data.at("paper_until") == "2030-04-15T10:00 de");
  CHECK(content.data.at("paper_times") == "10");
  CHECK(content.data.at("event_url") == "https://anmeldung.example.org:8443/papers/kick-off");
  CHECK(content.calendar.empty());
  in.sign_up(form);
  (void)in.change(made.public_id, with(form, "phone", "+49 30 1"));
  CHECK(in.composed("paper-known").value().data.at("person_name") == "");
  CHECK(in.composed("paper-changed").has_value());
  in.cancel(made.public_id);
  const auto ended = in.composed("paper-cancelled").value();
  CHECK(ended.calendar.empty());
  CHECK(ended.data.at("paper_url") == "");
  CHECK_FALSE(in.composed("paper-confirmed").has_value());
  CHECK(in.mails() ==
        texts{"paper-confirmed > ada@stadt.example.org", "paper-known > ada@stadt.example.org",
              "paper-changed > ada@stadt.example.org", "paper-cancelled > ada@stadt.example.org"});
}

TEST_CASE("who moves up from the waiting list of a paper gets its link with that mail",
          "[events][S2]") {
  auto changes = as_paper();
  changes["capacity"] = 1;
  changes["waiting_list"] = true;
  mails_fixture in(changes);
  const auto first = in.sign_up(without(least_form("a@stadt.example.org"), "session"));
  in.sign_up(without(least_form("b@stadt.example.org"), "session"));
  in.cancel(first.public_id);
  CHECK(in.newest("paper-promoted").recipient == "b@stadt.example.org");
  const auto content = in.composed("paper-promoted").value();
  const auto link = content.data.at("paper_url").get<std::string>();
  CHECK(link.starts_with("https://anmeldung.example.org:8443/f/"));
  CHECK(content.calendar.empty());
  const auto mail = web::render_mail("paper-promoted", web::find_locale("de"), content.data);
  CHECK(mail.text.find(link) != std::string::npos);
  CHECK(mail.html.find(link) != std::string::npos);
}

TEST_CASE("mails to an address that nobody confirmed contain nothing that was typed", "[events]") {
  mails_fixture in(nlohmann::json{{"registration", {{"verify_email", true}}}});
  const auto made = in.sign_up(replaced(least_form(), "given_name", "Win at evil.example"));
  const auto verify = in.composed("registration-verify").value();
  CHECK(verify.data.dump().find("evil") == std::string::npos);
  CHECK(verify.data.at("confirm_url") == in.linked.url(link_purpose::verify, made.public_id));
  CHECK(verify.data.at("confirm_until") == "2030-04-03T10:00 de");
  CHECK(verify.calendar.empty());

  in.sign_up(replaced(least_form(), "given_name", "Win at evil.example"));
  const auto known = in.composed("registration-known").value();
  CHECK(known.data.dump().find("evil") == std::string::npos);
  CHECK(known.data.at("manage_url") == in.linked.url(link_purpose::registration, made.public_id));
}

TEST_CASE("a double opt-in mail has the notice word for word and the link", "[events]") {
  mails_fixture in;
  in.sign_up(with(with(least_form(), "consent.newsletter", "yes"), "lang", "en"));
  const auto content = in.composed("consent-confirm").value();
  const auto& offer = in.of->offers_in("en").at(0);
  REQUIRE(content.data.at("purposes").size() == 1);
  CHECK(content.data.at("purposes")[0].at("text") == offer.text);
  CHECK(content.data.at("purposes")[0].at("title") == "Newsletter");
  CHECK(content.data.at("purpose_title") == "Newsletter");
  CHECK(content.data.at("organiser_name") == "City IT Association");
  const auto state = in.newest("consent-confirm").data.at("state").get<std::string>();
  CHECK(content.data.at("confirm_url") == in.linked.url(link_purpose::confirm, state));
  CHECK(content.unsubscribe_url.empty());

  in.db->write(
      [&](schema::transaction& tx) { CHECK(in.ledger.confirm(tx, state, {}, signing_up + 1min)); });
  CHECK_FALSE(in.composed("consent-confirm").has_value());
}

TEST_CASE("a mail that has nothing to tell any more is cancelled", "[events]") {
  mails_fixture in;
  const auto made = in.sign_up(least_form());
  in.cancel(made.public_id);
  CHECK_FALSE(in.composed("registration-confirmed").has_value());
  auto message = in.newest("registration-cancelled");
  const auto compose = [&] {
    return in.db->read([&](const schema::reader& r) { return in.compose(r, message); });
  };
  CHECK(compose().has_value());
  message.registration_id = 999'999;
  CHECK_FALSE(compose().has_value());
  message.registration_id.reset();
  CHECK_FALSE(compose().has_value());
  message.template_name = "unknown";
  CHECK_FALSE(compose().has_value());
  message.template_name = "consent-confirm";
  for (const auto& data :
       {nlohmann::json(), nlohmann::json{{"state", 5}}, nlohmann::json{{"state", "nobody"}}}) {
    message.data = data;
    CHECK_FALSE(compose().has_value());
  }
}
