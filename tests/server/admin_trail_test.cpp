// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "organisers/audit.hpp"
#include "tests/organisers/people.hpp"
#include "tests/server/staff_house.hpp"

using namespace zusage;
using namespace zusage::tests;
using namespace std::chrono_literals;

TEST_CASE("the trail tells owners who was invited, before and after they come",
          "[server][people][trail]") {
  staff_house h;
  h.send(staff_area + "/invite", {{"email", "neu@example.org"}, {"role", "dpo"}});
  CHECK(h.count("SELECT COUNT(*) FROM audit_entry"
                " WHERE subject LIKE '%@%' OR details LIKE '%@%'") == 0);
  const auto waiting = h.get("/admin/sit/trail", {{"group", "staff"}});
  CHECK(has(waiting, "neu@example.org"));
  CHECK(has(waiting, "Rolle: Datenschutz"));
  const auto path = h.link("staff-invitation");
  const auto session = h.token();
  h.sign_out();
  REQUIRE(
      h.post(path, {{"new_password", new_password}, {"repeat_password", new_password}}).status ==
      303);
  h.db->write([](schema::transaction& tx) { tx.execute("DELETE FROM staff_token"); });
  h.use_token(session);
  const auto later = h.get("/admin/sit/trail", {{"group", "staff"}});
  const auto row = later.body.find("Eingeladen");
  REQUIRE(row != later.body.npos);
  CHECK(later.body.find("neu@example.org", row) != later.body.npos);
  h.send(staff_area + "/invite", {{"email", "zwei@example.org"}, {"role", "dpo"}});
  h.sign_in_as("dpo@example.org", "sit", "dpo");
  CHECK_FALSE(has(h.get("/admin/sit/trail"), "zwei@example.org"));
}

TEST_CASE("the audit trail shows who did what, before and after, to owners and officers",
          "[server][people][trail]") {
  staff_house h;
  tests::add_person(h.db.get(), "anna@example.org", "sit", "organiser");
  h.send(staff_area + "/role", {{"staff", h.get(staff_area).value_of("staff")}, {"role", "dpo"}});
  const auto page = h.get("/admin/sit/trail");
  CHECK(page.status == 200);
  CHECK(has(page, "Rolle geändert"));
  CHECK(has(page, "Rolle: Organisation"));
  CHECK(has(h.get("/admin/sit/trail", {{"group", "staff"}}), "Rolle geändert"));
  CHECK_FALSE(has(h.get("/admin/sit/trail", {{"group", "exports"}}), "Rolle geändert"));
  CHECK_FALSE(has(h.get("/admin/sit/trail", {{"about", "gibt es nicht"}}), "Rolle geändert"));
  const auto wrong = h.get("/admin/sit/trail", {{"from", "2027-02-30"}});
  CHECK(wrong.status == 422);
  CHECK(has(wrong, "value=\"2027-02-30\""));
  CHECK(h.get("/admin/kdn/trail").status == 404);
  h.sign_in_as("dpo@example.org", "sit", "dpo");
  CHECK(h.get("/admin/sit/trail").status == 200);
  for (const auto* role : {"organiser", "check-in"}) {
    h.sign_in_as(std::string(role) + "@example.org", "sit", role);
    CHECK(h.get("/admin/sit/trail").status == 404);
    CHECK(h.get(staff_area).status == 404);
    CHECK(h.send(staff_area + "/invite", {{"email", "x@example.org"}, {"role", "owner"}}).status ==
          404);
  }
}

TEST_CASE("a long trail is turned over page by page and keeps what was looked for",
          "[server][people][trail]") {
  staff_house h;
  h.db->write([&](schema::transaction& tx) {
    const auto id = tx.value<std::int64_t>("SELECT id FROM organiser WHERE key = 'sit'").value();
    for (int i = 0; i < 60; ++i) {
      organisers::record(tx, {id, h.owner, "event.copied", "tag-" + std::to_string(i)}, h.now);
    }
  });
  const auto first = h.get("/admin/sit/trail", {{"group", "events"}});
  CHECK(has(first, ">tag-59<"));
  CHECK_FALSE(has(first, ">tag-9<"));
  const auto from = first.body.find("before=") + 7;
  const auto before = first.body.substr(from, first.body.find('"', from) - from);
  CHECK(has(first, "group=events"));
  const auto second = h.get("/admin/sit/trail", {{"group", "events"}, {"before", before}});
  CHECK(has(second, ">tag-9<"));
  CHECK_FALSE(has(second, ">tag-59<"));
}
