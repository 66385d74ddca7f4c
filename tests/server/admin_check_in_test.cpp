// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <nlohmann/json.hpp>

#include "events/check_in_code.hpp"
#include "tests/server/admin_fixture.hpp"
#include "tests/server/visitor.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using tests::admin_side;

namespace {

const std::string desk_path = "/admin/sit/events/kick-off/check-in";

struct desk : admin_side {
  std::string reference = add_attendee("kick-off", "Ina", "Kurz");

  explicit desk(const std::string& role = "check-in") {
    sign_in_as("desk@example.org", "sit", role);
  }
  tests::seen send(tests::pairs form, const std::string& to = desk_path) {
    form.emplace_back("csrf", csrf());
    return post(to, form);
  }
  // Where it leads to, as a browser follows it.
  tests::seen shown(const tests::seen& sent) {
    const auto to = sent.header("Location");
    tests::pairs query;
    for (auto at = to.find('?'); at != to.npos; at = to.find('&', at + 1)) {
      const auto equals = to.find('=', at), end = std::min(to.find('&', equals), to.size());
      query.emplace_back(to.substr(at + 1, equals - at - 1),
                         to.substr(equals + 1, end - equals - 1));
    }
    return get(to.substr(0, to.find('?')), query);
  }
  nlohmann::json told(tests::pairs form, const std::string& to = desk_path) {
    form.emplace_back("format", "json");
    return nlohmann::json::parse(send(std::move(form), to).body);
  }
};

}  // namespace

TEST_CASE("a desk checks in, is told who was there already, and takes it back",
          "[server][admin][check_in]") {
  desk at;
  const auto first = at.send({{"code", at.reference}, {"desk", "Nord"}});
  CHECK(first.status == 303);
  const auto done = at.shown(first);
  CHECK(has(done, "Ina Kurz ist da."));
  CHECK(has(done, "kern-alert--success"));
  const auto again = at.shown(at.send({{"code", at.reference}}));
  CHECK(has(again, "Ina Kurz war schon eingetragen."));
  CHECK(has(again, "eingetragen bei: Nord."));
  CHECK(has(again, "kern-alert--warning"));
  CHECK(has(at.get("/admin/sit/events/kick-off/check-in/list"), "Kurz, Ina"));
  const auto undone = at.shown(at.send({{"reference", at.reference}}, desk_path + "/undo"));
  CHECK(has(undone, "Ina Kurz ist nicht mehr eingetragen."));
  const auto forged = "ZUSAGE:" + at.reference + "-00000000";
  const auto unknown = at.shown(at.send({{"code", forged}}));
  CHECK(has(unknown, "gibt es hier nicht"));
  CHECK(has(unknown, "kern-alert--danger"));
  CHECK(has(at.send({{"code", new_reference()}}), "Dazu wurde niemand gefunden."));
}

TEST_CASE("a script is answered in data, and a repetition changes nothing",
          "[server][admin][check_in]") {
  desk at;
  const tests::pairs entry = {{"code", at.reference}, {"client_key", "a1"}, {"age", "600"}};
  for (int i = 0; i < 2; ++i) {
    const auto done = at.told(entry);
    CHECK(done.at("outcome") == "checked_in");
    CHECK(done.at("kind") == "success");
    CHECK(done.at("title") == "Ina Kurz ist da.");
    // Counting a large event would hold up whoever writes next.
    CHECK_FALSE(done.contains("places"));
    CHECK(nlohmann::json::parse(at.get(desk_path + "/counts.json").body).at("places").at(0) ==
          nlohmann::json({{"session", ""}, {"here", 1}, {"expected", 1}}));
  }
  CHECK(at.db->read([](const schema::reader& r) {
    return r.value<instant>("SELECT at FROM check_in");
  }) == at.now - std::chrono::minutes(10));
  const auto cancelled = at.add_attendee("kick-off", "Udo", "Weg", "cancelled");
  const auto refused = at.told({{"code", cancelled}, {"client_key", "a2"}});
  CHECK(refused.at("outcome") == "not_confirmed");
  CHECK(refused.at("text") == "Storniert");
  const auto old = at.add_attendee("kick-off", "Alt", "Eintrag");
  CHECK(at.told({{"code", old}, {"client_key", "a3"}, {"age", "90000"}}).at("outcome") ==
        "too_old");
  const auto counts = nlohmann::json::parse(at.get(desk_path + "/counts.json").body);
  CHECK(counts.at("places").at(0).at("expected") == 2);
}

TEST_CASE("the check-in role sees names, and neither addresses nor answers",
          "[server][admin][check_in]") {
  desk at;
  const auto email = at.db->read([&](const schema::reader& r) {
    return r.value<std::string>("SELECT email FROM registration WHERE reference = :1", at.reference)
        .value();
  });
  const auto found = at.send({{"code", "kurz"}});
  CHECK(found.status == 200);
  CHECK(has(found, "Ina Kurz"));
  CHECK(has(found, at.reference));
  for (const auto& hidden : {email, std::string("kurz musterstadt")})
    CHECK(has(at.send({{"code", hidden}}), "Dazu wurde niemand gefunden."));
  at.send({{"code", at.reference}});
  for (const auto& one :
       {found, at.get(desk_path), at.get(desk_path, {{"done", "already"}, {"who", at.reference}}),
        at.get(desk_path + "/list")}) {
    CHECK(one.status == 200);
    CHECK_FALSE(has(one, email));
    CHECK_FALSE(has(one, "vegan"));
    CHECK_FALSE(has(one, "Hemer"));
    CHECK_FALSE(has(one, "Musterstadt"));
  }
  CHECK(at.told({{"code", at.reference}}).dump().find("Musterstadt") == std::string::npos);
  CHECK(at.get("/admin/sit/events/kick-off").status == 404);
  CHECK(has(at.get("/admin/sit/events"), "href=\"" + desk_path + "\""));
  at.sign_in_as("officer@example.org", "sit", "dpo");
  CHECK(at.get(desk_path).status == 404);
}

TEST_CASE("who may see attendees sees organisations at the desk, and searches by them",
          "[server][admin][check_in]") {
  desk at("organiser");
  CHECK(has(at.send({{"code", "kurz musterstadt"}}), "Stadt Musterstadt"));
  CHECK(has(at.get(desk_path + "/list"), "Stadt Musterstadt"));
  CHECK(at.told({{"code", at.reference}}).at("text") == "Stadt Musterstadt");
}

TEST_CASE("a desk of one organiser reaches no event and no person of another",
          "[server][admin][check_in]") {
  desk at;
  const auto foreign = at.add_attendee("other-day", "Fremde", "Person");
  CHECK(at.get("/admin/sit/events/other-day/check-in").status == 404);
  CHECK(at.get("/admin/kdn/events/other-day/check-in").status == 404);
  CHECK(at.told({{"code", foreign}}).at("outcome") == "unknown");
  CHECK_FALSE(has(at.send({{"code", "Fremde"}}), "Fremde Person"));
  CHECK(at.told({{"reference", foreign}}, desk_path + "/undo").at("outcome") == "unknown");
  CHECK(at.send({{"code", at.reference}, {"session", "nowhere"}}).status == 404);
}

TEST_CASE("an empty field is a fault at the field, and only this page may use the camera",
          "[server][admin][check_in]") {
  desk at;
  const auto empty = at.send({{"code", " "}});
  CHECK(empty.status == 422);
  CHECK(has(empty, "id=\"code-error\""));
  const auto shown = at.get(desk_path);
  CHECK(shown.header("Permissions-Policy").starts_with("camera=(self)"));
  CHECK(has(shown, "beginnt erst am"));
  CHECK(at.get("/admin/sit/events").header("Permissions-Policy").empty());
}

TEST_CASE("after a search the field is empty for the next scan, and what was searched for is told",
          "[server][admin][check_in]") {
  desk at;
  for (const auto* typed : {"kurz", "niemand"}) {
    const auto page_of = at.send({{"code", typed}});
    CHECK(has(page_of, "name=\"code\" type=\"text\" value=\"\""));
    CHECK(has(page_of, "Gesucht: „" + std::string(typed) + "“."));
  }
}

TEST_CASE("who has not booked a session can be let in anyway, from a search and after a scan",
          "[server][admin][check_in]") {
  desk at;
  const tests::pairs where = {{"session", "forum-1"}};
  const auto with = [&](tests::pairs more) {
    more.insert(more.end(), where.begin(), where.end());
    return more;
  };
  CHECK(has(at.send(with({{"code", "kurz"}})), "name=\"anyway\" value=\"yes\""));
  CHECK_FALSE(has(at.send({{"code", "kurz"}}), "name=\"anyway\""));
  const auto refused = at.shown(at.send(with({{"code", at.reference}})));
  CHECK(has(refused, "Ina Kurz hat diesen Programmpunkt nicht gebucht."));
  CHECK(has(refused, "Trotzdem eintragen"));
  CHECK(at.told(with({{"code", at.reference}})).at("anyway") == at.reference);
  const auto done = at.shown(at.send(with({{"code", at.reference}, {"anyway", "yes"}})));
  CHECK(has(done, "Ina Kurz ist da."));
  CHECK(has(done, "Ohne diesen Programmpunkt gebucht zu haben."));
  const auto found = at.send(with({{"code", "kurz"}}));
  CHECK(has(found, "Ohne diesen Programmpunkt gebucht zu haben."));
  CHECK_FALSE(has(found, "name=\"anyway\""));
  const auto cancelled = at.add_attendee("kick-off", "Udo", "Weg", "cancelled");
  CHECK_FALSE(has(at.send(with({{"code", "weg"}})), "name=\"anyway\""));
  CHECK(at.told(with({{"code", cancelled}, {"anyway", "yes"}})).at("outcome") == "not_confirmed");
}

TEST_CASE("of an event that is online only it is said that there is no desk",
          "[server][admin][check_in]") {
  desk at;
  auto file = tests::sample_event_file();
  file["events"][0]["mode"] = "online";
  file["events"][0].erase("venue");
  tests::import_file(at.db, file);
  const auto told = at.get(desk_path);
  CHECK(told.status == 200);
  CHECK(has(told, "Kein Einlass: Die Veranstaltung findet online statt"));
  CHECK_FALSE(has(told, "name=\"code\""));
  // Who is there for the desk alone does not reach the page of the online part.
  CHECK_FALSE(has(told, "/kick-off/online"));
  at.sign_in_as("orga@example.org", "sit", "organiser");
  CHECK(has(at.get(desk_path), "href=\"/admin/sit/events/kick-off/online\""));
}

TEST_CASE("a registration's own page shows its code while it stands", "[server][check_in]") {
  tests::visitor v;
  const auto token = v.registered();
  const auto show = [&](std::chrono::days later) {
    auto of = v.at("GET", "/r/" + token, token);
    of.at += later;
    return tests::body_of(v.with.run(&server::show_registration, of));
  };
  const auto body = show({});
  CHECK(body.find("<svg class=\"qr-code\"") != std::string::npos);
  CHECK(body.find("aria-label=\"QR-Code für den Einlass\"") != std::string::npos);
  CHECK(show(std::chrono::days(10'000)).find("qr-code") == std::string::npos);
  v.with.database()->write(
      [](schema::transaction& tx) { tx.execute("UPDATE registration SET status = 'cancelled'"); });
  CHECK(show({}).find("qr-code") == std::string::npos);
}
