// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/server/admin_fixture.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using tests::admin_side;

namespace {

const std::string area = "/admin/sit/events/kick-off/attendee-messages";

// Somebody of `sit` who writes to two attendees.
struct editor : admin_side {
  editor() {
    add_attendee("kick-off", "Ina", "Kurz");
    add_attendee("kick-off", "Max", "Lang");
    add_attendee("kick-off", "Eva", "Fort", "cancelled");
    sign_in_as("anna@example.org", "sit", "organiser");
  }
  tests::seen send(const std::string& path, tests::pairs form) {
    form.emplace_back("csrf", csrf());
    return post(path, form);
  }
  static tests::pairs written(const std::string& version = "0", const std::string& kind = "service",
                              const std::string& subject = "Anderer Raum") {
    return {{"version", version},
            {"kind", kind},
            {"purpose", "newsletter"},
            {"status", "confirmed"},
            {"status", "waiting"},
            {"subject.de", subject},
            {"body.de", "Wir treffen uns im *Saal 2*."}};
  }
  /// The path of a new draft.
  std::string draft(const std::string& kind = "service") {
    const auto made = send(area, written("0", kind));
    INFO(made.body);
    REQUIRE(made.status == 303);
    const auto to = made.header("Location");
    return to.substr(0, to.find('?'));
  }
  tests::seen confirm(const std::string& path, const std::string& when = "") {
    const auto shown = get(path + "/send");
    return send(path + "/send", {{"version", shown.value_of("version")},
                                 {"expected", shown.value_of("expected")},
                                 {"when", when}});
  }
  std::string text(const char* sql) {
    return db->read(
        [&](const schema::reader& r) { return r.value<std::string>(sql).value_or(""); });
  }
  std::int64_t count(const char* sql) {
    return db->read(
        [&](const schema::reader& r) { return r.value<std::int64_t>(sql).value_or(0); });
  }
};

}  // namespace

TEST_CASE("the messages of an event stand beside its attendees and not among the newsletters",
          "[server][admin][attendee_messages]") {
  editor side;
  CHECK(has(side.get("/admin/sit/events/kick-off"), "href=\"" + area + "\""));
  CHECK(has(side.get(area), "Es gibt noch keine Nachricht."));
  const auto path = side.draft();
  const auto list = side.get(area);
  CHECK(has(list, "href=\"" + path + "\""));
  CHECK(has(list, "Nachricht zur Veranstaltung"));
  CHECK_FALSE(has(side.get("/admin/sit/newsletters"), "Anderer Raum"));
  const auto id = path.substr(path.rfind('/') + 1);
  const auto led = side.get("/admin/sit/newsletters/" + id);
  CHECK(led.status == 303);
  CHECK(led.header("Location") == path);
  CHECK(side.get("/admin/sit/newsletters/" + id + "/edit").status == 404);
}

TEST_CASE("what is wrong with a message is said at its field, and what was typed stays",
          "[server][admin][attendee_messages]") {
  editor side;
  auto typed = editor::written();
  typed[1].second = "advertising";
  typed[2].second = "";
  auto refused = side.send(area, typed);
  CHECK(refused.status == 422);
  CHECK(has(refused, "Wir treffen uns im *Saal 2*."));
  CHECK(has(refused, "href=\"#field-purpose\""));
  typed.erase(typed.begin() + 3, typed.begin() + 5);
  refused = side.send(area, typed);
  CHECK(has(refused, "Bitte kreuzen Sie mindestens eine Antwort an."));
  CHECK(side.count("SELECT COUNT(*) FROM newsletter") == 0);
}

TEST_CASE("of two people who edit a message at once the second overwrites nothing",
          "[server][admin][attendee_messages]") {
  editor side;
  const auto path = side.draft();
  const auto version = side.get(path + "/edit").value_of("version");
  CHECK(side.send(path + "/edit", editor::written(version, "service", "Erste")).status == 303);
  CHECK(side.send(path + "/edit", editor::written(version, "service", "Erste")).status == 303);
  const auto second = side.send(path + "/edit", editor::written(version, "service", "Zweite"));
  CHECK(second.status == 409);
  CHECK(has(second, "Zweite"));
  CHECK(has(side.get(path), "Erste"));
}

TEST_CASE("to how many a message goes is shown, and a second click sends it once",
          "[server][admin][attendee_messages]") {
  editor side;
  const auto path = side.draft();
  const auto shown = side.get(path + "/send");
  CHECK(has(shown, "Die Nachricht geht an 2 Menschen."));
  CHECK(shown.value_of("expected") == "2");
  CHECK(side.confirm(path).status == 303);
  CHECK(side.send(path + "/send", {{"version", shown.value_of("version")}, {"expected", "2"}})
            .status == 303);
  CHECK(side.count("SELECT COUNT(*) FROM newsletter WHERE state = 'scheduled'") == 1);
  CHECK(has(side.get(path), "geplant für"));
  CHECK(side.count("SELECT COUNT(*) FROM audit_entry"
                   " WHERE action = 'attendee_message.scheduled'") == 1);
}

TEST_CASE("advertising shows how many have consented, not how many are registered",
          "[server][admin][attendee_messages]") {
  editor side;
  const auto path = side.draft("advertising");
  CHECK(has(side.get(path + "/send"), "Zurzeit geht die Nachricht an niemanden."));
  const auto address = side.text("SELECT MIN(email) FROM registration WHERE status = 'confirmed'");
  consent::evidence by;
  by.email = address;
  side.add_consent("sit", by);
  CHECK(has(side.get(path + "/send"), "Die Nachricht geht an eine Person."));
}

TEST_CASE("a message can be planned, and taken back while it waits",
          "[server][admin][attendee_messages]") {
  editor side;
  const auto path = side.draft();
  CHECK(side.confirm(path, "2001-01-01T10:00").status == 422);
  CHECK(side.confirm(path, "2027-02-01T10:00").status == 303);
  CHECK(has(side.get(path), "geplant für"));
  CHECK(has(side.get(path), "Empfänger nach jetzigem Stand</dt>\n<dd>2</dd>"));
  CHECK(side.send(path, {{"do", "withdraw"}}).status == 303);
  CHECK(has(side.get(path), "Entwurf vom"));
  CHECK_FALSE(has(side.get(path), "Empfänger nach jetzigem Stand"));
}

TEST_CASE("preview and test mail of a message say that it is about the event",
          "[server][admin][attendee_messages]") {
  editor side;
  const auto path = side.draft();
  CHECK(has(side.get(path + "/preview"), "src=\"" + path + "/preview/de\""));
  const auto mail = side.get(path + "/preview/de");
  CHECK(mail.status == 200);
  CHECK(has(mail, "Strategie-Auftakt"));
  CHECK_FALSE(has(mail, "widerrufen"));
  CHECK(side.send(path, {{"do", "test"}}).status == 303);
  CHECK(side.text("SELECT template FROM message") == "attendee-message");
  CHECK(side.text("SELECT recipient FROM message") == "anna@example.org");
  CHECK(side.count("SELECT COUNT(*) FROM message WHERE newsletter_id IS NOT NULL") == 0);
}

TEST_CASE("a message of another event or organiser is not there",
          "[server][admin][attendee_messages]") {
  editor side;
  const auto path = side.draft();
  const auto id = path.substr(path.rfind('/') + 1);
  side.sign_in_as("carl@kdn.example.org", "kdn", "owner");
  CHECK(side.get(area).status == 404);
  CHECK(side.get(path).status == 404);
  CHECK(side.get("/admin/kdn/events/other-day/attendee-messages/" + id).status == 404);
  CHECK(side.get("/admin/kdn/events/other-day/attendee-messages/" + id + "/send").status == 404);
  CHECK(side.send(path, {{"do", "test"}}).status == 404);
}

TEST_CASE("who checks people in writes no messages", "[server][admin][attendee_messages]") {
  editor side;
  side.sign_in_as("tom@example.org", "sit", "check-in");
  CHECK(side.get("/admin/sit/events/kick-off/check-in").status == 200);
  CHECK(side.get(area).status == 404);
  CHECK(side.get(area + "/new").status == 404);
}
