// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "organisers/audit.hpp"
#include "tests/server/admin_fixture.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using tests::admin_side;

namespace {

const std::string trail = "/admin/sit/trail";

struct officer : admin_side {
  void record(const std::string& action, const std::string& subject) {
    db->write([&](schema::transaction& tx) {
      const auto id = tx.value<std::int64_t>("SELECT id FROM organiser WHERE key = 'sit'").value();
      organisers::record(tx, {id, 0, action, subject}, now);
    });
  }
  tests::seen send(const std::string& path, tests::pairs form) {
    form.emplace_back("csrf", csrf());
    return post(path, form);
  }
};

}  // namespace

TEST_CASE("the trail names an event by its title and a registration with its event",
          "[server][trail]") {
  officer side;
  const auto reference = side.add_attendee("kick-off", "Ina", "Kurz");
  side.sign_in_as("olga@example.org", "sit", "owner");
  side.record("event.copied", "kick-off");
  side.record("export.downloaded", "kick-off");
  side.record("registration.noted", reference);
  side.record("registration.noted", "ZZZZ-ZZZZ");
  const auto page = side.get(trail);
  CHECK(has(page, "href=\"/admin/sit/events/kick-off\">Strategie-Auftakt</a>"));
  CHECK(has(page, "/events/kick-off/attendees/" + reference + "\">" + reference +
                      " (Strategie-Auftakt)</a>"));
  CHECK(has(page, "ZZZZ-ZZZZ"));
  CHECK_FALSE(has(page, ">kick-off<"));
  const auto found = side.get(trail, {{"about", "strategie-auf"}});
  CHECK(has(found, "Veranstaltung kopiert"));
  CHECK_FALSE(has(found, "ZZZZ-ZZZZ"));
  CHECK_FALSE(has(page, "Kurz"));
}

TEST_CASE(
    "that a message is edited and tried out stands in the trail, by its subject and with a link",
    "[server][trail]") {
  officer side;
  side.sign_in_as("olga@example.org", "sit", "owner");
  const std::string area = "/admin/sit/events/kick-off/attendee-messages";
  const auto written = [](const std::string& version, const std::string& subject) {
    return tests::pairs{{"version", version},    {"kind", "service"},
                        {"purpose", ""},         {"status", "confirmed"},
                        {"subject.de", subject}, {"body.de", "Ein geheimer Text"}};
  };
  const auto made = side.send(area, written("0", "Anderer Raum"));
  REQUIRE(made.status == 303);
  auto path = made.header("Location");
  path.erase(path.find('?'));
  const auto version = side.get(path + "/edit").value_of("version");
  CHECK(side.send(path + "/edit", written(version, "Neuer Raum")).status == 303);
  CHECK(side.send(path, {{"do", "test"}}).status == 303);
  const auto page = side.get(trail);
  CHECK(has(page, "Nachricht an Teilnehmende bearbeitet"));
  CHECK(has(page, "Nachricht an Teilnehmende zur Probe verschickt"));
  CHECK(has(page, "href=\"" + path + "\">Neuer Raum (Strategie-Auftakt)</a>"));
  CHECK_FALSE(has(page, "Ein geheimer Text"));
}
