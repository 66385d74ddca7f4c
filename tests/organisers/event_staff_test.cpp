// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "organisers/event_staff.hpp"

#include "organisers/access.hpp"
#include "organisers/sessions.hpp"
#include "organisers/staff.hpp"
#include "tests/organisers/people.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"

using namespace zusage;
using organisers::access_check;
using organisers::permission;
using organisers::role;
using organisers::scope;
using organisers::staff_change;
using tests::noon;

namespace {

struct house {
  tests::test_database db;
  std::int64_t first = 0, second = 0, owner = 0;

  house() {
    tests::import_file(db, tests::sample_event_file());
    first = tests::add_event(db)->id;
    second = tests::add_event(db, {{"slug", "second-day"}})->id;
    owner = tests::add_person(db.get(), "owner@example.org", "sit", "owner");
  }
  std::optional<scope> enter(std::int64_t staff, permission needs, const std::string& slug) {
    return db->read([&](const schema::reader& view) {
      return access_check::scope_for_event(view, staff, "sit", needs, slug);
    });
  }
  scope as_owner() { return enter(owner, permission::manage_staff, "").value(); }
  checked<organisers::staff_invitation> invite(const std::string& email, const std::string& as,
                                               std::int64_t event_id) {
    const auto of = as_owner();
    return db->write([&](schema::transaction& tx) {
      return organisers::invite_to_event(tx, of, event_id, {email, as}, noon);
    });
  }
  std::int64_t join(const std::string& email, const std::string& as, std::int64_t event_id,
                    bool known = false) {
    const auto id = invite(email, as, event_id).value().public_id;
    const auto hash = known ? std::nullopt : std::optional<std::string>("hash");
    return db
        ->write([&](schema::transaction& tx) {
          return organisers::accept_invitation(tx, {id, hash}, noon);
        })
        .value();
  }
  staff_change remove(std::int64_t staff, std::int64_t event_id) {
    const auto of = as_owner();
    return db->write([&](schema::transaction& tx) {
      return organisers::remove_event_staff(tx, of, event_id, staff, noon);
    });
  }
  std::int64_t count(const char* sql) {
    return db->read(
        [&](const schema::reader& view) { return view.value<std::int64_t>(sql).value(); });
  }
};

}  // namespace

TEST_CASE("a role at an event opens that event and nothing that names none",
          "[organisers][event_staff]") {
  house h;
  const auto who = h.join("nora@example.org", "organiser", h.first);
  const auto scope = h.enter(who, permission::manage_events, "kick-off");
  REQUIRE(scope);
  CHECK(scope->as() == role::organiser);
  CHECK(scope->reaches(h.first));
  CHECK_FALSE(scope->reaches(h.second));
  CHECK(organisers::is_for_one_event(*scope));
  CHECK_FALSE(h.enter(who, permission::see_events, "second-day"));
  CHECK_FALSE(h.enter(who, permission::see_events, ""));
  CHECK_FALSE(h.enter(who, permission::see_events, "no-such-event"));
  CHECK_FALSE(h.enter(who, permission::see_consents, "kick-off"));
  CHECK_FALSE(h.enter(who, permission::manage_staff, "kick-off"));
  CHECK_FALSE(h.db->read([&](const schema::reader& view) {
    return access_check::scope_for(view, who, "sit", permission::see_events);
  }));
}

TEST_CASE("who has a role at the organiser too acts at the event by the wider one",
          "[organisers][event_staff]") {
  house h;
  const auto anna = tests::add_person(h.db.get(), "anna@example.org", "sit", "check-in");
  h.join("anna@example.org", "organiser", h.first, true);
  CHECK(h.enter(anna, permission::see_attendees, "kick-off")->as() == role::organiser);
  CHECK_FALSE(h.enter(anna, permission::see_attendees, "second-day"));
  CHECK(h.enter(anna, permission::check_in, "second-day")->reaches_everything());
  const auto boss = tests::add_person(h.db.get(), "otto@example.org", "sit", "organiser");
  h.join("otto@example.org", "check-in", h.first, true);
  CHECK(h.enter(boss, permission::check_in, "kick-off")->as() == role::organiser);
  const auto dora = tests::add_person(h.db.get(), "dora@example.org", "sit", "dpo");
  h.join("dora@example.org", "check-in", h.first, true);
  CHECK(h.enter(dora, permission::see_attendees, "kick-off")->as() == role::dpo);
  CHECK(h.enter(dora, permission::check_in, "kick-off")->as() == role::check_in);
}

TEST_CASE("an event has organisers and people at the check-in, and no other roles",
          "[organisers][event_staff]") {
  house h;
  for (const auto* wrong : {"owner", "dpo", "", "check_in"}) {
    INFO(wrong);
    const auto made = h.invite("nora@example.org", wrong, h.first);
    REQUIRE(made.has_error());
    CHECK(made.error()[0].field == "role");
  }
  const auto who = h.join("nora@example.org", "check-in", h.first);
  h.db->write([](schema::transaction& tx) { tx.execute("UPDATE event_staff SET role = 'owner'"); });
  CHECK_FALSE(h.enter(who, permission::see_events, "kick-off"));
}

TEST_CASE("an invitation to an event is one to no other and not to the organiser",
          "[organisers][event_staff]") {
  house h;
  const auto made = h.invite("nora@example.org", "organiser", h.first).value();
  CHECK(made.event.value().slug == "kick-off");
  const auto of = h.as_owner();
  h.db->write([&](schema::transaction& tx) {
    CHECK(organisers::list_invitations(tx, of, noon).empty());
    CHECK(organisers::list_event_invitations(tx, of, h.first, noon).size() == 1);
    CHECK(organisers::list_event_invitations(tx, of, h.second, noon).empty());
    CHECK_FALSE(organisers::withdraw_invitation(tx, of, "nora@example.org", noon));
    CHECK_FALSE(organisers::withdraw_event_invitation(tx, of, h.second, "nora@example.org", noon));
  });
  // One to the whole organiser does not end it, nor the other way round.
  h.db->write([&](schema::transaction& tx) {
    organisers::invite(tx, of, {"nora@example.org", "check-in"}, noon).value();
    CHECK(organisers::find_invitation(tx, made.public_id, noon));
    CHECK(organisers::withdraw_event_invitation(tx, of, h.first, "nora@example.org", noon));
    CHECK_FALSE(organisers::find_invitation(tx, made.public_id, noon));
    CHECK(organisers::list_invitations(tx, of, noon).size() == 1);
  });
}

TEST_CASE("who works at no event and for no organiser any more is signed out",
          "[organisers][event_staff]") {
  house h;
  const auto nora = h.join("nora@example.org", "organiser", h.first);
  h.join("nora@example.org", "check-in", h.second, true);
  h.db->write([&](schema::transaction& tx) { organisers::start_session(tx, nora, noon); });
  CHECK(h.remove(nora, h.first) == staff_change::done);
  CHECK(h.count("SELECT COUNT(*) FROM staff_session") == 1);
  CHECK(h.remove(nora, h.first) == staff_change::unknown);
  CHECK(h.remove(nora, h.second) == staff_change::done);
  CHECK(h.count("SELECT COUNT(*) FROM staff_session") == 0);
}

TEST_CASE("who leaves the organiser keeps their session while they work at an event",
          "[organisers][event_staff]") {
  house h;
  const auto anna = tests::add_person(h.db.get(), "anna@example.org", "sit", "organiser");
  h.join("anna@example.org", "check-in", h.first, true);
  h.db->write([&](schema::transaction& tx) { organisers::start_session(tx, anna, noon); });
  const auto of = h.as_owner();
  h.db->write([&](schema::transaction& tx) {
    CHECK(organisers::remove_staff(tx, of, anna, noon) == staff_change::done);
  });
  CHECK(h.count("SELECT COUNT(*) FROM staff_session") == 1);
  CHECK(h.enter(anna, permission::check_in, "kick-off"));
  CHECK_FALSE(h.enter(anna, permission::check_in, "second-day"));
  h.remove(anna, h.first);
  CHECK(h.count("SELECT COUNT(*) FROM staff_session") == 0);
}

TEST_CASE("what happens to an event's staff stands in the trail without an address",
          "[organisers][event_staff]") {
  house h;
  const auto nora = h.join("nora@example.org", "organiser", h.first);
  const auto of = h.as_owner();
  organisers::listed_staff wanted;
  wanted.id = nora;
  wanted.role = role::check_in;
  h.db->write([&](schema::transaction& tx) {
    CHECK(organisers::change_event_role(tx, of, h.first, wanted, noon) == staff_change::done);
    CHECK(organisers::change_event_role(tx, of, h.first, wanted, noon) == staff_change::unchanged);
    CHECK(organisers::change_event_role(tx, of, h.second, wanted, noon) == staff_change::unknown);
    wanted.role = role::owner;
    CHECK(organisers::change_event_role(tx, of, h.first, wanted, noon) == staff_change::unknown);
  });
  h.remove(nora, h.first);
  for (const auto* act : {"staff.invited", "staff.joined", "staff.role_changed", "staff.removed"}) {
    INFO(act);
    h.db->read([&](const schema::reader& view) {
      CHECK(view.value<std::int64_t>("SELECT COUNT(*) FROM audit_entry WHERE action = :1"
                                     " AND details LIKE '%\"event\":\"kick-off\"%'",
                                     act) == 1);
    });
  }
  CHECK(h.count("SELECT COUNT(*) FROM audit_entry WHERE details LIKE '%nora%'") == 0);
}

TEST_CASE("the staff of an event goes with it", "[organisers][event_staff]") {
  house h;
  h.join("nora@example.org", "organiser", h.second);
  h.invite("otto@example.org", "check-in", h.second).value();
  h.db->write([&](schema::transaction& tx) {
    tx.execute("DELETE FROM event_session WHERE event_id = :1", h.second);
    for (const auto* table : {"event_question", "event_choice", "event_purpose"})
      tx.execute("DELETE FROM " + std::string(table) + " WHERE event_id = :1", h.second);
    tx.execute("DELETE FROM event WHERE id = :1", h.second);
  });
  CHECK(h.count("SELECT COUNT(*) FROM event_staff") == 0);
  CHECK(h.count("SELECT COUNT(*) FROM staff_token WHERE used_at IS NULL") == 0);
}
