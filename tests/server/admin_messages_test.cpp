// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/server/log_reader.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace std::chrono_literals;
using namespace zusage::tests;

TEST_CASE("the log of messages says what became of each", "[server][admin][messages]") {
  log_reader side;
  CHECK(has(side.get(area), "Es gibt noch keine Nachrichten."));
  const auto id = side.add("registration-confirmed");
  side.add("event-reminder", "failed");
  for (const auto& path : {area, of_event}) {
    const auto page = side.get(path);
    CHECK(page.status == 200);
    CHECK(has(page, "Anmeldung bestätigt"));
    CHECK(has(page, "Erinnerung"));
    CHECK(has(page, "<strong>nicht zustellbar</strong>"));
    CHECK(has(page, side.email()));
  }
  const auto trouble = side.get(area, {{"trouble", "1"}});
  CHECK(has(trouble, "Erinnerung"));
  CHECK_FALSE(has(trouble, "Anmeldung bestätigt"));
  const auto details = side.get(area + "/" + side.token(id));
  CHECK(details.status == 200);
  CHECK(has(details, "Noch kein Versuch."));
  CHECK(has(details, "/admin/sit/events/kick-off/attendees/" + side.reference));
}

TEST_CASE("messages to an address are found without it in the URL", "[server][admin][messages]") {
  log_reader side;
  side.add("registration-confirmed");
  const auto find = [&](const std::string& typed) {
    return side.post(area, {{"csrf", side.csrf()}, {"email", typed}});
  };
  CHECK(has(find(side.email()), "Anmeldung bestätigt"));
  CHECK(has(find("nobody@example.org"), "An diese Adresse gibt es keine Nachrichten."));
  CHECK(find("").status == 422);
  const auto wrong = find("kein Postfach");
  CHECK(wrong.status == 422);
  CHECK(has(wrong, "value=\"kein Postfach\""));
}

TEST_CASE("a piece of an address is enough, and too short a piece is told",
          "[server][admin][messages]") {
  log_reader side;
  side.add("registration-confirmed");
  const auto find = [&](const std::string& typed) {
    return side.post(area, {{"csrf", side.csrf()}, {"email", typed}});
  };
  const auto domain = side.email().substr(side.email().find('@'));
  const auto found = find(domain);
  CHECK(found.status == 200);
  CHECK(has(found, side.email()));
  CHECK(has(found, "Nachrichten an Adressen mit „" + domain + "“."));
  CHECK_FALSE(has(found, "Durchsucht wurden"));
  CHECK(has(find("niemand"), "Zu dieser Suche gibt es keine Nachrichten."));
  for (const auto* wrong : {"ab", "a b c", "\xff\xff\xff"}) {
    const auto page = find(wrong);
    CHECK(page.status == 422);
    CHECK(has(page, "mindestens drei Zeichen daraus, ohne Leerzeichen."));
  }
}

TEST_CASE("the log shows what came back, and what waits, alone", "[server][admin][messages]") {
  log_reader side;
  side.returned(side.add("registration-confirmed"), 1);
  side.add("event-reminder", "queued");
  side.add("event-recording", "failed");
  for (const auto& [part, kind] :
       {std::pair("returned", "Anmeldung bestätigt"), std::pair("waiting", "Erinnerung")}) {
    const auto page = side.get(area, {{part, "1"}});
    INFO(part);
    CHECK(has(page, kind));
    CHECK_FALSE(has(page, "Aufzeichnung"));
    CHECK(has(page, std::string("?") + part + "=1\" aria-current=\"page\""));
  }
}

TEST_CASE("fifty messages are a page, and older ones follow", "[server][admin][messages]") {
  log_reader side;
  side.add("event-recording");
  for (int i = 0; i < 50; ++i) side.add("registration-confirmed");
  const auto first = side.get(area);
  CHECK_FALSE(has(first, "Aufzeichnung"));
  REQUIRE(has(first, "before="));
  const auto from = first.body.find("before=") + 7;
  const auto behind = first.body.substr(from, first.body.find_first_of("\"&", from) - from);
  const auto second = side.get(area, {{"before", behind}});
  CHECK(has(second, "Aufzeichnung"));
  CHECK_FALSE(has(second, "rel=\"next\""));
}

TEST_CASE("who may not see consents sees no message that tells of one",
          "[server][admin][messages]") {
  for (const auto& [role, sees] :
       {std::pair("organiser", false), std::pair("owner", true), std::pair("dpo", true)}) {
    log_reader side(role);
    const auto path = area + "/" + side.token(side.add("consent-confirm", "sent", true));
    INFO(role);
    CHECK(has(side.get(area), "Einwilligung bestätigen") == sees);
    CHECK(side.get(path).status == (sees ? 200 : 404));
    CHECK(side.again(path).status == (std::string(role) == "owner" ? 303 : 404));
  }
}

TEST_CASE("the log says who said what, and of a file its name alone", "[server][admin][messages]") {
  log_reader side;
  const auto id = side.add("registration-confirmed", "failed");
  const auto said = [&](const char* phase, int code, const char* words) {
    side.attempt(id, phase, code, words);
    return std::pair(side.get(area), side.get(area + "/" + side.token(id)));
  };
  const auto [list, page] = said("rcpt", 550, "550 unknown");
  for (const auto& one : {list, page}) CHECK(has(one, "Mailserver: 550 unknown"));
  const auto [own_list, own] = said("connect", 0, "refused");
  for (const auto& one : {own_list, own}) CHECK(has(one, "Dieses Programm: refused"));
  const auto [file_list, file] = said("file", 0, "/srv/post/new/17.eml");
  for (const auto& one : {file_list, file}) {
    CHECK(has(one, "17.eml"));
    CHECK_FALSE(has(one, "/srv/post"));
  }
}

TEST_CASE("what came back is shown at the registration and in the list of attendees",
          "[server][admin][messages]") {
  log_reader side;
  const auto attendee = "/admin/sit/events/kick-off/attendees/" + side.reference;
  const auto id = side.add("registration-confirmed");
  CHECK_FALSE(has(side.get(attendee), "kam zurück"));
  side.returned(id, 1);
  CHECK_FALSE(has(side.get("/admin/sit/events/kick-off"), "E-Mail kam zurück"));
  side.returned(id, 2);
  CHECK(has(side.get(attendee), "Eine E-Mail an diese Adresse kam zurück."));
  CHECK(has(side.get(attendee), "href=\"" + of_event + "/" + side.token(id) + "\">Zur E-Mail"));
  CHECK(has(side.get("/admin/sit/events/kick-off"), "E-Mail kam zurück"));
  // The address was corrected.
  side.db->write([&](schema::transaction& tx) {
    tx.execute(
        "UPDATE registration SET email = 'new@example.org', email_key = 'new@example.org'"
        " WHERE reference = :1",
        side.reference);
  });
  CHECK_FALSE(has(side.get("/admin/sit/events/kick-off"), "E-Mail kam zurück"));
}

TEST_CASE("from a registration there is a way to all that went to its address",
          "[server][admin][messages]") {
  log_reader side;
  side.add("registration-confirmed");
  const auto page = side.get("/admin/sit/events/kick-off/attendees/" + side.reference);
  CHECK(has(page, "E-Mails zu dieser Anmeldung"));
  CHECK(has(page, "action=\"" + area + "\""));
  CHECK(has(page, "name=\"email\" value=\"" + side.email() + "\""));
}

TEST_CASE("from a person's consents there is a way to their messages",
          "[server][admin][messages]") {
  log_reader side("dpo");
  consent::evidence by;
  by.email = side.email();
  const auto person = side.add_consent("sit", by);
  const auto page = side.get("/admin/sit/consents/" + person);
  CHECK(has(page, "action=\"" + area + "\""));
  CHECK(has(page, "name=\"email\" value=\"" + side.email() + "\""));
}

TEST_CASE("the start page and the log say that no mail leaves, to who can do something about it",
          "[server][admin][messages]") {
  log_reader side;
  const std::string warning = "Seit mindestens 15 Minuten ist keine E-Mail hinausgegangen.";
  side.add("registration-confirmed", "queued");
  CHECK_FALSE(has(side.get("/admin/sit/events"), warning));
  side.now += 20min;
  for (const auto* path : {"/admin/sit/events", "/admin/sit/messages", "/admin/sit/mail"}) {
    INFO(path);
    CHECK(has(side.get(path), warning));
    CHECK(has(side.get(path), "1 Nachricht wartet"));
  }
  side.sign_in_as("check@example.org", "sit", "check-in");
  CHECK_FALSE(has(side.get("/admin/sit/events"), warning));
}
