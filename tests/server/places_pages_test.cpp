// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/server/visitor.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/dispatch.hpp"

using namespace zusage;
using namespace zusage::tests;
using Catch::Contains;

namespace {

std::map<std::string, std::string> person_named(const std::string& name) {
  return {{"email", name + "@example.net"}, {"idempotency_key", name}};
}

std::string page_of(visitor& v, const std::string& token, const std::string& done = {}) {
  auto of = v.at("GET", "/r/" + token, token);
  if (!done.empty()) of.query.add("done", done);
  return body_of(v.with.run(&server::show_registration, of));
}

server::response post(visitor& v,
                      server::decision (*handler)(const server::request&, const schema::reader&,
                                                  server::services&),
                      const std::string& token) {
  return v.with.run(handler, v.at("POST", "/r/" + token, token));
}

std::string mailed(const visitor& v, const std::string& browser_token) {
  const auto id = v.with.link_maker().public_id(link_purpose::browser, browser_token).value();
  return v.with.link_maker().token(link_purpose::registration, id);
}

nlohmann::json one_place_by_offer() {
  return nlohmann::json{{"capacity", 1}, {"offer_hours", 8}};
}

nlohmann::json second_choice() {
  auto choices = sample_event_file()["events"][0]["choices"];
  choices[0]["second_choice"] = true;
  return nlohmann::json{{"choices", choices}};
}

}  // namespace

TEST_CASE("an offered place is accepted by the mailed link alone", "[server]") {
  visitor v(one_place_by_offer());
  const auto first = v.registered(person_named("a"));
  const auto waiting = v.registered(person_named("b"));
  CHECK_THAT(page_of(v, waiting), Contains("Von der Warteliste streichen"));
  CHECK_THAT(page_of(v, waiting), Contains("Er gehört Ihnen, wenn Sie ihn rechtzeitig annehmen"));
  CHECK(post(v, &server::post_cancel, first).status == 303);

  CHECK_THAT(page_of(v, waiting), Contains("Annehmen können Sie ihn über den Link in der E-Mail"));
  CHECK_THAT(page_of(v, waiting), !Contains("/accept\""));
  CHECK(post(v, &server::post_accept, waiting).status == 404);

  const auto link = mailed(v, waiting);
  CHECK_THAT(page_of(v, link), Contains("/r/" + link + "/accept\""));
  CHECK_THAT(page_of(v, link), Contains("Ja, Platz ablehnen"));
  CHECK(header_of(post(v, &server::post_accept, link), "Location") ==
        "/r/" + link + "?done=accepted");
  CHECK_THAT(page_of(v, link, "accepted"), Contains("Der Platz gehört Ihnen."));
  CHECK_THAT(page_of(v, link), !Contains("/accept\""));
  CHECK(header_of(post(v, &server::post_accept, link), "Location") ==
        "/r/" + link + "?done=nothing_offered");
}

TEST_CASE("the form asks for a second choice where the event wants it", "[server][S4]") {
  visitor v(second_choice());
  const auto form = body_of(v.get_form());
  CHECK_THAT(form, Contains("name=\"second.forums\""));
  CHECK_THAT(form, Contains("Zweite Wahl: Foren"));
  const auto wrong = v.sign_up({{"second.forums", "forum-1"}});
  CHECK(wrong.status == 422);
  CHECK_THAT(body_of(wrong), Contains("Das ist schon Ihre erste Wahl."));
  CHECK_THAT(body_of(wrong), Contains("href=\"#f-second-forums\""));
  CHECK_THAT(body_of(wrong), Contains("<option value=\"forum-1\" selected>"));
  CHECK(v.sign_up({{"second.forums", "forum-2"}}).status == 303);
  visitor ordinary;
  CHECK_THAT(body_of(ordinary.get_form()), !Contains("second.forums"));
}

TEST_CASE("one's page tells the position in a session's line and the second choice",
          "[server][S4]") {
  auto changes = second_choice();
  changes["sessions"] = sample_event_file()["events"][0]["sessions"];
  changes["sessions"][1]["capacity"] = 1;
  changes["sessions"][2]["capacity"] = 1;
  visitor v(changes);
  v.registered(person_named("a"));
  auto other = person_named("b");
  other["session"] = "forum-2";
  v.registered(other);
  auto last = person_named("c");
  last["second.forums"] = "forum-2";
  const auto shown = page_of(v, v.registered(last));
  CHECK_THAT(shown, Contains("Ihr Platz auf der Warteliste: 1"));
  CHECK_THAT(shown, Contains("Zweite Wahl: Forum 2: Cloud"));
  CHECK_THAT(shown, Contains("<option value=\"forum-2\" selected>"));
}

TEST_CASE("one's page says that the second choice was booked, and instead of which",
          "[server][S4]") {
  auto changes = second_choice();
  changes["sessions"] = sample_event_file()["events"][0]["sessions"];
  changes["sessions"][1]["capacity"] = 1;
  visitor v(changes);
  const auto first = page_of(v, v.registered(person_named("a")));
  auto other = person_named("b");
  other["second.forums"] = "forum-2";
  const std::string words = "Ihre erste Wahl „Forum 1: Register“ war ausgebucht";
  CHECK_THAT(page_of(v, v.registered(other)), Contains(words));
  CHECK_THAT(first, !Contains(words));
}

TEST_CASE("the form takes one person more by a button and loses nothing", "[server]") {
  visitor v;
  CHECK_THAT(body_of(v.get_form()), Contains("name=\"people\" value=\"2\""));
  const auto more = v.sign_up({{"people", "2"}});
  CHECK(more.status == 200);
  CHECK_THAT(body_of(more), Contains("name=\"person.2.email\""));
  CHECK_THAT(body_of(more), Contains("value=\"ada@example.net\""));
  CHECK_THAT(body_of(more), Contains("name=\"people\" value=\"3\""));
  const auto typed = v.sign_up({{"people", "3"}, {"person.2.given_name", "Kim"}});
  CHECK_THAT(body_of(typed), Contains("name=\"person.3.email\"") && Contains("value=\"Kim\""));
  const auto less = v.sign_up({{"people", "1"}, {"person.2.given_name", "Kim"}});
  CHECK_THAT(body_of(less), !Contains("person.2.email"));
  // As many as the event takes, whatever is asked for.
  CHECK_THAT(body_of(v.sign_up({{"people", "99"}})), Contains("name=\"person.5.email\""));
  visitor alone(nlohmann::json{{"registration", {{"max_group", 1}}}});
  CHECK_THAT(body_of(alone.get_form()), !Contains("name=\"people\""));
}

TEST_CASE("a person who was added and left empty is asked for, and goes by a button", "[server]") {
  visitor v;
  const auto empty = v.sign_up({{"person.2.given_name", ""}, {"person.2.email", ""}});
  CHECK(empty.status == 422);
  CHECK_THAT(body_of(empty), Contains("Bitte füllen Sie die Angaben zu Person 2 aus") &&
                                 Contains("href=\"#f-person-2-given_name\"") &&
                                 Contains("name=\"without\" value=\"2\""));
  const auto without = v.sign_up({{"without", "2"}, {"person.2.given_name", ""}});
  CHECK(without.status == 200);
  CHECK_THAT(body_of(without),
             !Contains("person.2.email") && Contains("value=\"ada@example.net\""));
  CHECK(v.with.count("SELECT COUNT(*) FROM registration") == 0);
}

TEST_CASE("faults of companions stand beside their fields and in the summary", "[server]") {
  visitor v;
  const auto wrong = v.sign_up({{"person.2.given_name", "Kim"}, {"person.2.email", "nobody"}});
  CHECK(wrong.status == 422);
  CHECK_THAT(body_of(wrong), Contains("href=\"#f-person-2-email\"") &&
                                 Contains("Person 2 – E-Mail-Adresse") &&
                                 Contains("href=\"#f-person-2-family_name\""));
}

TEST_CASE("who registered others sees and cancels them on the own page", "[server]") {
  visitor v;
  const auto token = v.registered({{"person.2.given_name", "Kim"},
                                   {"person.2.family_name", "Muster"},
                                   {"person.2.email", "kim@example.net"}});
  CHECK(v.with.count("SELECT COUNT(*) FROM registration") == 2);
  CHECK_THAT(page_of(v, token), Contains("Gemeinsame Anmeldung") && Contains("Kim Muster") &&
                                    Contains(", Sie selbst (") &&
                                    !Contains("Kim Muster, Sie selbst"));
  const auto group = [&](const std::map<std::string, std::string>& form) {
    auto of = v.at("POST", "/r/" + token + "/group", token);
    for (const auto& [name, value] : form) of.form.add(name, value);
    return header_of(v.with.run(&server::post_group, of), "Location");
  };
  CHECK(group({}) == "/r/" + token + "?done=group_nobody");
  CHECK(group({{"cancel", "foreign"}}) == "/r/" + token + "?done=group_nobody");
  CHECK(v.with.count("SELECT COUNT(*) FROM registration WHERE status = 'cancelled'") == 0);
  // Cancelling all is asked once more, with the names.
  CHECK_THAT(page_of(v, token), Contains("?ask=all#group") && !Contains("name=\"all\""));
  auto asking = v.at("GET", "/r/" + token, token);
  asking.query.add("ask", "all");
  const auto asked = body_of(v.with.run(&server::show_registration, asking));
  CHECK_THAT(asked, Contains("aller dieser Personen stornieren?") && Contains("name=\"all\""));
  CHECK(group({{"all", "yes"}}) == "/r/" + token + "?done=group_cancelled");
  CHECK(v.with.count("SELECT COUNT(*) FROM registration WHERE status = 'cancelled'") == 2);
  CHECK_THAT(page_of(v, token), !Contains("/group\""));
}

TEST_CASE("cancelling one of a group speaks of one", "[server]") {
  visitor v;
  const auto token = v.registered({{"person.2.given_name", "Kim"},
                                   {"person.2.family_name", "Muster"},
                                   {"person.2.email", "kim@example.net"}});
  const auto cancel = [&](const std::string& field, const std::string& value) {
    auto of = v.at("POST", "/r/" + token + "/group", token);
    of.form.add(field, value);
    return header_of(v.with.run(&server::post_group, of), "Location");
  };
  const auto one = "/r/" + token + "?done=group_one_cancelled";
  const auto kim = v.with.database()->read([](const schema::reader& db) {
    return db.value<std::string>("SELECT reference FROM registration WHERE given_name = 'Kim'")
        .value();
  });
  CHECK(cancel("cancel", kim) == one);
  CHECK(cancel("cancel", kim) == one);  // sent twice
  CHECK_THAT(page_of(v, token, "group_one_cancelled"), Contains("Die Anmeldung ist storniert."));
  // Of all there is one left.
  CHECK(cancel("all", "yes") == one);
  CHECK(v.with.count("SELECT COUNT(*) FROM registration WHERE status = 'cancelled'") == 2);
}
