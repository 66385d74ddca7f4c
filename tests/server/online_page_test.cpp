// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/crypto.hpp"
#include "base/time_zone.hpp"
#include "tests/server/admin_fixture.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/http.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

const std::string online = "/admin/sit/events/kick-off/online";

std::int64_t count(admin_side& side, const std::string& sql) {
  return side.db->read([&](const schema::reader& r) { return r.value<std::int64_t>(sql).value(); });
}

struct organiser_side : admin_side {
  organiser_side() { sign_in_as("anna@example.org", "sit", "organiser"); }

  pairs with_csrf(pairs form) {
    form.emplace_back("csrf", csrf());
    return form;
  }
};

}  // namespace

TEST_CASE("the organiser sets links and recordings without the event file",
          "[server][admin][online]") {
  organiser_side side;
  const auto before = side.get(online);
  REQUIRE(before.status == 200);
  CHECK(field_value(before.body, "join_url.forum-1") == "https://meet.example.org/forum-1");
  CHECK(has(side.get("/admin/sit/events/kick-off"), online));

  const auto saved = side.post(
      online, side.with_csrf({{"join_url", "https://meet.example.org/new"},
                              {"recording_url", ""},
                              {"join_url.forum-1", ""},
                              {"recording_url.forum-1", "https://video.example.org/forum-1"}}));
  CHECK(saved.status == 303);
  const auto after = side.get(online, {{"done", "links"}});
  CHECK(has(after, "Die Links sind gespeichert."));
  CHECK(field_value(after.body, "join_url") == "https://meet.example.org/new");
  CHECK(field_value(after.body, "join_url.forum-1").empty());
  CHECK(field_value(after.body, "recording_url.forum-1") == "https://video.example.org/forum-1");

  const auto wrong = side.post(online, side.with_csrf({{"join_url", "meet.example.org"},
                                                       {"recording_url", ""},
                                                       {"join_url.forum-1", "javascript:x"},
                                                       {"recording_url.forum-1", ""}}));
  CHECK(wrong.status == 422);
  CHECK(has(wrong, "href=\"#join_url\""));
  CHECK(has(wrong, "href=\"#join_url.forum-1\""));
  CHECK(field_value(wrong.body, "join_url") == "meet.example.org");
  CHECK(field_value(side.get(online).body, "join_url") == "https://meet.example.org/new");
}

TEST_CASE("a list is looked at first and stored when that is confirmed",
          "[server][admin][online]") {
  organiser_side side;
  const auto reference = side.add_attendee("kick-off", "Ada", "Muster");
  const std::string list =
      "Name,Join Time,Duration\nAda Muster,2030-05-15 13:00:00,45\n"
      "<b>Fremd</b>,2030-05-15 13:00:00,45\n";
  const auto preview =
      side.post(online + "/attendance", side.with_csrf({{"session", "forum-1"}, {"file", list}}));
  REQUIRE(preview.status == 200);
  CHECK(has(preview, "Eine Person wurde erkannt: Forum 1: Register (Liste)."));
  CHECK(has(preview, "Ada Muster (" + reference + ")"));
  CHECK(has(preview, "Zeile 3: &lt;b&gt;Fremd&lt;/b&gt;"));
  CHECK(count(side, "SELECT COUNT(*) FROM attendance") == 0);

  const auto kept = field_value(preview.body, "kept");
  CHECK(from_base64url(kept) == list);
  const auto confirm = side.with_csrf({{"session", "forum-1"}, {"kept", kept}, {"confirm", "yes"}});
  CHECK(side.post(online + "/attendance", confirm).status == 303);
  CHECK(side.post(online + "/attendance", confirm).status == 303);
  CHECK(count(side, "SELECT COUNT(*) FROM attendance") == 1);
  const auto person = side.get("/admin/sit/events/kick-off/attendees/" + reference);
  CHECK(has(person, "Forum 1: Register, Mittwoch, 15. Mai 2030, 13:00 Uhr, 45 Minuten"));
  CHECK(has(side.get("/admin/sit/events/kick-off/export.csv"), ",forum-1,,,vegan"));
}

TEST_CASE("a preview names the lines whose time was not read, and of who was absent",
          "[server][admin][online]") {
  organiser_side side;
  side.add_attendee("kick-off", "Ada", "Muster");
  const auto preview =
      side.post(online + "/attendance",
                side.with_csrf({{"session", "forum-1"},
                                {"file",
                                 "Name;E-Mail;Beitritt;Teilgenommen\nAda Muster;;gegen <eins>;ja\n"
                                 "Ada Muster;;08:30;ja\nBea Beispiel;;;nein\n"}}));
  REQUIRE(preview.status == 200);
  CHECK(has(preview, "In einer Zeile konnten wir die Zeit nicht lesen"));
  CHECK(has(preview, "Zeile 2: „gegen &lt;eins&gt;“"));
  CHECK(has(preview, "Zeile 4: Bea Beispiel"));
  CHECK_FALSE(has(preview, "Zeile 3"));
  CHECK_FALSE(has(preview, "und eine weitere"));
}

TEST_CASE("a file that is no list is refused at its field", "[server][admin][online]") {
  organiser_side side;
  side.add_attendee("kick-off", "Ada", "Muster");
  for (const std::string file : {"", "Wer,Wann\nAda,heute\n", "M\xfcller", "Name\n\"Ada"}) {
    for (const auto* confirm : {"", "yes"}) {
      INFO(file << " " << confirm);
      const auto refused =
          side.post(online + "/attendance",
                    side.with_csrf({{"session", ""}, {"file", file}, {"confirm", confirm}}));
      CHECK(refused.status == 422);
      CHECK(has(refused, "href=\"#attendance-file\""));
      CHECK(has(refused, "id=\"attendance-file-error\""));
    }
  }
  CHECK(side.post(online + "/attendance",
                  side.with_csrf({{"session", "forum-9"}, {"file", "Name\nAda Muster\n"}}))
            .status == 422);
  CHECK(count(side, "SELECT COUNT(*) FROM attendance") == 0);
}

TEST_CASE("the online page needs the right to manage events of that organiser",
          "[server][admin][online]") {
  admin_side side;
  for (const auto* role : {"dpo", "check-in"}) {
    side.sign_in_as(std::string(role) + "@example.org", "sit", role);
    CHECK(side.get(online).status == 404);
    CHECK_FALSE(has(side.get("/admin/sit/events/kick-off"), online));
    CHECK(side.post(online + "/tell", {{"csrf", side.csrf()}}).status == 404);
  }
  side.sign_in_as("anna@example.org", "sit", "organiser");
  for (const auto* rest : {"", "/tell", "/attendance", "/links"}) {
    CHECK(side.post("/admin/sit/events/other-day/online" + std::string(rest),
                    {{"csrf", side.csrf()}, {"file", "Name\nAda\n"}})
              .status == 404);
    CHECK(side.post(online + rest, {{"file", "Name\nAda\n"}}).status == 403);
  }
}

TEST_CASE("planned mails stand on the page with what was sent", "[server][admin][online]") {
  organiser_side side;
  CHECK(has(side.get(online), "keine Nachricht geplant"));
  side.db->write([&](schema::transaction& tx) {
    tx.execute(
        "INSERT INTO mail_run (organiser_id, event_id, plan, due_at, planned_at, sent, done_at)"
        " SELECT organiser_id, id, 'reminder.day', :1, :2, 12, :3 FROM event"
        " WHERE slug = 'kick-off'",
        side.now, side.now, side.now);
  });
  const auto page = side.get(online);
  CHECK(has(page, "Erinnerung „day“"));
  CHECK(has(page, "Erledigt"));
  CHECK(has(page, ">12</td>"));
}
